"""Which events go to which partner."""

from __future__ import annotations

from typing import Any

import orjson
import pytest
from outward_desk import (
    APPROVED,
    FAIR,
    SIGNED,
    Sharing,
    a_consent,
    a_partner,
    an_event,
)

from chassis.domain import Actor, RegionNotYours, personal_data
from gateway.retention import DATA_INVENTORY
from partners.errors import (
    PartnerNotActive,
    PartnerNotFound,
    SandboxOnly,
    SubscriptionNotFound,
    TypeNotVisible,
)
from partners.outbound import consents, dispatch, routing, subscriptions, visibility
from partners.registry.partner import State


@pytest.fixture
def sharing() -> Sharing:
    return Sharing()


def test_an_event_of_a_person_leaves_with_that_persons_consent_only(sharing: Sharing) -> None:
    sharing.share(an_event())
    assert sharing.sent() == []
    sharing.consent()
    event = an_event(n=2)
    sharing.share(event)
    assert sharing.sent() == [event.id]


@pytest.mark.parametrize(
    "given",
    [
        {"partner_id": None},
        {"partner_id": "ccb"},
        {"purpose": "job_matching"},
        {"person_id": "p2"},
    ],
)
def test_a_consent_to_something_else_permits_nothing(
    sharing: Sharing, given: dict[str, Any]
) -> None:
    sharing.consent(a_consent(consents.GIVEN, **given))
    sharing.share(an_event())
    assert sharing.sent() == []


def test_a_consent_withdrawn_holds_back_what_has_not_left(sharing: Sharing) -> None:
    sharing.consent()
    sharing.share(an_event())
    sharing.consent(a_consent(consents.WITHDRAWN, 2))
    load = sharing.leave()
    assert (load.messages, load.withheld) == ([], {1: "no_consent"})
    sharing.consent(a_consent(consents.GIVEN, 3))
    sharing.share(an_event(n=2))
    assert [message.number for message in sharing.leave().messages] == [2]


def test_of_a_person_who_was_erased_nothing_is_left_to_send(sharing: Sharing) -> None:
    sharing.consent()
    sharing.share(an_event())
    sharing.consent(a_consent(consents.ERASED, 2))
    assert sharing.store.collections["parcels"] == {}
    assert sharing.store.collections["sharing_consents"] == {}
    assert sharing.leave().messages == []
    assert len(sharing.store.collections["deliveries"]) == 1


def test_a_person_is_told_what_went_to_which_partner(sharing: Sharing) -> None:
    sharing.consent()
    sharing.share(an_event(), an_event(subject="loan-2", person_id="p2"))
    sharing.leave()
    told = sharing.store.read(personal_data.export, inventory=DATA_INVENTORY, person_id="p1")
    assert [row["partner_id"] for row in told["sharing_consents"]["rows"]] == ["icbc"]
    [sent] = told["deliveries"]["rows"]
    assert (sent["partner_id"], sent["type"]) == ("icbc", SIGNED)
    assert told["parcels"]["total"] == 1


def test_what_leaves_names_no_key_group_and_nothing_of_the_inside(sharing: Sharing) -> None:
    sharing.consent()
    sharing.share(an_event())
    [message] = sharing.next().messages
    sent = orjson.loads(message.body)
    assert sent["data"] == {"person_id": "p1", "region": "530102", "bank_id": "icbc"}
    assert "correlationid" not in sent
    assert (sent["sequence"], sent["deliverysequence"]) == ("0000000001", "0000000001")


def test_a_loan_is_the_business_of_its_own_bank_only(sharing: Sharing) -> None:
    sharing.add(a_partner("ccb"))
    sharing.subscribe("ccb", SIGNED)
    for partner_id in ("icbc", "ccb"):
        sharing.consent(a_consent(consents.GIVEN, partner_id=partner_id))
    sharing.share(an_event(), an_event(n=2, bank_id=None))
    assert len(sharing.sent("icbc")) == 1
    assert sharing.sent("ccb") == []


def test_a_class_is_the_business_of_the_provider_of_its_course(sharing: Sharing) -> None:
    enrolled = "yunling.training.enrolment.confirmed.v1"
    for partner_id in ("school", "college"):
        sharing.add(a_partner(partner_id, "training_provider"))
        sharing.subscribe(partner_id, routing.CLASS_OPENED, enrolled)
        sharing.consent(a_consent(consents.GIVEN, partner_id=partner_id))
    nobody = {"person_id": None, "bank_id": None}
    course = {"course_id": "c1", "provider_id": "school", "region": None}
    sharing.share(
        an_event(routing.COURSE_PUBLISHED, "c1", **nobody, **course),
        an_event(routing.CLASS_OPENED, "k1", **nobody, course_id="c1", class_id="k1"),
        an_event(routing.CLASS_OPENED, "k2", **nobody, course_id="unknown", class_id="k2"),
    )
    sharing.share(an_event(enrolled, "e1", class_id="k1"), an_event(enrolled, "e2", class_id="k2"))
    assert [id.split("-")[0] for id in sharing.sent("school")] == ["k1", "e1"]
    assert sharing.sent("college") == []


