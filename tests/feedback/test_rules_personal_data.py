"""What looks like a telephone number, an identity number or an address of letters, and what does not."""

import pytest

from feedback.rules.personal_data import find_personal


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("gọi 0912345678", ["phone"]),
        ("gọi 0912.345.678 nhé", ["phone"]),
        ("gọi +84 912 345 678", ["phone"]),
        ("máy bàn 0237 3852 246", ["phone"]),
        ("căn cước 038085012345", ["identity"]),
        ("chứng minh nhân dân 171234567.", ["identity"]),
        ("chứng minh nhân dân 171234567", ["identity"]),
        ("thư: hoa.le@thanhhoa.gov.vn", ["email"]),
        ("0912345678, rồi 0912345678", ["phone"]),
        ("Nghị định số 61/2023/NĐ-CP ngày 16/8/2023", []),
        ("mức phạt 1.500.000 đồng đến 3.000.000 đồng", []),
        ("năm 2025, 2026, từ 6 giờ đến 22 giờ", []),
        ("diện tích 0,5 ha và 1.234,56 m2", []),
        ("Luật số 10/2022/QH15, Điều 25 khoản 2", []),
    ],
)
def test_only_what_could_be_somebodys_number_is_found(text: str, kinds: list[str]) -> None:
    assert [str(one.kind) for one in find_personal(text)] == kinds
