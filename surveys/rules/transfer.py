"""Who may take responses out or bring them in, of which rounds, and how many a format holds."""

from collections.abc import Iterable

from base.rules import RuleBroken

FORMATS = ("csv", "xlsx", "sav", "jsonl")
# XLSX holds 1,048,576 rows with its heading; an SPSS file is made whole in memory (jobs: 1 GB at most).
ROW_LIMITS = {"xlsx": 1_048_575, "sav": 2_000_000}
IMPORT_ROW_LIMIT = 300_000


class FormatTooSmall(RuleBroken):
    sentence = (
        "Tệp %(format)s chứa được nhiều nhất %(limit)s phiếu, đợt này có %(count)s. "
        "Xin chọn CSV hoặc JSON."
    )


class ExportByOwnerOnly(RuleBroken):
    is_custody = True
    sentence = (
        "Phiếu của đợt này chỉ do cơ quan chủ trì đợt (Sở Nội vụ hoặc cơ quan thay thế) xuất ra. "
        "Số liệu đã công bố có ở trang «Dữ liệu mở»."
    )


class RatedBodyConcerned(RuleBroken):
    is_custody = True
    sentence = (
        "Cơ quan của ông/bà được đánh giá trong đợt này nên không được lấy từng phiếu của đợt."
    )


class NothingToExport(RuleBroken):
    sentence = "Đợt này chưa bắt đầu nên chưa có phiếu nào để xuất."


class ImportByOwnerOnly(RuleBroken):
    is_custody = True
    sentence = "Chỉ cơ quan chủ trì đợt khảo sát mới nhập được số liệu cũ vào đợt đó."


class ImportIntoClosedOnly(RuleBroken):
    sentence = (
        "Chỉ nhập số liệu cũ vào đợt đã kết thúc và chưa xác minh, chưa ký. Xin lập một đợt có thời gian "
        "trong quá khứ; đợt đó tự kết thúc trong vòng một phút."
    )


class LiveResponsesInRound(RuleBroken):
    is_custody = True
    sentence = (
        "Đợt này đã có phiếu do người dân gửi nên không nhập thêm số liệu cũ được. "
        "Xin lập một đợt riêng cho khảo sát trước đây."
    )


class StagedFileGone(RuleBroken):
    sentence = "Tệp đã chọn không còn giữ được. Xin chọn lại tệp rồi làm lại từ đầu."


class ImportedBefore(RuleBroken):
    sentence = (
        "Tệp này đã được nhập ngày %(day)s vào đợt «%(round)s» (%(count)s phiếu). Mỗi tệp chỉ nhập một "
        "lần; không có phiếu nào được ghi thêm."
    )


def grouped(number: int) -> str:
    """1234567 → 1.234.567, as Vietnamese texts write it."""
    return f"{number:,}".replace(",", ".")


def check_fits(export_format: str, count: int) -> None:
    limit = ROW_LIMITS.get(export_format)
    if limit is not None and count > limit:
        raise FormatTooSmall(
            format=export_format.upper(), limit=grouped(limit), count=grouped(count)
        )


def check_may_export(
    state: str, owner_agency_id: int, rated_ids: Iterable[int], actor_agency_id: int | None
) -> None:
    """Single responses go to the body that owns the round and to nobody else, open or closed.

    The owner is never rated in its own round; an older round of a body that was added later is caught here.
    """
    if state == "planned":
        raise NothingToExport
    if actor_agency_id is None or actor_agency_id != owner_agency_id:
        raise ExportByOwnerOnly
    if actor_agency_id in set(rated_ids):
        raise RatedBodyConcerned


def check_may_import(state: str, owner_agency_id: int, actor_agency_id: int | None) -> None:
    """History goes into a round that is over and of which nothing has been decided yet."""
    if actor_agency_id is None or actor_agency_id != owner_agency_id:
        raise ImportByOwnerOnly
    check_takes_history(state)


def check_takes_history(state: str) -> None:
    if state != "closed":
        raise ImportIntoClosedOnly
