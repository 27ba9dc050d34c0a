#!/usr/bin/env python3
"""Tính lại số liệu đã công bố của Ý Dân – recomputes the published figures of Ý Dân.

Một tệp, Python 3.9 trở lên; riêng khoảng hạng cần thêm numpy (mô phỏng bằng bộ số ngẫu nhiên của numpy).
One file, Python 3.9 or newer; rank intervals alone need numpy (they are simulated with its generator).

    python recompute.py y-dan-tron-bo.zip

So từng bảng với văn bản đã ký ghi trong sổ công khai; từ n, p, V, df của từng ô đã công bố tính lại cỡ
mẫu hiệu dụng, khoảng tin cậy, so sánh với toàn tỉnh, khoảng hạng và điểm đánh giá năm. Kết thúc bằng mã
0 chỉ khi mọi con số đều khớp; khác ở đâu thì nêu tên ở đó.
Holds every table against the signed text that the ledger names; from n, p, V, df of every published cell
it recomputes the effective sample, the interval, the comparison with the province, rank intervals and
the points of a year. Exits 0 only if every figure matches; names what differs.
"""

import argparse
import hashlib
import json
import math
import sys
import zipfile
from collections import Counter
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from statistics import NormalDist

LEVEL = 0.95
CLOSE = 1e-9
DRAWS, DRAWS_AT_ONCE = 20_000, 2_000
MASKED = {"show_as_at_least", "show_as_at_most"}
# What a signed text holds of a cell, in this order; the last ones only where one of them is known.
SIGNED = (
    *("scope", "measure", "agency_id", "key", "n", "n_valid", "n_eff", "share", "variance", "df"),
    *("low", "high", "mean_score", "withheld", "notes", "is_usable", "rank_low", "rank_high"),
    *("against_province", "channel_mix", "levels"),
    *("issued_count", "response_rate", "dossier_count"),
)

# --- The incomplete beta function and what follows from it --------------------------------------


def _fraction(a, b, x):
    """Lentz's method for the continued fraction of the incomplete beta function (DLMF 8.17.22)."""
    tiny = 1e-300
    c, d = 1.0, 1.0 / _off_zero(1.0 - (a + b) * x / (a + 1.0), tiny)
    found = d
    for m in range(1, 100_000):
        even = m * (b - m) * x / ((a + 2 * m - 1.0) * (a + 2 * m))
        odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1.0))
        for term in (even, odd):
            d = 1.0 / _off_zero(1.0 + term * d, tiny)
            c = _off_zero(1.0 + term / c, tiny)
            found *= c * d
        if abs(c * d - 1.0) < 1e-16:
            break
    return found


def _off_zero(value, tiny):
    return value if abs(value) > tiny else tiny


def _log_front(a, b, x):
    return (
        math.lgamma(a + b) - math.lgamma(a) - math.lgamma(b) + a * math.log(x) + b * math.log1p(-x)
    )


def beta_cdf(x, a, b):
    """Regularised incomplete beta function I_x(a, b)."""
    if x <= 0 or x >= 1:
        return 0.0 if x <= 0 else 1.0
    front = math.exp(_log_front(a, b, x))
    if x < (a + 1) / (a + b + 2):
        return front * _fraction(a, b, x) / a
    return 1.0 - front * _fraction(b, a, 1 - x) / b


def beta_quantile(tail, a, b):
    """x with I_x(a, b) = tail: Newton's steps, halved whenever one leaves the bracket."""
    low, high, x = 0.0, 1.0, a / (a + b)
    for _ in range(200):
        above = beta_cdf(x, a, b) - tail
        low, high = (low, x) if above > 0 else (x, high)
        slope = math.exp(_log_front(a, b, x)) / (x * (1 - x))
        step = above / slope if slope > 0 else 1.0
        found = x - step
        if not low < found < high:
            found = (low + high) / 2
        if abs(found - x) <= 1e-15 * x:
            return found
        x = found
    return x


@cache
def t_quantile(df):
    """t with 95 % of Student's distribution between -t and t."""
    x = beta_quantile(1 - LEVEL, df / 2, 0.5)
    return math.sqrt(df * (1 / x - 1))


