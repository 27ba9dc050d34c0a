"""A throw-away PostgreSQL from Debian's package: `python tests/postgres_server.py start|stop|url`.

It lives in build/postgres, listens on a socket there only, and keeps nothing worth keeping.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

PROJECT_DIR = Path(__file__).resolve().parent.parent
PORT = os.environ.get("TEST_PG_PORT", "54329")
HOME = Path(os.environ.get("TEST_PG_DIR", f"/tmp/ydan-test-postgres-{PORT}"))
FSYNC = os.environ.get("TEST_PG_FSYNC", "off")  # the benches want what production has
URL = f"postgresql+psycopg://postgres@/postgres?host={HOME}&port={PORT}"


def _tool(name: str) -> str:
    found = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"))
    if found:
        return str(found[-1])
    on_path = shutil.which(name)
    if not on_path:
        sys.exit("PostgreSQL is missing: apt-get install postgresql")
    return on_path


def _run(*command: str) -> subprocess.CompletedProcess[str]:
    prefix = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    return subprocess.run([*prefix, *command], capture_output=True, text=True, check=False, cwd="/")


def is_running() -> bool:
    return _run(_tool("pg_ctl"), "-D", str(HOME / "data"), "status").returncode == 0


def start() -> None:
    """Makes the cluster on first use; a second call while it runs does nothing."""
    if not (HOME / "data" / "PG_VERSION").exists():
        HOME.mkdir(parents=True, exist_ok=True)
        if os.geteuid() == 0:
            shutil.chown(HOME, "postgres", "postgres")
        made = _run(
            _tool("initdb"), "-D", str(HOME / "data"), "-U", "postgres", "-A", "trust",
            "-E", "UTF8", "--locale=C.UTF-8",
        )  # fmt: skip
        if made.returncode:
            sys.exit(made.stderr)
    if is_running():
        return
    options = f"-p {PORT} -k {HOME} -c listen_addresses='' -c fsync={FSYNC} -c max_connections=200"
    log = str(HOME / "log")
    started = _run(
        _tool("pg_ctl"), "-D", str(HOME / "data"), "-l", log, "-w", "-o", options, "start"
    )
    if started.returncode:
        time.sleep(1)
        if not is_running():
            sys.exit(started.stdout + started.stderr)


def stop() -> None:
    _run(_tool("pg_ctl"), "-D", str(HOME / "data"), "-m", "immediate", "stop")
    shutil.rmtree(HOME, ignore_errors=True)


if __name__ == "__main__":
    act = sys.argv[1] if len(sys.argv) > 1 else "url"
    if act == "stop":
        stop()
    else:
        start()
        print(URL)
