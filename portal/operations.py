"""`flask ops …`: back up, restore, upgrade; each says what it did and how many."""

from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from flask_migrate import upgrade as migrate_up

from portal.backup import BackupRefused, back_up, restore

ops = AppGroup("ops", help="Back up, restore, upgrade.")


@ops.command("backup")
@click.argument("folder", type=click.Path(path_type=Path))
def backup_command(folder: Path) -> None:
    """A consistent copy of the database into FOLDER, secrets beside it."""
    archive = back_up(current_app.extensions["settings"], folder.resolve())
    click.echo(f"{archive} ({archive.stat().st_size:,} bytes)")
    click.echo("Keep the secrets file beside it in another place.")


@ops.command("restore")
@click.argument("archive", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--replace", is_flag=True, help="Replace a database that holds responses.")
def restore_command(archive: Path, replace: bool) -> None:
    """Bring ARCHIVE back, migrate it to this version, check its counts."""
    try:
        manifest = restore(current_app.extensions["settings"], archive.resolve(), replace)
    except BackupRefused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    migrate_up()
    for table, count in manifest.row_counts.items():
        click.echo(f"{table}: {count:,}")


@ops.command("upgrade")
@click.argument("folder", type=click.Path(path_type=Path))
def upgrade_command(folder: Path) -> None:
    """Back up into FOLDER, then migrate to this version; restart the services afterwards."""
    archive = back_up(current_app.extensions["settings"], folder.resolve())
    click.echo(f"backed up: {archive}")
    migrate_up()
    click.echo("migrated; now restart the web and job services")