def clopper_pearson(count, size):
    tail, rest = (1 - LEVEL) / 2, size - count
    low = beta_quantile(tail, count, rest + 1) if count > 0 else 0.0
    high = beta_quantile(1 - tail, count + 1, rest) if rest > 0 else 1.0
    return low, high


def korn_graubard(p, variance, n, df):
    """Clopper-Pearson on n* = n_eff (t_(n-1) / t_df)^2, n* at most n."""
    n_eff = n if p <= 0 or p >= 1 else p * (1 - p) / variance
    n_star = min(n, n_eff * (t_quantile(n - 1) / t_quantile(df)) ** 2)
    return clopper_pearson(p * n_star, n_star)


# --- One published table of figures -------------------------------------------------------------


def is_close(first, second):
    return abs(first - second) <= CLOSE * max(1.0, abs(second))


def differences_of_cell(cell):
    """(what, published, recomputed) of whatever does not follow from n, p, V, df."""
    p, variance, n, df = (cell[name] for name in ("share", "variance", "n_valid", "df"))
    if None in (p, variance, n, df, cell["low"], cell["high"]):
        return
    edge = p <= 0 or p >= 1
    low, high = korn_graubard(p, variance, n, df)
    found = [("low", low), ("high", high)]
    if not edge:
        found.append(("n_eff", min(n, p * (1 - p) / variance)))
    for name, value in found:
        if cell[name] is None or not is_close(cell[name], value):
            yield name, cell[name], value


def compare(cell, province):
    """Newcombe's interval of the difference, from both intervals (1998, method 10)."""
    apart = cell["share"] - province["share"]
    below = math.hypot(cell["share"] - cell["low"], province["high"] - province["share"])
    above = math.hypot(cell["high"] - cell["share"], province["share"] - province["low"])
    if apart - below > 0:
        return "higher"
    return "lower" if apart + above < 0 else "not_distinguishable"


def has_interval(cell):
    return None not in (cell["share"], cell["variance"], cell["low"], cell["high"])


def comparisons(cells):
    """(cell, "against_province", published, recomputed) where they differ."""
    province = {(one["measure"], one["key"]): one for one in cells if one["scope"] == "province"}
    for cell in cells:
        other = province.get((cell["measure"], cell["key"]))
        if cell["scope"] != "agency" or other is None or cell["against_province"] is None:
            continue
        if has_interval(cell) and has_interval(other):
            found = compare(cell, other)
            if found != cell["against_province"]:
                yield cell, "against_province", cell["against_province"], found


def may_rank(cell):
    inside = has_interval(cell) and 0 < cell["share"] < 1 and cell["variance"] > 0
    return inside and not MASKED.intersection(cell["notes"])


def rank_groups(cells):
    """Published overall shares by kind of agency, in the order they stand in."""
    groups: dict = {}
    for cell in cells:
        is_overall = cell["scope"] == "agency" and cell["measure"] == "overall"
        if is_overall and may_rank(cell):
            groups.setdefault(cell["agency_kind"], []).append(cell)
    return groups


def rank_sets(shares, variances, seed):
    """Best and worst place that the data leave open, for all of a group together (95 %).

    Mogstad, Romano, Shaikh and Wilhelm (2024), on the logit scale.
    """
    import numpy as np

    p, v = np.array(shares), np.array(variances)
    values, v = np.log(p / (1 - p)), v / (p * (1 - p)) ** 2
    if len(values) < 2:
        return [(1, 1)] * len(values)
    generator, deviation = np.random.default_rng(seed), np.sqrt(v)
    largest = np.zeros(DRAWS)
    for start in range(0, DRAWS, DRAWS_AT_ONCE):
        noise = deviation[:, None] * generator.standard_normal((len(v), DRAWS_AT_ONCE))
        for j in range(len(v) - 1):
            apart = np.abs(noise[j + 1 :] - noise[j]) / np.sqrt(v[j] + v[j + 1 :])[:, None]
            block = largest[start : start + DRAWS_AT_ONCE]
            np.maximum(block, apart.max(axis=0), out=block)
    critical = np.quantile(largest, LEVEL)
    apart = (values[:, None] - values) / np.sqrt(v[:, None] + v)
    best, worst = 1 + (apart < -critical).sum(1), len(values) - (apart > critical).sum(1)
    return [(int(one), int(other)) for one, other in zip(best, worst)]


