"""Where legal settings were used in a year's evaluation: its results keep the versions they go by."""

from collections.abc import Collection, Iterator

from sqlalchemy import select

from agencies.setting_uses import SettingUse
from base.clock import local
from base.db import db
from evaluation.models import EvaluationYear, ResultState, YearResult


def uses_in_results(key: str, _setting_ids: Collection[int]) -> Iterator[SettingUse]:
    """One a version of a year's results, by the day it was computed on; signed from the appraisal on."""
    rows = (
        select(YearResult, EvaluationYear.year)
        .join(EvaluationYear, EvaluationYear.id == YearResult.year_id)
        .order_by(YearResult.id)
    )
    for result, year in db.session.execute(rows):
        used = result.settings.get(key)
        if isinstance(used, dict):
            yield SettingUse(
                setting_id=used["setting_id"],
                on=local(result.computed_at).date(),
                words=f"Kết quả đánh giá năm {year}, bản {result.number}",
                is_signed=result.state != ResultState.COMPUTED,
                address=f"/can-bo/ket-qua-nam/{year}?ban={result.number}",
            )
