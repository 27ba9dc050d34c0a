"""Servers of a bench are gone when the bench is."""

import subprocess
import sys

from bench.serving import stop

_DEAF = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
print("deaf", flush=True)
time.sleep(60)
"""


def test_a_server_that_does_not_heed_the_request_to_end_is_ended() -> None:
    process = subprocess.Popen([sys.executable, "-c", _DEAF], stdout=subprocess.PIPE)
    with process:
        assert process.stdout is not None
        process.stdout.readline()
        stop(process, patience=0.2)
        assert process.returncode is not None