def ranks(cells, seed):
    for group in rank_groups(cells).values():
        sets = rank_sets([one["share"] for one in group], [one["variance"] for one in group], seed)
        for cell, (best, worst) in zip(group, sets):
            for name, value in (("rank_low", best), ("rank_high", worst)):
                if cell[name] != value:
                    yield cell, name, cell[name], value


def differences_of_table(table, with_ranks):
    for cell in table["cells"]:
        for name, told, found in differences_of_cell(cell):
            yield cell, name, told, found
    yield from comparisons(table["cells"])
    if with_ranks and any(cell["rank_low"] is not None for cell in table["cells"]):
        yield from ranks(table["cells"], table["settings"]["rank_seed"])


def unsigned(table, signed):
    """(cell, what, published, signed) where the table says something else than the text that was signed."""
    for cell, values in zip(table["cells"], json.loads(signed)["cells"]):
        stood = dict.fromkeys(SIGNED) | dict(zip(SIGNED, values))
        for name in SIGNED:
            if name != "agency_id" and cell[name] != stood[name]:
                yield cell, name, cell[name], stood[name]


def name_of(cell):
    words = (cell["agency_code"] or cell["scope"], cell["measure"], cell["key"])
    return " ".join(one for one in words if one)


# --- A year of scores ---------------------------------------------------------------------------

SCORE = (
    *("group_key", "points", "points_low", "points_high", "possible", "class_key"),
    *("is_near_boundary", "rank_low", "rank_high"),
)
CRITERION = (
    *("criterion_key", "state", "figure", "figure_low", "figure_high"),
    *("points", "points_low", "points_high", "max_points", "reason"),
)


def part_earned(figure, conversion):
    """The part (0…1) of a criterion that a figure earns."""
    by = conversion["by"]
    if by == "linear":
        start, end = conversion["from"], conversion["to"]
        return max(0.0, min(1.0, (figure - start) / (end - start)))
    limits = [(conversion["at"], 1.0)] if by == "pass" else conversion["steps"]
    at_most = conversion.get("at_most")
    reached = (part for at, part in limits if (figure <= at if at_most else figure >= at))
    return next(reached, 0.0)


def points_of(line, criterion):
    """(points, low, high); None when a person gave them, or nothing was to be scored."""
    if line["state"] != "scored":
        return (0.0, 0.0, 0.0) if line["state"] == "missing" else (None, None, None)
    if line["reason"] or line["figure"] is None:
        return None
    figures = (line["figure"], line["figure_low"], line["figure_high"])
    parts = [part_earned(one, criterion["conversion"]) for one in figures if one is not None]
    most = criterion["max_points"]
    return parts[0] * most, min(parts) * most, max(parts) * most


def total_of(agency, criteria):
    """(points, low, high, possible): bonus added, deduction taken off, never below 0; nothing is summed up
    while a criterion is awaited."""
    value = low = high = possible = 0.0
    if any(line["state"] == "pending" for line in agency["criteria"]):
        return None, None, None, 0.0
    for line in agency["criteria"]:
        kind = criteria[line["criterion_key"]]["kind"]
        if line["points"] is None:
            continue
        possible += line["max_points"] if kind == "points" else 0.0
        if kind == "deduction":
            value, low, high = (
                value - line["points"],
                low - line["points_high"],
                high - line["points_low"],
            )
        else:
            value, low, high = (
                value + line["points"],
                low + line["points_low"],
                high + line["points_high"],
            )
    if not possible:
        return None, None, None, 0.0
    return max(0.0, value), max(0.0, low), max(0.0, high), possible


