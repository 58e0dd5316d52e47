"""The document types that can be drawn, each a function of a flow and a case."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from samples.case import Case
from samples.flow import Flow
from samples.templates.birth import NAME as BIRTH
from samples.templates.birth import birth_certificate
from samples.templates.business import COMPANY, HOUSEHOLD, company_certificate, household_certificate
from samples.templates.card import CITIZEN, NEW, OLD, citizen_card, new_card, old_card
from samples.templates.contract import contract
from samples.templates.control import NAME as CONTROL
from samples.templates.control import control
from samples.templates.death import NAME as DEATH
from samples.templates.death import death_extract
from samples.templates.decision import decision
from samples.templates.form import NAME as APPLICATION
from samples.templates.form import application
from samples.templates.frame import Draft
from samples.templates.land_sheet import NAME as LAND_SHEET
from samples.templates.land_sheet import land_sheet
from samples.templates.letter import invitation, letter, submission
from samples.templates.marriage import NAME as MARRIAGE
from samples.templates.marriage import marriage_certificate
from samples.templates.minutes import minutes
from samples.templates.permit import NAME as PERMIT
from samples.templates.permit import permit
from samples.templates.pink_book import NAME as PINK_BOOK
from samples.templates.pink_book import pink_book
from samples.templates.plan import announcement, plan, report
from samples.templates.receipt import NAME as RECEIPT
from samples.templates.receipt import receipt
from samples.templates.red_book import NAME as RED_BOOK
from samples.templates.red_book import red_book
from samples.templates.single import NAME as SINGLE
from samples.templates.single import single_status

TEMPLATES: Mapping[str, Callable[[Flow, Case], Draft]] = {
    "Quyết định": decision,
    "Công văn": letter,
    "Tờ trình": submission,
    "Báo cáo": report,
    "Thông báo": announcement,
    "Kế hoạch": plan,
    "Giấy mời": invitation,
    "Biên bản": minutes,
    "Hợp đồng": contract,
    APPLICATION: application,
    BIRTH: birth_certificate,
    MARRIAGE: marriage_certificate,
    DEATH: death_extract,
    SINGLE: single_status,
    OLD: old_card,
    CITIZEN: citizen_card,
    NEW: new_card,
    RED_BOOK: red_book,
    PINK_BOOK: pink_book,
    LAND_SHEET: land_sheet,
    PERMIT: permit,
    COMPANY: company_certificate,
    HOUSEHOLD: household_certificate,
    RECEIPT: receipt,
    CONTROL: control,
}
"""By the type's Vietnamese name."""
