"""Sends the e-mails that are due: claims them, asks people for the contacts, talks SMTP."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import eventlet

from chassis.domain import Refused, Unavailable
from chassis.telemetry import log, trace
from notify import metrics, usecases
from notify.domain.message import Message
from notify.domain.outcome import Outcome, Verdict
from notify.letter import letter
from notify.mailer import Mailer, NotNow, Undeliverable
from notify.settings import NotifySettings

LANE_MOST = 10
RUN_S = 5.0
# With the time-outs of the last letter this stays within the lease of a claim.
LANE_S = 60.0
PAUSES_S = (0.5, 1, 2, 5, 10, 0)
_log = log.get(__name__)


class Sender:
    """Sends what is due, round by round. `commit` is the store's, `people` the remote service.

    A round is claimed, sent over `smtp_lanes` connections and written down together: a process
    that dies in between has a round at the most sent a second time, under the same Message-ID.
    """

    def __init__(self, commit: Callable[..., Any], people: Any, settings: NotifySettings) -> None:
        self._commit = commit
        self._people = people
        self._settings = settings

    def run(self) -> int:
        """Send until nothing is due, or for `RUN_S`, so that a service can stop in between.
        Returns how many were tried."""
        tried = 0
        most = self._settings.smtp_lanes * LANE_MOST
        until = time.monotonic() + RUN_S
        while time.monotonic() < until:
            claimed = self._commit(usecases.claim_due, limit=most)
            if not claimed:
                break
            outcomes = self._send_round(claimed)
            self._write_down(outcomes)
            tried += len(outcomes)
        return tried

    def _send_round(self, messages: Sequence[Message]) -> list[Outcome]:
        try:
            contacts = self._contacts(messages)
        except Refused as refused:
            return [Outcome(one.message_id, Verdict.NOT_NOW, refused.code) for one in messages]
        except Unavailable:
            reason = "people_unavailable"
            return [Outcome(one.message_id, Verdict.UNTRIED, reason) for one in messages]
        lanes = self._settings.smtp_lanes
        pool = eventlet.GreenPool(lanes)
        loads = [(messages[lane::lanes], contacts) for lane in range(lanes)]
        return [outcome for sent in pool.starmap(self._send_lane, loads) for outcome in sent]

    def _contacts(self, messages: Sequence[Message]) -> dict[str, Any]:
        wanted = [{"message_id": m.message_id, "person_id": m.person_id} for m in messages]
        answer = self._people.get_contacts({"wanted": wanted})
        return {row["message_id"]: row for row in answer["rows"]}

    def _send_lane(self, messages: Sequence[Message], contacts: Mapping[str, Any]) -> list[Outcome]:
        mailer = Mailer(self._settings)
        until = time.monotonic() + LANE_S
        outcomes = []
        for message in messages:
            if mailer.away or time.monotonic() > until:
                outcomes.append(Outcome(message.message_id, Verdict.NOT_NOW, "mail_server_away"))
            else:
                outcomes.append(self._send(message, contacts.get(message.message_id), mailer))
        mailer.close()
        return outcomes

    def _send(self, message: Message, contact: Mapping[str, Any] | None, mailer: Mailer) -> Outcome:
        id = message.message_id
        if contact is None:
            return Outcome(id, Verdict.UNDELIVERABLE, "person_not_found")
        name, email, sender = contact["name"], contact["email"], self._settings.smtp_from
        if not email:
            return Outcome(id, Verdict.SUPPRESSED, "no_email_address")
        try:
            with trace.span("deliver email", "client", message.traceparent):
                mailer.send(
                    letter(message, name=name, email=email, sender=sender, at=message.created_at)
                )
        except NotNow as later:
            return Outcome(id, Verdict.NOT_NOW, later.reason)
        except Undeliverable as never:
            return Outcome(id, Verdict.UNDELIVERABLE, never.reason)
        except Exception as bug:  # noqa: BLE001 - one broken letter must not have the others sent again
            _log.error("email.broke", message_id=id, exc_info=bug)
            return Outcome(id, Verdict.NOT_NOW, "internal_error")
        return Outcome(id, Verdict.SENT)

    def _write_down(self, outcomes: Sequence[Outcome]) -> None:
        """Patiently: what is not written down is sent again."""
        for one in outcomes:
            metrics.LETTERS.labels(one.verdict.value).inc()
            if one.verdict is not Verdict.SENT:
                about = {"message_id": one.message_id, "reason": one.reason}
                _log.info("email.not_sent", verdict=one.verdict.value, **about)
        delays_s = self._settings.retry_delays_s
        for pause in PAUSES_S:
            try:
                self._commit(usecases.conclude, outcomes=outcomes, delays_s=delays_s)
                return
            except Unavailable:
                if not pause:
                    raise
                eventlet.sleep(pause)
