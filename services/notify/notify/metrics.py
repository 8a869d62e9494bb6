"""What notify counts beside what every service does."""

from __future__ import annotations

from prometheus_client import Counter

LETTERS = Counter("yunling_letters_total", "E-mails tried, by what came of it", ["verdict"])
