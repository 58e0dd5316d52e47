"""The page of the audit: who saw and changed what, when, from what to what. It can be taken away as a table."""

from __future__ import annotations

import csv
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode
from uuid import UUID

import xlsxwriter
from fastapi import Depends, FastAPI, Query, Request, Response
from fastapi.responses import FileResponse
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask

from workers import clock
from workers.database import audit
from workers.database.audit import Asked, Row
from workers.identity import User
from workers.identity.audit import note
from workers.service import Service
from workers.web.frame import Frame, Needs, language_of
from workers.web.language import Translate, translator
from workers.web.users import ROLE_NAMES

PER_PAGE = 100

ACTIONS: Mapping[str, str] = {
    "session.opened": "đăng nhập",
    "session.refused": "bị từ chối đăng nhập",
    "session.closed": "đăng xuất",
    "password.changed": "đổi mật khẩu",
    "user.added": "thêm người dùng",
    "user.roles-changed": "đổi quyền",
    "user.disabled": "khóa người dùng",
    "user.enabled": "mở khóa người dùng",
    "user.password-reset": "đặt lại mật khẩu",
    "user.bound": "gắn với OpenID",
    "dossier.seen": "xem hồ sơ",
    "page.seen": "xem ảnh trang",
    "record.downloaded": "tải kết quả",
    "record.read": "đọc kết quả qua API",
    "dossiers.searched": "tìm trong hồ sơ",
    "batch.asked": "yêu cầu đọc một đợt",
    "batch.changed": "thay đổi một đợt",
    "batch.downloaded": "tải báo cáo đợt",
    "review.taken": "nhận hồ sơ",
    "review.assigned": "giao hồ sơ",
    "review.given-back": "trả hồ sơ về danh sách",
    "review.finished": "hoàn tất hiệu đính",
    "review.approved": "phê duyệt",
    "review.returned": "trả lại",
    "field.confirmed": "xác nhận trường",
    "field.corrected": "sửa trường",
    "corrections.exported": "xuất các sửa chữa để máy học",
    "field.keyed": "nhập trường, không xem máy đọc",
    "field.taken-back": "rút lại quyết định",
    "pages.arranged": "sắp xếp trang",
    "page.turned": "xoay trang",
    "dossier.commented": "ghi ý kiến",
    "lot.opened": "mở lô",
    "lot.seen": "xem lô",
    "lot.item-seen": "xem mẫu của lô",
    "lot.item-judged": "kết luận về mẫu của lô",
    "lot.items-freed": "trả mẫu của lô",
    "lot.accepted": "nhận lô",
    "lot.returned": "trả lại lô",
    "audit.downloaded": "tải nhật ký",
}
"""What each action is called; others are shown as they are."""

KINDS: Mapping[str, str] = {
    "session": "đăng nhập và đăng xuất",
    "user": "người dùng",
    "field": "trường",
    "review": "duyệt hồ sơ",
    "record": "kết quả",
    "batch": "đợt",
    "lot": "lô",
}
"""Nouns that may be asked for as a whole."""

FIELD = {"state", "value", "source"}
"""What is kept of a field."""
NAMES: Mapping[str, str] = {
    "name": "tên",
    "roles": "quyền",
    "why": "lý do",
    "reason": "lý do",
    "address": "địa chỉ",
    "part": "phần",
    "file": "tệp",
    "query": "tìm",
    "place": "nơi lưu",
    "change": "việc",
    "batch": "đợt",
}
"""What before and after may tell."""
WORDS: Mapping[str, str] = {
    **ROLE_NAMES,
    "password": "sai mật khẩu",
    "unknown": "không có tên này",
    "locked": "đang bị khóa",
    "absent": "không có trên giấy",
    "unreadable": "không đọc được",
}

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}

