"""The paragraph styles of a document, in the sizes of its form; officers read their names in Word."""

from base.documents.form import DocumentForm

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
KEEP = "<w:keepNext/><w:keepLines/>"
_BOLD, _ITALIC = "<w:b/>", "<w:i/>"


def styles_part(form: DocumentForm) -> str:
    fonts = " ".join(f'w:{one}="{form.font}"' for one in ("ascii", "hAnsi", "cs", "eastAsia"))
    return (
        f"{_XML}<w:styles {_W}><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts {fonts}/>"
        f'<w:color w:val="000000"/><w:sz w:val="{_half_points(form.points["body"])}"/>'
        '<w:lang w:val="vi-VN"/></w:rPr></w:rPrDefault>'
        '<w:pPrDefault><w:pPr><w:spacing w:before="0" w:after="0"/></w:pPr></w:pPrDefault>'
        '</w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal">'
        f'<w:name w:val="Normal"/></w:style>{_head(form)}{_body(form)}{_foot(form)}</w:styles>'
    )


def _half_points(points: float) -> int:
    return round(points * 2)


def _space(before: int, after: int = 0) -> str:
    return f'<w:spacing w:before="{before}" w:after="{after}"/>'


def _style(
    name: str,
    points: float,
    align: str = "left",
    marks: str = "",
    space: str = "",
    level: int | None = None,
) -> str:
    """`marks`: run properties; `space`: further paragraph properties, in the order of the schema.

    `level`: where the paragraph stands in Word's list of headings.
    """
    outline = "" if level is None else f'<w:outlineLvl w:val="{level}"/>'
    return (
        f'<w:style w:type="paragraph" w:customStyle="1" w:styleId="{name}"><w:name w:val="{name}"/>'
        f'<w:basedOn w:val="Normal"/><w:pPr>{space}<w:jc w:val="{align}"/>{outline}</w:pPr>'
        f'<w:rPr>{marks}<w:sz w:val="{_half_points(points)}"/></w:rPr></w:style>'
    )


def _head(form: DocumentForm) -> str:
    size = form.points
    return "".join(
        (
            _style("QuocHieu", size["country"], "center", _BOLD),
            _style("TieuNgu", size["motto"], "center", _BOLD),
            _style("CoQuanTren", size["parent"], "center"),
            _style("CoQuan", size["issuer"], "center", _BOLD),
            _style("SoKyHieu", size["number"], "center", "", _space(60)),
            _style("NgayThang", size["place_date"], "center", _ITALIC, _space(60)),
            _style("ChayThu", size["issuer"], "center", _BOLD, _space(240)),
            _style("TenLoai", size["kind"], "center", _BOLD, KEEP + _space(360)),
            _style("TrichYeu", size["subject"], "center", _BOLD, KEEP),
            _style("KinhGui", size["to"], "center", "", KEEP + _space(240)),
        )
    )


def _body(form: DocumentForm) -> str:
    size = form.points
    gap, lines = round(form.gap_pt * 20), round(form.line_spacing * 240)
    indent = f'<w:ind w:firstLine="{round(form.first_line_mm * 1440 / 25.4)}"/>'
    spacing = f'<w:spacing w:before="{gap}" w:line="{lines}" w:lineRule="auto"/>{indent}'
    return "".join(
        (
            _style("VanBan", size["body"], "both", "", spacing),
            _style("VanBanNghieng", size["body"], "both", _ITALIC, spacing),
            _style("Muc1", size["heading"], "both", _BOLD, KEEP + spacing, 0),
            _style("Muc2", size["heading"], "both", _BOLD, KEEP + spacing, 1),
            _style("PhuLuc", size["annex_label"], "center", _BOLD, KEEP, 0),
            _style("TenPhuLuc", size["annex_title"], "center", _BOLD, KEEP),
            _style("KemTheo", size["caption"], "center", _ITALIC, KEEP + _space(0, 120)),
            _style("TenBang", size["caption"], "center", _BOLD, KEEP + _space(160, 60)),
            _style("TenHinh", size["caption"], "center", _BOLD, _space(60, 80)),
            _style("Hinh", size["caption"], "center", "", KEEP + _space(120)),
            _style("GhiChu", size["table"], "both", _ITALIC, _space(60, 60)),
            _style("DauBang", size["table"], "center", _BOLD, _space(40, 40)),
            _style("OBang", size["table"], "left", "", _space(20, 20)),
            _style("OSo", size["table"], "center", "", _space(20, 20)),
            _style("GiuaTrang", 6, "left"),
            _style("SoTrang", size["page_number"], "center"),
        )
    )


def _foot(form: DocumentForm) -> str:
    size = form.points
    thin = '<w:spacing w:before="20" w:line="20" w:lineRule="exact"/>'
    return "".join(
        (
            _style("NoiNhan", size["recipients_title"], "left", _BOLD + _ITALIC, KEEP),
            _style("NoiNhanDong", size["recipients"], "left", "", KEEP),
            _style("ChucVu", size["role"], "center", _BOLD, KEEP),
            _style("HoTen", size["name"], "center", _BOLD, KEEP),
            _style("DuongKe", 1, "center", "", thin),
        )
    )