def class_of(points, possible, classes):
    """The first class whose limit is reached by the percentage, rounded half up to two decimals."""
    percent = Decimal(repr(points / possible * 100)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    reached = (one["key"] for one in classes if percent >= Decimal(repr(one["from_percent"])))
    return next(reached, "")


def places_of(agencies, level):
    """Rank intervals of one group by percentage of the possible (normal, Bonferroni)."""
    shares = [
        [one[name] / one["possible"] * 100 for name in ("points", "points_low", "points_high")]
        for one in agencies
    ]
    usual = NormalDist().inv_cdf(1 - (1 - level) / 2)
    critical = NormalDist().inv_cdf(1 - (1 - level) / (2 * max(len(shares) - 1, 1)))
    squares = [((high - low) / (2 * usual)) ** 2 for _, low, high in shares]
    for mine, square in zip(shares, squares):
        needed = [critical * math.sqrt(square + other) + 1e-9 for other in squares]
        above = sum(other[0] - mine[0] > one for other, one in zip(shares, needed))
        below = sum(mine[0] - other[0] > one for other, one in zip(shares, needed))
        yield 1 + above, len(shares) - below


def differs(told, found):
    if isinstance(told, float) and isinstance(found, (int, float)):
        return not is_close(told, found)
    return told != found


def differences_of_agency(agency, card):
    """(what, published, recomputed) of an agency's criteria, sum and class."""
    criteria = {one["key"]: one for one in card["criteria"]}
    for line in agency["criteria"]:
        found = points_of(line, criteria[line["criterion_key"]])
        for name, value in zip(("points", "points_low", "points_high"), found or ()):
            if differs(line[name], value):
                yield f"{line['criterion_key']} {name}", line[name], value
    value, low, high, possible = total_of(agency, criteria)
    sums = {"points": value, "points_low": low, "points_high": high, "possible": possible}
    if value is not None:
        ends = {class_of(one, possible, card["classes"]) for one in (low, high)}
        sums["class_key"] = class_of(value, possible, card["classes"])
        sums["is_near_boundary"] = len(ends) > 1
    for name, one in sums.items():
        if differs(agency[name], one):
            yield name, agency[name], one


def differences_of_ranks(table):
    """(agency, what, published, recomputed): ranked are those of whom nothing was withheld."""
    groups: dict = {}
    for one in table["agencies"]:
        is_whole = all(line["state"] != "withheld" for line in one["criteria"])
        if one["points"] is not None and is_whole:
            groups.setdefault(one["group_key"], []).append(one)
        elif one["rank_low"] is not None:
            yield one, "rank_low", one["rank_low"], None
    for group in groups.values():
        for one, (best, worst) in zip(group, places_of(group, table["rank_level"])):
            for name, value in (("rank_low", best), ("rank_high", worst)):
                if one[name] != value:
                    yield one, name, one[name], value


def unsigned_scores(table, signed):
    """(agency, what, published, signed) where the table says something else than the signed text."""
    for one, stood in zip(table["agencies"], json.loads(signed)["agencies"]):
        pairs = [("agency_code", one["agency_code"], stood["code"])]
        pairs += [(n, one[n], v) for n, v in zip(SCORE, stood["score"])]
        for line, values in zip(one["criteria"], stood["criteria"]):
            pairs += [(f"{values[0]} {n}", line[n], v) for n, v in zip(CRITERION, values)]
        for name, told, found in pairs:
            if told != found:
                yield one, name, told, found


def unlike_index(table, indices):
    """(agency, what, published, recomputed) where a criterion's index is not the published figure."""
    shares = indices.get(table["index"], {})
    names = {one["key"] for one in table["scorecard"]["criteria"] if one["source_kind"] == "index"}
    for one in table["agencies"]:
        for line in one["criteria"]:
            if line["criterion_key"] in names and line["state"] == "scored":
                code = one["agency_code"]
                parts = table.get("carried", {}).get(code, [[code, 1.0]])
                found = [(shares.get(old), weight) for old, weight in parts]
                whole = all(old is not None for old, _weight in found)
                share = sum(old * weight for old, weight in found) if whole else None
                if share is None or not is_close(line["figure"], share * 100):
                    yield one, line["criterion_key"], line["figure"], share


def differences_of_scores(table, signed, indices):
    yield from unsigned_scores(table, signed)
    for one in table["agencies"]:
        for name, told, found in differences_of_agency(one, table["scorecard"]):
            yield one, name, told, found
    yield from differences_of_ranks(table)
    yield from unlike_index(table, indices)


# --- The bundle ---------------------------------------------------------------------------------


def tables_of(path, folder="chi-so"):
    """(file name, table, text that was signed) of every published table in a folder of the bundle."""
    with zipfile.ZipFile(path) as archive:
        for name in sorted(archive.namelist()):
            if name.startswith(f"{folder}/") and not name.endswith("-signed.json"):
                signed = archive.read(name.replace(".json", "-signed.json"))
                yield name, json.loads(archive.read(name)), signed


def recorded_hashes(path):
    """(snapshot, or year and number; SHA-256 of the signed text) as the ledger's public records say."""
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("so-cong-khai/records.jsonl").splitlines()
    told = [json.loads(one) for one in lines]
    figures = {(one["snapshot"], one.get("content_hash")) for one in told if "snapshot" in one}
    years = [one for one in told if "evaluation_year" in one]
    return figures | {
        ((one["evaluation_year"], one["number"]), one["content_hash"]) for one in years
    }


def check(path, with_ranks=True):
    """(lines that name a difference, how many of each thing were recomputed)."""
    faults: list = []
    counts: Counter = Counter()
    recorded = recorded_hashes(path)
    for file, table, signed in tables_of(path):
        cells = table["cells"]
        if (table["snapshot"], hashlib.sha256(signed).hexdigest()) not in recorded:
            faults.append(f"{file}: không có trong sổ công khai / not in the public ledger")
        if len(json.loads(signed)["cells"]) != len(cells):
            faults.append(f"{file}: thiếu hoặc thừa ô / cells are missing or too many")
        counts["tables"] += 1
        counts["intervals"] += sum(has_interval(one) and one["df"] is not None for one in cells)
        counts["ranks"] += sum(map(len, rank_groups(cells).values())) if with_ranks else 0
        differences = [*unsigned(table, signed), *differences_of_table(table, with_ranks)]
        for cell, name, told, found in differences:
            line = f"{file}: {name_of(cell)}: {name} công bố/published {told}, "
            faults.append(line + f"tính lại/recomputed {found}")
    return faults, counts


def check_scores(path):
    """The same of the published scores, and of the index that they took over."""
    faults: list = []
    counts: Counter = Counter()
    recorded = recorded_hashes(path)
    indices = {
        table["content_hash"]: {
            one["agency_code"]: one["share"]
            for one in table["cells"]
            if one["scope"] == "agency" and one["measure"] == "overall"
        }
        for _file, table, _signed in tables_of(path)
    }
    for file, table, signed in tables_of(path, "danh-gia"):
        counts["scores"] += len(table["agencies"])
        name = (table["year"], table["number"])
        if (name, hashlib.sha256(signed).hexdigest()) not in recorded:
            faults.append(f"{file}: không có trong sổ công khai / not in the public ledger")
        if len(json.loads(signed)["agencies"]) != len(table["agencies"]):
            faults.append(f"{file}: thiếu hoặc thừa cơ quan / agencies are missing or too many")
        for one, what, told, found in differences_of_scores(table, signed, indices):
            line = f"{file}: {one['agency_code']}: {what} công bố/published {told}, "
            faults.append(line + f"tính lại/recomputed {found}")
    return faults, counts


def has_numpy():
    try:
        import numpy  # noqa: F401
    except ImportError:
        return False
    return True


def main(words):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", help="y-dan-tron-bo.zip")
    told = parser.parse_args(words)
    with_ranks = has_numpy()
    try:
        faults, counts = check(told.bundle, with_ranks)
        more, scores = check_scores(told.bundle)
        faults, counts = faults + more, counts + scores
    except (OSError, zipfile.BadZipFile, KeyError, ValueError, TypeError) as error:
        print(f"không đọc được / cannot be read: {told.bundle}: {error!r}")
        return 2
    for one in faults:
        print(one)
    print(
        f"{counts['tables']} bảng/tables, {counts['intervals']} khoảng tin cậy/intervals, "
        f"{counts['ranks']} khoảng hạng/rank intervals, {counts['scores']} điểm năm/yearly scores, "
        f"{len(faults)} chỗ khác/differences"
    )
    if not with_ranks:
        print("khoảng hạng chưa tính lại: thiếu numpy / rank intervals not recomputed: no numpy")
        return 3
    return 1 if faults or not counts["tables"] else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
