"""Which made-up rounds the demo has, when they ran, and on which draft."""

from dataclasses import dataclass

from feedback.models import RoundKind


@dataclass(frozen=True)
class RoundSpec:
    """`body` is a suffix of the province's register, or "commune". Days are counted from today.

    `drafts` are the files of its versions; a later one was put before the people on `second_day`.
    `state` is what people did after closing; while it runs the clock decides.
    """

    drafts: tuple[str, ...]
    title: str
    body: str
    kind: str
    opens_day: int
    closes_day: int
    audience: str
    legal_basis: str
    summary: str
    state: str = ""
    second_day: int = 0
    asked_by: str = ""
    is_internal: bool = False
    question: str = ""


ROUNDS = (
    RoundSpec(
        drafts=("nghi-quyet",),
        title="Dự thảo Nghị quyết quy định mức hỗ trợ lắp đặt trang thiết bị phục vụ người dân",
        body="SNV",
        kind=RoundKind.LEGAL,
        opens_day=-45,
        closes_day=-12,
        audience="Người dân, tổ chức; UBND các xã, phường",
        legal_basis="Luật Ban hành văn bản quy phạm pháp luật số 64/2025/QH15",
        summary="Hỗ trợ chỗ ngồi, máy lấy số, lối đi cho người khuyết tật tại trung tâm xã, phường.",
        state="published",
    ),
    RoundSpec(
        drafts=("quy-uoc-1", "quy-uoc-2"),
        title="Dự thảo quy ước tổ dân phố Tân Hưng",
        body="commune",
        kind=RoundKind.VILLAGE,
        opens_day=-25,
        closes_day=18,
        audience="Các hộ gia đình, cá nhân trong tổ dân phố",
        legal_basis="Nghị định 61/2023/NĐ-CP về xây dựng và thực hiện hương ước, quy ước",
        summary="Nếp sống, vệ sinh, an ninh, quỹ chung của tổ dân phố.",
        second_day=-9,
        asked_by="Ông Lê Văn Tân, tổ trưởng tổ dân phố Tân Hưng",
        question="Quy ước còn thiếu điều gì khu dân cư ta đang cần?",
    ),
    RoundSpec(
        drafts=("ke-hoach",),
        title="Dự thảo Kế hoạch cải tạo đường ngõ, thoát nước và chiếu sáng 2027 - 2028",
        body="commune",
        kind=RoundKind.PLAN,
        opens_day=-38,
        closes_day=-8,
        audience="Nhân dân các tổ dân phố, thôn",
        legal_basis="Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15, Điều 25",
        summary="32 ngõ, 260 đèn, nạo vét 6 km mương; đóng góp tự nguyện.",
        state="answering",
    ),
    RoundSpec(
        drafts=("quy-che",),
        title="Dự thảo Quy chế thực hiện dân chủ trong cơ quan",
        body="commune",
        kind=RoundKind.AGENCY,
        opens_day=-5,
        closes_day=10,
        audience="Cán bộ, công chức, người lao động của cơ quan",
        legal_basis="Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15, chương III",
        summary="Những việc công khai, những việc tham gia ý kiến trong cơ quan.",
        is_internal=True,
    ),
    RoundSpec(
        drafts=("de-an",),
        title="Đề án sắp xếp giờ tiếp nhận hồ sơ và người hướng dẫn",
        body="commune",
        kind=RoundKind.OTHER,
        opens_day=4,
        closes_day=26,
        audience="Người dân, doanh nghiệp đến làm thủ tục",
        legal_basis="Luật Thực hiện dân chủ ở cơ sở số 10/2022/QH15, Điều 25",
        summary="Tiếp nhận sáng thứ bảy, người đứng cửa hướng dẫn, trả kết quả tại nhà.",
    ),
)  # fmt: skip
