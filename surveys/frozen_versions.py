"""Published questionnaires stay as they are, whoever writes: triggers behind the rules and the model.

What is kept is the document with Vietnamese alone (`without_translations`): translations live in the same
document and may still be added. Migrations call `freeze_published` after creating questionnaire_version,
and again whenever it is re-created.
"""

_REFUSED = "questionnaire_version: published versions are frozen"

# Every value of a document with its place, texts in other languages than Vietnamese left out.
_SQLITE_VIETNAMESE = """(SELECT group_concat(line, char(10)) FROM (
  SELECT fullkey || ' ' || type || ' ' || atom AS line FROM json_tree({row}.content)
  WHERE atom IS NOT NULL AND NOT (key <> 'vi' AND (path LIKE '%.title' OR path LIKE '%.purpose'
    OR path LIKE '%.texts' OR path LIKE '%.help')) ORDER BY fullkey))"""

_SQLITE_UPDATE = f"""CREATE TRIGGER questionnaire_version_frozen BEFORE UPDATE ON questionnaire_version
WHEN OLD.state <> 'draft' AND (NEW.state = 'draft' OR NEW.number <> OLD.number
  OR NEW.questionnaire_id <> OLD.questionnaire_id OR NEW.published_at IS NOT OLD.published_at
  OR {_SQLITE_VIETNAMESE.format(row="NEW")} IS NOT {_SQLITE_VIETNAMESE.format(row="OLD")})
BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"""

_SQLITE_DELETE = f"""CREATE TRIGGER questionnaire_version_kept BEFORE DELETE ON questionnaire_version
WHEN OLD.state <> 'draft' BEGIN SELECT RAISE(ABORT, '{_REFUSED}'); END"""

_POSTGRES_VIETNAMESE = """CREATE OR REPLACE FUNCTION vietnamese_of(part jsonb) RETURNS jsonb
LANGUAGE plpgsql IMMUTABLE AS $$ BEGIN
IF jsonb_typeof(part) = 'array' THEN
  RETURN (SELECT coalesce(jsonb_agg(vietnamese_of(value) ORDER BY ordinality), '[]')
    FROM jsonb_array_elements(part) WITH ORDINALITY);
ELSIF jsonb_typeof(part) <> 'object' THEN RETURN part; END IF;
RETURN (SELECT coalesce(jsonb_object_agg(name, kept), '{}') FROM (
  SELECT key AS name, CASE
    WHEN key NOT IN ('title', 'purpose', 'texts', 'help') THEN vietnamese_of(value)
    WHEN jsonb_exists(value, 'vi') THEN jsonb_build_object('vi', value -> 'vi')
    ELSE '{}' END AS kept FROM jsonb_each(part)) AS parts WHERE kept <> '{}');
END $$"""

_POSTGRES_FUNCTION = f"""CREATE OR REPLACE FUNCTION keep_published() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN
IF TG_OP = 'TRUNCATE' THEN RAISE EXCEPTION '{_REFUSED}'; END IF;
IF OLD.state <> 'draft' THEN
  IF TG_OP = 'DELETE' THEN RAISE EXCEPTION '{_REFUSED}'; END IF;
  IF NEW.state = 'draft' OR NEW.number <> OLD.number OR NEW.questionnaire_id <> OLD.questionnaire_id
    OR NEW.published_at IS DISTINCT FROM OLD.published_at
    OR vietnamese_of(CAST(NEW.content AS jsonb)) <> vietnamese_of(CAST(OLD.content AS jsonb))
  THEN RAISE EXCEPTION '{_REFUSED}'; END IF;
END IF;
IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
RETURN NEW;
END $$"""

_POSTGRES_TRIGGERS = (
    """CREATE TRIGGER questionnaire_version_frozen BEFORE UPDATE OR DELETE ON questionnaire_version
FOR EACH ROW EXECUTE FUNCTION keep_published()""",
    """CREATE TRIGGER questionnaire_version_kept BEFORE TRUNCATE ON questionnaire_version
FOR EACH STATEMENT EXECUTE FUNCTION keep_published()""",
)


def freeze_published(dialect: str) -> list[str]:
    """The statements that freeze published versions on `dialect` (sqlite | postgresql)."""
    if dialect == "sqlite":
        return [_SQLITE_UPDATE, _SQLITE_DELETE]
    return [_POSTGRES_VIETNAMESE, _POSTGRES_FUNCTION, *_POSTGRES_TRIGGERS]


def thaw_published(dialect: str) -> list[str]:
    """Takes the triggers away again: for going back a migration."""
    names = ("questionnaire_version_frozen", "questionnaire_version_kept")
    if dialect == "sqlite":
        return [f"DROP TRIGGER {name}" for name in names]
    return [
        *(f"DROP TRIGGER {name} ON questionnaire_version" for name in names),
        "DROP FUNCTION keep_published()",
        "DROP FUNCTION vietnamese_of(jsonb)",
    ]
