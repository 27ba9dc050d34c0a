"""`flask agencies …`: fill, bring in, give out the register."""

from pathlib import Path

import click
from flask.cli import AppGroup
from flask_babel import gettext as _

from agencies.actions.agencies import apply_rows
from agencies.actions.register import load_register
from agencies.actions.reorganising import carry_out_plan
from agencies.queries.agencies import codes_by_id, list_agencies, register_rows
from agencies.queries.installation import find_installation
from agencies.reorganising.plans import PlanFaulty
from agencies.reorganising.sheets import as_faults, read_lines
from agencies.reports.reorganising import preview_plan
from agencies.transfer import WIDTHS, read_register, table_rows
from base.clock import today
from base.db import db
from base.spreadsheets import Fault, SheetFaulty, write_csv, write_xlsx

agencies_commands = AppGroup("agencies", help="The register of agencies.")


@agencies_commands.command("load-register")
@click.option("--one-level", is_flag=True, help="No centres: the UBND itself has the counters.")
def load_register_command(one_level: bool) -> None:
    """Fill the register with the bodies of this installation's province; safe to run again."""
    place = find_installation()
    if place is None:
        raise click.ClickException("the database is not set up yet: flask setup province")
    result = load_register(place.province_code, with_centres=not one_level)
    db.session.commit()
    click.echo(f"{place.province_name}: {len(result.added)} added, {result.same_count} stood")


@agencies_commands.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
def import_command(file: Path, dry_run: bool) -> None:
    """Bring in FILE (.xlsx or .csv): all or nothing."""
    try:
        rows = read_register(file.read_bytes(), register_rows())
    except SheetFaulty as faulty:
        for fault in faulty.faults:
            where = f"dòng {fault.row}, cột {fault.column}: " if fault.row else ""
            click.echo(f"{where}{fault.sentence}", err=True)
        raise click.ClickException(f"{len(faulty.faults)} faults, nothing was changed") from faulty
    result = apply_rows(rows, None, "register.import")
    if dry_run:
        db.session.rollback()
    else:
        db.session.commit()
    verb = "would be " if dry_run else ""
    click.echo(
        f"{len(result.added)} {verb}added, {len(result.changed)} {verb}changed, "
        f"{result.same_count} stood"
    )


@agencies_commands.command("reorganise")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen, change nothing.")
def reorganise_command(file: Path, dry_run: bool) -> None:
    """Merge, split and rename the units in FILE (.xlsx or .csv): all or nothing, safe to run again."""
    try:
        plan = preview_plan(read_lines(file.read_bytes())).plan
    except SheetFaulty as faulty:
        raise _refused(faulty.faults) from faulty
    except PlanFaulty as faulty:
        raise _refused(as_faults(faulty.faults)) from faulty
    for step in plan.steps:
        heirs = ", ".join(f"{part.code} ({part.weight:.4g})" for part in step.parts)
        click.echo(f"{step.effective_on.isoformat()} {step.kind}: {step.old_code} → {heirs}")
    if not dry_run:
        carry_out_plan(plan, None, today())
        db.session.commit()
    verb = "would be " if dry_run else ""
    click.echo(
        f"{len(plan.steps)} {verb}recorded, {len(plan.founded)} {verb}added, "
        f"{len(plan.already)} rows stood"
    )


def _refused(faults: list[Fault]) -> click.ClickException:
    """Every fault on a line of its own, and what to raise."""
    for fault in faults:
        column = f", {fault.column}" if fault.column else ""
        click.echo(f"dòng {fault.row or '–'}{column}: {fault.sentence}", err=True)
    return click.ClickException(f"{len(faults)} faults, nothing was changed")


@agencies_commands.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path))
def export_command(file: Path) -> None:
    """Write the whole register to FILE (.xlsx or .csv)."""
    header, rows = table_rows(list_agencies(), codes_by_id())
    if file.suffix.lower() == ".csv":
        file.write_bytes(write_csv(header, rows))
    else:
        file.write_bytes(write_xlsx(_("Cơ quan"), header, rows, WIDTHS))
    click.echo(f"{len(rows)} agencies → {file}")
