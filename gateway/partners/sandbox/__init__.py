"""The sandbox: partners send events that go nowhere and request samples.

Who plays what is in docs/adr/0049.
"""
