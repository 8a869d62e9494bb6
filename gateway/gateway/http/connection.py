"""HTTP on a connection: refusals before there is a request, and time limits.

A socket's time-out restarts with every byte, so a client that sends one now and then could hold a
connection for ever. Request line and headers therefore share one deadline, and the body has the
deadline of the whole request. Whatever RFC 9112 lets two readers understand differently is refused,
because a proxy in front might read it another way.
"""

from __future__ import annotations

from collections import Counter
from contextlib import suppress
from http import HTTPStatus
from ipaddress import ip_address
from typing import Any, Protocol

import eventlet
from eventlet import greenio, wsgi

from gateway import metrics
from gateway.http.client_address import Networks
from gateway.http.problem import Problem, render
from gateway.http.response import SECURITY_HEADERS

LINE_MOST = 8192
HEADERS_MOST = 32_768
IDLE_S = 30.0
LINGER_S = 2.0
PROBLEMS = {
    HTTPStatus.REQUEST_TIMEOUT: Problem("head_too_slow"),
    HTTPStatus.REQUEST_URI_TOO_LONG: Problem("address_too_long"),
    HTTPStatus.TOO_MANY_REQUESTS: Problem("too_many_connections"),
    HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE: Problem("headers_too_large"),
}


class TooLarge(Exception):
    """A header line, or all of them together, are too long."""


class BoundedLines:
    """The lines of a request's headers, bounded one by one and all together."""

    def __init__(self, lines: Any) -> None:
        self._lines = lines
        self._left = HEADERS_MOST

    def readline(self, size: int = -1) -> bytes:
        line: bytes = self._lines.readline(LINE_MOST + 1)
        self._left -= len(line)
        if len(line) > LINE_MOST or self._left < 0:
            raise TooLarge
        return line


class Connections:
    """Counts the open connections of each address. Our own proxies have no limit."""

    def __init__(self, most: int, trusted: Networks) -> None:
        self._most = most
        self._trusted = trusted
        self._open: Counter[str] = Counter()

    def enter(self, address: str) -> bool:
        """Count one more, unless that is too many."""
        full = self._open[address] >= self._most
        if full and not self._trusted.hold(ip_address(address)):
            metrics.CONNECTIONS_REFUSED.inc()
            return False
        self._open[address] += 1
        return True

    def leave(self, address: str) -> None:
        self._open[address] -= 1
        if not self._open[address]:
            del self._open[address]


class Web(Protocol):
    """What a connection needs from its server."""

    draining: bool
    head_within_s: float
    connections: Connections


class HttpProtocol(wsgi.HttpProtocol):
    """One connection. It never quotes what it refuses, neither in an answer nor in a log."""

    web: Web
    rfile: Any
    """The connection's reader, and a BoundedLines over it while headers are read."""
    _head: eventlet.Timeout
    """The deadline of line and headers; it runs from the first byte."""

    def __init__(self, conn_state: list[Any], server: Any) -> None:
        self.command = None
        self._lingers = False
        address = conn_state[0][0]
        if not self.web.connections.enter(address):
            conn_state[1].sendall(_written(HTTPStatus.TOO_MANY_REQUESTS))
            greenio.shutdown_safe(conn_state[1])
            conn_state[1].close()
            return
        try:
            super().__init__(conn_state, server)
        finally:
            self.web.connections.leave(address)

    def get_environ(self) -> dict[str, Any]:
        # With this off the server says `Connection: close` and closes it after the answer.
        self.server.keepalive = not self.web.draining
        environ: dict[str, Any] = super().get_environ()
        return {**environ, "yunling.break_off": self.break_off}

    def break_off(self) -> None:
        """Close after the answer, although more of this request is to come."""
        self.close_connection = self._lingers = True

    def _read_request_line(self) -> bytes:
        line = b""
        self.connection.settimeout(IDLE_S)
        with suppress(OSError):
            if self.rfile.peek(1):
                self.connection.settimeout(self.server.socket_timeout)
                line = self._first_line()
        self.close_connection = not line
        return line

    def _first_line(self) -> bytes:
        self._head = eventlet.Timeout(self.web.head_within_s)
        try:
            line: bytes = self.rfile.readline(LINE_MOST + 1)
        except eventlet.Timeout as late:
            self._too_late(late)
            return b""
        if len(line) > LINE_MOST:
            self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
            return b""
        return line

    def parse_request(self) -> bool:
        self.rfile = BoundedLines(self.rfile.fp)
        try:
            return super().parse_request() and self._unambiguous()
        except TooLarge:
            self.send_error(HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE)
        except eventlet.Timeout as late:
            self._too_late(late)
        finally:
            self._head.cancel()
        return False

    def _too_late(self, late: eventlet.Timeout) -> None:
        if late is not self._head:
            raise late
        self.send_error(HTTPStatus.REQUEST_TIMEOUT)

    def _unambiguous(self) -> bool:
        lengths = self.headers.get_all("Content-Length", [])
        codings = self.headers.get_all("Transfer-Encoding", [])
        hosts = self.headers.get_all("Host", [])
        good = (
            self.request_version in ("HTTP/1.0", "HTTP/1.1")
            and (len(hosts) == 1 or (self.request_version == "HTTP/1.0" and not hosts))
            and not self.headers.defects
            and len(lengths) + len(codings) <= 1
            and all(length.isascii() and length.isdigit() for length in lengths)
            and all(coding.lower() == "chunked" for coding in codings)
        )
        if not good:
            self.send_error(HTTPStatus.BAD_REQUEST)
        return good

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what never became a request, and close."""
        self._lingers = True
        self.close_connection = True
        with suppress(OSError):
            self.wfile.write(_written(code))

    def log_message(self, format: str, *args: Any) -> None:
        """Log nothing: a request line may hold personal data."""

    def finish(self) -> None:
        if self._lingers:
            # Closing on bytes that nobody read resets the connection, and the answer is lost.
            with suppress(OSError), eventlet.Timeout(LINGER_S, False):
                self.wfile.flush()
                self.connection.shutdown(1)
                while self.connection.recv(65_536):
                    pass
        super().finish()


def _written(status: int) -> bytes:
    """A whole answer, in Chinese: the requested language is not known yet."""
    problem = PROBLEMS.get(HTTPStatus(status)) or Problem("malformed_request")
    response = render(problem, "zh", "")
    headers = {
        **SECURITY_HEADERS,
        **response.headers,
        "Connection": "close",
        "Content-Length": str(len(response.body)),
    }
    lines = [f"HTTP/1.1 {response.line}", *(f"{name}: {text}" for name, text in headers.items())]
    return "\r\n".join([*lines, "", ""]).encode() + response.body
