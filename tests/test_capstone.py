"""The capstone: firms of their own, budgets that hold, orders that are only read, and scores that can be done by hand."""

from __future__ import annotations

import json
import math

import numpy as np
import pandas as pd
import pytest
import yaml
from click.testing import CliRunner

import cxlab as cx
from cxlab import cli
from cxlab.course import capstone, classkey, fieldwork, folder, shelf

KEY = classkey.ClassKey({}, "5c" * 32)
PLAN = {
    "desired_outcome": "glasses people are sure of",
    "metric": "overall",
    "as_is_guess": 7.0,
    "estimand": "T2",
    "method": "ols",
    "second_method": "lmg",
    "people": 300,
    "horizon_months": 6,
    "control": "branches drawn by lot",
    "invest_if_chance_above": 0.6,
}
SURVEY = {"items": ["overall", "touchpoints"], "n": 300, "careful": True, "separate": True, "reminders": True}
INFINITE = {name: [-math.inf, math.inf] for name in capstone.WIDTHS}


@pytest.fixture
def orders(tmp_path):
    (tmp_path / "orders").mkdir()
    return tmp_path / "orders"


def write(folder, name, record):
    (folder / name).write_text(yaml.safe_dump(record) if isinstance(record, dict) else record, encoding="utf-8")


def fielded(orders, key=KEY):
    return {one.file: one for one in fieldwork.field_orders(orders, key, orders.parent / "field")}


def place(orders, team):
    return orders.parent / "field" / fieldwork.folder_name(team)


def best_spend(firm):
    best = cx.invest(capstone.INVESTMENT_BUDGET, firm.effects, firm.costs, firm.economics, while_it_pays=True)
    return {row.name: row.value for row in best.rows}


def decision(firm, **changed):
    """What a team would hand in that knew everything."""
    spend = best_spend(firm)
    truth = capstone.quantities(firm, spend)
    record = {
        "team": firm.team,
        "weights": firm.upward(),
        "intervals": {name: [value, value] for name, value in truth.items()},
        "spend": spend,
        "method": "ols",
        "metric": "overall",
        "chance": 0.9,
    }
    return record | changed


def test_two_teams_have_different_truths_and_the_same_name_the_same():
    ravens, owls = capstone.firm_of(KEY, "ravens"), capstone.firm_of(KEY, "owls")
    assert ravens.upward() != owls.upward() and ravens.costs != owls.costs
    assert capstone.firm_of(KEY, "ravens").upward() == ravens.upward()
    other = capstone.firm_of(classkey.ClassKey({}, "5d" * 32), "ravens")
    assert other.upward() != ravens.upward()
    assert len({tuple(sorted(firm.upward(), key=firm.upward().get)) for firm in (ravens, owls, other)}) > 1


def test_the_sheet_tells_nothing_of_the_truth():
    firm = capstone.firm_of(KEY, "ravens")
    said = json.dumps(firm.sheet())
    assert "weights" not in said and "halo" not in said and str(firm.seed) not in said
    assert not any(f"{value:.3f}" in said for value in firm.upward().values())


def test_the_budget_holds_over_surveys_and_over_runs(orders):
    assert capstone.survey_price(SURVEY | {"items": ["overall", "fitting"], "careful": ["fitting"]}) == 300 * (1 + 0.5 + 0.5 + 1.5 + 1.5)
    order = {"team": "ravens", "plan": PLAN, "surveys": [SURVEY]}
    write(orders, "ravens.yaml", order)
    first = fielded(orders)["ravens.yaml"]
    assert first.done == ["survey 1: 300 of 300 answered, 2,550.00 euros"] and first.left == 2450.0
    answers = pd.read_csv(place(orders, "ravens") / "answers_1.csv")
    assert len(answers) == 300 and set(capstone.firm_of(KEY, "ravens").touchpoints) <= set(answers.columns)
    write(orders, "ravens.yaml", order | {"surveys": [SURVEY, SURVEY, SURVEY | {"n": 10}]})
    second = fielded(orders)["ravens.yaml"]
    assert second.problems == ["survey 2 was not fielded: it costs 2,550.00 euros, and 2,450.00 are left"] and not second.done
    assert second.left == 2450.0 and not (place(orders, "ravens") / "answers_2.csv").exists()


def test_what_was_fielded_cannot_be_ordered_anew(orders):
    write(orders, "a.yaml", {"team": "ravens", "plan": PLAN, "surveys": [SURVEY]})
    fielded(orders)
    before = (place(orders, "ravens") / "answers_1.csv").read_bytes()
    write(orders, "a.yaml", {"team": "ravens", "plan": PLAN | {"people": 900}, "surveys": [SURVEY | {"n": 100}]})
    report = fielded(orders)["a.yaml"]
    assert report.problems == [
        "survey 1 was changed after it was fielded; the fielded one counts",
        "the plan was changed after the first survey; the first one counts",
    ]
    assert (place(orders, "ravens") / "answers_1.csv").read_bytes() == before and report.left == 2450.0


