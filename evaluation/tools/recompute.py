#!/usr/bin/env python3
"""Tính lại số liệu đã công bố của Ý Dân – recomputes the published figures of Ý Dân.

Một tệp, Python 3.9 trở lên; riêng khoảng hạng cần thêm numpy (mô phỏng bằng bộ số ngẫu nhiên của numpy).
One file, Python 3.9 or newer; rank intervals alone need numpy (they are simulated with its generator).

    python recompute.py y-dan-tron-bo.zip
    python recompute.py y-dan-tron-bo.zip --opening mo.jsonl [--ledger https://ydan.example.vn]

So từng bảng với văn bản đã ký ghi trong sổ công khai; từ n, p, V, df của từng ô đã công bố tính lại cỡ
mẫu hiệu dụng, khoảng tin cậy, so sánh với toàn tỉnh, khoảng hạng và điểm đánh giá năm. Kết thúc bằng mã
0 chỉ khi mọi con số đều khớp; khác ở đâu thì nêu tên ở đó.
Holds every table against the signed text that the ledger names; from n, p, V, df of every published cell
it recomputes the effective sample, the interval, the comparison with the province, rank intervals and
the points of a year. Exits 0 only if every figure matches; names what differs.

Với tệp mở của người kiểm tra: đếm lại từ chính các phiếu mọi số phiếu, trọng số, tỷ lệ, phương sai, số toàn
tỉnh; với --ledger, verify_ledger.py nằm cùng thư mục kiểm tra từng mục của tệp mở trong sổ công khai.
With the auditor's opening file: every count, weight, share, variance and the province's figures again from
the responses themselves; with --ledger verify_ledger.py, in the same folder, checks every opened leaf.
"""

import argparse
import hashlib
import hmac
import json
import math
import sys
import zipfile
from collections import Counter
from copy import copy
from datetime import date
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
    *("issued_count", "response_rate", "dossier_count", "resolved_count"),
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


def starred(p, variance, n, df):
    """n* = n_eff (t_(n-1) / t_df)^2, at most n."""
    n_eff = n if p <= 0 or p >= 1 else p * (1 - p) / variance if variance else math.inf
    return min(n, n_eff * (t_quantile(n - 1) / t_quantile(df)) ** 2)


def korn_graubard(p, variance, n, df):
    """Clopper-Pearson on n*."""
    n_star = starred(p, variance, n, df)
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


# --- The auditor's opening file -----------------------------------------------------------------

NEVER = sys.maxsize  # the place of a leaf that the ledger does not hold yet
OTHER = "other"
SMALLEST_CLASS = 10


class Opening:
    """What the opening file says of responses, classes, dossiers and codes, with the place of every leaf.

    That each line opens its leaf, at that place, is what verify_ledger.py finds out with the same file.
    """

    def __init__(self, lines, records):
        """`records`: SHA-256 → public record."""
        self.records, self.places, self.agencies, self.acts = records, {}, {}, []
        self.responses, self.replaced, self.former = {}, {}, {}
        self.classes, self.dossiers, self.codes = {}, [], {}
        self.named, self.commitments, self.left_out = set(), {}, {}
        takes = {
            "place": self.take_place,
            "agencies": self.take_agencies,
            "left-out": self.take_act,
            "response": self.take_response,
            "supersede": self.take_supersession,
            "class": self.take_class,
            "dossiers": self.take_dossiers,
            "code-classes": self.take_codes,
        }
        for line in lines:
            one = json.loads(line)
            if one["type"] in takes and not one.get("destroyed"):
                takes[one["type"]](one)
        self.weigh_acts()

    def take_place(self, one):
        self.places[one["record"]] = one["at"]

    def take_agencies(self, one):
        self.agencies = one["codes"]

    def take_act(self, one):
        """These lines come before all records, so that only what they name need be remembered."""
        self.acts.append(one)
        self.named.update(one["commitments"])

    def take_response(self, one):
        record, at = one["record"], one.get("at", NEVER)
        for commitment in self.named.intersection(commitments_of(one) if self.named else ()):
            self.commitments[record["round_id"], record["id"]] = commitment
        if record["source"] != "test":
            names = ("id", "agency_id", "channel", "month", "cluster_id")
            values = [record[name] for name in names]
            version, answers = record["questionnaire_version_id"], bytes.fromhex(record["answers"])
            self.responses.setdefault(record["round_id"], []).append(
                (at, *values, version, answers)
            )

    def take_supersession(self, one):
        record, at = one["record"], one.get("at", NEVER)
        self.replaced[record["round_id"], record["old"]] = at
        self.former[record["round_id"], record["new"]] = record["old"]

    def take_class(self, one):
        record, at = one["record"], one.get("at", NEVER)
        self.classes[record["round_id"], record["response"]] = (at, record)

    def take_dossiers(self, one):
        self.dossiers.append((one.get("at", NEVER), one["record"]))

    def take_codes(self, one):
        self.codes[one["record"]["root"]] = one["record"]["classes"]

    def weigh_acts(self):
        """commitment → [(place, 1 left out or -1 taken in again)]; a restore comes after what it undoes."""
        for one in self.acts:
            event = self.records.get(one["record"], {}).get("event")
            at, sign = self.places.get(one["record"], NEVER), -1 if event == "restore" else 1
            for commitment in one["commitments"]:
                self.left_out.setdefault(commitment, []).append((at, sign))

    def is_left_out(self, round_id, response, size):
        """What replaced a response that was left out is left out with it."""
        while response is not None:
            acts = self.left_out.get(self.commitments.get((round_id, response)), ())
            if sum(sign for at, sign in acts if at < size) > 0:
                return True
            response = self.former.get((round_id, response))
        return False

    def counted(self, round_id, size, months):
        """Responses of a round as they stood among the first `size` leaves, those left out marked."""
        for at, response, *others in self.responses.get(round_id, ()):
            replaced = self.replaced.get((round_id, response), NEVER)
            if at < size <= replaced and others[2] in months:
                since, record = self.classes.get((round_id, response), (NEVER, {}))
                klass, resolving = (
                    (record["class"], record["resolving"]) if since < size else ("", None)
                )
                is_left_out = self.is_left_out(round_id, response, size)
                yield (*others, klass, is_left_out, resolving)


