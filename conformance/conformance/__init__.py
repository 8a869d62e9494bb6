"""Whether a partner's system is ready: samples into its queue, and a look at what it makes of them.

See docs/adr/0049 for which side plays what.
"""
