from __future__ import annotations

import socket
import threading
from contextlib import closing
from email.message import EmailMessage

import pytest
from notify_world import settings_for

from notify.mailer import Mailer, NotNow, Undeliverable
from notify.settings import Delays, NotifySettings, Security


def a_letter() -> EmailMessage:
    letter = EmailMessage()
    letter["From"], letter["To"] = "no-reply@yunling.example", "liming@example.com"
    letter["Subject"] = "您好"
    letter.set_content("text")
    return letter


@pytest.fixture
def silent_server():
    """Takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


@pytest.fixture
def rude_server():
    """Greets and hangs up."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def greet() -> None:
            connection, _ = server.accept()
            connection.sendall(b"220 hello\r\n")
            connection.close()

        thread = threading.Thread(target=greet)
        thread.start()
        yield server.getsockname()[1]
        thread.join()


def send_over(settings: NotifySettings, letters: int = 1) -> None:
    with closing(Mailer(settings)) as mailer:
        for _ in range(letters):
            mailer.send(a_letter())


def test_one_connection_carries_many_letters(settings, post):
    send_over(settings, letters=3)
    assert (post.connections, len(post.letters)) == (1, 3)


@pytest.mark.parametrize(
    ("answer", "kind", "reason"),
    [
        ("450 busy", NotNow, "mail_server_said_450"),
        ("550 unknown", Undeliverable, "mail_server_said_550"),
    ],
)
def test_the_answer_to_a_recipient_decides(settings, post, answer, kind, reason):
    post.answers["liming@example.com"] = answer
    with pytest.raises(kind) as failed:
        send_over(settings)
    assert failed.value.reason == reason


@pytest.mark.parametrize(
    ("answer", "kind"), [("452 full", NotNow), ("554 spam", Undeliverable), ("421 bye", NotNow)]
)
def test_the_answer_to_the_letter_decides(settings, post, answer, kind):
    post.answers["DATA"] = answer
    with pytest.raises(kind):
        send_over(settings)


def test_a_broken_connection_is_opened_again(settings, post):
    post.answers["DATA"] = "421 bye"
    with closing(Mailer(settings)) as mailer:
        with pytest.raises(NotNow):
            mailer.send(a_letter())
        post.answers.clear()
        mailer.send(a_letter())
    assert len(post.letters) == 1


def test_a_mail_server_that_says_nothing_is_not_waited_for(silent_server):
    with pytest.raises(NotNow, match="mail_server_away"):
        send_over(settings_for(silent_server, smtp_timeout_s=0.2))


def test_a_mail_server_that_hangs_up_is_tried_later(rude_server):
    with pytest.raises(NotNow):
        send_over(settings_for(rude_server))


def test_a_mail_server_without_tls_gets_nothing_when_tls_is_asked_for(settings, post):
    port = settings.smtp_port
    with pytest.raises(NotNow):
        send_over(settings_for(port, smtp_security="starttls"))
    assert post.letters == []


def test_a_login_that_is_refused_is_tried_later(settings):
    with pytest.raises(NotNow):
        send_over(settings_for(settings.smtp_port, smtp_user="u", smtp_password="p"))


def test_settings_are_typed():
    settings = settings_for(25, retry_delays_s="1 2.5")
    assert settings.retry_delays_s == (1.0, 2.5)
    assert settings.smtp_security is Security.NONE
    with pytest.raises(ValueError, match="more than nothing"):
        Delays("1 -2")


def test_the_password_is_not_shown():
    assert "geheim" not in repr(settings_for(25, smtp_password="geheim"))