def commitments_of(one):
    """What a record leads to: with what newer leaves commit to besides, and without."""
    key, record = bytes.fromhex(one["key"]), one["record"]
    forms = [{**record, **one["more"]}, record] if "more" in one else [record]
    return [hmac.new(key, canonical(form), "sha256").hexdigest() for form in forms]


def canonical(record):
    return json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# --- Whom the official figure speaks for --------------------------------------------------------


def class_key(field, late, mode):
    return f"{field}|{'' if late is None else 'late' if late else 'on_time'}|{mode}"


def week_of(agency, day):
    return agency, tuple(date.fromisoformat(day).isocalendar())[:2]


class Population:
    """Dossiers by class and codes issued, of each agency; a centre's are its parent's.

    A class of which an office got fewer than ten codes in a week is "other" there, as for answers.
    """

    def __init__(self, settings, dossiers, codes):
        """`dossiers`, `codes`: (agency, day, class, count)."""
        own = {int(child): parent for child, parent in settings["parents"].items()}
        found, issued = self.by_week(dossiers), self.by_week(codes)
        self.classes: dict = {}
        self.issued: Counter = Counter()
        self.gaps = set()
        for week, (classes, _) in found.items():
            asked = issued.get(week, (Counter(), ()))[0]
            mine = self.classes.setdefault(own.get(week[0], week[0]), Counter())
            for key, count in classes.items():
                mine[key if asked[key] >= SMALLEST_CLASS else OTHER] += count
        for week, (classes, days) in issued.items():
            agency = own.get(week[0], week[0])
            self.issued[agency] += sum(classes.values())
            if days - found.get(week, ((), set()))[1]:
                self.gaps.add(agency)

    @staticmethod
    def by_week(rows):
        found: dict = {}
        for agency, day, key, count in rows:
            classes, days = found.setdefault(week_of(agency, day), (Counter(), set()))
            classes[key] += count
            days.add(day)
        return found

    def dossiers(self, agency):
        return sum(self.classes.get(agency, {}).values())

    def weights(self, agencies, answered, is_official):
        """({agency: how much it weighs in the province}, where that comes from)."""
        known = {agency: float(self.dossiers(agency)) for agency in agencies}
        if not is_official:
            everywhere = bool(known) and all(known.values())
            return (known, "dossiers") if everywhere else ({}, "equal_agencies")
        filled = {
            one: count or float(self.issued[one]) or answered.get(one, 0.0)
            for one, count in known.items()
        }
        return {one: count for one, count in filled.items() if count}, "dossiers"


def population_of(opening, told):
    """Dossier counts in force and codes not withdrawn, of the agencies and months of a signed table."""
    settings, size = told["settings"], told["settings"]["tree_size"]
    bodies = {int(one) for one in (*settings["parents"], *settings["kinds"])}
    months = set(settings["months"])
    newest: dict = {}
    for at, one in opening.dossiers:
        if at < size and one["agency"] in bodies and month_of(one["on"]) in months:
            key = (one["agency"], one["on"], class_key(one["field"], one["late"], one["mode"]))
            newest[key] = max(newest.get(key, (0, 0)), (one["revision"], one["count"]))
    dossiers = [(*key, count) for key, (_, count) in newest.items()]
    withdrawn = {
        record["root"]
        for name, record in opening.records.items()
        if record["event"] == "codes-withdrawn" and opening.places.get(name, NEVER) < size
    }
    codes = []
    for name, one in opening.records.items():
        is_here = one["event"] == "codes-committed" and opening.places.get(name, NEVER) < size
        if is_here and one["round"] == told["round"] and one["root"] not in withdrawn:
            agency = opening.agencies.get(one["agency"])
            if agency in bodies and month_of(one["issue_day"]) in months:
                codes += [(agency, one["issue_day"], *pair) for pair in codes_of(opening, one)]
    return Population(settings, dossiers, codes)


def month_of(day):
    return int(day[:4]) * 100 + int(day[5:7])


def codes_of(opening, batch):
    """(class, how many codes) of a batch; what its opened classes do not list has none."""
    found = Counter(class_key(*one[1:4]) for one in opening.codes.get(batch["root"], ()))
    found[class_key("", None, "")] += batch["count"] - sum(found.values())
    return [(key, count) for key, count in sorted(found.items()) if count]


# --- Weights: post-stratified, joined or raked to the dossiers -----------------------------------

FACTORS = (1, 0, 2)  # of a class field|late|mode: late, field, mode
ORDER = ((0, 1, 2), (0, 1), (1,))
RAKED_UNTIL, MOST_CYCLES, CAP, CAP_ROUNDS = 1e-8, 200, 3.0, 3


def parts_of(key):
    parts = tuple(key.split("|"))
    return parts if len(parts) == 3 else (OTHER,) * 3


def fit_classes(answered, dossiers):
    """(how, weight by class, margin codes by class) of one agency; what cannot be weighted weighs 1."""
    if not dossiers or not answered:
        return "unweighted_no_dossiers", {}, {}
    asked, wanted = matched(answered, dossiers)
    if set(asked) == {parts_of(OTHER)}:
        return "unweighted_no_classes", {}, {}
    for place, factors in enumerate(ORDER):
        cells, totals = merged(asked, factors), merged(wanted, factors)
        if fits(cells, totals, SMALLEST_CLASS):
            scale = sum(asked.values()) / sum(totals.values())
            where = {key: cell_of(key, asked, factors) for key in answered}
            weights = {key: scale * totals[one] / cells[one] for key, one in where.items()}
            how = "collapsed" if place else "post_stratified"
            return how, weights, {key: (one,) for key, one in where.items()}
    return raked_classes(answered, asked, wanted)


