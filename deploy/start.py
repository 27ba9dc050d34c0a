"""What `make run` does after the installation: prepare, migrate, load the demo, serve, say where.

Steps that were done before are found done and cost nothing; a second call while the first still runs only
prints the addresses again. Stops both processes on Ctrl-C or SIGTERM, or when one of them dies.
"""

import hashlib
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
BIN = Path(sys.executable).parent
sys.path.insert(0, str(PROJECT_DIR))

from sqlalchemy import create_engine, text  # noqa: E402
from sqlalchemy.exc import DBAPIError  # noqa: E402

from base.settings import Settings, make_secrets, read_settings  # noqa: E402


def say(text: str) -> None:
    print(text, flush=True)


def flask(*arguments: str) -> None:
    subprocess.run([str(BIN / "flask"), *arguments], cwd=PROJECT_DIR, check=True)


def is_answering(settings: Settings) -> bool:
    try:
        with urllib.request.urlopen(f"{address(settings)}/healthz", timeout=2) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def address(settings: Settings) -> str:
    host = "127.0.0.1" if settings.host in ("0.0.0.0", "::") else settings.host
    return f"http://{host}:{settings.port}"


def is_migrated(settings: Settings) -> bool:
    """Whether the database stands at this version's newest migration."""
    head = (PROJECT_DIR / "migrations" / ".head").read_text(encoding="utf-8").strip()
    engine = create_engine(settings.database_url)
    try:
        with engine.connect() as connection:
            found = connection.scalar(text("SELECT version_num FROM alembic_version"))
    except DBAPIError:
        return False
    finally:
        engine.dispose()
    return bool(found == head)


def compile_catalogue() -> None:
    source = PROJECT_DIR / "translations" / "en" / "LC_MESSAGES" / "messages.po"
    made = source.with_suffix(".mo")
    if not made.exists() or made.stat().st_mtime < source.stat().st_mtime:
        command = [sys.executable, "-m", "portal.catalogue", "compile"]
        subprocess.run(command, cwd=PROJECT_DIR, check=True)


def load_demo(settings: Settings) -> None:
    """The made-up province, where the database is new; a note says for which database it is done."""
    note = settings.instance_dir / "demo-loaded"
    database = hashlib.sha256(settings.database_url.encode()).hexdigest()
    if note.exists() and note.read_text(encoding="utf-8") == database:
        return
    flask("demo", "prepare")
    note.write_text(database, encoding="utf-8")


def prepare(settings: Settings) -> None:
    """Catalogue, migrations, demo; each only where it is still to be done."""
    compile_catalogue()
    if not is_migrated(settings):
        flask("db", "upgrade")
        (settings.instance_dir / "demo-loaded").unlink(missing_ok=True)
    load_demo(settings)


def serve(settings: Settings, processes: list[subprocess.Popen[bytes]]) -> None:
    """Adds the web processes to `processes`, then the worker, which would slow their start."""
    metrics = settings.instance_dir / "metrics"
    metrics.mkdir(exist_ok=True)
    for old in metrics.glob("*.db"):
        old.unlink()
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    commands = (
        [str(BIN / "gunicorn"), "-c", "deploy/gunicorn.py", "wsgi:app"],
        [str(BIN / "flask"), "jobs", "work"],
    )
    for command in commands:
        processes.append(subprocess.Popen(command, cwd=PROJECT_DIR, env=env))
        wait_until_answering(settings, processes)


def wait_until_answering(settings: Settings, processes: list[subprocess.Popen[bytes]]) -> None:
    for _attempt in range(150):
        if is_answering(settings) or any(one.poll() is not None for one in processes):
            return
        time.sleep(0.1)


def print_where(settings: Settings) -> None:
    base = address(settings)
    say(f"\n  Ý Dân đang chạy · Ý Dân is running: {base}")
    say(f"    Chỉ số hài lòng · indices    {base}/chi-so")
    say(f"    Góp ý dự thảo · drafts       {base}/gop-y")
    say(f"    Cán bộ · staff               {base}/can-bo/")
    for name in ("demo-accounts.txt", "demo-codes.txt"):
        told = settings.instance_dir / name
        if told.exists():
            say(f"\n{told.read_text(encoding='utf-8')}")
    say("  Ctrl-C để dừng · to stop\n")


def stop(processes: list[subprocess.Popen[bytes]]) -> None:
    for one in processes:
        if one.poll() is None:
            one.send_signal(signal.SIGTERM)
    for one in processes:
        try:
            one.wait(timeout=15)
        except subprocess.TimeoutExpired:
            one.kill()


def main() -> int:
    instance_dir = Path(os.environ.get("INSTANCE_DIR", "instance")).resolve()
    if make_secrets(instance_dir):
        say(f"Đã tạo khóa bí mật trong {instance_dir} · secrets made")
    settings = read_settings()
    if is_answering(settings):
        print_where(settings)
        return 0
    prepare(settings)
    processes: list[subprocess.Popen[bytes]] = []
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        serve(settings, processes)
        print_where(settings)
        while all(one.poll() is None for one in processes):
            time.sleep(0.5)
        return 1
    except (KeyboardInterrupt, SystemExit):
        return 0
    finally:
        stop(processes)


if __name__ == "__main__":
    sys.exit(main())
