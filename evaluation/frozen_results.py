"""Decided results and scorecards in use stay as they are, whoever writes: triggers behind the rules.

Migrations call `freeze_results` after creating the tables, and again whenever one is re-created.
"""

_FINAL = "('decided', 'published', 'superseded')"
_RESULT = "year_result: a decided result is frozen"
_SCORES = "%s: the result is decided and frozen"
_CARD = "%s: a scorecard in use is frozen"

# What a decided result may still change: published, when; superseded.
_KEPT_OF_RESULT = (
    "year_id",
    "number",
    "scorecard_id",
    "snapshot_id",
    "reason",
    "settings",
    "content_hash",
    "appraised_by_id",
    "second_by_id",
    "decision_number",
    "decided_on",
)
_KEPT_OF_CARD = ("key", "version", "title", "citation", "total_points", "groups", "classes")
_VERBS = ("INSERT", "UPDATE", "DELETE")


def _differs(columns: tuple[str, ...], sign: str, cast: str = "{}") -> str:
    return " OR ".join(
        f"{cast.format('NEW.' + one)} {sign} {cast.format('OLD.' + one)}" for one in columns
    )


# {row} is NEW or OLD.
_FINAL_RESULT = "(SELECT state FROM year_result WHERE id = {row}.result_id) IN " + _FINAL  # noqa: S608
_OF_SCORE = "FROM year_result r JOIN agency_score s ON s.result_id = r.id WHERE s.id = {row}"
_FINAL_SCORE = f"(SELECT r.state {_OF_SCORE}.agency_score_id) IN {_FINAL}"
_CARD_IN_USE = "(SELECT state FROM scorecard WHERE id = {row}.scorecard_id) <> 'draft'"

# table → (what makes a row of it final, the sentence, verbs)
_PARTS = {
    "agency_score": (_FINAL_RESULT, _SCORES % "agency_score", _VERBS),
    "criterion_score": (_FINAL_SCORE, _SCORES % "criterion_score", _VERBS),
    "appraised_points": (_FINAL_RESULT, _SCORES % "appraised_points", ("INSERT",)),
    "criterion": (_CARD_IN_USE, _CARD % "criterion", _VERBS),
}


def _sqlite() -> list[str]:
    made = [
        f"""CREATE TRIGGER {table}_frozen_{verb.lower()} BEFORE {verb} ON {table}
WHEN {is_final.format(row="OLD" if verb == "DELETE" else "NEW")}
BEGIN SELECT RAISE(ABORT, '{told}'); END"""
        for table, (is_final, told, verbs) in _PARTS.items()
        for verb in verbs
    ]
    for table, told, final, kept in _HEADS:
        made.append(f"""CREATE TRIGGER {table}_frozen BEFORE UPDATE ON {table}
WHEN OLD.state {final} AND (NOT (NEW.state {final}) OR {_differs(kept, "IS NOT")})
BEGIN SELECT RAISE(ABORT, '{told}'); END""")
        made.append(f"""CREATE TRIGGER {table}_kept BEFORE DELETE ON {table}
WHEN OLD.state {final} BEGIN SELECT RAISE(ABORT, '{told}'); END""")
    return made


_HEADS = (
    ("year_result", _RESULT, f"IN {_FINAL}", _KEPT_OF_RESULT),
    ("scorecard", _CARD % "scorecard", "<> 'draft'", _KEPT_OF_CARD),
)


def _postgres() -> list[str]:
    made = []
    for table, (is_final, told, verbs) in _PARTS.items():
        made += _guard(
            table,
            f"""IF TG_OP = 'DELETE' THEN
  IF {is_final.format(row="OLD")} THEN RAISE EXCEPTION '{told}'; END IF; RETURN OLD;
END IF;
IF {is_final.format(row="NEW")} THEN RAISE EXCEPTION '{told}'; END IF; RETURN NEW;""",
            verbs,
        )
    for table, told, final, kept in _HEADS:
        changed = _differs(kept, "IS DISTINCT FROM", "CAST({} AS text)")
        made += _guard(
            table,
            f"""IF OLD.state {final} THEN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{told}'; END IF;
  IF NOT (NEW.state {final}) OR {changed} THEN RAISE EXCEPTION '{told}'; END IF;
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF; RETURN NEW;""",
            ("UPDATE", "DELETE"),
        )
    return made


def _guard(table: str, body: str, verbs: tuple[str, ...]) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION keep_{table}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN\n{body}\nEND $$",
        f"CREATE TRIGGER {table}_frozen BEFORE {' OR '.join(verbs)} ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION keep_{table}()",
    ]


def freeze_results(dialect: str) -> list[str]:
    """The statements that freeze decided results and cards in use on `dialect` (sqlite | postgresql)."""
    return _sqlite() if dialect == "sqlite" else _postgres()


def thaw_results(dialect: str) -> list[str]:
    """Takes the triggers away again: for going back a migration."""
    heads = [table for table, *_ in _HEADS]
    if dialect != "sqlite":
        return [
            line
            for table in (*_PARTS, *heads)
            for line in (
                f"DROP TRIGGER {table}_frozen ON {table}",
                f"DROP FUNCTION keep_{table}()",
            )
        ]
    parts = [
        f"DROP TRIGGER {table}_frozen_{verb.lower()}"
        for table, (_final, _told, verbs) in _PARTS.items()
        for verb in verbs
    ]
    return parts + [f"DROP TRIGGER {table}_{end}" for table in heads for end in ("frozen", "kept")]
