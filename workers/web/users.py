"""The page of users: who may sign in, and what each of them may do."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated, Literal
from uuid import UUID

from fastapi import Depends, FastAPI, Form, HTTPException, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from workers.database import users
from workers.database.users import Person
from workers.identity import ROLES, User, accounts
from workers.identity.accounts import Made, Refusal
from workers.service import Service
from workers.web.frame import Frame, Needs

ROLE_NAMES: Mapping[str, str] = {
    "operator": "vận hành",
    "reviewer": "hiệu đính",
    "checker": "kiểm tra",
    "approver": "phê duyệt",
    "auditor": "giám sát",
    "admin": "quản trị",
}
ROLE_MEANINGS: Mapping[str, str] = {
    "operator": "gửi hồ sơ đi đọc, theo dõi các đợt và máy chủ",
    "reviewer": "sửa và xác nhận các trường, nhập lần hai",
    "checker": "quyết định khi hai lần nhập khác nhau, kiểm tra mẫu của lô",
    "approver": "phê duyệt hoặc trả lại hồ sơ và lô",
    "auditor": "xem mọi thứ và nhật ký, không thay đổi gì",
    "admin": "thêm người dùng, giao quyền, đặt lại mật khẩu",
}
REFUSALS: Mapping[Refusal, str] = {
    "name": "Tên đăng nhập gồm chữ thường không dấu, chữ số, dấu chấm, gạch nối, gạch dưới hoặc @, dài nhất 64 ký tự.",
    "full-name": "Hãy ghi họ và tên, dài nhất 100 ký tự.",
    "roles": "Hãy chọn ít nhất một quyền.",
    "taken": "Đã có người dùng tên này.",
    "unknown": "Không có người dùng này.",
    "last-admin": "Đây là người quản trị cuối cùng; hãy giao quyền quản trị cho người khác trước.",
    "elsewhere": "Người này đăng nhập qua OpenID nên không có mật khẩu ở đây.",
}

Admin = Annotated[User, Depends(Needs("admin"))]
Roles = Annotated[list[Literal["operator", "reviewer", "checker", "approver", "auditor", "admin"]] | None, Form()]


def add_users(app: FastAPI, service: Service, frame: Frame) -> None:
    """Adds `/users` and what lies under it."""
    engine = service.engine
    openid = bool(service.settings.oidc_issuer)

    def page(request: Request, status: int = 200, **values: object) -> HTMLResponse:
        shown: dict[str, object] = {"mistake": "", "password": "", "whose": None, "entered": None, **values}
        return frame.page(
            request,
            "users.html",
            status,
            people=users.listed(engine),
            now=datetime.now(UTC),
            roles=ROLES,
            role_names=ROLE_NAMES,
            role_meanings=ROLE_MEANINGS,
            openid=openid,
            **shown,
        )

    def told(request: Request, refused: Refusal | None, user: UUID) -> Response:
        if refused == "unknown":
            raise HTTPException(404)
        if refused is not None:
            return page(request, 422, mistake=REFUSALS[refused], whose=user)
        return RedirectResponse(f"/users#{user}", 303)

    @app.get("/users")
    def listed(request: Request, _: Admin) -> Response:
        return page(request)

    @app.post("/users")
    def add(
        request: Request,
        admin: Admin,
        name: Annotated[str, Form(max_length=200)],
        full_name: Annotated[str, Form(max_length=400)],
        role: Roles = None,
        elsewhere: Annotated[bool, Form()] = False,
    ) -> Response:
        made = accounts.add(engine, admin, name, full_name, role or [], elsewhere=elsewhere and openid)
        if isinstance(made, Made):
            return shown(request, made, 201) if made.password else RedirectResponse(f"/users#{made.id}", 303)
        entered = {"name": name, "full_name": full_name, "roles": role or [], "elsewhere": elsewhere}
        return page(request, 422, mistake=REFUSALS[made], entered=entered)

    @app.post("/users/{user}/roles")
    def give_roles(request: Request, admin: Admin, user: UUID, role: Roles = None) -> Response:
        return told(request, accounts.give_roles(engine, admin, user, role or []), user)

    @app.post("/users/{user}/disable")
    def disable(request: Request, admin: Admin, user: UUID) -> Response:
        return told(request, accounts.disable(engine, admin, user), user)

    @app.post("/users/{user}/enable")
    def enable(request: Request, admin: Admin, user: UUID) -> Response:
        return told(request, accounts.enable(engine, admin, user), user)

    @app.post("/users/{user}/password")
    def reset(request: Request, admin: Admin, user: UUID) -> Response:
        made = accounts.reset_password(engine, admin, user)
        return shown(request, made) if isinstance(made, Made) else told(request, made, user)

    def shown(request: Request, made: Made, status: int = 200) -> Response:
        """The page with a password that is told once: it is in no address, and nobody keeps a copy of the page."""
        person: Person | None = users.by_id(engine, made.id)
        return page(request, status, password=made.password, whose=person and person.id)
