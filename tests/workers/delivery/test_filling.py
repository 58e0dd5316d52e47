"""A record in the words of a one-stop system and of the National Portal."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.profiles import load_profiles
from extractor.record import Box, Document, Dossier, Field, Source
from workers.delivery.filling import Facts, bodies, cut
from workers.delivery.mapping import Form, find_form
from workers.delivery.receivers import Receiver
from workers.errors import NotTold

PROFILES = load_profiles()
DOSSIER = UUID("00000000-0000-4000-8000-000000000001")
LINKS = {"record": "https://hoso.test/record", "pdf": "https://hoso.test/pdf"}
DECLARED = {"dossier_code": "H49.64-250704-0001", "procedure": "1.000894", "component": "TP.01", "unit": "17"}

one_stop = find_form("one-stop", Path())[0] or Form(each="record")
portal = find_form("portal", Path())[0] or Form(each="record")
LIMITS = {name: entry.limit for name, entry in one_stop.body.items() if entry.limit}


def _sure(value: str, text: str = "") -> Field:
    return Field(text or value, value, "found", 0.99, 1, Box(1, 2, 3, 4))


def _decision(**fields: Field) -> Document:
    known = {
        "doc_number": _sure("15"),
        "doc_symbol": _sure("QĐ-UBND"),
        "issued_date": _sure("2025-07-04"),
        "issuing_agency": _sure("Ủy ban nhân dân xã Quảng Đức"),
        "subject": _sure("V/v thành lập Tổ công tác"),
        "signer_position": _sure("Chủ tịch"),
        "signer_name": _sure("Ninh Thị Tắc"),
        "doc_type": _sure("Quyết định"),
    }
    return Document("Quyết định", 0.99, (1,), "QUYẾT ĐỊNH", {**known, **fields})


def _told(form: Form, *documents: Document, declared: Mapping[str, Any] = DECLARED, **settings: Any) -> list[dict[str, Any]]:
    record = Dossier("d", "clean", (Source("1.pdf", "0" * 64, 1),), (), documents)
    facts = Facts(DOSSIER, 1, 7, record, datetime(2026, 11, 23, 2, 0, tzinfo=UTC), declared, LINKS)
    receiver = Receiver.model_validate({"mode": "pull", **settings})
    return [dict(each) for each in bodies(facts, receiver, form, PROFILES)]


def test_a_paper_in_the_words_of_a_one_stop_system() -> None:
    (told,) = _told(one_stop, _decision())
    read = json.loads(told.pop("JsonOcr"))
    assert told == {
        "Ten": "QUYẾT ĐỊNH",
        "MaHoSo": "H49.64-250704-0001",
        "MaGiayTo": "TP.01",
        "SoKyHieu": "15/QĐ-UBND",
        "NgayBanHanh": "2025-07-04",
        "CoQuanBanHanh": "Ủy ban nhân dân xã Quảng Đức",
        "NguoiKy": "Ninh Thị Tắc",
        "TrichYeuNoiDung": "V/v thành lập Tổ công tác",
        "LoaiSoHoa": "0",
        "TrangThaiSoHoa": 1,
        "DinhKem": "https://hoso.test/pdf",
        "MaTTHC": "1.000894",
        "DonViId": "17",
        "ThoiGianSoHoa": "2026-11-23T09:00:00+07:00",
    }
    assert read["fields"]["doc_symbol"] == {
        "value": "QĐ-UBND",
        "text": "QĐ-UBND",
        "state": "found",
        "confidence": 0.99,
        "doubtful": False,
        "page": 1,
        "source": "",
        "box": [1, 2, 3, 4],
    }
    assert read["cut"] == {}


def test_whom_a_certificate_belongs_to_and_what_it_is() -> None:
    fields = {"child_name": _sure("Nguyễn Văn Mẫu"), "owner_name": _sure("Nguyễn Văn Mẫu"), "owner_id": _sure("022085001234")}
    (land,) = _told(one_stop, Document("Giấy chứng nhận quyền sử dụng đất", 0.9, (1,), "", fields), declared={})
    assert (land["ChuGiayTo"], land["MaDinhDanh"]) == ("Nguyễn Văn Mẫu", "022085001234")
    (birth,) = _told(one_stop, Document("Giấy khai sinh", 0.9, (1,), "GIẤY KHAI SINH", fields), declared={})
    assert birth["MaGiayTo"] == birth["MaGiayToKhoQuocGia"] == "KQ.G15.000031"


@pytest.mark.parametrize(("step", "kind"), [("result", "1"), (" Kết quả ", "1"), ("receive", "0"), (None, "0")])
def test_results_and_papers_handed_in(step: str | None, kind: str) -> None:
    (told,) = _told(one_stop, _decision(), declared={"step": step})
    assert told["LoaiSoHoa"] == kind
    (whole,) = _told(portal, _decision(), declared={"step": step})
    assert ("GiayToKetQua" in whole, "TaiLieuNop" in whole) == (kind == "1", kind == "0")


def test_flags_of_the_national_portal() -> None:
    (told,) = _told(portal, _decision(), _decision(), declared={**DECLARED, "reused": "Có"})
    assert (told["MaHoSo"], told["HoSoCoThanhPhanSoHoa"]) == ("H49.64-250704-0001", 1)
    assert [each["TepDinhKemId"] for each in told["TaiLieuNop"]] == [f"{DOSSIER}-1", f"{DOSSIER}-2"]
    assert told["TaiLieuNop"][0] == {
        "TepDinhKemId": f"{DOSSIER}-1",
        "TenTepDinhKem": "QUYẾT ĐỊNH",
        "IsDeleted": 0,
        "MaThanhPhanHoSo": "TP.01",
        "DuongDanTaiTepTin": "https://hoso.test/pdf",
        "DuocSoHoa": 1,
        "DuocTaiSuDung": 1,
        "DuocLayTuKhoDMQG": 0,
    }


def test_doubtful_values_are_left_out_unless_they_are_asked_for() -> None:
    unsure = _decision(signer_name=Field("Ninh Thi Tac", "Ninh Thi Tac", "found", 0.4, 1))
    (omitted,) = _told(one_stop, unsure)
    assert "NguoiKy" not in omitted
    assert "Tac" not in omitted["JsonOcr"]
    assert json.loads(omitted["JsonOcr"])["fields"]["signer_name"]["doubtful"]
    (sent,) = _told(one_stop, unsure, doubtful="send")
    assert sent["NguoiKy"] == "Ninh Thi Tac"
    assert omitted["TrangThaiSoHoa"] == sent["TrangThaiSoHoa"] == 1


def test_a_doubtful_number_makes_no_symbol_of_half_of_it() -> None:
    (told,) = _told(one_stop, _decision(doc_symbol=Field("Q?", None, "unreadable", 0.4, 1)))
    assert "SoKyHieu" not in told


def test_a_date_without_its_day_is_no_date() -> None:
    (told,) = _told(one_stop, _decision(issued_date=_sure("2025-07")))
    assert "NgayBanHanh" not in told
    assert json.loads(told["JsonOcr"])["fields"]["issued_date"]["value"] == "2025-07"


def test_the_operators_values_and_limits_come_first() -> None:
    (told,) = _told(one_stop, _decision(), values={"DonViId": 5, "TrangThaiSoHoa": 2}, limits={"TrichYeuNoiDung": 10})
    assert (told["DonViId"], told["TrangThaiSoHoa"], told["TrichYeuNoiDung"]) == (5, 2, "V/v thành")
    assert json.loads(told["JsonOcr"])["cut"] == {"TrichYeuNoiDung": {"length": 25, "kept": 9}}


def test_nothing_is_cut_where_nobody_would_be_told() -> None:
    with pytest.raises(NotTold) as refused:
        _told(portal, _decision(), limits={"TenTepDinhKem": 3})
    assert "TenTepDinhKem" in refused.value.public_message
    assert "QUYẾT" not in refused.value.public_message


def test_only_documents_of_the_wanted_types_are_told() -> None:
    other = replace(_decision(), type="Công văn")
    assert len(_told(one_stop, _decision(), other, types=["Công văn"])) == 1


def test_the_record_itself_is_told_whole() -> None:
    (told,) = _told(Form(each="record"), _decision(), doubtful="send")
    assert told["type"] == "record.published"
    record = Dossier.from_json(json.dumps(told["data"]["record"]))
    assert record.documents == (_decision(),)


texts = st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300)


@given(texts, st.integers(1, 80))
def test_a_cut_text_fits_and_begins_like_the_whole(text: str, limit: int) -> None:
    kept = cut(text, limit)
    assert len(kept.encode("utf-16-le")) // 2 <= limit
    assert text.startswith(kept)
    if len(text.encode("utf-16-le")) // 2 <= limit:
        assert kept == text


@given(st.lists(st.text("ăâđêôơưạ", min_size=1, max_size=8), min_size=1, max_size=40), st.integers(8, 60))
def test_a_cut_text_ends_with_a_whole_word(words: list[str], limit: int) -> None:
    kept = cut(" ".join(words), limit)
    assert kept.split() == words[: len(kept.split())]


@given(st.data())
def test_no_name_is_longer_than_its_column_and_every_cut_is_told(data: st.DataObject) -> None:
    long = texts.map(lambda each: unicodedata.normalize("NFC", each * data.draw(st.integers(0, 9))))
    names = ("doc_number", "doc_symbol", "issuing_agency", "subject", "signer_name")
    fields = {name: _sure(data.draw(long) or "x") for name in names}
    declared = {name: data.draw(long) for name in DECLARED}
    document = replace(_decision(**fields), title=data.draw(long) * 10)
    (told,) = _told(one_stop, document, declared=declared)
    read = json.loads(told["JsonOcr"])
    for name, limit in LIMITS.items():
        if name in told:
            assert len(str(told[name]).encode("utf-16-le")) // 2 <= limit
    for name in ("subject", "signer_name"):
        target = {"subject": "TrichYeuNoiDung", "signer_name": "NguoiKy"}[name]
        assert told.get(target) == fields[name].value or target in read["cut"]
        assert read["fields"][name]["value"] == fields[name].value
    assert told.get("MaHoSo") in (None, declared["dossier_code"]), "a part of a code is another code"
