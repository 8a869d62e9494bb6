"""The nodes of a broker, in the order in which to try them."""

from __future__ import annotations

import random
import time
from urllib.parse import urlsplit

AVOID_FOR_S = 30
_left_at: dict[str, float] = {}


def in_order(uri: str) -> list[str]:
    """The URIs that `uri` joins with `;`, shuffled so that connections spread over the nodes. Nodes
    that this process lost or could not reach within the last half minute come last."""
    nodes = uri.split(";")
    random.shuffle(nodes)
    return sorted(nodes, key=lambda node: _left_lately(urlsplit(node).netloc.rpartition("@")[2]))


def left(host: str) -> None:
    """Record that a connection to `host`, a name and a port, has failed or ended."""
    _left_at[host] = time.monotonic()


def _left_lately(host: str) -> bool:
    at = _left_at.get(host)
    return at is not None and time.monotonic() - at < AVOID_FOR_S
