"""The worlds and attacks that `make attack` replays are what they say they are."""

import numpy as np
import pytest

from bench.attack import official, volume
from bench.attack.worlds import World, make_world

LAST = range(11, 12)


@pytest.fixture(scope="module")
def world() -> World:
    return make_world(3)


def rng() -> np.random.Generator:
    return np.random.default_rng(1)


def test_the_same_seed_gives_the_same_world(world: World) -> None:
    again = make_world(3)
    assert all(
        (a.answers.at == b.answers.at).all() and (a.answers.levels == b.answers.levels).all()
        for a, b in zip(world.offices, again.offices, strict=True)
    )
    assert len(make_world(4).offices[0].answers) != len(world.offices[0].answers)


def test_an_honest_world_is_as_the_auditors_fixture_has_it(world: World) -> None:
    sizes = [len(one.dossiers) / len(world.days) for one in world.offices]
    for at, size in ((0, 18), (10, 55), (20, 140)):
        assert np.mean(sizes[at : at + 10]) == pytest.approx(size, rel=0.12)
    dossiers = sum(len(one.dossiers) for one in world.offices)
    opened = sum(int(one.answers.is_open.sum()) for one in world.offices)
    coded = sum(len(one.answers) for one in world.offices) - opened
    assert coded / dossiers == pytest.approx(0.22, abs=0.02)
    assert opened / dossiers == pytest.approx(0.09, abs=0.02)
    levels = np.concatenate([one.answers.levels for one in world.offices])
    assert (levels == levels[:, :1]).all(axis=1).mean() == pytest.approx(0.42, abs=0.04)
    assert not any(one.answers.is_forged.any() for one in world.offices)


def test_no_answer_comes_before_its_service_and_no_code_is_used_twice(world: World) -> None:
    for office in world.offices[::7]:
        answers, dossiers = office.answers, office.dossiers
        own = answers.dossier[~answers.is_open]
        served = world.second_of(dossiers.day[own], dossiers.second[own])
        assert (answers.at[~answers.is_open] > served).all()
        assert len(np.unique(own)) == len(own)
        assert (np.diff(answers.at) >= 0).all()


@pytest.mark.parametrize("attack", [volume.burst, volume.brigade, volume.drip(10)])
def test_attacks_on_the_open_channel_move_the_official_figure_by_nothing(
    world: World, attack: volume.Attack
) -> None:
    office = world.offices[2]
    attacked = attack(rng(), world, office, LAST)
    assert attacked.answers.is_forged.sum() in (60, 150, 220, 200, 210)
    before, after = (official.official_share(world, one, LAST) for one in (office, attacked))
    assert after == before
    assert abs(official.pooled_share(world, attacked, LAST) - before) > 0.02


def test_a_harvest_takes_only_codes_that_nobody_used(world: World) -> None:
    office = world.offices[12]
    attacked = volume.harvest(0.3, in_batch=True)(rng(), world, office, LAST)
    forged = attacked.answers.dossier[attacked.answers.is_forged]
    honest = attacked.answers.dossier[~attacked.answers.is_forged & ~attacked.answers.is_open]
    assert not np.isin(forged, honest).any()
    seconds = attacked.answers.at[attacked.answers.is_forged] % 86_400
    assert (seconds >= 57_600).all()
    assert (seconds < 58_800).all()
    free = (
        np.isin(office.dossiers.day, world.days_of(LAST)).sum()
        - np.isin(office.dossiers.day[honest], world.days_of(LAST)).sum()
    )
    assert len(forged) / free == pytest.approx(0.3, abs=0.05)


def test_weighting_to_the_dossier_counts_undoes_what_keeping_late_ones_away_gains(
    world: World,
) -> None:
    months = range(9, 12)
    raw, weighted = [], []
    for office in world.offices[10:]:
        attacked = volume.withheld(rng(), world, office, months)
        raw.append(
            official.raw_share(world, attacked, months) - official.raw_share(world, office, months)
        )
        weighted.append(
            official.official_share(world, attacked, months)
            - official.official_share(world, office, months)
        )
    assert np.mean(raw) > 0.015
    assert abs(np.mean(weighted)) < np.mean(raw) / 2


def test_coaching_lifts_only_answers_given_soon_after_the_service(world: World) -> None:
    office = world.offices[15]
    attacked = volume.coaching(0.6)(rng(), world, office, LAST)
    changed = (attacked.answers.levels != office.answers.levels).any(axis=1)
    assert changed.any()
    assert (volume.is_near(world, office) | ~changed).all()
    assert (attacked.answers.levels[changed] >= 4).all()