COLUMNS = (
    "Lúc",
    "Ai",
    "Họ và tên",
    "Việc",
    "Hồ sơ",
    "Mã hồ sơ",
    "Bản kết quả",
    "Văn bản",
    "Trường",
    "Trang",
    "Trước",
    "Sau đó",
    "Giây",
)
FULL = 1_048_576 - 1
"""Rows of one sheet, less the heading."""
LONGEST_CELL = 32_767
"""Letters; Excel opens no longer ones."""

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What spreadsheets would carry out when it begins a cell of a CSV file (OWASP, CSV injection)."""

Auditor = Annotated[User, Depends(Needs("auditor", "admin"))]


def asked(
    user: Annotated[str, Query(max_length=200)] = "",
    dossier: Annotated[str, Query(max_length=64)] = "",
    action: Annotated[str, Query(max_length=64, pattern=r"^[a-z.-]*$")] = "",
    day: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
) -> dict[str, str]:
    """A dependency: what a form asked for. Empty fields of a form are sent too, so that these are plain texts."""
    return {"user": user.strip(), "dossier": dossier.strip(), "action": action, "day": day.strip(), "until": until.strip()}


Form = Annotated[dict[str, str], Depends(asked)]


def add_audit(app: FastAPI, service: Service, frame: Frame) -> None:
    """Adds `/audit`."""
    engine = service.engine

    @app.get("/audit")
    def page(request: Request, _: Auditor, form: Form, before: Annotated[int | None, Query(ge=1, lt=2**63)] = None) -> Response:
        wanted = _wanted(form)
        found = audit.rows(engine, wanted, before, PER_PAGE + 1) if wanted is not None else []
        chosen = {name: value for name, value in form.items() if value}
        older = urlencode({**chosen, "before": found[PER_PAGE - 1].id}) if len(found) > PER_PAGE else ""
        return frame.page(
            request,
            "audit.html",
            200 if wanted is not None else 422,
            rows=found[:PER_PAGE],
            form=form,
            mistake=wanted is None,
            query=urlencode(chosen),
            older=older,
            first=before is None,
            actions=ACTIONS,
            kinds=KINDS,
            told=told,
        )

    @app.get("/audit/rows.{kind}")
    def download(request: Request, user: Auditor, form: Form, kind: Literal["csv", "xlsx"]) -> Response:
        wanted = _wanted(form)
        if wanted is None:
            return page(request, user, form, None)
        t = translator(language_of(request))
        folder = tempfile.TemporaryDirectory(prefix="audit.")
        path = Path(folder.name) / f"audit-{clock.now():%Y%m%d-%H%M}.{kind}"
        try:
            with Session(engine) as session, session.begin():
                # Noted before it is made: whoever breaks it off has seen some of it.
                note(session, user, "audit.downloaded", after={name: value for name, value in form.items() if value})
            with Session(engine) as session:
                _write[kind](path, _cells(audit.every(session, wanted), t), [t(each) for each in COLUMNS])
        except BaseException:
            folder.cleanup()
            raise
        return FileResponse(path, media_type=MEDIA_TYPES[kind], filename=path.name, background=BackgroundTask(folder.cleanup))


def told(values: Mapping[str, Any] | None, t: Translate) -> str:
    """What a row says of before and after, in one line."""
    if not values:
        return ""
    if set(values) <= FIELD:
        return str(values["value"]) if values.get("value") is not None else _word(values.get("state"), t)
    return "; ".join(f"{t(NAMES[name]) if name in NAMES else name}: {_word(value, t)}" for name, value in values.items())


def _word(value: object, t: Translate) -> str:
    if isinstance(value, list):
        return ", ".join(_word(each, t) for each in value)
    return t(WORDS[value]) if isinstance(value, str) and value in WORDS else "" if value is None else str(value)


def _wanted(form: Mapping[str, str]) -> Asked | None:
    """None when a date or an id is none."""
    try:
        dossier = UUID(form["dossier"]) if form["dossier"] else None
        since = date.fromisoformat(form["day"]) if form["day"] else None
        until = date.fromisoformat(form["until"]) if form["until"] else None
        # The last day counts wholly.
        end = None if until is None else _midnight(until + timedelta(days=1))
        return Asked(form["user"], dossier, form["action"], None if since is None else _midnight(since), end)
    except (ValueError, OverflowError):
        return None


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.VIETNAM)


def _cells(rows: Iterable[Row], t: Translate) -> Iterator[list[str | int | float | datetime | None]]:
    for row in rows:
        yield [
            clock.local(row.at),
            row.actor,
            row.full_name,
            t(ACTIONS.get(row.action, row.action)),
            row.label,
            None if row.dossier is None else str(row.dossier),
            row.record,
            row.document,
            row.field,
            row.page,
            told(row.before, t),
            told(row.after, t),
            row.seconds,
        ]


def _csv(path: Path, rows: Iterable[list[Any]], head: list[str]) -> None:
    with path.open("w", encoding="utf-8-sig", newline="") as stream:
        table = csv.writer(stream)
        table.writerow(head)
        for row in rows:
            table.writerow([_harmless(each) for each in row])


def _harmless(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(timespec="seconds")
    if isinstance(value, str) and value.startswith(_FORMULA):
        return f"'{value}"
    return value


def _xlsx(path: Path, rows: Iterable[list[Any]], head: list[str]) -> None:
    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "remove_timezone": True}
    with xlsxwriter.Workbook(str(path), options) as book:
        bold = book.add_format({"bold": True})
        moment = book.add_format({"num_format": "hh:mm:ss dd/mm/yyyy", "align": "left"})
        sheet, place = _sheet(book, head, bold), 0
        for row in rows:
            if place == FULL:
                sheet, place = _sheet(book, head, bold), 0
            place += 1
            for column, value in enumerate(row):
                if isinstance(value, datetime):
                    sheet.write_datetime(place, column, value, moment)
                elif isinstance(value, str):
                    sheet.write_string(place, column, value[:LONGEST_CELL])
                elif value is not None:
                    sheet.write_number(place, column, value)


def _sheet(book: Any, head: list[str], bold: Any) -> Any:
    sheet = book.add_worksheet()
    sheet.set_column(0, len(head) - 1, 18)
    sheet.freeze_panes(1, 0)
    sheet.write_row(0, 0, head, bold)
    return sheet


_write = {"csv": _csv, "xlsx": _xlsx}
