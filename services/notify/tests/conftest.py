"""Notify in memory, and a mail server that holds real conversations."""

from __future__ import annotations

import socket
from collections.abc import Iterator

import pytest
from aiosmtpd.controller import Controller
from notify_world import Notify, Post, settings_for

from notify.settings import NotifySettings


@pytest.fixture
def notify() -> Notify:
    return Notify()


@pytest.fixture
def post() -> Post:
    return Post()


@pytest.fixture
def mail_server(post: Post) -> Iterator[Controller]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port)
    controller.start()
    yield controller
    controller.stop()


@pytest.fixture
def settings(mail_server: Controller) -> NotifySettings:
    return settings_for(mail_server.port)
