"""Personal text at rest: sealed field by field under a key of the person whom it concerns.

A master key, which no store holds, wraps the data keys; a data key seals what is kept of one
person. Whoever destroys the data key has destroyed the text, in every copy that there is of it
(crypto-shredding), and a new master key means wrapping the keys anew, not the data.
"""