def matched(answered, dossiers):
    """Answers and dossiers by class; what only one side knows by "other" moves no weight."""
    asked: Counter = Counter()
    for key, count in answered.items():
        asked[parts_of(key if dossiers.get(key) else OTHER)] += count
    wanted = {parts_of(key): float(count) for key, count in dossiers.items() if count}
    other = parts_of(OTHER)
    if other not in asked:
        wanted.pop(other, None)
    elif other not in wanted:
        named = sum(count for one, count in asked.items() if one != other)
        whole = sum(wanted.values())
        wanted[other] = asked[other] * (whole / named if named else 1.0)
    return asked, wanted


def merged(classes, factors):
    cells: Counter = Counter()
    for one, count in classes.items():
        cells[tuple(one[factor] for factor in factors)] += count
    return cells


def fits(cells, totals, smallest):
    """Every class of dossiers has so many answers, and no answer is of a class without dossiers."""
    enough = all(cells.get(cell, 0) >= smallest for cell, count in totals.items() if count)
    return bool(totals) and enough and all(totals.get(cell, 0) > 0 for cell in cells)


def cell_of(key, asked, factors):
    one = parts_of(key)
    one = one if one in asked else parts_of(OTHER)
    return tuple(one[factor] for factor in factors)


def raked_classes(answered, asked, wanted):
    """On time or late always; field and filing mode where each of their classes has an answer."""
    used = [one for one in FACTORS if fits(merged(asked, [one]), merged(wanted, [one]), 1)]
    if FACTORS[0] not in used:
        return "unweighted_no_fit", {}, {}
    sizes, whole = dict(asked), sum(asked.values())
    margins = []
    for factor in used:
        totals = merged(wanted, [factor])
        known = sum(totals.values())
        margins.append((factor, {cell[0]: n * (whole / known) for cell, n in totals.items()}))
    weights = rake_with_caps(sizes, margins)
    if weights is None:
        return "unweighted_no_fit", {}, {}
    where = {key: cell_of(key, asked, (0, 1, 2)) for key in answered}
    codes = {key: tuple(one[factor] for factor in used) for key, one in where.items()}
    return "raked", {key: weights[one] for key, one in where.items()}, codes


def reached(weights, sizes, factor):
    sums: dict = {}
    for one, size in sizes.items():
        sums[one[factor]] = sums.get(one[factor], 0.0) + weights[one] * size
    return sums


def margin_error(weights, sizes, margins):
    return max(
        abs(got - totals[word]) / (totals[word] or 1.0)
        for factor, totals in margins
        for word, got in reached(weights, sizes, factor).items()
    )


def rake(weights, sizes, margins):
    """Weights that meet every margin in turn until all are met; None if they never are."""
    for _ in range(MOST_CYCLES + 1):
        if margin_error(weights, sizes, margins) <= RAKED_UNTIL:
            return weights
        for factor, totals in margins:
            got = reached(weights, sizes, factor)
            weights = {
                one: weight * (totals[one[factor]] / got[one[factor]])
                for one, weight in weights.items()
            }
    return None


def rake_with_caps(sizes, margins):
    """Rake; cut at three times the mean, rescale and rake again, at most three times."""
    weights = rake(dict.fromkeys(sizes, 1.0), sizes, margins)
    for _ in range(CAP_ROUNDS):
        if weights is None:
            return None
        whole = sum(weights[one] * size for one, size in sizes.items())
        cap = CAP * whole / sum(sizes.values())
        if all(weight <= cap * (1 + RAKED_UNTIL) for weight in weights.values()):
            return weights
        cut = {one: min(weight, cap) for one, weight in weights.items()}
        left = sum(cut[one] * size for one, size in sizes.items())
        weights = rake({one: weight * whole / left for one, weight in cut.items()}, sizes, margins)
    return weights


# --- From clusters to a share, its variance and df -----------------------------------------------


class Row:
    """The answers of one cluster (place × day) of one class that one body resolved: counts of levels."""

    def __init__(self, key, item_count):
        self.agency, self.channel, self.month, self.cluster = key[:4]
        self.left_out, self.klass, self.resolver = key[4:]
        self.size, self.levels = 0, [[0] * 5 for _ in range(item_count)]
        self.answered: Counter = Counter()

    def count(self, levels, times, sections):
        self.size += times
        for counts, level in zip(self.levels, levels):
            if level:
                counts[level - 1] += times
        for section, places in sections.items():
            if any(levels[place] for place in places):
                self.answered[section] += times

    def part(self, side, kept):
        """The same answers with the items alone that count for who received, or for who resolved."""
        made = copy(self)
        made.answered = Counter({key: self.answered[side, key] for key in self.sections})
        for name in ("levels", "valid", "satisfied", "sums"):
            none = [0] * 5 if name == "levels" else 0
            values = zip(getattr(self, name), kept)
            setattr(made, name, [one if is_kept else none for one, is_kept in values])
        return made

    def close(self, chosen, sections):
        self.sections = sections
        self.valid = [sum(counts) for counts in self.levels]
        self.satisfied = [sum(counts[one - 1] for one in chosen) for counts in self.levels]
        self.sums = [sum(at * n for at, n in enumerate(counts, 1)) for counts in self.levels]
        return self


class Weighed:
    """A row with its weight, what it is a stratum and a cluster of, and its class in each margin."""

    __slots__ = ("cluster", "home", "is_credited", "margins", "row", "stratum", "weight")

    def __init__(self, row, weight=1.0, margins=None):
        self.row, self.weight, self.margins = row, weight, margins
        self.stratum, self.cluster, self.home = row.month, (row.month, row.cluster), row.agency
        self.is_credited = False


class Found:
    """A share p with V and df; n, and the answers it rests on. None is what does not exist."""

    def __init__(self, n=0, n_valid=0):
        self.n, self.n_valid, self.p, self.variance, self.df, self.mean = (
            n,
            n_valid,
            None,
            None,
            0,
            None,
        )
        self.surely, self.fewest, self.empty, self.left_out = n_valid, math.inf, 0, False


