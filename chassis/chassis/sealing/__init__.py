"""Personal text at rest: sealed field by field under a key of its person.

A master key, which no store holds, wraps the data keys; a data key seals what is stored about one
person. Destroying the data key destroys the text in all its copies (crypto-shredding), and a new
master key requires wrapping the keys anew, not the data.
"""
