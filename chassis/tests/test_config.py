"""Settings stop the start when they cannot be used."""

from __future__ import annotations

from importlib import import_module

import eventlet
import pytest

from chassis import config
from chassis.config import Settings, SettingsError

ENOUGH = {
    "amqp_uri": "amqp://broker",
    "mongo_uri": "mongodb://store/demo",
    "actor_keys": "actors.json",
}


def test_settings_are_read_with_their_types():
    settings = Settings.read({**ENOUGH, "workers": "8", "inbox_days": "7.5"})
    assert (settings.workers, settings.inbox_days) == (8, 7.5)


def test_a_switch_is_true_or_false_and_nothing_else():
    assert Settings.read({**ENOUGH, "rpc_replicated": "true"}).rpc_replicated is True
    assert Settings.read({**ENOUGH, "rpc_replicated": "false"}).rpc_replicated is False
    with pytest.raises(SettingsError, match="rpc_replicated: not a valid bool"):
        Settings.read({**ENOUGH, "rpc_replicated": "yes"})


def test_everything_that_is_wrong_is_named_at_once():
    with pytest.raises(SettingsError) as error:
        Settings.read({"amqp_uri": "amqp://broker", "workers": "many", "colour": "red"})
    assert str(error.value) == (
        "actor_keys: missing; colour: no such setting; mongo_uri: missing; workers: not a valid int"
    )


def test_an_unset_variable_is_a_missing_setting(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text("amqp_uri: ${AMQP_URI}\nmongo_uri: mongodb://${HOST:store}/demo\n")
    given = config.load(file, {})
    assert given == {"amqp_uri": None, "mongo_uri": "mongodb://store/demo"}
    with pytest.raises(SettingsError, match="amqp_uri: missing"):
        Settings.read(given)


def test_a_set_variable_is_taken_from_the_environment(tmp_path):
    file = tmp_path / "config.yaml"
    file.write_text("amqp_uri: ${AMQP_URI}\n")
    assert config.load(file, {"AMQP_URI": "amqp://b"}) == {"amqp_uri": "amqp://b"}


def test_importing_the_start_module_patches_nothing():
    import_module("chassis.__main__")
    assert not eventlet.patcher.is_monkey_patched("thread")


def test_settings_do_not_show_the_key_that_signs():
    assert "secret" not in repr(Settings.read({**ENOUGH, "passport_key": "secret"}))
