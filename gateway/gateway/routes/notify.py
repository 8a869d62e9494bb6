"""Reading messages."""

from __future__ import annotations

from gateway.route import OFFICER, WORKER, Owner, Route, roles
from gateway.schemas import notify as schemas

ROUTES = [
    Route("GET", "/v1/people/{person_id}/messages", rpc="notify.list_messages",
          roles=roles(WORKER, OFFICER), owner=Owner("person_id"),
          query=schemas.MessagesQuery, view=schemas.MessageView, page=True,
          refuses=("person_not_found",),
          summary="List a person's inbox, newest first."),
    Route("POST", "/v1/messages/{message_id}/read", rpc="notify.read_message",
          roles=roles(WORKER),
          owner=Owner("person_id", read="notify.get_message", by="message_id"),
          view=schemas.MessageView, refuses=("message_not_found", "message_not_in_inbox"),
          summary="Mark a message as read."),
]  # fmt: skip
