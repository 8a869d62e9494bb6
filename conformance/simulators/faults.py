"""What a simulator can be told to do wrong, so that a test sees a conformance report turn red."""

from __future__ import annotations

from enum import StrEnum


class Fault(StrEnum):
    """Each is a mistake that real systems make."""

    TRUST_ANYBODY = "trust-anybody"
    """acts on messages without looking at their signature"""
    ACT_AGAIN = "act-again"
    """acts on every delivery, also of an event that it knows"""
    IGNORE_ORDER = "ignore-order"
    """lets an older event undo a newer one"""
    IGNORE_OLD = "ignore-old"
    """throws away events that are more than an hour old"""
    REFUSE_UNKNOWN = "refuse-unknown"
    """refuses an event with a field that it does not know"""
    BELIEVE_ANYTHING = "believe-anything"
    """acts on data that breaks its contract"""
    CHOKE = "choke"
    """stops at a message that it cannot read, and takes no more"""
    NEVER_ACKNOWLEDGE = "never-acknowledge"
    """takes messages and leaves them with the broker, which delivers them again and again"""
    PAY_ANY_AMOUNT = "pay-any-amount"
    """a bank that pays out whatever a contract says, not what it approved"""
    WRONG_FIGURE = "wrong-figure"
    """a bank that pays a cent less, a provider that teaches a day too late"""
    GIVE_UP = "give-up"
    """forgets an event that the platform did not take at once"""
    HAMMER = "hammer"
    """tries again without a pause while the platform is away"""
    NEVER_FOLLOW_UP = "never-follow-up"
    """reports the first of its types and none of the later ones"""
