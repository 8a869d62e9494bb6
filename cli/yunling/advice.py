"""The one error that the command shows to a person."""


class Advice(Exception):  # noqa: N818  (it names what the reader gets, see style.md 3 on refusals)
    """One line that says what is wrong and what to do about it; the command exits with 1."""