@pytest.mark.parametrize(
    ("region", "within", "lies"),
    [
        ("530102", "530102", True),
        ("530102", "530100", True),
        ("530102", "530000", True),
        ("530103", "530102", False),
        ("530300", "530100", False),
        ("530100", "530102", False),
        (None, "530102", True),
    ],
)
def test_a_county_lies_in_its_prefecture_and_province(
    region: str | None, within: str, lies: bool
) -> None:
    assert visibility.reaches(region, within) is lies


def test_a_bureau_hears_of_its_own_region_once_however_often_it_subscribed(
    sharing: Sharing,
) -> None:
    sharing.add(a_partner("bureau", "labour_bureau", region="530100"))
    sharing.subscribe("bureau", FAIR)
    sharing.subscribe("bureau", FAIR, APPROVED, region="530102")
    here, there = (
        an_event(FAIR, f"fair-{region}", person_id=None, region=region)
        for region in ("530102", "530302")
    )
    sharing.share(here, there)
    assert sharing.sent("bureau") == [here.id]
    with pytest.raises(RegionNotYours):
        sharing.subscribe("bureau", FAIR, region="530300")


def test_a_partner_subscribes_to_what_its_role_may_see(sharing: Sharing) -> None:
    with pytest.raises(TypeNotVisible) as refused:
        sharing.subscribe("icbc", SIGNED, FAIR)
    assert refused.value.facts["types"] == FAIR
    sharing.become("icbc", State.SUSPENDED)
    with pytest.raises(PartnerNotActive):
        sharing.subscribe("icbc", SIGNED)


def test_a_subscription_that_ended_sends_nothing_more(sharing: Sharing) -> None:
    sharing.consent()
    [one] = sharing.store.read(subscriptions.list_subscriptions, partner_id="icbc").rows
    about = {"partner_id": "icbc", "subscription_id": one.subscription_id}
    sharing.store.commit(subscriptions.delete_subscription, **about)
    sharing.share(an_event())
    assert sharing.sent() == []
    with pytest.raises(SubscriptionNotFound):
        sharing.store.commit(subscriptions.delete_subscription, **about)


def test_a_partner_sees_and_ends_its_own_subscriptions_only(sharing: Sharing) -> None:
    sharing.add(a_partner("ccb"))
    theirs = sharing.subscribe("ccb", SIGNED)
    sharing.store.actor = Actor("partner:icbc", "bank", partner_id="icbc")
    for asked in (
        lambda: sharing.store.read(subscriptions.list_subscriptions, partner_id="ccb"),
        lambda: sharing.subscribe("ccb", SIGNED),
    ):
        with pytest.raises(PartnerNotFound):
            asked()
    with pytest.raises(SubscriptionNotFound):
        sharing.store.commit(
            subscriptions.delete_subscription,
            partner_id="icbc",
            subscription_id=theirs.subscription_id,
        )


@pytest.mark.parametrize("state", [State.SUSPENDED, State.REMOVED])
def test_a_partner_that_is_shut_out_is_sent_nothing(sharing: Sharing, state: State) -> None:
    sharing.consent()
    sharing.become("icbc", state)
    sharing.share(an_event())
    assert sharing.store.read(dispatch.due) == []
    sharing.become("icbc", State.ACTIVE)
    assert sharing.store.read(dispatch.due) == (["icbc"] if state is State.SUSPENDED else [])


def test_a_partner_in_the_sandbox_is_sent_samples_only(sharing: Sharing) -> None:
    sharing.add(a_partner("icbc", sandbox=True))
    sharing.consent()
    sharing.share(an_event())
    assert sharing.sent() == []
    sample = routing.envelope(an_event(n=7, person_id="nobody"))
    numbers = sharing.store.commit(
        routing.put, partner_id="icbc", envelopes=[sample, sample], forged=True
    )
    assert numbers == [1, 2]
    assert [message.forged for message in sharing.next().messages] == [True, True]


def test_nobody_outside_the_sandbox_is_sent_a_forgery(sharing: Sharing) -> None:
    with pytest.raises(SandboxOnly):
        sharing.store.commit(routing.put, partner_id="icbc", envelopes=[], forged=True)
