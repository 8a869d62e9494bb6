"""Reading messages."""

from __future__ import annotations

from gateway.http.route import Route

ROUTES = [
    Route("GET", "/v1/people/{person_id}/messages", rpc="notify.list_messages",
          refuses=("person_not_found",),
          summary="List a person's inbox, newest first."),
    Route("POST", "/v1/messages/{message_id}/read", rpc="notify.read_message",
          refuses=("message_not_found", "message_not_in_inbox"),
          summary="Mark a message as read."),
]  # fmt: skip
