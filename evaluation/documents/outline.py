"""The parts of a report, their numbers and names; each has a paragraph that the office writes itself."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Part:
    """`key` names the paragraph in forms and templates; `heading` is empty in a chapter of one part."""

    key: str
    heading: str
    name: str


@dataclass(frozen=True)
class Chapter:
    heading: str
    parts: tuple[Part, ...]


OUTLINE = (
    Chapter(
        "I. CÔNG TÁC LÃNH ĐẠO, CHỈ ĐẠO, TỔ CHỨC THỰC HIỆN",
        (
            Part("chi_dao", "1. Lãnh đạo, chỉ đạo, xây dựng kế hoạch", "Lãnh đạo, chỉ đạo"),
            Part("tuyen_truyen", "2. Tuyên truyền, phổ biến, tập huấn", "Tuyên truyền, tập huấn"),
        ),
    ),
    Chapter(
        "II. KẾT QUẢ THỰC HIỆN",
        (
            Part("chi_tieu", "1. Thực hiện các chỉ tiêu", "Thực hiện các chỉ tiêu"),
            Part("hai_long", "2. Mức độ hài lòng của người dân", "Mức độ hài lòng"),
            Part(
                "gop_y",
                "3. Lấy ý kiến Nhân dân, tiếp thu, giải trình ý kiến góp ý",
                "Lấy ý kiến, tiếp thu, giải trình",
            ),
            Part(
                "cong_khai",
                "4. Công khai thông tin, đối thoại với Nhân dân",
                "Công khai, đối thoại",
            ),
            Part("giam_sat", "5. Kiểm tra, giám sát của Nhân dân", "Kiểm tra, giám sát"),
            Part("cham_diem", "6. Kết quả chấm điểm trong năm", "Kết quả chấm điểm"),
        ),
    ),
    Chapter(
        "III. ĐÁNH GIÁ CHUNG",
        (
            Part("uu_diem", "1. Ưu điểm", "Ưu điểm"),
            Part("han_che", "2. Tồn tại, hạn chế", "Tồn tại, hạn chế"),
            Part("nguyen_nhan", "3. Nguyên nhân", "Nguyên nhân"),
        ),
    ),
    Chapter(
        "IV. PHƯƠNG HƯỚNG, NHIỆM VỤ THỜI GIAN TỚI",
        (Part("phuong_huong", "", "Phương hướng, nhiệm vụ"),),
    ),
    Chapter("V. ĐỀ XUẤT, KIẾN NGHỊ", (Part("kien_nghi", "", "Đề xuất, kiến nghị"),)),
)
YEAR_ONLY = ("cham_diem",)  # a year is scored when it is over


def chapters(is_half: bool) -> tuple[Chapter, ...]:
    if not is_half:
        return OUTLINE
    return tuple(
        Chapter(one.heading, tuple(part for part in one.parts if part.key not in YEAR_ONLY))
        for one in OUTLINE
    )


def part_keys(is_half: bool) -> tuple[str, ...]:
    return tuple(part.key for one in chapters(is_half) for part in one.parts)


def part_names() -> dict[str, str]:
    return {part.key: part.name for one in OUTLINE for part in one.parts}
