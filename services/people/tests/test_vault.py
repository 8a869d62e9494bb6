from __future__ import annotations

import base64

import pytest

from chassis.sealing.master import MasterKeys
from people.settings import Key32, PeopleSettings
from people.vault import Vault

KEY = base64.b64encode(b"k" * 32).decode()


def test_a_fingerprint_depends_on_number_and_key_only(vault):
    number = "530102199003071238"
    other = Vault(MasterKeys(f"other:{KEY}"), b"j" * 32)
    assert vault.fingerprint(number) == vault.fingerprint(number)
    assert vault.fingerprint(number) != vault.fingerprint("532901198511204521")
    assert vault.fingerprint(number) != other.fingerprint(number)


@pytest.mark.parametrize("text", ["", "short", base64.b64encode(b"k" * 16).decode(), "!" * 44])
def test_what_is_no_key_is_refused(text):
    with pytest.raises(ValueError):
        Key32(text)


def test_the_settings_do_not_show_their_keys():
    given = {"amqp_uri": "a", "mongo_uri": "m", "actor_keys": "k", "id_key": KEY}
    given["master_keys"] = f"one:{KEY}"
    settings = PeopleSettings.read(given)
    assert settings.id_key == b"k" * 32
    assert KEY not in repr(settings)
    assert "kkkk" not in repr(settings)
