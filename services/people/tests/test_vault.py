from __future__ import annotations

import base64

import pytest
from cryptography.exceptions import InvalidTag

from people.settings import Key32, PeopleSettings
from people.vault import AesVault

KEY = base64.b64encode(b"k" * 32).decode()


def test_what_was_sealed_opens_for_its_owner_and_field(vault):
    sealed = vault.seal("13812348000", owner="person-1", field="phone")
    assert vault.open(sealed, owner="person-1", field="phone") == "13812348000"


def test_the_same_text_is_sealed_differently_each_time(vault):
    seals = {vault.seal("李明", owner="person-1", field="name") for _ in range(50)}
    assert len(seals) == 50


@pytest.mark.parametrize(("owner", "field"), [("person-2", "phone"), ("person-1", "name")])
def test_a_value_moved_to_another_place_does_not_open(vault, owner, field):
    sealed = vault.seal("13812348000", owner="person-1", field="phone")
    with pytest.raises(InvalidTag):
        vault.open(sealed, owner=owner, field=field)


def test_another_key_opens_nothing(vault):
    sealed = vault.seal("李明", owner="person-1", field="name")
    with pytest.raises(InvalidTag):
        AesVault(b"x" * 32, b"i" * 32).open(sealed, owner="person-1", field="name")


def test_a_fingerprint_depends_on_number_and_key_only(vault):
    number = "530102199003071238"
    assert vault.fingerprint(number) == vault.fingerprint(number)
    assert vault.fingerprint(number) != vault.fingerprint("532901198511204521")
    assert vault.fingerprint(number) != AesVault(b"d" * 32, b"j" * 32).fingerprint(number)


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"k" * 16).decode(), "!" * 44])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError):
        Key32(text)


def test_the_settings_do_not_show_their_keys():
    given = {"amqp_uri": "a", "mongo_uri": "m", "data_key": KEY, "id_key": KEY}
    settings = PeopleSettings.read(given)
    assert settings.data_key == b"k" * 32
    assert "kkkk" not in repr(settings)
