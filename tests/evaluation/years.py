"""An evaluation year for tests: real targets, few of them, agencies that owe them."""

from datetime import date
from typing import Any

from agencies.models import AgencyKind
from base.db import db
from evaluation.models import EvaluationYear, YearTarget

TRAINED = {"key": "th-officials-trained", "title": "Tập huấn cho 100% người được giao phụ trách"}
TRAINED |= {"unit": "percent", "goal": 100.0, "due_on": date(2026, 6, 30)}
DIALOGUE = {"key": "hy-dialogue", "title": "Hội nghị đối thoại với Nhân dân"}
DIALOGUE |= {"unit": "count", "goal": 1.0, "bound": [AgencyKind.COMMUNE_COMMITTEE]}
REGULATION = {"key": "hy-regulation", "title": "Xây dựng quy chế", "unit": "yes_no", "goal": 1.0}
PLAN = {"key": "th-own-plan", "title": "Ban hành kế hoạch", "unit": "date"}
PLAN |= {"due_on": date(2026, 3, 31)}
SURVEY = {"key": "th-survey-held", "title": "Tổ chức khảo sát sự hài lòng", "unit": "yes_no"}
SURVEY |= {"goal": 1.0, "filled_by": "survey_held"}
FEW = (TRAINED, DIALOGUE, REGULATION, PLAN, SURVEY)


def make_year(
    *targets: dict[str, Any], year: int = 2026, state: str = "reporting", **columns: Any
) -> EvaluationYear:
    values = {"report_by": date(year, 12, 10), **columns}
    row = EvaluationYear(year=year, state=state, **values)
    db.session.add(row)
    db.session.flush()
    for sort, target in enumerate(targets or FEW):
        period = {"period": "year", "catalogue_key": "thanh-hoa-2025", "sort": sort}
        db.session.add(YearTarget(year_id=row.id, **{**period, **target}))
    db.session.flush()
    return row
