"""Sends the e-mails that are due: claims them, asks people for each contact, talks SMTP."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import eventlet

from chassis import log
from chassis.errors import Refused, Unavailable
from notify import usecases
from notify.domain.message import Message
from notify.domain.outcome import Outcome, Verdict
from notify.letter import letter
from notify.mailer import Mailer, NotNow, Undeliverable
from notify.settings import NotifySettings

LANE_MOST = 10
NOT_THERE = "person_not_found"
_log = log.get(__name__)


class Sender:
    """One run over what is due. `commit` is the store's, `people` the remote service."""

    def __init__(self, commit: Callable[..., Any], people: Any, settings: NotifySettings) -> None:
        self._commit = commit
        self._people = people
        self._settings = settings

    def run(self) -> int:
        """Send until nothing is due; returns how many were tried."""
        lanes = self._settings.smtp_lanes
        pool = eventlet.GreenPool(lanes)
        tried = 0
        while claimed := self._commit(usecases.claim_due, limit=lanes * LANE_MOST):
            list(pool.imap(self._send_all, [claimed[lane::lanes] for lane in range(lanes)]))
            tried += len(claimed)
        return tried

    def _send_all(self, messages: Sequence[Message]) -> None:
        """One lane. What was tried is written down after each, so that a crash repeats one."""
        mailer = Mailer(self._settings)
        try:
            for message in messages:
                outcome = self._send(message, mailer)
                _log.info(
                    "email.tried",
                    message_id=message.message_id,
                    verdict=outcome.verdict.value,
                    reason=outcome.reason,
                )
                self._commit(
                    usecases.conclude,
                    outcomes=[outcome],
                    delays_s=self._settings.retry_delays_s,
                )
        finally:
            mailer.close()

    def _send(self, message: Message, mailer: Mailer) -> Outcome:
        id = message.message_id
        try:
            contact = self._people.get_contact({"person_id": message.person_id, "message_id": id})
            if not contact["email"]:
                return Outcome(id, Verdict.SUPPRESSED, "no_email_address")
            mailer.send(self._letter(message, contact))
        except Refused as refused:
            verdict = Verdict.UNDELIVERABLE if refused.code == NOT_THERE else Verdict.NOT_NOW
            return Outcome(id, verdict, refused.code)
        except Unavailable:
            return Outcome(id, Verdict.NOT_NOW, "people_unavailable")
        except NotNow as later:
            return Outcome(id, Verdict.NOT_NOW, later.reason)
        except Undeliverable as never:
            return Outcome(id, Verdict.UNDELIVERABLE, never.reason)
        return Outcome(id, Verdict.SENT)

    def _letter(self, message: Message, contact: dict[str, Any]) -> Any:
        return letter(
            message,
            name=contact["name"],
            email=contact["email"],
            sender=self._settings.smtp_from,
            at=message.created_at,
        )
