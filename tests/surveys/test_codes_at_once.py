"""Two who make codes of one office at the same time never make more than it has dossiers."""

import threading
from typing import Any

from flask import Flask
from sqlalchemy import func, select

from surveys.models import CodeBatch, OneTimeCode
from surveys.rules.codes import BeyondDossiers
from tests.surveys.code_batches import TODAY, Scene, add_dossiers


def test_batches_made_at_the_same_time_stay_within_the_dossiers(app: Flask, db: Any) -> None:
    scene = Scene()
    add_dossiers(scene.commune, TODAY, 10)
    plan = scene.plan(6)
    db.session.commit()
    outcomes: list[str] = []
    start = threading.Barrier(4)

    def make() -> None:
        with app.app_context():
            start.wait()
            try:
                scene.make_planned(plan)
                db.session.commit()
                outcomes.append("made")
            except BeyondDossiers:
                db.session.rollback()
                outcomes.append("beyond")

    threads = [threading.Thread(target=make) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["beyond", "beyond", "beyond", "made"]
    assert db.session.scalar(select(func.sum(CodeBatch.code_count))) == 6
    assert db.session.scalar(select(func.count()).select_from(OneTimeCode)) == 6