def estimate(rows, items, is_pooled, section=None):
    """Found of rows of one agency. `section`: whose answers n_valid counts; None: those of the item."""
    found = Found(sum(one.row.size for one in rows))
    found.surely = sum(max(one.row.valid[i] for i in items) for one in rows)
    found.n_valid = found.surely
    if section is not None:
        found.n_valid = sum(one.row.answered[section] for one in rows)
    plain = [sum(one.row.valid[i] for one in rows) for i in items]
    found.fewest = min((n for n in plain if n), default=math.inf)
    found.empty = sum(not n for n in plain)
    present = [i for i, n in zip(items, plain) if n]
    if not present:
        return found
    valid = {i: sum(one.weight * one.row.valid[i] for one in rows) for i in present}
    shares: dict = {}
    means: dict = {}
    for i in present:
        shares[i] = sum(one.weight * one.row.satisfied[i] for one in rows) / valid[i]
        means[i] = sum(one.weight * one.row.sums[i] for one in rows) / valid[i]
    whole = sum(valid.values())
    part = {i: valid[i] / whole if is_pooled else 1 / len(present) for i in present}
    found.p = sum(part[i] * shares[i] for i in present) / sum(part.values())
    found.p = min(1.0, max(0.0, found.p))
    found.mean = sum(part[i] * means[i] for i in present) / sum(part.values())
    centre = dict.fromkeys(present, found.p) if is_pooled else shares
    pulls = [
        sum(
            part[i] / valid[i] * (one.row.satisfied[i] - centre[i] * one.row.valid[i])
            for i in present
        )
        for one in rows
    ]
    if any(one.margins is not None for one in rows):
        pulls = residuals(rows, pulls)
    found.variance, found.df = variance_of(rows, pulls, items)
    return found


def residuals(rows, pulls):
    """What is left of the influence after regression on the margins, office by office (R's `rake`).

    Of answers that another office received all of it is: their weights were fitted to that office's dossiers.
    """
    homes: dict = {}
    for place, one in enumerate(rows):
        if one.margins is not None:
            homes.setdefault(one.home, []).append(place)
    left = list(pulls)
    for places in homes.values():
        people: Counter = Counter()
        sums: Counter = Counter()
        for place in places:
            people[rows[place].margins] += rows[place].row.size
            sums[rows[place].margins] += pulls[place]
        fitted = regression({cell: sums[cell] / people[cell] for cell in people}, people)
        for place in places:
            left[place] = pulls[place] - rows[place].row.size * fitted[rows[place].margins]
    return left


def regression(values, people):
    """Fitted value of each cell of margins: weighted least squares on the margins' classes."""
    if len(next(iter(values))) <= 1:
        return values
    columns = sorted({(place, word) for cell in values for place, word in enumerate(cell)})
    number = {one: place for place, one in enumerate(columns)}
    size = len(columns)
    table = [[0.0] * (size + 1) for _ in columns]
    for cell, value in values.items():
        mine = [number[one] for one in enumerate(cell)]
        for one in mine:
            table[one][size] += people[cell] * value
            for other in mine:
                table[one][other] += people[cell]
    solved = solution(table)
    return {cell: sum(solved[number[one]] for one in enumerate(cell)) for cell in values}


def solution(table):
    """Gauss–Jordan of symmetric equations; unknowns that the others make superfluous are 0."""
    size = len(table)
    used: list = []
    for column in range(size):
        free = [row for row in range(size) if row not in used]
        pivot = max(free, key=lambda row: abs(table[row][column]), default=None)
        if pivot is None or abs(table[pivot][column]) < 1e-9:
            used.append(None)
            continue
        used.append(pivot)
        lead = table[pivot][column]
        table[pivot] = [one / lead for one in table[pivot]]
        for row in range(size):
            if row != pivot and table[row][column]:
                factor = table[row][column]
                table[row] = [a - factor * b for a, b in zip(table[row], table[pivot])]
    return [0.0 if row is None else table[row][size] for row in used]


def variance_of(rows, pulls, items):
    """V = Σ n/(n-1) Σ (z - mean)² over strata of clusters; df counts clusters with a valid answer."""
    totals: dict = {}
    strata: dict = {}
    seen = set()
    for one, pull in zip(rows, pulls):
        totals[one.cluster] = totals.get(one.cluster, 0.0) + one.weight * pull
        strata.setdefault(one.stratum, set()).add(one.cluster)
        if any(one.row.valid[i] for i in items):
            seen.add(one.cluster)
    value, df = 0.0, 0
    for clusters in merged_strata([sorted(strata[one]) for one in sorted(strata)]):
        size = len(clusters)
        if size < 2:
            value = math.nan
        else:
            mean = sum(totals[one] for one in clusters) / size
            value += size / (size - 1) * sum((totals[one] - mean) ** 2 for one in clusters)
        here = len(seen.intersection(clusters))
        df += here - 1 if here else 0
    return (value if df > 0 else None), df


def merged_strata(strata):
    """A month with a single cluster joins the one before it, the first the one after it."""
    found: list = []
    for clusters in strata:
        if found and (len(clusters) == 1 or len(found[-1]) == 1):
            found[-1] = found[-1] + clusters
        else:
            found.append(clusters)
    return found


def province_of(groups, alone, sizes, items, is_pooled):
    """Agencies weighed by their dossiers; those too small to stand `alone` enter as one stratum."""
    weak = {agency for agency, one in alone.items() if one.df < 1 or one.surely < SMALLEST_CLASS}
    parts = [(sizes[agency], one) for agency, one in alone.items() if agency not in weak]
    if weak:
        joined = [
            one for agency in sorted(weak) for one in stretched(groups[agency], sizes[agency])
        ]
        parts.append((sum(sizes[one] for one in weak), estimate(joined, items, is_pooled)))
    found = Found(sum(one.n for one in alone.values()), sum(one.n_valid for one in alone.values()))
    usable = [(size, one) for size, one in parts if one.df >= 1]
    found.left_out = any(size > 0 and one.df < 1 for size, one in parts)
    covered = sum(size for size, _ in usable)
    if usable:
        found.p = sum(size * one.p for size, one in usable) / covered
        found.mean = sum(size * one.mean for size, one in usable) / covered
        squares = [((size / covered) ** 2 * one.variance, one.df) for size, one in usable]
        found.variance = sum(one for one, _ in squares)
        below = sum(one**2 / df for one, df in squares if one > 0)
        found.df = found.variance**2 / below if below else sum(df for _, df in squares)
    return found