BOMB = "a: &a [xxxxxxxxx]\n" + "".join(f"{b}: &{b} [{', '.join(['*' + a] * 9)}]\n" for a, b in zip("abcdefgh", "bcdefghi", strict=True))
BROKEN = {
    "a bomb": (BOMB + "team: *i\n", "repeats parts of itself (& and *) until they fill the memory; write them out"),
    "a bomb of merges": (
        BOMB.replace("[xxxxxxxxx]", "{x: 1}").replace(": &", ": &").replace("[*", "{<<: [*").replace("]\n", "]}\n"),
        "repeats parts",
    ),
    "a ring": ("team: owls\nplan: &p {again: *p}\n", "repeats parts of itself"),
    "half a character": ('team: "\\ud800"\n', "holds a character that cannot be seen"),
    "a list for a name": (f"team: [{'a, ' * 20_000}]\n", "is not text. Pass a name"),
    "a long part": (f"team: owls\nsurveys:\n- {{{'p' * 900}: 1}}\n", "survey 1 was not fielded"),
    "no yaml": ("team: [", "is not readable as YAML or JSON; look at line 1"),
    "a list": ("- 1\n- 2\n", "holds no settings by name"),
    "code": ("team: !!python/object/apply:os.system ['true']\n", "is not readable as YAML or JSON"),
    "nobody": ("surveys: []\n", "has no team name"),
    "an odd name": ("team: 7\n", "has a team name that cannot be used"),
    "no list": ("team: owls\nsurveys: 3\n", "has no list of at most 20 surveys"),
    "too large": ("team: " + "x" * 100_001, "is larger than 100 kB"),
    "bytes": (None, "is not readable as YAML or JSON"),
    "unknown item": ("team: owls\nsurveys:\n- {items: [fiting], n: 50}\n", "Did you mean 'fitting'?"),
    "too many": ("team: owls\nsurveys:\n- {items: [overall], n: 9999}\n", "survey 1 was not fielded: n=9999"),
    "a word for a number": ("team: owls\nsurveys:\n- {items: [overall], n: many}\n", "survey 1 was not fielded"),
    "unknown part": ("team: owls\nsurveys:\n- {items: [overall], n: 50, halo: 0}\n", "part of a survey"),
    "neither true nor false": ("team: owls\nsurveys:\n- {items: [overall], n: 50, reminders: 2}\n", "neither true nor false"),
}


@pytest.mark.parametrize("fault", BROKEN)
def test_a_malformed_order_is_reported_and_the_run_goes_on(fault, orders):
    text, words = BROKEN[fault]
    (orders / "broken.yaml").write_bytes(b"\xff\xfe\x00" if text is None else text.encode())
    write(orders, "ravens.yaml", {"team": "ravens", "plan": PLAN, "surveys": [SURVEY | {"n": 20}]})
    reports = fielded(orders)
    told = " ".join(reports["broken.yaml"].problems)
    assert words in told and len(told) < 1000 and not reports["broken.yaml"].done
    assert reports["ravens.yaml"].done


@pytest.mark.parametrize("spoilt", ["{", "[]", '{"plan": {}}', '{"plan": {}, "surveys": [{"price": 1}]}', "\x00"])
def test_a_damaged_ledger_is_named_and_the_run_goes_on(spoilt, orders):
    for team in ("ravens", "owls"):
        (orders / team).mkdir()  # as some platforms unpack what was handed in
        write(orders / team, "order.yaml", {"team": team, "plan": PLAN, "surveys": [SURVEY | {"n": 20}]})
    place(orders, "owls").mkdir(parents=True)
    (place(orders, "owls") / "ledger.json").write_text(spoilt)
    reports = fielded(orders)
    assert "ledger.json, which counts what the team has spent, is damaged; put back a copy" in reports["owls/order.yaml"].problems[0]
    assert reports["ravens/order.yaml"].done and (place(orders, "owls") / "ledger.json").read_text() == spoilt


def test_another_teams_budget_cannot_be_spent(orders):
    listed = classkey.ClassKey({}, "5c" * 32, ("ravens", "owls"))
    write(orders, "a.yaml", {"team": "ravens", "surveys": [SURVEY]})
    write(orders, "b.yaml", {"team": listed.signed("owls"), "plan": PLAN, "surveys": [SURVEY]})
    write(orders, "c.yaml", {"team": listed.signed("owls"), "surveys": [SURVEY]})
    reports = fielded(orders, listed)
    assert "was left out: the name has no code" in reports["a.yaml"].problems[0]
    assert reports["b.yaml"].team == "owls" and reports["b.yaml"].done
    assert "is a second order of 'owls'" in reports["c.yaml"].problems[0]


