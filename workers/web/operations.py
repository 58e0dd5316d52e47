"""The operations page and the figures for Prometheus."""

from __future__ import annotations

import hmac
import ipaddress
from datetime import datetime
from pathlib import Path
from typing import Any

from fastapi import FastAPI, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from prometheus_client import CONTENT_TYPE_LATEST

from extractor import __version__
from workers import metrics
from workers.configuration import fingerprint
from workers.service import Service
from workers.web.board import CRASHES, look
from workers.web.causes import cause, remark

CHORES = {
    "intake": "nhận sự kiện",
    "list": "liệt kê lô",
    "feed": "nạp hàng đợi",
    "deliver": "giao kết quả",
    "reconcile": "đối chiếu",
    "prune": "dọn dữ liệu cũ",
}
QUEUES = {"urgent": "Gấp", "batch": "Theo lô"}
DIFFERENCES = {
    "missed-event": "có trong kho, chưa được báo",
    "changed-source": "bản quét đã thay đổi",
    "vanished-source": "bản quét không còn trong kho",
    "lost-record": "mất tệp kết quả",
    "damaged-record": "tệp kết quả hỏng",
    "orphan-output": "tệp kết quả thừa",
    "lost-ticket": "mất khỏi hàng đợi",
    "stuck-reading": "đọc quá lâu",
    "late-event": "sự kiện chưa ai xem",
    "late-delivery": "đến hạn mà chưa giao",
    "hanging-batch": "liệt kê lô chưa dứt",
}
"""Kinds of differences that a comparison finds."""


def add_operations(app: FastAPI, service: Service, token: str = "") -> None:
    """Adds `/operations` and `/metrics`. Without `token` only this machine may ask for the figures."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
    )
    templates.filters |= {"span": span, "number": number, "size": size, "moment": moment}
    template = templates.get_template("operations.html")
    version = {"code": __version__, "configuration": fingerprint(service.settings.reading)[:12]}

    @app.get("/operations")
    def operations() -> Response:
        shown = {"board": look(service), "cause": cause, "version": version, "chores": CHORES, "queues": QUEUES}
        shown |= {"differences": DIFFERENCES, "remark": remark}
        return HTMLResponse(template.render(crashes=CRASHES, now=datetime.now().astimezone(), **shown))

    @app.get("/metrics")
    def figures(request: Request) -> Response:
        if not _may_ask(request, token):
            return Response("Send the metrics token as a bearer token.\n", 401, {"WWW-Authenticate": "Bearer"})
        return Response(metrics.render(service), headers={"Content-Type": CONTENT_TYPE_LATEST})


def _may_ask(request: Request, token: str) -> bool:
    if token:
        given = request.headers.get("authorization", "")
        return hmac.compare_digest(given.encode(), f"Bearer {token}".encode())
    try:
        return request.client is not None and ipaddress.ip_address(request.client.host).is_loopback
    except ValueError:
        return False


def span(seconds: float) -> str:
    """A length of time in at most two units."""
    whole = round(seconds)
    if whole < 60:
        return f"{whole} giây"
    if whole < 3600:
        return f"{whole // 60} phút"
    if whole < 86400:
        return f"{whole // 3600} giờ {whole % 3600 // 60} phút"
    return f"{whole // 86400} ngày {whole % 86400 // 3600} giờ"


def number(value: float) -> str:
    """An integer with its thousands apart, as people here write them."""
    return f"{value:,.0f}".replace(",", ".")


def size(value: float) -> str:
    """Bytes in the largest unit that leaves a whole part."""
    for unit in ("B", "kB", "MB", "GB"):
        if value < 1000:
            return f"{value:.0f} {unit}"
        value /= 1000
    return f"{value:.1f} TB".replace(".", ",")


def moment(value: Any) -> str:
    """A time as people here write it, in the zone of this machine."""
    return str(value.astimezone().strftime("%H:%M %d/%m/%Y"))
