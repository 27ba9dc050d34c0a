"""What `make run` does after the installation: prepare, migrate, load the demo, serve, say where.

Steps that were done before are found done and cost nothing; a second call while the first still runs only
prints the addresses again. Stops both processes on Ctrl-C or SIGTERM, or when one of them dies.
"""

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


def prepare(settings: Settings) -> None:
    """Catalogue, migrations, and the demo province where the database is new."""
    for command in (["-m", "portal.catalogue", "compile"],):
        subprocess.run([sys.executable, *command], cwd=PROJECT_DIR, check=True)
    flask("db", "upgrade")
    flask("demo", "prepare")


def serve(settings: Settings) -> list[subprocess.Popen[bytes]]:
    metrics = settings.instance_dir / "metrics"
    metrics.mkdir(exist_ok=True)
    for old in metrics.glob("*.db"):
        old.unlink()
    env = {**os.environ, "PROMETHEUS_MULTIPROC_DIR": str(metrics)}
    web = [str(BIN / "gunicorn"), "-c", "deploy/gunicorn.py", "wsgi:app"]
    jobs = [str(BIN / "flask"), "jobs", "work"]
    return [subprocess.Popen(one, cwd=PROJECT_DIR, env=env) for one in (web, jobs)]


def wait_until_answering(settings: Settings, processes: list[subprocess.Popen[bytes]]) -> None:
    for _attempt in range(150):
        if is_answering(settings) or any(one.poll() is not None for one in processes):
            return
        time.sleep(0.1)


def print_where(settings: Settings) -> None:
    base = address(settings)
    say(f"\n  Ý Dân đang chạy · Ý Dân is running: {base}")
    say(f"    Chỉ số hài lòng · indices    {base}/chi-so")
    say(f"    Cán bộ · staff               {base}/can-bo/")
    accounts = settings.instance_dir / "demo-accounts.txt"
    if accounts.exists():
        say(f"\n{accounts.read_text(encoding='utf-8')}")
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
    processes = serve(settings)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        wait_until_answering(settings, processes)
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
