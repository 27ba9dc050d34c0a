"""Head, title and foot of a DOCX: what stands around the text of every document of an office."""

from collections.abc import Sequence

from base.documents.blocks import Signature
from base.documents.docx_parts import line, paragraph, short_line, two_columns
from base.documents.form import DocumentForm
from base.documents.heading import Issuer

_MOTTO_MM_A_POINT = 56 / 13  # «Độc lập - Tự do - Hạnh phúc» in bold, in Times New Roman
EMPTY_NUMBER = "        /"


def head(issuer: Issuer, number: str, date_words: str, form: DocumentForm) -> str:
    """Two columns without lines: the office on the left, the country on the right."""
    widths = form.head_columns_mm
    left = "".join(paragraph(one, "CoQuanTren") for one in issuer.above)
    left += "".join(paragraph(one, "CoQuan") for one in issuer.own)
    left += short_line(max(len(one) for one in issuer.own), widths[0])
    left += paragraph(f"Số: {number}", "SoKyHieu")
    right = paragraph("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "QuocHieu")
    right += paragraph("Độc lập - Tự do - Hạnh phúc", "TieuNgu")
    right += line((widths[1] - _MOTTO_MM_A_POINT * form.points["motto"]) / 2)
    right += paragraph(date_words, "NgayThang")
    return two_columns(left, right, widths)


def title(name: str, subject: str, trial: str, form: DocumentForm) -> str:
    """The kind of document, what it is about, and the line below."""
    text = paragraph(trial, "ChayThu") if trial else ""
    text += paragraph(name.upper(), "TenLoai") + paragraph(subject, "TrichYeu")
    return text + short_line(min(len(subject), 60), form.width_mm, is_lower=True)


def foot(recipients: Sequence[str], signature: Signature, widths: tuple[float, float]) -> str:
    """Recipients on the left, who signs on the right, kept on one page."""
    left = paragraph("Nơi nhận:", "NoiNhan")
    left += "".join(paragraph(one, "NoiNhanDong") for one in recipients)
    right = "".join(paragraph(one, "ChucVu") for one in signature.role)
    right += paragraph("", "ChucVu") * 4 + paragraph(signature.name, "HoTen")
    return paragraph("", "GiuaTrang", is_kept=True) + two_columns(left, right, widths, keep=True)