def stretched(rows, size):
    """Rows of an agency that stand for its dossiers inside the stratum of the small ones."""
    factor = size / sum(one.weight * one.row.size for one in rows)
    for one in rows:
        made = Weighed(one.row, one.weight * factor, one.margins)
        made.stratum, made.cluster = 0, (one.home, *one.cluster)
        yield made


# --- A figure as it is published ------------------------------------------------------------------


class Method:
    """The values of the method that were signed with a table."""

    def __init__(self, settings):
        cell = settings["privacy.min_cell"]["value"]
        pair = cell if isinstance(cell, dict) else {"counts": cell, "shares": 30}
        self.counts, self.shares = pair["counts"], pair["shares"]
        evaluation = settings["score.evaluation"]["value"]
        self.n_eff, self.half_width = (
            evaluation["effective_sample"],
            evaluation["half_width"] / 100,
        )
        self.warn_rate = settings["score.warn_response_rate"]["value"] / 100
        self.satisfied = settings["score.satisfied_levels"]["value"]
        self.is_pooled = settings["score.aggregate"]["value"] == "pooled"


def figure_of(found, method):
    """What of a figure follows from its own numbers: interval, reason, notes, use."""
    n, p, variance, df = found.n_valid, found.p, found.variance, found.df
    made = {"n": found.n, "n_valid": n, "df": float(df), "share": p, "mean_score": found.mean}
    made.update(variance=variance, n_eff=None, low=None, high=None, notes=[], is_usable=False)
    n_star = None
    if p is not None and variance is not None and n >= 2:
        is_edge = p <= 0 or p >= 1
        n_star = starred(p, variance, n, df)
        made["n_eff"] = n_star if is_edge else min(n, p * (1 - p) / variance if variance else n)
        made["low"], made["high"] = clopper_pearson(p * n_star, n_star)
    made["withheld"] = reason_of(made, n_star, method)
    if made["withheld"] is None:
        made["notes"] = [*notes_of(made), *item_notes(found, method)]
        half = (made["high"] - made["low"]) / 2
        made["is_usable"] = half <= method.half_width and min(n, made["n_eff"]) >= method.n_eff
    return made


def reason_of(made, n_star, method):
    n = made["n_valid"]
    for least, reason in (
        (1, "no_answers"),
        (method.counts, "too_few_for_counts"),
        (method.shares, "too_few_for_shares"),
    ):
        if n < least:
            return reason
    if made["df"] < 1 or made["low"] is None:
        return "one_cluster"
    width = made["high"] - made["low"]
    if min(n, made["n_eff"], n_star) < 30:
        return "small_effective_size"
    if width >= 0.30:
        return "wide_interval"
    return "wide_for_its_level" if width > 0.05 and width > 1.30 * made["share"] else None


def notes_of(made):
    p, width = made["share"], made["high"] - made["low"]
    is_small = made["n_valid"] < 100
    said = {
        "review_few_df": made["df"] < 8,
        "review_at_edge": p <= 0 or p >= 1,
        "complement_unreliable": width > 0.05 and width > 1.30 * (1 - p),
        "show_as_at_least": is_small and p >= 0.95,
        "show_as_at_most": is_small and p <= 0.05,
    }
    return [name for name, is_said in said.items() if is_said]


def item_notes(found, method):
    said = {
        "items_without_answers": found.empty,
        "items_below_count": found.fewest < method.counts,
        "agencies_left_out": found.left_out,
    }
    return [name for name, is_said in said.items() if is_said]


# --- One table made anew from the opened records --------------------------------------------------


ITSELF, NOBODY = 0, -1


class Credit:
    """Whom an item counts for: who received the dossier, who resolved it, or both; until v3 who received."""

    def __init__(self, settings):
        told = settings.get("credit") or {"rated": {}, "bodies": {}, "unrated": [], "resolvers": {}}
        self.rated, self.unrated = told["rated"], set(told["unrated"])
        self.bodies = {int(one): body for one, body in told["bodies"].items()}
        self.resolvers = {int(one) for one in told["resolvers"]}
        self.is_shared = any(one != "receiving" for one in self.rated.values())

    def resolver(self, office, resolving):
        """The other body that is credited; ITSELF where the office resolved or it is not known."""
        if not resolving or not self.is_shared:
            return ITSELF
        body = self.bodies.get(resolving, resolving)
        if body == office:
            return ITSELF
        return NOBODY if body in self.unrated else body

    def kept(self, side, items):
        return [self.rated.get(one, "receiving") in (side, "both") for one in items]


