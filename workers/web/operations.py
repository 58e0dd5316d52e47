"""The operations page and the figures for Prometheus."""

from __future__ import annotations

import hmac
import ipaddress

from fastapi import FastAPI, Request, Response
from prometheus_client import CONTENT_TYPE_LATEST

from extractor import __version__
from workers import clock, metrics
from workers.configuration import fingerprint
from workers.service import Service
from workers.web.board import CRASHES, look
from workers.web.causes import cause, remark
from workers.web.frame import Frame

CHORES = {
    "intake": "nhận sự kiện",
    "list": "liệt kê đợt",
    "feed": "nạp hàng đợi",
    "deliver": "giao kết quả",
    "reconcile": "đối chiếu",
    "prune": "dọn dữ liệu cũ",
}
QUEUES = {"urgent": "Gấp", "batch": "Theo đợt"}
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
    "hanging-batch": "liệt kê đợt chưa dứt",
}
"""Kinds of differences that a comparison finds."""


def add_operations(app: FastAPI, service: Service, frame: Frame, token: str = "") -> None:
    """Adds `/operations` and `/metrics`. Without `token` only this machine may ask for the figures."""
    version = {"code": __version__, "configuration": fingerprint(service.settings.reading)[:12]}

    @app.get("/operations")
    def operations(request: Request) -> Response:
        return frame.page(
            request,
            "operations.html",
            board=look(service),
            version=version,
            now=clock.now(),
            cause=cause,
            remark=remark,
            chores=CHORES,
            queues=QUEUES,
            differences=DIFFERENCES,
            crashes=CRASHES,
        )

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
