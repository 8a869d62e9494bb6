"""The reasons for which notify says no."""

from chassis.domain import Refusal


class PersonNotFound(Refusal):
    code = "person_not_found"


class MessageNotFound(Refusal):
    code = "message_not_found"


class MessageAlreadySettled(Refusal):
    """A message ends in one final state and stays there."""

    code = "message_already_settled"


class MessageNotInInbox(Refusal):
    """Only in-app messages are marked as read."""

    code = "message_not_in_inbox"
