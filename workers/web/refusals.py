"""What a person is told, in Vietnamese and as a page, when their request cannot be answered."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from starlette.exceptions import HTTPException

from extractor.errors import HosoError

log = logging.getLogger(__name__)

HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; img-src 'self'; style-src 'self'; script-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Of every answer."""

NO_COPY = {"Cache-Control": "no-store"}
"""Pages show personal data: no shared or left-behind copy of them."""

MESSAGES: Mapping[int, str] = {
    403: "Yêu cầu này không đến từ trang của hệ thống; hãy mở lại trang và thử lại.",
    404: "Không tìm thấy.",
    405: "Không thể làm việc này ở đây.",
    409: "Bản quét đã được thay sau khi đọc; hồ sơ sẽ được đọc lại.",
    422: "Địa chỉ hoặc nội dung gửi lên không hợp lệ.",
    500: "Có lỗi bên trong chương trình; hãy thử lại, nếu vẫn lỗi thì báo cho người quản trị.",
    503: "Máy chủ dữ liệu tạm thời không trả lời; hãy thử lại sau.",
}
OUTDATED = "Kết quả này do một phiên bản khác của hệ thống tạo ra; hãy yêu cầu đọc lại hồ sơ."

Page = Callable[[Request, int, str], Response]
"""Makes a page of a status and a message."""


def add_refusals(app: FastAPI, page: Page) -> None:
    """Answers every error with a page; nothing of the error itself is shown."""

    def told(request: Request, status: int) -> Response:
        return page(request, status, MESSAGES.get(status, "Yêu cầu không hợp lệ."))

    @app.exception_handler(HTTPException)
    def refused(request: Request, error: HTTPException) -> Response:
        answer = told(request, error.status_code)
        answer.headers.update(error.headers or {})
        return answer

    @app.exception_handler(RequestValidationError)
    @app.exception_handler(DataError)
    def invalid(request: Request, error: Exception) -> Response:
        """Values that are none; PostgreSQL refuses text with a zero byte."""
        return told(request, 422)

    @app.exception_handler(HosoError)
    def failed(request: Request, error: HosoError) -> Response:
        log.warning("request refused", extra={"code": error.code})
        if error.code == "outdated-record":
            return page(request, 409, OUTDATED)
        return told(request, {"corrupt-file": 409, "missing-object": 404}.get(error.code, 503))

    @app.exception_handler(OperationalError)
    @app.exception_handler(InterfaceError)
    @app.exception_handler(NoConnection)
    def away(request: Request, error: Exception) -> Response:
        log.warning("request refused", extra={"kind": type(error).__name__})
        return told(request, 503)

    @app.exception_handler(Exception)
    def broken(request: Request, error: Exception) -> Response:
        # Answered outside of every middleware, which would add these.
        answer = told(request, 500)
        answer.headers.update(HEADERS | NO_COPY)
        return answer
