"""What partners publish over AMQP: accepted, or refused for them to see."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from partners.intake import rejected
from partners.intake.amqp import Arrival
from partners.intake.candidate import Candidate
from partners.intake.fault import NOT_REGISTERED, REUSED, SHUT_OUT, Fault
from partners.intake.rejected import AMQP, TurnedAway
from partners.intake.usecases import pass_on, told_apart
from partners.intake.validation import check
from partners.registry.broker import USER_PREFIX
from partners.registry.partner import Partner
from partners.store import PartnersWork

Checked = tuple[Arrival, Candidate]


def take_in(work: PartnersWork, arrivals: Sequence[Arrival]) -> None:
    """Accept what can come in, whoever it is from; the broker vouches for the user of each."""
    users = {arrival.user_id or "" for arrival in arrivals}
    ids = {user.removeprefix(USER_PREFIX) for user in users if user.startswith(USER_PREFIX)}
    work.partners.fetch(ids)
    good: dict[Partner, list[Checked]] = defaultdict(list)
    turned_away: list[TurnedAway] = []
    for arrival in work.handling(arrivals):
        partner = _sender(work, arrival)
        checked = _checked(work, arrival, partner)
        if isinstance(checked, Candidate) and partner:
            good[partner].append((arrival, checked))
        elif isinstance(checked, Fault):
            turned_away.append(_turned_away(arrival, partner, checked))
    for partner, pairs in good.items():
        turned_away += _accepted(work, partner, pairs)
    if turned_away:
        rejected.keep(work, turned_away=turned_away)


def _sender(work: PartnersWork, arrival: Arrival) -> Partner | None:
    user = arrival.user_id or ""
    known = user.startswith(USER_PREFIX)
    return work.partners.find(user.removeprefix(USER_PREFIX)) if known else None


def _checked(work: PartnersWork, arrival: Arrival, partner: Partner | None) -> Candidate | Fault:
    if partner is None:
        return Fault(NOT_REGISTERED)
    if not partner.is_active:
        return Fault(SHUT_OUT, facts={"state": partner.state.value})
    return arrival.fault or check(arrival.data, partner, work.now)


def _accepted(work: PartnersWork, partner: Partner, pairs: Sequence[Checked]) -> list[TurnedAway]:
    """Pass on what is new of a partner; what is to take the place of another event is refused."""
    candidates = [candidate for _, candidate in pairs]
    fresh, reused = told_apart(work, candidates)
    pass_on(work, partner, fresh)
    return [_turned_away(pairs[place][0], partner, Fault(REUSED)) for place in reused]


def _turned_away(arrival: Arrival, partner: Partner | None, fault: Fault) -> TurnedAway:
    partner_id = partner.partner_id if partner else None
    return TurnedAway(partner_id, AMQP, arrival.raw, arrival.data, fault)
