"""`flask evaluation report`: the report of an agency or the province as a file."""

from pathlib import Path

import click

from base.clock import now
from base.rules import NotFound, RuleBroken
from evaluation.commands.group import evaluation_commands
from evaluation.documents.making import MEDIA, make_file, open_desk
from evaluation.models import CONSOLIDATED, PROVINCE
from evaluation.reports.document_figures import gather
from evaluation.rules.report_periods import read_period


@evaluation_commands.command("report")
@click.option("--agency", "code", help="The agency's code.")
@click.option("--province", is_flag=True, help="The province's report.")
@click.option("--consolidated", is_flag=True, help="Put together from the communes' own reports.")
@click.option("--period", "written", required=True, help="2026 or 2026H1.")
@click.option("--out", "path", required=True, type=click.Path(dir_okay=False, path_type=Path))
def report(code: str | None, province: bool, consolidated: bool, written: str, path: Path) -> None:
    """Writes FILE.docx, FILE.pdf or FILE.xlsx; exactly one of --agency, --province, --consolidated."""
    subject = _subject(code, province, consolidated)
    file_format = path.suffix.lower().removeprefix(".")
    if file_format not in MEDIA:
        raise click.UsageError(f"--out must end in {', '.join(f'.{one}' for one in MEDIA)}")
    try:
        desk = open_desk(gather(read_period(written), now()))
        content = make_file(desk, subject, file_format)
    except RuleBroken as broken:
        raise click.ClickException(str(broken)) from broken
    except NotFound as missing:
        raise click.ClickException(f"no agency with the code {missing} in this period") from missing
    path.write_bytes(content)
    click.echo(f"{path}: {len(content):,} bytes")


def _subject(code: str | None, province: bool, consolidated: bool) -> str:
    chosen = [code] if code else []
    chosen += [PROVINCE] if province else []
    chosen += [CONSOLIDATED] if consolidated else []
    if len(chosen) != 1:
        raise click.UsageError("give exactly one of --agency, --province, --consolidated")
    return chosen[0]