class Recount:
    """Every cell of one signed table, counted anew: (agency id or None, measure, key) → figure."""

    def __init__(self, told, opening):
        self.told, self.settings = told, told["settings"]
        self.method, self.figures, self.hows = Method(self.settings), {}, {}
        self.is_official = told["sample"] == "official"
        self.channels = self.settings["channels"]
        cells = [dict(zip(SIGNED, one)) for one in told["cells"]]
        self.items = list(dict.fromkeys(one["key"] for one in cells if one["measure"] == "item"))
        self.rated = {int(one) for one in self.settings["kinds"]}
        self.credit = Credit(self.settings)
        self.kept = {one: self.credit.kept(one, self.items) for one in ("receiving", "resolving")}
        self.read_layout()
        self.rows = list(self.count_rows(opening))
        self.population = population_of(opening, told)
        self.make()

    def read_layout(self):
        """Where the items stand in packed answers; sections of the newest version, by place of item."""
        place = {key: number for number, key in enumerate(self.items)}
        layouts = sorted(self.settings["layout"].items(), key=lambda one: int(one[0]))
        self.versions, self.sections = {}, {}
        for version, layout in layouts:
            at = [layout["items"].get(key) for key in self.items]
            parts = {
                key: [place[one] for one in items if one in place]
                for key, items in layout["sections"].items()
            }
            self.sections = {key: found for key, found in parts.items() if found}
            here = [place[one] for one in layout["items"] if one in place]
            parts = {"": here, **self.sections}
            sided = {
                (side, key): [one for one in places if kept[one]]
                for side, kept in self.kept.items()
                for key, places in parts.items()
            }
            self.versions[int(version)] = (at, {**parts, **sided})

    def count_rows(self, opening):
        own = {int(child): parent for child, parent in self.settings["parents"].items()}
        size, months = self.settings["tree_size"], set(self.settings["months"])
        alike: Counter = Counter()
        for one in opening.counted(self.told["round"], size, months):
            agency, channel, month, cluster, version, answers, klass, is_left_out, resolving = one
            office = own.get(agency, agency)
            resolver = self.credit.resolver(office, resolving)
            key = (office, channel, month, cluster, is_left_out, klass, resolver)
            alike[key, version, answers] += 1
        rows: dict = {}
        for (key, version, answers), times in alike.items():
            at, sections = self.versions[version]
            given = [answers[one] if one is not None else 0 for one in at]
            row = rows.get(key) or rows.setdefault(key, Row(key, len(self.items)))
            row.count([one if one <= 5 else 0 for one in given], times, sections)
        for key in sorted(rows):
            yield rows[key].close(self.method.satisfied, ("", *self.sections))

    def make(self):
        counted = [one for one in self.rows if not one.left_out]
        chosen, self.hows = self.weighed([one for one in counted if one.channel in self.channels])
        self.sizes = self.sizes_of(chosen)
        credited = self.credited(chosen, self.is_official)
        self.take_measures(chosen, credited)
        self.take_months(credited)
        for channel in sorted({one.channel for one in counted} - self.lone_channel()):
            mine = by_agency(Weighed(one) for one in counted if one.channel == channel)
            self.take("channel", channel, mine, self.credited(mine, False), self.overall(), "")
        self.take_left_out()
        if self.lone_channel() and self.figures[None, "overall", ""]["n"]:
            mirrored = self.figures[None, "overall", ""]
            self.figures[None, "channel", self.channels[0]] = dict(mirrored, is_usable=False)
        self.mix_channels(counted)
        if self.is_official:
            self.put_beside()

    def is_raked(self, agency):
        """Whether raked answers may stand in an agency's figures: its own, or what others sent it."""
        raked = "raked" in self.hows.values()
        shares = self.figures.get((agency, "overall", ""), {}).get("resolved")
        return self.hows.get(agency) == "raked" or (raked and (agency is None or bool(shares)))

    def lone_channel(self):
        return set(self.channels) if len(self.channels) == 1 else set()

    def overall(self):
        return list(range(len(self.items)))

    def weighed(self, rows):
        """(rows by agency with their weights, how each agency's were made)."""
        groups: dict = {}
        found: dict = {}
        hows: dict = {}
        for row in rows:
            groups.setdefault(row.agency, []).append(row)
        for agency, mine in sorted(groups.items()):
            if not self.is_official:
                found[agency] = [Weighed(row) for row in mine]
                continue
            answered: Counter = Counter()
            for row in mine:
                answered[row.klass] += row.size
            classes = self.population.classes.get(agency, {})
            hows[agency], weights, margins = fit_classes(answered, classes)
            found[agency] = [
                Weighed(row, weights.get(row.klass, 1.0), margins.get(row.klass, ()))
                for row in mine
            ]
        return found, hows

    def sizes_of(self, chosen):
        answered = {
            agency: float(sum(one.row.size for one in rows)) for agency, rows in chosen.items()
        }
        bodies = sorted(self.rated | {one.agency for one in self.rows})
        known, self.source = self.population.weights(bodies, answered, self.is_official)
        usual = sum(known.values()) / len(known) if known else 1.0
        return {agency: known.get(agency, usual) for agency in bodies}

    def credited(self, groups, is_weighed):
        """Rows by the body that items count for; between offices they weigh by the dossiers behind them."""
        if all(one.row.resolver == ITSELF for rows in groups.values() for one in rows):
            return groups
        stands = {}
        for agency, rows in groups.items() if is_weighed else ():
            answers = sum(one.weight * one.row.size for one in rows)
            stands[agency] = self.sizes[agency] / answers
        found: dict = {}
        for agency, rows in groups.items():
            for one in rows:
                row, other = one.row, one.row.resolver
                if other == ITSELF:
                    found.setdefault(agency, []).append(one)
                    continue
                mine = row.part("receiving", self.kept["receiving"])
                found.setdefault(agency, []).append(Weighed(mine, one.weight, one.margins))
                if other != NOBODY:
                    factor = stands.get(agency, 1.0) / stands.get(other, 1.0)
                    made = Weighed(
                        row.part("resolving", self.kept["resolving"]), one.weight * factor
                    )
                    made.is_credited = True
                    found.setdefault(other, []).append(made)
        return found

    def take(self, measure, key, groups, credited, items, section, rated=()):
        """Figures of each agency and of the province, of one column of the tables.

        The province takes every answer once, at the office that received.
        """
        is_pooled = self.method.is_pooled and measure != "item"
        is_beside = measure in ("channel", "left_out")
        alone = self.estimates(groups, items, is_pooled, section)
        mine = alone
        if credited is not groups:
            mine = self.estimates(credited, items, is_pooled, section)
        for agency in sorted({*rated, *credited}):
            found = mine.get(agency) or Found()
            self.put(agency, measure, key, found, credited.get(agency), items, is_beside)
        found = province_of(groups, alone, self.sizes, items, is_pooled)
        rows = [one for mine in groups.values() for one in mine]
        self.put(None, measure, key, found, rows, items, is_beside)

    @staticmethod
    def estimates(groups, items, is_pooled, section):
        return {
            agency: estimate(rows, items, is_pooled, section) for agency, rows in groups.items()
        }

    def put(self, agency, measure, key, found, rows, items, is_beside):
        figure = figure_of(found, self.method)
        figure["resolved"] = sum(one.row.size for one in rows or () if one.is_credited)
        figure["is_usable"] = figure["is_usable"] and self.is_official and not is_beside
        if measure == "item" and rows:
            listed = [one.row.levels[items[0]] for one in rows]
            figure["levels"] = [sum(column) for column in zip(*listed)]
        self.figures[agency, measure, key] = figure

    def take_measures(self, chosen, credited):
        rated = self.rated | self.credit.resolvers
        self.take("overall", "", chosen, credited, self.overall(), "", rated)
        for key, places in self.sections.items():
            self.take("dimension", key, chosen, credited, places, key, rated)
        for place, key in enumerate(self.items):
            self.take("item", key, chosen, credited, [place], None, rated)

    def take_months(self, chosen):
        """Weights were fitted to the whole: inside a month they are taken as they are."""
        for agency, rows in chosen.items():
            months: dict = {}
            for one in rows:
                months.setdefault(one.row.month, []).append(Weighed(one.row, one.weight))
            for month, mine in months.items():
                found = estimate(mine, self.overall(), self.method.is_pooled, "")
                self.put(agency, "month", str(month), found, mine, self.overall(), False)

    def take_left_out(self):
        mine = [one for one in self.rows if one.channel in self.channels]
        if not any(one.left_out for one in mine):
            return
        groups = self.weighed(mine)[0]
        credited = self.credited(groups, self.is_official)
        agencies = {
            agency for agency, rows in credited.items() if any(one.row.left_out for one in rows)
        }
        self.take("left_out", "", groups, credited, self.overall(), "")
        for name in [one for one in self.figures if one[1] == "left_out"]:
            if name[0] is not None and name[0] not in agencies:
                del self.figures[name]

    def mix_channels(self, counted):
        mixes: dict = {}
        for row in counted:
            for agency in {row.agency, row.resolver or None, None}:
                mixes.setdefault(agency, Counter())[row.channel] += row.size
        for (agency, measure, _), figure in self.figures.items():
            if measure == "overall":
                figure["channel_mix"] = dict(mixes.get(agency, {}))

    def put_beside(self):
        """Codes issued, dossiers and how the answers were weighted, beside each overall figure."""
        people = self.population
        for (agency, measure, _), figure in self.figures.items():
            if measure == "overall":
                is_all = agency is None
                every = people.classes if is_all else (agency,)
                issued = sum(people.issued.values()) if is_all else people.issued[agency]
                figure["issued_count"] = issued or None
                figure["dossier_count"] = sum(map(people.dossiers, every)) or None
                figure["how"] = self.hows.get(agency)
                figure["warn_rate"] = self.method.warn_rate
                figure["gaps"] = bool(people.gaps) and (is_all or agency in people.gaps)


