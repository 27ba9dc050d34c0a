"""Fills an empty register with the bodies of the installation's province."""

from agencies.actions.agencies import ApplyResult, apply_rows
from agencies.queries.agencies import agencies_by_code
from agencies.register import build_register


def load_register(
    province_code: str,
    *,
    with_centres: bool = True,
    with_samples: bool = False,
    staff_id: int | None = None,
) -> ApplyResult:
    """Adds what is missing and leaves alone what stands: safe to run again after local changes."""
    wanted = build_register(province_code, with_centres=with_centres, with_samples=with_samples)
    known = agencies_by_code()
    missing = [row for row in wanted if row.code not in known]
    result = apply_rows(missing, staff_id, "register.load")
    return ApplyResult(result.added, (), len(wanted) - len(missing))
