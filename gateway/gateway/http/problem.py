"""Every refusal of the public interface, as application/problem+json (RFC 9457)."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from chassis.domain.errors import field_errors
from chassis.telemetry import log
from gateway import refusals
from gateway.http.response import Response

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "https://yunling.example/problems/"
RETRY_AFTER_S = {503: 2, 409: 1, 429: 2}
_RESERVED = {"type", "title", "status", "code", "detail", "errors", "instance"}
_TITLES_ZH = {
    400: "请求有误",
    401: "未登录",
    403: "没有权限",
    404: "未找到",
    405: "方法不支持",
    408: "请求超时",
    409: "与当前状态冲突",
    410: "已不存在",
    412: "前提条件不成立",
    413: "内容过大",
    414: "地址过长",
    415: "媒体类型不支持",
    422: "内容无法处理",
    429: "请求过于频繁",
    431: "请求头过大",
    500: "内部错误",
    503: "服务不可用",
}
_log = log.get(__name__)


class Problem(Exception):
    """A refusal by the gateway or a service, rendered in one place. `table` names the service whose
    wording takes precedence over the common one."""

    def __init__(
        self,
        code: str,
        facts: Mapping[str, Any] | None = None,
        *,
        table: str = refusals.COMMON,
        errors: Any = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.table = table
        self.errors = errors
        self.headers = dict(headers or {})
        self.facts = dict(facts or {})

    @property
    def status(self) -> int:
        """Of its wording; 500 for a code that no table knows."""
        wording = refusals.read().find(self.table, self.code)
        return wording.status if wording else 500


def render(problem: Problem, language: str, instance: str) -> Response:
    """The response for a problem. A code without wording is a fault of ours: 500, logged."""
    wording = refusals.read().find(problem.table, problem.code)
    if wording is None:
        _log.error("refusal.unknown", table=problem.table, code=problem.code)
        return render(Problem("internal_error"), language, instance)
    document = {
        "type": TYPE_BASE + problem.code,
        "title": title(wording.status, language),
        "status": wording.status,
        "code": problem.code,
        "detail": wording.text(language, problem.facts),
        "instance": instance,
        **{name: fact for name, fact in problem.facts.items() if name not in _RESERVED},
    }
    if problem.errors is not None:
        document["errors"] = _fields(problem.errors, language)
    spoken = "zh-CN" if language == "zh" else "en"
    headers = {"Content-Language": spoken, "Vary": "Accept-Language", **problem.headers}
    if wording.status in (429, 503) or problem.code == "request_in_progress":
        headers.setdefault("Retry-After", str(RETRY_AFTER_S[wording.status]))
    try:
        return Response.json(wording.status, document, headers, MEDIA_TYPE)
    except (TypeError, ValueError, RecursionError) as unwritable:
        _log.error("problem.unwritable", code=problem.code, exc_info=unwritable)
        return render(Problem("internal_error"), language, instance)


def title(status: int, language: str) -> str:
    """The same words for every problem of a status, as RFC 9457 asks."""
    return _TITLES_ZH[status] if language == "zh" else HTTPStatus(status).phrase


def _fields(errors: Any, language: str) -> list[dict[str, str]]:
    return [
        {"field": field, "reason": refusals.reason(reason, language)}
        for field, reason in field_errors(errors)
    ]