def by_agency(rows):
    groups: dict = {}
    for one in rows:
        groups.setdefault(one.row.agency, []).append(one)
    return groups


# --- What was published against what was counted anew -----------------------------------------------

EXACT = (
    1e-9  # sums in another order differ in the last of sixteen digits; squares of differences more
)
RAKED = 1e-7  # raking stops at margins met to 1e-8, which may be one cycle sooner or later
NOTHING = 1e-15  # of a variance that is 0 but for rounding
HIDING = {"complement", "too_few_new", "few_left_out"}
FIGURES = ("n_eff", "share", "variance", "df", "low", "high", "mean_score")


def is_same(told, found, tolerance):
    if isinstance(told, bool) or not isinstance(told, (int, float)) or found is None:
        return told == found
    return abs(told - found) <= max(tolerance * max(abs(told), abs(found)), NOTHING)


def differences_of_recount(recount, table):
    """(cell, what, published, recounted), by the order of the table."""
    made, seen = recount.figures, set()
    by_name = {}
    for cell, values in zip(table["cells"], recount.told["cells"]):
        name = (dict(zip(SIGNED, values))["agency_id"], cell["measure"], cell["key"])
        by_name[name] = cell
    for name, cell in by_name.items():
        seen.add(name)
        if name not in made:
            yield cell, "cell", "có/here", "không có phiếu nào/no answers"
            continue
        tolerance = RAKED if recount.is_raked(name[0]) else EXACT
        for what, told, found in differences_of_figure(cell, name, made, by_name):
            if not is_same(told, found, tolerance):
                yield cell, what, told, found
    for name in made.keys() - seen:
        cell = {"agency_code": name[0], "scope": "province", "measure": name[1], "key": name[2]}
        yield cell, "cell", "không có/missing", "có phiếu/has answers"
    if recount.settings["province_weights"] != recount.source:
        cell = {"agency_code": None, "scope": "province", "measure": "", "key": ""}
        yield cell, "province_weights", recount.settings["province_weights"], recount.source


def differences_of_figure(cell, name, made, by_name):
    """(what, published, recounted) of all that is told of a cell; not all of them differ."""
    figure = made[name]
    withheld = cell["withheld"]
    if withheld in HIDING or (name[1] == "left_out" and withheld):
        withheld = figure["withheld"]  # for its neighbours: the host's own verify makes that anew
    yield "withheld", withheld, figure["withheld"]
    if cell["n"] is not None:
        yield "n", cell["n"], figure["n"]
    if cell["n_valid"] is not None:
        yield "n_valid", cell["n_valid"], figure["n_valid"]
    yield "is_usable", cell["is_usable"], figure["is_usable"]
    if cell["withheld"] is None:
        yield from shown_figure(cell, figure)
    yield from told_beside(cell, name, made, by_name)


def shown_figure(cell, figure):
    masks = {"show_as_at_least": 0.95, "show_as_at_most": 0.05}
    mask = next((masks[one] for one in figure["notes"] if one in masks), None)
    if mask is not None:
        yield "share", cell["share"], mask
        return
    for name in FIGURES:
        yield name, cell[name], figure[name]
    if cell["measure"] == "item":
        yield "levels", cell["levels"], figure["levels"]


