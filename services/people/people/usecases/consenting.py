"""What a person agrees to, and takes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from people.domain.card import Card, card
from people.domain.consent import cooled_down
from people.domain.notice import NOTICES, Notice, check_notice
from people.errors import ConsentCoolingDown
from people.usecases.access import is_own, person_changed
from people.vocabulary import Purpose

if TYPE_CHECKING:
    from people.store import PeopleWork
    from people.vault import Vault


def give_consent(
    work: PeopleWork,
    *,
    vault: Vault,
    person_id: str,
    purpose: Purpose,
    notice_version: str,
    partner_id: str | None = None,
) -> Card:
    """Record a consent to one purpose and the notice that was shown.

    Raises Invalid for a notice that was never shown for this purpose, and ConsentCoolingDown
    where somebody else asks again too soon after a withdrawal."""
    person, about = person_changed(work, person_id), (purpose, partner_id)
    check_notice(notice_version, purpose, work.today)
    free_on = cooled_down(person.consents, about)
    if free_on and work.now < free_on and not is_own(work, person_id):
        raise ConsentCoolingDown(purpose=purpose.value, until=free_on.isoformat())
    given = person.give_consent(about, notice_version, work.now)
    return card(work.people.save(*given), vault.of(work))


def withdraw_consent(
    work: PeopleWork,
    *,
    vault: Vault,
    person_id: str,
    purpose: Purpose,
    partner_id: str | None = None,
) -> Card:
    """Withdraw the consent that stands for a purpose.

    Partner sharing without a partner: the consents to all of them."""
    person = person_changed(work, person_id)
    changed, withdrawn = person.withdraw_consent((purpose, partner_id), work.now)
    return card(work.people.save(changed, *withdrawn), vault.of(work))


def list_notices(work: PeopleWork) -> list[Notice]:
    """The notices that consents name, oldest first."""
    return list(NOTICES.values())
