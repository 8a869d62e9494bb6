"""The one error that the command shows to a person."""


class Advice(Exception):
    """One line that says what is wrong and what to do about it; the command exits with 1."""
