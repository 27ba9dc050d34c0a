"""How the web processes run; read by `gunicorn -c deploy/gunicorn.py wsgi:app`.

Two processes with a few threads each: a resident's answer waits for the disk, not for the processor, so
threads overlap the waiting; more processes would only wait for the same disk. WEB_WORKERS and WEB_THREADS
change it for a bigger machine (docs/operations.md).
"""

import os
import sys
from typing import Any

bind = f"{os.environ.get('HOST', '127.0.0.1')}:{os.environ.get('PORT', '8000')}"
workers = int(os.environ.get("WEB_WORKERS", "2"))
worker_class = "gthread"
threads = int(os.environ.get("WEB_THREADS", "4"))
keepalive = 15
timeout = 60
graceful_timeout = 20
preload_app = True
max_requests_jitter = 0
no_control_socket = True


def post_fork(_server: Any, _worker: Any) -> None:
    """No connection of the parent is used by two processes."""
    ours = sys.modules.get("wsgi")
    if ours is not None:  # the benches serve other applications with these settings
        from base.db import db

        with ours.app.app_context():
            db.engine.dispose(close=False)


def child_exit(_server: Any, worker: Any) -> None:
    """Figures of a process that has ended are not counted for ever."""
    if os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        from prometheus_client import multiprocess

        multiprocess.mark_process_dead(worker.pid)
