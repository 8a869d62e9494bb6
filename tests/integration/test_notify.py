"""Who should hear of something finds it in the inbox, and by e-mail when they agreed to it."""

from tests.integration.making import a_fair, a_person, a_registration, a_worker_form, unique
from tests.integration.target import eventually


def inbox(door, person_id: str) -> list[dict]:
    return door.read(f"/v1/people/{person_id}/messages")["rows"]


def told(door, person_id: str, template: str) -> dict | None:
    """The newest message in the inbox that was made from this template."""
    rows = inbox(door, person_id)
    return next((row for row in rows if row["template"].startswith(template)), None)


def test_a_registration_is_told_in_the_inbox_and_marked_as_read(admin, as_):
    title = f"玉溪夜市招聘会 {unique('fair')}"
    person_id = a_person(admin)
    a_registration(admin, a_fair(admin, title=title), person_id)
    worker = as_("worker", person_id=person_id)
    message = eventually(lambda: told(worker, person_id, "registration.confirmed"))
    assert title in message["text"]
    assert message["read_at"] is None
    assert worker.post(f"/v1/messages/{message['message_id']}/read").status in (200, 204)
    assert told(worker, person_id, "registration.confirmed")["read_at"]


def test_one_registration_makes_one_message(admin):
    person_id = a_person(admin)
    a_registration(admin, a_fair(admin), person_id)
    eventually(lambda: told(admin, person_id, "registration.confirmed"))
    about = [row for row in inbox(admin, person_id) if row["template"].startswith("registration")]
    assert len(about) == 1


def test_a_letter_reaches_those_who_agreed_to_messages(admin, platform):
    address = f"{unique('yang')}@example.org"
    consents = [
        {"purpose": purpose, "notice_version": "2026-01"} for purpose in ("data_use", "messages")
    ]
    person_id = a_person(admin, email=address, consents=consents)
    title = f"大理就业援助月 {unique('fair')}"
    a_registration(admin, a_fair(admin, title=title), person_id)

    def arrived() -> bool:
        return any(
            address in str(letter["X-RcptTo"] or letter["To"]) for letter in platform.letters()
        )

    eventually(arrived, what=f"a letter to {address}")


def test_no_letter_goes_to_those_who_did_not_agree(admin, platform):
    address = f"{unique('he')}@example.org"
    person_id = admin.make("/v1/people", a_worker_form(email=address))["person_id"]
    a_registration(admin, a_fair(admin), person_id)
    eventually(lambda: told(admin, person_id, "registration.confirmed"))

    def all_final() -> bool:
        return not admin.read("/v1/ops/flow")["notify"]["messages"].get("queued")

    eventually(all_final)
    assert not [letter for letter in platform.letters() if address in str(letter["To"])]


def test_a_worker_reads_no_inbox_but_the_own(admin, as_):
    own, other = a_person(admin), a_person(admin)
    assert as_("worker", person_id=own).get(f"/v1/people/{other}/messages").status == 404
