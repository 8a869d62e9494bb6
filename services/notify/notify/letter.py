"""The e-mail around a message: the only place where a name meets a text."""

from __future__ import annotations

from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr

from notify.domain.message import Message
from notify.vocabulary import Language

_BODY = {
    Language.CHINESE: (
        "{name}，您好：\n\n{text}\n\n"
        "云岭就业\n本邮件由系统发出，请勿回复。不想再收到邮件，可随时撤回接收消息的同意。\n"
    ),
    Language.ENGLISH: (
        "Dear {name},\n\n{text}\n\n"
        "Yunling Employment\nPlease do not reply to this e-mail. You can withdraw your consent to "
        "messages at any time.\n"
    ),
}


def letter(message: Message, *, name: str, email: str, sender: str, at: datetime) -> EmailMessage:
    """The e-mail for a message. Its Message-ID is made of the message_id, so that a copy sent
    again after a crash can be told for what it is."""
    made = EmailMessage()
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    made["From"] = sender
    made["To"] = email
    made["Subject"] = message.title
    made["Date"] = format_datetime(at)
    made["Message-ID"] = f"<{message.message_id}@{domain}>"
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(_BODY[message.language].format(name=name, text=message.text))
    made["Content-Language"] = message.language.value
    return made