def test_careful_questions_come_nearer_to_the_truth():
    firm = capstone.firm_of(KEY, "ravens")
    quick = {"items": ["overall", *firm.touchpoints], "n": 2000, "careful": [], "separate": False, "reminders": False}
    careful = quick | {"careful": quick["items"], "separate": True, "reminders": True}
    error = []
    for survey in (quick, careful):
        fit = cx.drivers(fieldwork._answers(firm, survey, 1), "overall", firm.touchpoints)
        error.append(np.mean([abs(row.value - firm.upward()[row.name]) for row in fit.rows]))
    assert error[1] < 0.6 * error[0]


def test_the_interval_score_by_hand():
    assert capstone.interval_score(2.0, 4.0, 3.0) == 2.0
    assert capstone.interval_score(2.0, 4.0, 5.0) == pytest.approx(2.0 + 2 / 0.1 * 1.0)
    assert capstone.interval_score(2.0, 4.0, 1.5) == pytest.approx(2.0 + 2 / 0.1 * 0.5)
    for low, high in ((4.0, 2.0), (math.nan, 1.0)):
        with pytest.raises(ValueError, match="lower end first"):
            capstone.interval_score(low, high, 3.0)


def test_infinite_intervals_do_not_win():
    firm = capstone.firm_of(KEY, "ravens")
    spend = best_spend(firm)
    truth = capstone.quantities(firm, spend)
    assert capstone.interval_share(firm, INFINITE, spend) == 0.0
    assert capstone.interval_share(firm, {name: (-1e9, 1e9) for name in truth}, spend) == 0.0
    narrow = {name: (value - 0.05 * capstone.WIDTHS[name], value + 0.05 * capstone.WIDTHS[name]) for name, value in truth.items()}
    assert capstone.interval_share(firm, narrow, spend) == pytest.approx(0.9)
    one = {"mean_satisfaction": narrow["mean_satisfaction"]}
    assert capstone.interval_share(firm, one, spend) == pytest.approx(0.9 / 5)


def test_ranks_by_hand():
    firm = capstone.firm_of(KEY, "ravens")
    order = sorted(firm.upward(), key=firm.upward().get)
    assert capstone.ranking_share(firm, {name: float(rank) for rank, name in enumerate(order)}) == pytest.approx(1.0)
    assert capstone.ranking_share(firm, {name: -float(rank) for rank, name in enumerate(order)}) == 0.0
    assert capstone.ranking_share(firm, dict.fromkeys(order, 0.2)) == 0.0
    swapped = [order[1], order[0], *order[2:]]  # 1 - 6 * (1 + 1) / (5 * 24)
    assert capstone.ranking_share(firm, {name: float(rank) for rank, name in enumerate(swapped)}) == pytest.approx(0.9)


def test_the_oracle_has_no_regret_and_ignorance_earns_nothing():
    for team in ("ravens", "owls", "kites"):
        firm = capstone.firm_of(KEY, team)
        share, lost = capstone.regret_share(firm, best_spend(firm))
        assert share == pytest.approx(1.0, abs=1e-6) and lost == pytest.approx(0.0, abs=1.0)
        alike = dict.fromkeys(firm.touchpoints, capstone.INVESTMENT_BUDGET / 5)
        assert [capstone.regret_share(firm, spend)[0] for spend in (alike, {})] == [0.0, 0.0]


def test_the_regret_of_a_tiny_case_by_hand():
    firm = capstone.firm_of(KEY, "ravens")
    name = firm.touchpoints[0]
    headroom, scale = firm.costs[name]
    gain = firm.upward()[name] * headroom * (1 - math.exp(-1.0))
    truth = capstone.quantities(firm, {name: scale})
    assert truth["gain_of_plan"] == pytest.approx(gain)
    e = firm.economics
    worth = [e.margin * r / (1 + e.discount - r) for r in (e.retention, e.retention + e.per_point * gain)]
    assert truth["value_of_plan"] == pytest.approx(e.customers * (worth[1] - worth[0]) - scale)
    best = capstone.quantities(firm, best_spend(firm))["value_of_plan"]
    assert capstone.regret_share(firm, {name: scale})[1] == pytest.approx(best - truth["value_of_plan"], abs=1.0)


