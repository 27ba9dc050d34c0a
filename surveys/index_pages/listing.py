"""/chi-so: one release, its agencies by kind, searched and sorted, beside the province."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from agencies.models import Agency
from agencies.names import name_of
from agencies.register import KIND_NAMES
from base.web import current_language
from base.words import fold, sort_key
from surveys.index_pages import beside
from surveys.index_pages import figures as text
from surveys.models import IndexCell
from surveys.period_words import period_words
from surveys.queries.indices import Release

SORTS = ("chi-so", "ten", "phieu")
Pair = tuple[IndexCell, Agency]


@dataclass(frozen=True)
class Wanted:
    """What the address asks for; nonsense has become the default."""

    words: str = ""
    kind: str = ""
    sort: str = "chi-so"
    ascending: bool = False


@dataclass(frozen=True)
class Row:
    code: str
    name: str
    count: str
    share: str
    interval: str
    places: dict[str, float] | None
    verdict: str
    tone: str
    rank: str
    reason: str
    rate: str
    has_low_rate: bool


@dataclass(frozen=True)
class Group:
    """Agencies of one kind: those published in the wanted order, those withheld by name."""

    kind: str
    title: str
    shown: list[Row]
    withheld: list[Row]


def release_title(release: Release) -> str:
    """Round and period in one line."""
    round_name = release.round.name
    if current_language() == "en" and release.round.name_en:
        round_name = release.round.name_en
    return f"{round_name} · {period_words(release.period.name)}" if release.period else round_name


def read_wanted(args: Any) -> Wanted:
    sort = args.get("xep", "")
    sort = sort if sort in SORTS else "chi-so"
    kind = args.get("loai", "")
    order = args.get("chieu", "")
    ascending = order == "tang" or (sort == "ten" and order != "giam")
    return Wanted(args.get("tim", "")[:100], kind if kind in KIND_NAMES else "", sort, ascending)


def matches(agency: Agency, wanted: Wanted) -> bool:
    words = fold(wanted.words).split()
    haystack = agency.search_text or fold(agency.name)
    return (not wanted.kind or agency.kind == wanted.kind) and all(w in haystack for w in words)


def group_rows(pairs: Sequence[Pair], wanted: Wanted) -> list[Group]:
    """Groups in the order of the register's kinds; empty ones are left out."""
    scale = text.scale_for(cell for cell, _agency in pairs)
    groups = []
    for kind, title in KIND_NAMES.items():
        mine = [pair for pair in pairs if pair[1].kind == kind]
        ranked = sum(cell.rank_low is not None for cell, _agency in mine)
        chosen = [pair for pair in mine if matches(pair[1], wanted)]
        shown = _sorted([pair for pair in chosen if not pair[0].withheld], wanted)
        held = sorted(
            (pair for pair in chosen if pair[0].withheld), key=lambda pair: sort_key(pair[1].name)
        )
        if chosen:
            groups.append(
                Group(
                    kind,
                    str(_(title)),
                    [_row(pair, scale, ranked) for pair in shown],
                    [_row(pair, scale, ranked) for pair in held],
                )
            )
    return groups


def _sorted(pairs: list[Pair], wanted: Wanted) -> list[Pair]:
    by_name = sorted(pairs, key=lambda pair: (sort_key(pair[1].name), pair[1].code))
    if wanted.sort == "ten":
        return by_name if wanted.ascending else by_name[::-1]
    value = {
        "chi-so": lambda cell: cell.share or 0.0,
        "phieu": lambda cell: cell.n or 0,
    }[wanted.sort]
    sign = 1 if wanted.ascending else -1
    return sorted(by_name, key=lambda pair: sign * value(pair[0]))


def _row(pair: Pair, scale: text.Scale, ranked: int) -> Row:
    cell, agency = pair
    words, tone = text.verdict(cell)
    return Row(
        code=agency.code,
        name=name_of(agency),
        count=text.count_text(cell),
        share=text.share_text(cell),
        interval=text.interval_text(cell),
        places=text.interval_places(cell, scale),
        verdict=words,
        tone=tone,
        rank=text.rank_text(cell, ranked),
        reason=text.reason_text(cell),
        rate=beside.rate_text(cell),
        has_low_rate=beside.has_low_rate(cell),
    )


def kinds_present(pairs: Sequence[Pair]) -> list[dict[str, str]]:
    present = {agency.kind for _cell, agency in pairs}
    return [
        {"value": "", "label": _("Mọi loại cơ quan")},
        *({"value": k, "label": str(_(name))} for k, name in KIND_NAMES.items() if k in present),
    ]


