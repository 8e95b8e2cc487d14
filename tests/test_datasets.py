"""The shipped data sets: what their worlds and seeds make, byte for byte; and the traps their cards speak of are in them."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

import cxlab as cx
from cxlab import data

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "datasets"
sys.path.insert(0, str(FOLDER))

import build  # noqa: E402
from makers import MAKERS  # noqa: E402

NAMES = list(MAKERS)
SEVEN = {"officina", "soggiorno", "desk", "omni", "mercato", "panel", "b2b"}


@pytest.fixture(scope="module")
def made():
    return build.make(NAMES)


def test_the_files_are_what_their_worlds_and_seeds_make(made):
    assert build.differing(made) == []


def test_all_seven_are_there_small_and_listed():
    assert set(NAMES) >= SEVEN
    listed = cx.datasets().set_index("name")
    assert set(NAMES) <= set(listed.index) and (listed.loc[NAMES, "licence"] == "CC BY 4.0").all()
    assert sum(path.stat().st_size for path in FOLDER.glob("*.csv")) < 3_000_000
    registry = pd.read_csv(FOLDER / "registry.csv")
    assert registry[["name", "file", "sha256", "rows", "licence", "description", "unit", "world", "call"]].notna().all(axis=None)
    assert not list(FOLDER.glob("*.gz"))


def test_a_change_is_noticed(made, monkeypatch, tmp_path):
    """Planted faults: a changed number, a missing truth, an old registry, too many bytes."""
    for path in FOLDER.iterdir():
        if path.is_file():
            shutil.copy(path, tmp_path / path.name)
    monkeypatch.setattr(build, "FOLDER", tmp_path)
    few = {"b2b": made["b2b"]}
    assert build.differing(few) == []
    (tmp_path / "b2b.csv").write_bytes((tmp_path / "b2b.csv").read_bytes().replace(b"1,user,1,10", b"1,user,1,11", 1))
    (tmp_path / "b2b_truth.csv").unlink()
    (tmp_path / "registry.csv").write_text((tmp_path / "registry.csv").read_text().replace("CC BY 4.0", "CC0", 1))
    monkeypatch.setattr(build, "MOST_BYTES", 1_000)
    words = " ".join(build.differing(few))
    assert "b2b.csv is not what would be made" in words and "b2b_truth.csv is missing" in words and "at most 1,000 are allowed" in words


def test_the_command_checks_and_helps():
    ran = subprocess.run(
        [sys.executable, str(FOLDER / "build.py"), "panel_costs", "b2b", "--check"], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 0 and "2 data sets are what their worlds and seeds make" in ran.stdout
    ran = subprocess.run([sys.executable, str(FOLDER / "build.py"), "pannel"], capture_output=True, text=True, check=False)
    assert ran.returncode == 2 and "'pannel' is not a data set. Choose from officina" in ran.stderr


@pytest.mark.parametrize("name", NAMES)
def test_every_card_names_every_column_and_its_range(name):
    card, table = (FOLDER / f"{name}.md").read_text(encoding="utf-8"), cx.load(name)
    patterns = [part.strip() for group in re.findall(r"^\| `([^`]*\*[^`]*)`", card, flags=re.M) for part in group.split(",")]
    for column in table:
        assert f"`{column}`" in card or any(column.startswith(part.rstrip("*")) for part in patterns), column
    for column, low, high in re.findall(r"^\| `(\w+)` \| (-?[\d.]+) to ([\d.]+), ", card, flags=re.M):
        assert (table[column].min(), table[column].max()) == (float(low), float(high)), column
    for heading in ("what", "get it", "licence", "one row"):
        assert f"| {heading}" in card, heading
    assert "## Traps" in card and len(re.findall(r"^- ", card.split("## Traps")[1], flags=re.M)) >= 1
    assert (FOLDER / f"{name}_truth.csv").is_file() == (f"{name}_truth.csv" in card)


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("officina_contacts", "panel_costs")])
def test_the_truth_stands_beside_it(name):
    truth = data.truth_of(name)
    assert len(truth) and truth["value" if name != "mercato" else "share"].notna().all()
    if {"low", "high"} <= set(truth):
        sure = truth.dropna(subset=["low"])
        assert (sure["low"] <= sure["value"] + 1e-9).all() and (sure["value"] <= sure["high"] + 1e-9).all()


def test_without_a_truth_it_says_why():
    with pytest.raises(ValueError, match=r"name='panel_costs' was written by hand, so there is no truth .*'officina', .*'b2b'"):
        data.truth_of("panel_costs")
    with pytest.raises(ValueError, match=r"name='panels' is not known\. .*Did you mean 'panel'\?"):
        data.truth_of("panels")


def test_truths_are_those_of_the_world():
    for name in ("officina", "panel", "b2b"):
        truth = data.truth_of(name)
        weights = cx.world(name).simulate(10, rng=1).truth.weights
        found = truth[truth["truth"] == "T1"].set_index("name")["value"]
        assert found.to_dict() == pytest.approx({row.name: row.value for row in weights.rows}, abs=6e-4)
        shares = truth[truth["truth"] == "T3"]["value"]
        assert shares.sum() == pytest.approx(1.0, abs=5e-3)
    up, down, mean = (truth[truth["truth"] == kind].set_index("name")["value"] for kind in ("T2 up", "T2 down", "T2"))
    assert ((up + down) / 2).to_dict() == pytest.approx(mean.to_dict(), abs=2e-3)


def test_it_loads_from_an_installed_package_and_offline(tmp_path):
    """As the wheel lays it out: the tables in cxlab/_shipped, nothing else beside; sockets refused."""
    shutil.copytree(ROOT / "cxlab", tmp_path / "cxlab", ignore=shutil.ignore_patterns("__pycache__", "_shipped"))
    shutil.copytree(FOLDER, tmp_path / "cxlab" / "_shipped" / "datasets")
    code = (
        "import socket\n"
        "def refuse(*a, **k): raise OSError('offline')\n"
        "socket.socket = refuse\n"
        "import cxlab as cx\n"
        "assert '_shipped' in str(cx.data.shipped('datasets'))\n"
        "print(cx.__file__, sum(len(cx.load(n)) for n in cx.datasets()['name'] if n != 'sfo_airport'), len(cx.data.truth_of('panel')))\n"
    )
    env = {**os.environ, "PYTHONPATH": str(tmp_path), "PYTHONDONTWRITEBYTECODE": "1"}
    ran = subprocess.run(
        [sys.executable, "-P", "-c", code], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    ).stdout.split()
    assert Path(ran[0]).is_relative_to(tmp_path)
    assert int(ran[1]) == sum(len(cx.load(name)) for name in NAMES)


def slopes(table, outcome, *on):
    x = np.column_stack([np.ones(len(table)), *(table[name].astype(float) for name in on)])
    return np.linalg.lstsq(x, table[outcome].astype(float), rcond=None)[0][1:]


def test_b2b_has_three_raters_in_each_account_and_a_sign_that_pooling_turns_round():
    b2b = cx.load("b2b")
    assert len(b2b) == 360 and b2b.groupby("account")["role"].agg(list).map(lambda roles: roles == ["user", "buyer", "sponsor"]).all()
    assert slopes(b2b, "overall", "report")[0] < -0.1
    assert all(slopes(own, "overall", "report")[0] > 0.3 for _, own in b2b.groupby("role"))
    centred = b2b["overall"] - b2b.groupby("role")["overall"].transform("mean")
    means = centred.groupby(b2b["account"]).mean()
    assert means.var() > 1.5 * centred.var() / 3  # raters of an account resemble one another


def test_a_noisy_item_takes_the_first_place_from_the_strongest_driver_of_the_panel():
    panel, names = cx.load("panel"), cx.world("panel").touchpoints
    assert panel[names].notna().all(axis=None) and panel["branch"].nunique() == 40 and len(panel) == 2_000
    truth = data.truth_of("panel").query("truth == 'T1'").set_index("name")["value"]
    found = dict(zip(names, slopes(panel, "overall", *names), strict=True))
    assert truth.idxmax() == "eye_test" and truth["eye_test"] - truth["frame_advice"] == pytest.approx(0.1)
    assert found["eye_test"] - found["frame_advice"] < 0.05
    asked = panel[panel["answered"] == 1]
    assert 0.27 < len(asked) / len(panel) < 0.34
    away = (panel["overall"] - 7).abs()
    assert away[panel["answered"] == 1].mean() > away[panel["answered"] == 0].mean() + 0.2


def test_the_worst_branches_rise_by_themselves_and_the_drawn_ones_do_not():
    waves = cx.load("panel_waves")
    mean = waves.pivot_table(index="chosen", columns="wave", values="overall")
    rise = mean[2] - mean[1]
    effect = data.truth_of("panel_waves").set_index("truth")["value"]["effect of the action"]
    assert waves.groupby("chosen")["branch"].nunique().to_dict() == {"drawn": 10, "no": 20, "worst": 10}
    own = waves.pivot(index="customer", columns="wave", values="overall")
    chosen = waves.drop_duplicates("customer").set_index("customer")["chosen"]
    change = (own[2] - own[1]).groupby(chosen).agg(["mean", "var", "size"])
    error = np.sqrt(change.loc["drawn", "var"] / change.loc["drawn", "size"] + change.loc["no", "var"] / change.loc["no", "size"])
    assert abs(rise["drawn"] - rise["no"] - effect) < 2 * error
    assert rise["worst"] > rise["drawn"] + 0.1


def test_only_the_southern_workshop_has_a_gate():
    tiers = cx.load("officina_tiers")
    from cxlab.mechanisms import pyramid

    for workshop, kappa in (("north", 0.0), ("south", 2.0)):
        own = tiers[tiers["workshop"] == workshop]
        levels = own[["needs", "ease", "enjoyment"]].to_numpy().T
        inside = (own[["needs", "ease", "enjoyment", "overall"]] > 0).all(axis=1) & (
            own[["needs", "ease", "enjoyment", "overall"]] < 10
        ).all(axis=1)
        rest = {k: (own["overall"] - pyramid.gated(*levels, threshold=6.0, kappa=k))[inside].std() for k in (0.0, 2.0)}
        assert rest[kappa] == pytest.approx(0.4, abs=0.06)  # the noise of the outcome; levels are rounded to a tenth
        assert rest[2.0 - kappa] > 2 * rest[kappa]


def test_officina_and_soggiorno_miss_only_what_was_not_met():
    for name, who in (("officina", "customer"), ("soggiorno", "guest")):
        table, names = cx.load(name), cx.world(name).touchpoints
        reach = cx.world(name).reach()
        met = table[names].notna().mean()
        for touchpoint in names:
            p = reach[touchpoint].value
            assert abs(met[touchpoint] - p) <= 4 * np.sqrt(p * (1 - p) / len(table)) + 1e-9
        assert table.drop(columns=names).notna().all(axis=None) and table[who].is_unique
    assert cx.load("officina")[["expected", "overall"]].corr().iloc[0, 1] < -0.2


def test_the_scales_show_their_planted_flaws():
    answers = cx.load("soggiorno_scales")
    empathy = [f"met_empathy_{i}" for i in range(1, 6)]
    loads = cx.scales.one_factor(answers[empathy], missing="drop")
    assert min(loads.rows, key=lambda row: row.value).name == "met_empathy_5" and loads["met_empathy_5"].value < 0.5
    assert cx.alpha(answers[empathy], missing="drop").value > 0.7
    brand = [f"sensory_{i}" for i in (1, 2, 3)]
    turned = answers[brand].assign(sensory_3=8 - answers["sensory_3"])
    assert cx.alpha(answers[brand], missing="drop").value < 0.3 < 0.6 < cx.alpha(turned, missing="drop").value
    gaps = cx.service_gaps(
        *(answers.filter(like=f"{what}_").rename(columns=lambda c: c.split("_", 1)[1]) for what in ("expected", "met")), missing="drop"
    )
    assert gaps["reliability"].value < -0.8 and gaps["tangibles"].value > 0.3
    share = answers.notna().all(axis=1).mean()
    assert 0.25 < share < 0.42


def test_desk_and_omni_repeat_the_customers_answers():
    for name in ("desk", "omni"):
        table = cx.load(name)
        assert (table.groupby("customer")[["overall", "effort"]].nunique() == 1).all(axis=None)
    desk = cx.load("desk")
    assert (desk.loc[~desk["channel"].isin(["phone", "chat"]), "wait"] == 0).all() and (desk["incident"] == "gave up").sum() > 20
    assert desk["arrives"].is_monotonic_increasing
    omni = cx.load("omni")
    reached = omni[omni["touchpoint"] == "order"]["customer"]
    assert set(omni.loc[omni["ordered"] == 1, "customer"]) == set(reached)
    before = omni["touchpoint"].shift()[(omni["touchpoint"] == "order") & (omni["step"] > 1)]
    assert set(before) == {"site", "app", "shop"}


def test_mercato_is_part_of_the_market_beside_it():
    table, truth = cx.load("mercato"), data.truth_of("mercato")
    assert table["agent"].nunique() == 400 and len(truth) == 48
    share = (table["brand"] == "ponte").groupby(table["period"]).mean()
    exact = truth[truth["brand"] == "ponte"].set_index("period")["share"]
    n = table.groupby("period").size()
    assert (abs(share - exact) < 4.5 * np.sqrt(exact * (1 - exact) / n)).all()
    assert exact.iloc[0] > 0.55 > 0.52 > exact.iloc[-1]
    assert (np.sign(table["said"]) * (table["satisfaction"] - 6.5) >= -0.5).all()  # ratings are rounded to whole points