def told_beside(cell, name, made, by_name):
    figure, notes = made[name], [] if cell["withheld"] else list(made[name]["notes"])
    for channel, count in (cell["channel_mix"] or {}).items():
        yield f"channel_mix {channel}", count, figure["channel_mix"].get(channel)
    if "issued_count" in figure:
        issued = figure["issued_count"]
        yield "issued_count", cell["issued_count"], issued
        yield "dossier_count", cell["dossier_count"], figure["dossier_count"]
        rate, is_untold = None, "from_others_untold" in cell["notes"]
        if cell["n_valid"] is not None and not is_untold:
            yield "resolved_count", cell.get("resolved_count"), figure["resolved"] or None
            if issued:
                rate = round(answers_of(name, made, by_name) / issued, 2)
        yield "response_rate", cell["response_rate"], rate
        warn = rate is not None and rate < figure["warn_rate"]
        said = {
            figure["how"]: figure["how"] and not cell["withheld"],
            "low_response_rate": warn,
            "dossier_days_missing": figure["gaps"],
            "from_others_untold": is_untold and figure["resolved"],
        }
        notes += [one for one, is_said in said.items() if is_said]
    yield "notes", cell["notes"], notes


def answers_of(name, made, by_name):
    """Of the response rate: answers the agency received, with what was left out where that number is told."""
    beside = (name[0], "left_out", "")
    is_told = beside in by_name and by_name[beside]["n_valid"] is not None
    figure = made[beside] if is_told and beside in made else made[name]
    return figure["n"] - figure["resolved"]


NEEDED = ("layout", "kinds", "is_settled", "tree_size", "parents")


def why_not(told):
    """Why a table cannot be counted anew by whoever was not there; "" if it can."""
    settings = told["settings"]
    if not all(name in settings for name in NEEDED):
        return "ký trước khi có những gì phép đếm cần / signed before what it needs was signed"
    if told["sample"] == "official" and not settings["is_settled"]:
        return "tính khi mã của kỳ còn đang phát / computed while codes were still handed out"
    return ""


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


def public_records(path):
    """SHA-256 → public record, of all that the ledger names."""
    with zipfile.ZipFile(path) as archive:
        lines = archive.read("so-cong-khai/records.jsonl").splitlines()
    return {hashlib.sha256(one).hexdigest(): json.loads(one) for one in lines}


def check_opening(path, lines):
    """(faults, counts, tables that cannot be counted anew and why): every figure from opened records."""
    opening = Opening(lines, public_records(path))
    faults: list = []
    counts: Counter = Counter()
    left: list = []
    for file, table, signed in tables_of(path):
        told = json.loads(signed)
        if why_not(told):
            left.append(f"{file}: {why_not(told)}")
            continue
        recount = Recount(told, opening)
        counts["recounted"] += len(table["cells"])
        counts["beside"] += sum(one["withheld"] in HIDING for one in table["cells"])
        found = [*strange_codes(table, told, opening), *differences_of_recount(recount, table)]
        for cell, name, stood, made in found:
            line = f"{file}: {name_of(cell)}: {name} công bố/published {stood}, "
            faults.append(line + f"đếm lại từ phiếu/recounted {made}")
    return faults, counts, left


def strange_codes(table, told, opening):
    """Agencies that the opening file calls otherwise than the published table does."""
    for cell, values in zip(table["cells"], told["cells"]):
        agency = dict(zip(SIGNED, values))["agency_id"]
        found = opening.agencies.get(cell["agency_code"])
        if agency != found:
            yield cell, "agency_code", agency, found


def has_numpy():
    try:
        import numpy  # noqa: F401
    except ImportError:
        return False
    return True


MOST_LINES = 50


def check_all(path, opening, with_ranks):
    """(faults, counts, tables left out)."""
    faults, counts = check(path, with_ranks)
    more, scores = check_scores(path)
    faults, counts, left = faults + more, counts + scores, []
    if opening:
        with open(opening, encoding="utf-8") as lines:
            more, recounted, left = check_opening(path, lines)
        faults, counts = faults + more, counts + recounted
    return faults, counts, left


def check_leaves(place, opening):
    """verify_ledger.py, beside this file in the bundle: does the ledger hold what is opened."""
    import verify_ledger

    return verify_ledger.main([place, "--opening", opening]) == 0


def main(words):
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("bundle", help="y-dan-tron-bo.zip")
    parser.add_argument("--opening", metavar="FILE", help="tệp mở của người kiểm tra / auditor's")
    parser.add_argument("--ledger", metavar="URL|DIR", help="cả sổ, cùng tệp mở / the whole ledger")
    told = parser.parse_args(words)
    if told.ledger and not told.opening:
        parser.error("--ledger: cần / needs --opening")
    with_ranks = has_numpy()
    try:
        faults, counts, left = check_all(told.bundle, told.opening, with_ranks)
        holds = not told.ledger or check_leaves(told.ledger, told.opening)
    except (OSError, zipfile.BadZipFile, ImportError, LookupError, ValueError, TypeError) as error:
        print(f"không đọc được / cannot be read: {told.bundle}: {error!r}")
        return 2
    tell(faults, counts, left, told.opening)
    if not with_ranks:
        print("khoảng hạng chưa tính lại: thiếu numpy / rank intervals not recomputed: no numpy")
    if faults or not counts["tables"] or not holds:
        return 1
    return 0 if with_ranks and not left else 3


def tell(faults, counts, left, opening):
    for one in faults[:MOST_LINES]:
        print(one)
    if len(faults) > MOST_LINES:
        print(f"và {len(faults) - MOST_LINES} chỗ nữa / and more")
    for one in left:
        print(f"chưa đếm lại / not recounted: {one}")
    print(
        f"{counts['tables']} bảng/tables, {counts['intervals']} khoảng tin cậy/intervals, "
        f"{counts['ranks']} khoảng hạng/rank intervals, {counts['scores']} điểm năm/yearly scores, "
        f"{len(faults)} chỗ khác/differences"
    )
    if opening:
        print(
            f"{counts['recounted']} ô đếm lại từ phiếu đã mở/cells recounted from opened responses; "
            f"{counts['beside']} ô giữ lại vì ô bên cạnh/withheld for their neighbours"
        )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
