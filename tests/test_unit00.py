"""Warm-up: the demo shows the lesson's own survey, and each part finds what the lesson says it does."""

from __future__ import annotations

import re
from pathlib import Path

import nbformat
import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab.demos import nb00_first_line as demo
from cxlab.demos._catalogue import parts_of

LESSON = Path(__file__).resolve().parents[1] / "notebooks" / "00_warm_up.ipynb"
PARTS = parts_of("nb00")
ERROR = "mean squared error"


def at(part: str, **settings):
    return PARTS[part].draw(PARTS[part].state(settings))


def test_the_demo_shows_the_survey_that_the_lesson_makes():
    code = [cell.source for cell in nbformat.read(LESSON, as_version=4).cells if cell.cell_type == "code"]
    made = next(source for source in code if ".ask(" in source)
    space = {"cx": cx}
    exec(re.sub(r"survey\.head\(\)$", "", made), space)
    pd.testing.assert_frame_equal(space["survey"], demo.survey())


def test_the_mean_is_the_guess_with_the_smallest_squared_error():
    errors = {tenth / 10: at("middle", guess=tenth / 10).table.loc[ERROR, "value"] for tenth in range(0, 101, 3)}
    assert min(errors, key=errors.__getitem__) == pytest.approx(demo.survey()["overall"].mean(), abs=0.15)
    low = at("middle", guess=6.0).table["value"]
    assert low["guess too low (customers)"] + low["guess too high (customers)"] + (demo.survey()["overall"] == 6).sum() == 105


def test_both_groups_can_rise_when_only_the_split_moves():
    early, late = at("groups", most=3).table, at("groups", most=5).table
    assert (late["mean overall"].to_numpy() > early["mean overall"].to_numpy()).all()
    assert early["customers"].sum() == late["customers"].sum() == 105
    assert "Nobody is in the group" in at("groups", most=7).text


def test_no_line_beats_the_best_line_and_a_flat_one_at_the_mean_is_the_mean():
    best = at("line").table.loc["best line", ERROR]
    rng = np.random.default_rng(1)
    tried = [
        at("line", intercept=round(float(a), 1), slope=round(float(b) * 20) / 20)
        for a, b in zip(rng.uniform(0, 10, 20), rng.uniform(-1, 2, 20), strict=True)
    ]
    assert min(view.table.loc["your line", ERROR] for view in tried) >= best
    assert at("line", intercept=6.9).table.loc["your line", ERROR] == at("line").table.loc["one number for all: the mean", ERROR]


def test_the_slope_is_larger_than_what_a_better_wait_brings():
    people = cx.world("officina").simulate(20_000, rng=11)
    survey = people.ask(["overall", "book", "wait_and_repair", "collect_and_pay"], rng=11).dropna()
    slope = np.polyfit(survey["wait_and_repair"], survey["overall"], 1)[0]
    truth = people.truth.effects(among="users", touchpoints=["wait_and_repair"]).value
    assert slope > 1.15 * truth
