"""What an installation is told from outside: one frozen object, read once, complete or refused."""

import json
import os
import secrets as random
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path


class SettingMissing(Exception):
    """A setting without which the application must not start; the message names it."""


@dataclass(frozen=True)
class Secrets:
    """Keys of one installation, kept in INSTANCE_DIR/secrets.json (mode 0600), never in the database."""

    session: str
    password_salt: str
    totp: str
    page_nonce: str
    response_number: str
    code_hmac: str
    ledger_master: str
    contact: str
    ledger_signing: str


def make_secrets(instance_dir: Path) -> bool:
    """Writes the secrets file with fresh values, or adds those a newer version needs.

    A value that is there is never changed. Returns whether anything was written.
    """
    if (
        not instance_dir.exists()
    ):  # database, results of exports, uploads: for nobody else on the host
        instance_dir.mkdir(mode=0o700, parents=True)
    path = instance_dir / "secrets.json"
    known = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    missing = [one.name for one in fields(Secrets) if not known.get(one.name)]
    if not missing:
        return False
    _write_secrets(path, known | {name: random.token_hex(32) for name in missing})
    return True


def read_secret(instance_dir: Path, name: str) -> str:
    """One value of the secrets file, "" if it is not there."""
    known = json.loads((instance_dir / "secrets.json").read_text(encoding="utf-8"))
    return str(known.get(name, ""))


def keep_secret(instance_dir: Path, name: str, value: str) -> None:
    """Sets one value of the secrets file, "" takes it away; processes that run keep what they read."""
    path = instance_dir / "secrets.json"
    known = json.loads(path.read_text(encoding="utf-8"))
    known[name] = value
    _write_secrets(path, {key: one for key, one in known.items() if one})


def _write_secrets(path: Path, values: Mapping[str, str]) -> None:
    """All at once, on disk when it returns."""
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as handle:
        json.dump(values, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())
    os.replace(fresh, path)


def read_secrets(instance_dir: Path) -> Secrets:
    path = instance_dir / "secrets.json"
    if not path.exists():
        raise SettingMissing(
            f"secrets.json is missing in {instance_dir}: run «python -m base.settings»"
        )
    values = json.loads(path.read_text(encoding="utf-8"))
    missing = [one.name for one in fields(Secrets) if not values.get(one.name)]
    if missing:
        raise SettingMissing(f"secrets.json lacks: {', '.join(missing)}")
    return Secrets(**{one.name: values[one.name] for one in fields(Secrets)})


@dataclass(frozen=True)
class Settings:
    """Every setting; `docs/operations.md` explains each by its name in capitals."""

    secrets: Secrets = field(repr=False)
    instance_dir: Path
    database_url: str
    province_code: str = "38"
    host: str = "127.0.0.1"
    port: int = 8000
    public_url: str = "http://127.0.0.1:8000"
    trusted_proxy_count: int = 0
    tmpfs_dir: Path = Path("/dev/shm")  # noqa: S108 - counters live in memory only, by design
    log_level: str = "INFO"
    mail_server: str = ""
    mail_sender: str = ""
    ledger_origin: str = ""
    ledger_copy_dir: Path | None = None
    ledger_witnesses: tuple[str, ...] = ()
    testing: bool = False

    @property
    def is_sqlite(self) -> bool:
        return self.database_url.startswith("sqlite")

    @property
    def dialect(self) -> str:
        return "sqlite" if self.is_sqlite else "postgresql"

    @property
    def is_https(self) -> bool:
        return self.public_url.startswith("https://")


def _database_url(environ: Mapping[str, str], instance_dir: Path) -> str:
    url = environ.get("DATABASE_URL") or f"sqlite:///{instance_dir / 'ydan.sqlite'}"
    if url.startswith(("postgres://", "postgresql://")):
        url = "postgresql+psycopg://" + url.split("://", 1)[1]
    return url


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings of this process; raises SettingMissing naming what is absent."""
    instance_dir = Path(environ.get("INSTANCE_DIR", "instance")).resolve()
    host = environ.get("HOST", "127.0.0.1")
    port = int(environ.get("PORT", "8000"))
    copy_dir = environ.get("LEDGER_COPY_DIR", "")
    return Settings(
        secrets=read_secrets(instance_dir),
        instance_dir=instance_dir,
        database_url=_database_url(environ, instance_dir),
        province_code=environ.get("PROVINCE_CODE", "38"),
        host=host,
        port=port,
        public_url=environ.get("PUBLIC_URL", f"http://{host}:{port}").rstrip("/"),
        trusted_proxy_count=int(environ.get("TRUSTED_PROXY_COUNT", "0")),
        tmpfs_dir=Path(environ.get("TMPFS_DIR", "/dev/shm")),  # noqa: S108
        log_level=environ.get("LOG_LEVEL", "INFO"),
        mail_server=environ.get("MAIL_SERVER", ""),
        mail_sender=environ.get("MAIL_SENDER", ""),
        ledger_origin=environ.get("LEDGER_ORIGIN", ""),
        ledger_copy_dir=Path(copy_dir).resolve() if copy_dir else None,
        ledger_witnesses=tuple(environ.get("LEDGER_WITNESSES", "").split()),
    )


if __name__ == "__main__":
    directory = Path(os.environ.get("INSTANCE_DIR", "instance")).resolve()
    was_there = (directory / "secrets.json").exists()
    done = "missing secrets added, the others kept" if was_there else "secrets made"
    print(done if make_secrets(directory) else "secrets complete", "in", directory)
