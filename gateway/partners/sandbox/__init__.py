"""Where partners try their systems: events that are checked and go nowhere, samples on request.

Who plays what is in docs/adr/0049.
"""