def test_a_plan_is_complete_and_kept():
    kept = {"spend": {"a": 1.0}, "method": "ols", "metric": "overall", "chance": 0.9}
    assert capstone.plan_share(PLAN, kept, 300) == (1.0, [])
    assert capstone.plan_share(PLAN, kept | {"chance": 0.5}, 300) == (0.875, ["not kept: invest_if_chance_above"])
    assert capstone.plan_share(PLAN, kept | {"chance": 0.5, "spend": {"a": 0.0}}, 329)[0] == 1.0
    assert capstone.plan_share(PLAN, kept | {"method": "lmg"}, 331)[1] == ["not kept: method, people"]
    without = {name: value for name, value in PLAN.items() if name != "control"}
    assert capstone.plan_share(without, kept, 300) == (pytest.approx(0.95), ["the plan lacks control"])
    assert capstone.plan_share({}, kept, 300)[0] == 0.0


def test_from_order_to_marks_as_it_is_typed(orders, tmp_path):
    classkey.write_json(tmp_path / "key.json", {"format": classkey.FORMAT, "marks": {}, "secret": KEY.secret, "students": []})
    (tmp_path / "decisions").mkdir()
    for team in ("ravens", "owls", "kites"):
        write(orders, f"{team}.yaml", {"team": team, "plan": PLAN, "surveys": [SURVEY]})
    ravens, owls, kites = (capstone.firm_of(KEY, team) for team in ("ravens", "owls", "kites"))
    write(tmp_path / "decisions", "ravens.yaml", decision(ravens))
    write(tmp_path / "decisions", "owls.yaml", decision(owls, intervals=INFINITE, spend=dict.fromkeys(owls.touchpoints, 1e6)))
    write(tmp_path / "decisions", "kites.yaml", decision(kites, spend="all"))

    def run(*arguments):
        result = CliRunner().invoke(cli.main, [str(one) for one in arguments])
        assert result.exit_code == 0 and "Traceback" not in result.output, result.output
        return result.output

    key = tmp_path / "key.json"
    assert "ravens.yaml: survey 1: 300 of 300 answered" in run("field", orders, "--key", key, "--out", tmp_path / "field")
    assert (place(orders, "ravens") / "sheet.json").is_file()
    said = run("score", tmp_path / "decisions", "--key", key, "--field", tmp_path / "field", "--out", tmp_path / "marks.csv")
    marks = pd.read_csv(tmp_path / "marks.csv").set_index("team")
    assert marks.loc["ravens", ["ranking", "intervals", "regret", "plan", "machine"]].tolist() == [25, 15, 30, 10, 80]
    assert marks.loc["owls", ["intervals", "regret"]].tolist() == [0, 0] and "above the budget" in marks.loc["owls", "notes"]
    assert "kites.yaml needs 'spend' with a number for each of" in said and "kites" not in marks.index
    assert sum(capstone.WORTH.values()) + capstone.BY_PEOPLE == 100


def test_the_instructors_page_is_not_laid_for_students(tmp_path):
    laid = folder.start(folder=tmp_path / "mine")
    names = {one.name for one in laid}
    assert any("capstone" in name for name in names)
    assert not [name for name in names if name.endswith(".md")]
    page = (shelf.root() / "notebooks" / "teaching" / "16_capstone.md").read_text(encoding="utf-8")
    sample = page.partition("## A worked sample solution")[2].split("```")
    secret = [sentence for part in sample[::2] for sentence in part.split(". ") if len(sentence) > 30]
    texts = "\n".join(file.read_text(encoding="utf-8") for file in (tmp_path / "mine").glob("*capstone*"))
    assert len(secret) > 5 and texts and not [sentence for sentence in secret if sentence in texts]
    assert "reminder: 0.388" not in texts and "reminder: 72000" not in texts


def test_the_sample_solution_is_what_comes_out(tmp_path):
    """The page's files, as printed there, earn the marks it names."""
    page = (shelf.root() / "notebooks" / "teaching" / "16_capstone.md").read_text(encoding="utf-8")
    order, decided = (part.partition("```")[0] for part in page.split("```yaml\n")[1:3])
    for name, text in (("orders", order), ("decisions", decided)):
        (tmp_path / name).mkdir()
        write(tmp_path / name, "sample.yaml", text)
    key = classkey.ClassKey({}, "00" * 32)
    (report,) = fieldwork.field_orders(tmp_path / "orders", key, tmp_path / "field")
    assert report.left == 290.0 and "4,625.00 euros" in report.done[1]
    answers = pd.read_csv(tmp_path / "field" / fieldwork.folder_name("sample") / "answers_2.csv")
    names = capstone.firm_of(key, "sample").touchpoints
    found = {row.name: row.value for row in cx.drivers(answers, "overall", names).rows}
    assert found == pytest.approx(yaml.safe_load(decided)["weights"], abs=0.0006)
    table, problems = fieldwork.score_decisions(tmp_path / "decisions", key, tmp_path / "field")
    assert problems == [] and f"{table.machine[0]} of 80" in page and f"({table['regret in euros'][0]} euros lost)" in page
