"""What a web process pays for importing parts of the arithmetic."""

import subprocess
import sys
from pathlib import Path

import pytest

PROJECT = Path(__file__).parents[2]
EVERYTHING = [path.stem for path in (PROJECT / "scoring").glob("*.py") if path.stem != "__init__"]


def loaded_by(*modules: str) -> set[str]:
    code = "; ".join(f"import scoring.{name}" for name in modules)
    code += "; import sys; print('\\n'.join(sys.modules))"
    run = subprocess.run(
        [sys.executable, "-c", code], cwd=PROJECT, capture_output=True, text=True, check=True
    )
    return set(run.stdout.split())


@pytest.mark.parametrize("module", ["rounding", "withholding"])
def test_rounding_and_withholding_bring_neither_numpy_nor_scipy(module: str) -> None:
    assert not {"numpy", "scipy"} & loaded_by(module)


def test_nothing_here_brings_scipy_stats_or_a_framework() -> None:
    loaded = loaded_by(*EVERYTHING)
    assert "scipy.special" in loaded
    assert not {"scipy.stats", "pandas", "flask", "sqlalchemy", "wtforms"} & loaded
