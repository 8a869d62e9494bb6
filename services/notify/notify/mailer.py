"""SMTP, with time-outs, and every failure sorted into "not now" and "never"."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage

from notify.settings import NotifySettings, Security


class NotNow(Exception):
    """A later try may succeed. `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Undeliverable(Exception):
    """No later try will succeed. `reason` is a code."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class Mailer:
    """One connection to the mail server, opened when first needed and again after it broke.

    `away` says that it could not be opened: further letters would only wait for the same end.
    """

    def __init__(self, settings: NotifySettings) -> None:
        self._settings = settings
        self._server: smtplib.SMTP | None = None
        self.away = False

    def send(self, letter: EmailMessage) -> None:
        """Returns when the mail server has taken the letter. Raises NotNow or Undeliverable."""
        server = self._server or self._connect()
        try:
            server.send_message(letter)
        except smtplib.SMTPRecipientsRefused as refused:
            code, _ = next(iter(refused.recipients.values()))
            raise _sorted(code) from None
        except smtplib.SMTPNotSupportedError:
            raise Undeliverable("mail_server_cannot_carry_it") from None
        except smtplib.SMTPResponseException as refused:
            self.close()
            raise _sorted(refused.smtp_code) from None
        except (smtplib.SMTPException, OSError):
            self.close()
            raise NotNow("mail_server_connection_lost") from None

    def close(self) -> None:
        """Drop the connection; the mail server has given its word for what it took."""
        if self._server is not None:
            self._server.close()
            self._server = None

    def _connect(self) -> smtplib.SMTP:
        settings = self._settings
        try:
            server = self._server = self._opened()
            if settings.smtp_security is Security.STARTTLS:
                server.starttls(context=ssl.create_default_context())
            if settings.smtp_user:
                server.login(settings.smtp_user, settings.smtp_password)
        except smtplib.SMTPAuthenticationError:
            self.close()
            raise NotNow("mail_server_login_refused") from None
        except (smtplib.SMTPException, OSError):
            self.close()
            self.away = True
            raise NotNow("mail_server_away") from None
        return server

    def _opened(self) -> smtplib.SMTP:
        settings = self._settings
        if settings.smtp_security is Security.TLS:
            return smtplib.SMTP_SSL(
                settings.smtp_host,
                settings.smtp_port,
                timeout=settings.smtp_timeout_s,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=settings.smtp_timeout_s)


def _sorted(code: int) -> NotNow | Undeliverable:
    # RFC 5321, 4.2.1: 4yz may succeed later, 5yz will not.
    reason = f"mail_server_said_{code}"
    return NotNow(reason) if 400 <= code < 500 else Undeliverable(reason)
