"""Masks personal data in bytes of any content.

What a partner sends in error has no known shape. So values under telling names are masked whole. In
all other values, whatever looks like an ID number, a phone, a bank card or an e-mail address is
masked, and every word in Han characters, because a name cannot be told from other words.
"""

from __future__ import annotations

import re
from typing import Any

import orjson

SHOWN_MOST = 16_384
WHOLE = re.compile(
    r"(^|_)(name|surname|phone|mobile|tel|email|mail|id_?(number|card|no)|identity|card(_?no)?"
    r"|account|address|birth(day|_?date)?|passport)($|_)|姓|名|电话|手机|身份|卡号|账号|地址|邮箱",
    re.IGNORECASE,
)
CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
UUID = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
TIME = re.compile(r"\d{4}-\d\d-\d\d(T[\d:.]+(Z|[+-]\d\d:\d\d)?)?")
# Each pattern begins where a word does: a long word must not be searched from each of its letters.
EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w.-]+")
DIGITS = re.compile(r"(?<![0-9A-Za-z])\+?\d(?:[ \-]?\d){9,18}[\dXx]?(?![0-9A-Za-z])")
# What can only be a mobile or an ID number is one between letters, too.
EXACT = re.compile(
    r"(?<!\d)(?:1[3-9]\d{9}|[1-9]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])[0-3]\d{4}[\dXx])(?!\d)"
)
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff·]+")
PAIR = re.compile(r"""(?<![\w-])([\w-]+)(["']?\s*[=:：]\s*["']?)([^"',;&}\]\n]+)""")


def body(raw: bytes) -> str:
    r"""What may be shown of a body: indented JSON if it is JSON, else text with non-UTF-8 bytes as
    `\xff`; at most its first 16 KiB."""
    try:
        shown = orjson.dumps(value(orjson.loads(raw)), option=orjson.OPT_INDENT_2).decode()
    except (orjson.JSONDecodeError, RecursionError):
        shown = text(PAIR.sub(_pair, raw[: 2 * SHOWN_MOST].decode("utf-8", "replace")))
    return cut(shown)


def readable(raw: bytes) -> str:
    r"""The bytes as text, unmasked; non-UTF-8 bytes are written `\xff`."""
    return raw.decode("utf-8", "backslashreplace")


def cut(shown: str, most: int = SHOWN_MOST) -> str:
    left = len(shown) - most
    return shown if left <= 0 else f"{shown[:most]}\n... and {left} characters more"


def value(given: Any, name: str = "") -> Any:
    """A JSON value without personal data; names stay unless they are data themselves."""
    if isinstance(given, dict):
        return {text(key): value(inner, key) for key, inner in given.items()}
    if isinstance(given, list):
        return [value(inner, name) for inner in given]
    if isinstance(given, str):
        return _whole(given) if _telling(name) else text(given)
    if isinstance(given, int | float) and not isinstance(given, bool):
        return "***" if _telling(name) else _number(given)
    return given


def text(given: str) -> str:
    """Text with what looks like personal data masked. Ids and times stay."""
    if UUID.fullmatch(given) or TIME.fullmatch(given):
        return given
    return HAN.sub(
        lambda found: f"{found[0][0]}*" if len(found[0]) > 1 else found[0], numbers(given)
    )


def numbers(given: str) -> str:
    """Text with numbers and addresses masked, and its words left."""
    masked = EMAIL.sub(lambda found: f"{found[0][0]}***@***", given)
    masked = DIGITS.sub(lambda found: _digits(found[0]), masked)
    return EXACT.sub(lambda found: _digits(found[0]), masked)


def _number(given: int | float) -> Any:
    return _digits(str(given)) if abs(given) >= 10**9 and isinstance(given, int) else given


def _digits(found: str) -> str:
    if TIME.match(found):
        return found
    return f"{found[:3]}{'*' * (len(found) - 7)}{found[-4:]}"


def _whole(given: str) -> str:
    return f"{given[0]}***" if len(given) > 1 and not given[0].isascii() else "***"


def _telling(name: str) -> bool:
    return WHOLE.search(CAMEL.sub("_", name).replace("-", "_")) is not None


def _pair(found: re.Match[str]) -> str:
    return f"{found[1]}{found[2]}***" if _telling(found[1]) else found[0]