def cards(
    province: IndexCell | None,
    former: IndexCell | None,
    former_title: str,
    pairs: Sequence[Pair],
    release: Release,
) -> list[dict[str, Any]]:
    """The four figures at the head."""
    held = sum(cell.withheld is not None for cell, _agency in pairs)
    return [
        _province_card(province),
        _change_card(province, former, former_title),
        _count_card(province, release),
        {
            "number": f"{held}/{len(pairs)}",
            "label": _("nơi chưa công bố"),
            "count": _("vì còn ít phiếu hoặc để giữ kín"),
            "tone": None,
        },
    ]


def _province_card(province: IndexCell | None) -> dict[str, Any]:
    return {
        "number": text.share_text(province) + (" %" if province and province.share else ""),
        "label": _("hài lòng, toàn tỉnh"),
        "count": _("khoảng tin cậy %(range)s", range=text.interval_text(province)),
        "tone": None,
    }


def _change_card(
    province: IndexCell | None, former: IndexCell | None, title: str
) -> dict[str, Any]:
    found = text.difference_of(province, former)
    if found is None:
        return {
            "number": "–",
            "label": _("so với kỳ trước"),
            "count": _("chưa có kỳ trước cùng loại phiếu để so sánh"),
            "tone": None,
        }
    words = {
        "higher": _("tăng, ngoài mức ngẫu nhiên"),
        "lower": _("giảm, ngoài mức ngẫu nhiên"),
        "not_distinguishable": _("chưa đủ bằng chứng thay đổi"),
    }
    return {
        "number": text.points_text(found),
        "label": _("điểm so với %(period)s", period=title),
        "count": words[found.verdict],
        "tone": "warm" if found.verdict == "lower" else None,
    }


def _count_card(province: IndexCell | None, release: Release) -> dict[str, Any]:
    is_low = province is not None and beside.has_low_rate(province)
    return {
        "number": text.number(province.n if province else None),
        "label": beside.counted_words(release.snapshot),
        "count": beside.rate_line(province) or _("mỗi kênh khác đứng riêng, không cộng vào"),
        "tone": "warm" if is_low else None,
    }


def _method(version: str) -> str:
    """«v2» as it is written in the data, «bản 2» on a page."""
    return _("bản %(number)s", number=version.removeprefix("v"))


def evidence_items(release: Release, agency_id: int | None = None) -> list[dict[str, str]]:
    """What every figure of the release rests on; `agency_id` for the cases about one agency."""
    snapshot, settings = release.snapshot, release.snapshot.settings
    levels = ", ".join(str(one) for one in settings["score.satisfied_levels"]["value"])
    cases = beside.cases_text(settings, agency_id)
    items = [
        {"term": _("Mẫu"), "text": _sample(release)},
        {
            "term": _("Cách tính"),
            "text": f"{_method(snapshot.method_version)} · {_aggregate(settings)}",
        },
        {"term": _("Mức tính là hài lòng"), "text": levels},
        {"term": _("Toàn tỉnh"), "text": _province(settings)},
        {"term": _("Vụ việc xác minh phiếu"), "text": cases},
        {"term": _("Công bố lúc"), "text": text.day_text(snapshot.published_at)},
        {"term": _("Mã nội dung"), "text": snapshot.content_hash[:16]},
    ]
    return [item for item in items if item["text"]]


def _sample(release: Release) -> str:
    if not beside.is_official(release.snapshot):
        return _("phiếu do người dân tự quét mã QR đặt tại cơ quan")
    used = ", ".join(beside.short_channel(key) for key in release.snapshot.settings["channels"])
    return _(
        "phiếu gắn với mã của từng hồ sơ (%(channels)s), gia quyền theo số hồ sơ", channels=used
    )


def _province(settings: dict[str, Any]) -> str:
    if settings.get("province_weights") == "dossiers":
        return _("mỗi cơ quan nặng theo số hồ sơ đã giải quyết")
    return _("mỗi cơ quan có phiếu được tính như nhau")


def _aggregate(settings: dict[str, Any]) -> str:
    names = {
        "item_mean": _("trung bình tỷ lệ của các nội dung"),
        "pooled": _("gộp mọi câu trả lời"),
    }
    value = settings["score.aggregate"]["value"]
    return str(names.get(value, value))
