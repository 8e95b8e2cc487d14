"""Alpha, omega and their kin: reference values of other programs, closed forms, invariants, and the words of their errors."""

from __future__ import annotations

import json
import math
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from cxlab.scales import alpha, difference_score_reliability, omega, one_factor, spearman_brown
from cxlab.scales import factor as one

SHARED = Path(__file__).resolve().parents[1].parent / "shared"
PREFIXES = {"Image": "IMAG", "Expectation": "CUEX", "Quality": "PERQ", "Value": "PERV", "Satisfaction": "CUSA", "Loyalty": "CUSL"}
QUICK = settings(derandomize=True, deadline=None, max_examples=25)
FIVE = [[5, 4, 5], [4, 4, 4], [2, 3, 2], [3, 3, 4], [5, 5, 4]]


@pytest.fixture(scope="module")
def mobi() -> tuple[pd.DataFrame, dict, dict[str, list[str]]]:
    """The mobile-phone survey of the European index, the reference values, and the items by construct."""
    file = SHARED / "data" / "mobi" / "mobi.csv"
    if not file.exists():
        pytest.skip("the mobi survey is not on this machine")
    data = pd.read_csv(file)
    known = json.loads((SHARED / "reference" / "mobi_ecsi.json").read_text())
    return data, known, {name: [c for c in data if c.startswith(prefix)] for name, prefix in PREFIXES.items()}


def tau_equivalent(k: int, noise: int = 1) -> np.ndarray:
    """Full factorial of -1 and 1: each item is the factor plus its own error, every correlation is 1 / (1 + noise^2) exactly."""
    return np.array([[f + noise * e for e in errors] for f, *errors in product([-1, 1], repeat=k + 1)], dtype=float)


def sample(loadings: list[float], n: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    load = np.array(loadings)
    return rng.normal(size=(n, 1)) * load + rng.normal(size=(n, len(load))) * np.sqrt(1 - load**2)


def test_alpha_of_mobi(mobi):
    """Raw: psych 2.2.9 and pingouin 0.7.0. Standardised: seminr 2.3.4, psych 2.2.9."""
    data, known, blocks = mobi
    raw, standardised = ({k: v for k, v in row.items() if k != "_row"} for row in known["alpha"]["raw_psych_pingouin_vs_std"])
    for name, items in blocks.items():
        assert alpha(data, items).value == pytest.approx(raw[name], abs=1e-8)
        assert alpha(data, items, kind="standardised").value == pytest.approx(standardised[name], abs=1e-8)


def test_alpha_interval_of_mobi(mobi):
    """pingouin 0.7.0 cronbach_alpha, which prints three digits."""
    data, known, blocks = mobi
    for name, items in blocks.items():
        row = alpha(data, items).rows[0]
        assert (row.low, row.high) == pytest.approx(known["alpha"]["pingouin"][name]["ci95"], abs=5.1e-4)


def test_omega_of_mobi(mobi):
    """psych 2.2.9 (minres, correlations); it stops at about 1e-6, and for Loyalty, where one item is explained fully, at about 1e-4."""
    data, known, blocks = mobi
    for name, value in known["omega_total_1factor_fa"].items():
        found = omega(data, blocks[name], kind="standardised", method="minres")
        improper = any("Heywood" in line for line in found.detail["advice"])
        assert improper == (name == "Loyalty")
        assert found.value == pytest.approx(value, abs=1e-4 if improper else 3e-6)


def test_loadings_are_those_of_statsmodels(mobi):
    """statsmodels 0.15 Factor(method='ml'), which stops at about 1e-6."""
    from statsmodels.multivariate.factor import Factor

    data, _, blocks = mobi
    for name in ("Image", "Expectation", "Quality", "Satisfaction"):
        known = Factor(data[blocks[name]], 1, method="ml").fit().loadings[:, 0]
        found = [row.value for row in one_factor(data, blocks[name]).rows]
        assert found == pytest.approx(known * np.sign(known.sum()), abs=2e-6)


def test_exercise_numbers():
    assert alpha(FIVE).value == pytest.approx(0.886, abs=5e-4)
    assert spearman_brown(0.5, 3).value == pytest.approx(0.75)
    assert spearman_brown(0.5, 5).value == pytest.approx(0.8333, abs=5e-5)
    assert difference_score_reliability(0.8, 0.8, 0.5).value == pytest.approx(0.60)


@pytest.mark.parametrize(("k", "noise"), [(3, 1), (4, 1), (5, 2)])
def test_tau_equivalent_items_by_hand(k, noise):
    """Equal loadings: alpha, its standardised form, omega by both fits and Spearman-Brown are one number."""
    data, r = tau_equivalent(k, noise), 1 / (1 + noise**2)
    value = spearman_brown(r, k).value
    assert value == pytest.approx(k * r / (1 + (k - 1) * r))
    for kind in ("raw", "standardised"):
        for found in (alpha(data, kind=kind), omega(data, kind=kind), omega(data, kind=kind, method="minres")):
            assert found.value == pytest.approx(value, abs=1e-8)
    assert [row.value for row in one_factor(data).rows] == pytest.approx([math.sqrt(r)] * k, abs=1e-8)


def test_omega_from_loadings_by_hand():
    assert one.omega_of(np.array([0.8, 0.7, 0.6]), np.array([0.36, 0.51, 0.64])) == pytest.approx(2.1**2 / (2.1**2 + 1.51))


def test_unequal_loadings_put_alpha_below_omega():
    data = sample([0.9, 0.8, 0.4, 0.3], 5000, 1)
    assert alpha(data).value < omega(data).value - 0.01


def test_delta_interval_covers():
    """True omega of known loadings; 300 samples, so 95% within four standard errors is 90% or more."""
    loadings = [0.8, 0.7, 0.6, 0.5]
    truth = one.omega_of(np.array(loadings), 1 - np.square(loadings))
    rows = [omega(sample(loadings, 200, seed), kind="standardised").rows[0] for seed in range(300)]
    assert np.mean([row.low <= truth <= row.high for row in rows]) >= 0.95 - 4 * math.sqrt(0.95 * 0.05 / 300)


@pytest.mark.parametrize("kind", ["raw", "standardised"])
def test_delta_and_bootstrap_intervals_agree(kind):
    data = sample([0.8, 0.7, 0.6, 0.5], 800, 7) * [1, 2, 1, 3]
    delta, redrawn = omega(data, kind=kind).rows[0], omega(data, kind=kind, bootstrap=200, rng=3).rows[0]
    assert redrawn.high - redrawn.low == pytest.approx(delta.high - delta.low, rel=0.25)  # 200 draws: about 7% error per end
    assert omega(data, kind=kind, bootstrap=200, rng=3).rows[0] == redrawn


def test_two_factors_can_hide_behind_a_high_alpha():
    """The misconception of unit 12: three items of one thing and three of another, related things; alpha above 0.85."""
    rng = np.random.default_rng(2)
    first = rng.normal(size=(2000, 1))
    second = 0.4 * first + math.sqrt(0.84) * rng.normal(size=(2000, 1))
    data = np.hstack([first + 0.35 * rng.normal(size=(2000, 3)), second + 0.35 * rng.normal(size=(2000, 3))])
    assert alpha(data).value > 0.85
    assert "does not prove that they measure one thing" in alpha(data).sentence


def test_alpha_rises_with_mediocre_items():
    data = sample([0.5] * 12, 4000, 3)
    values = [alpha(data[:, :k]).value for k in (3, 6, 12)]
    assert values == sorted(values)
    assert values[-1] == pytest.approx(spearman_brown(0.25, 12).value, abs=0.03)


ANSWERS = arrays(float, st.tuples(st.integers(5, 15), st.integers(3, 5)), elements=st.integers(1, 7).map(float)).filter(
    lambda x: (np.ptp(x, axis=0) > 0).all() and x.sum(axis=1).var() > 1e-9
)


@QUICK
@given(ANSWERS, st.randoms(use_true_random=False), st.sampled_from(["raw", "standardised"]))
def test_alpha_ignores_the_order_of_items_and_people(data, random, kind):
    r = np.corrcoef(data.T)[np.triu_indices(data.shape[1], 1)].mean()
    if kind == "standardised" and abs(1 + (data.shape[1] - 1) * r) < 1e-6:
        return
    rows, columns = list(range(data.shape[0])), list(range(data.shape[1]))
    random.shuffle(rows)
    random.shuffle(columns)
    base, mixed = alpha(data, kind=kind).rows[0], alpha(data[rows][:, columns], kind=kind).rows[0]
    moved = alpha(3 * data + 2, kind=kind).rows[0]
    for other in (mixed, moved):
        assert (other.value, other.low, other.high) == pytest.approx((base.value, base.low, base.high), rel=1e-8, abs=1e-8)
    assert base.high <= 1


@QUICK
@given(st.integers(0, 1000), st.permutations(range(4)))
def test_omega_ignores_the_order_of_items_and_stays_inside(seed, order):
    data = sample([0.8, 0.6, 0.6, 0.4], 60, seed)
    base, mixed = omega(data).rows[0], omega(data[:, order]).rows[0]
    assert mixed.value == pytest.approx(base.value, abs=1e-6)
    assert 0 <= base.value <= 1
    assert math.isnan(base.low) or 0 <= base.low <= base.value <= base.high <= 1


def test_items_that_run_against_the_others_are_named():
    data = pd.DataFrame(sample([0.8, 0.7, 0.6], 300, 5), columns=["a", "b", "c"])
    data["c"] = -data["c"]
    assert any("['c'] run against" in line for line in alpha(data).detail["advice"])
    each = alpha(data).detail["items"]
    assert each.loc["c", "alpha without"] == pytest.approx(alpha(data, ["a", "b"]).value)
    assert each.loc["a", "correlation with rest"] == pytest.approx(np.corrcoef(data.a, data.b + data.c)[0, 1])


@pytest.mark.parametrize("r", [-0.2, 0.0, 0.3, 0.7])
def test_difference_score_reliability_by_simulation(r):
    """Two true scores with error: the reliability is the squared correlation of observed with true difference, within four errors."""
    rng = np.random.default_rng(4)
    n, first, second, spread = 200_000, 0.8, 0.7, (1.0, 1.5)
    cov = np.array([[first, r], [r, second]]) * np.outer(spread, spread)
    true = rng.multivariate_normal([0, 0], cov, n)
    seen = true + rng.normal(size=(n, 2)) * np.sqrt(1 - np.array([first, second])) * spread
    known = np.corrcoef(true[:, 1] - true[:, 0], seen[:, 1] - seen[:, 0])[0, 1] ** 2
    found = difference_score_reliability(first, second, r, spread=spread).value
    assert found == pytest.approx(known, abs=4 * 2 * math.sqrt(known) * (1 - known) / math.sqrt(n))


def test_a_redrawn_sample_with_tied_items_is_left_out():
    """Twelve people, eight items: most draws hold eight different people or fewer, and tell nothing of a factor."""
    found = omega(sample([0.8] * 8, 12, 4), bootstrap=300, rng=1)
    assert any("tied to each other, and were left out" in line for line in found.detail["advice"])


def test_alpha_without_an_item_is_missing_where_the_others_cancel():
    """a and b sum to 0.7, but for rounding."""
    data = pd.DataFrame({"a": [0.8, 0.6, 0.5, 0.3], "b": [-0.1, 0.1, 0.2, 0.4], "c": [1, 3, 2, 5]})
    each = alpha(data).detail["items"]
    assert math.isnan(each.loc["c", "alpha without"])


FREE = pd.DataFrame(sample([0.8, 0.7, 0.6], 40, 1), columns=["a", "b", "c"])
BAD = [
    (lambda: alpha([[1, 5], [2, 4], [3, 3]], kind="standardised"), ValueError, ["cancel each other", "reverse_coded"]),
    (lambda: alpha(FREE.round().astype(int).astype(str)), TypeError, ["a has '", "pd.to_numeric"]),
    (lambda: alpha(FREE > 0), TypeError, ["a has", "row 0", "astype(int)"]),
    (lambda: alpha([[1, 2], [2, "x"], [3, 5]]), TypeError, ["item_2 has 'x' in row 1"]),
    (lambda: alpha(FREE, 3), TypeError, ["items is 3"]),
    (lambda: alpha(FREE, {"a", "b"}), TypeError, ["items is a set, which has no order"]),
    (lambda: alpha(FREE, [["a"], "b"]), TypeError, ["items holds a list", "['a', 'b', 'c']"]),
    (lambda: alpha(FREE[["a", "b", "a"]]), ValueError, ["2 columns called 'a'"]),
    (lambda: alpha(FREE[["a", "b", "a"]], ["a", "b"]), ValueError, ["2 columns called 'a'"]),
    (lambda: alpha(None), TypeError, ["NoneType", "one row per respondent"]),
    (lambda: omega(sample([0.8] * 8, 5, 1)), ValueError, ["5 complete respondents for 8 items"]),
    (lambda: omega(sample([0.8] * 4, 4, 1)), ValueError, ["4 complete respondents for 4 items"]),
    (lambda: omega(FREE.assign(d=FREE.a)), ValueError, ["['a', 'd'] are tied exactly", "items="]),
    (lambda: one_factor(FREE.assign(d=FREE.a + FREE.b)), ValueError, ["['a', 'b', 'd'] are tied exactly"]),
    (lambda: difference_score_reliability(0.8, 0.8, 0.5, spread=(1,)), TypeError, ["spread=(1,)", "(1.0, 1.5)"]),
    (lambda: difference_score_reliability(0.8, 0.8, 0.5, spread=None), TypeError, ["spread=None"]),
    (lambda: alpha([[1, 2], [2, 3]]), ValueError, ["2 complete respondents", "At least 3"]),
    (lambda: alpha([[1], [2], [3]]), ValueError, ["1 items", "At least 2"]),
    (lambda: alpha([1, 2, 3]), TypeError, ["1 dimensions", "one column per item"]),
    (lambda: alpha([[1, 5], [2, 5], [3, 5]]), ValueError, ["['item_2']", "measure nothing"]),
    (lambda: alpha([[1, 5], [2, 4], [3, 3]]), ValueError, ["never varies", "reverse_coded"]),
    (lambda: alpha(pd.DataFrame({"a": [1, 2, 3], "b": [1, "x", 3]})), TypeError, ["b has 'x' in row 1"]),
    (lambda: alpha(pd.DataFrame({"a": [1, 2, 3], "b": [1, np.inf, 3]})), ValueError, ["b has an infinite value in row 1"]),
    (lambda: alpha(pd.DataFrame({"a": [1, 2, None], "b": [1, 2, 3]})), ValueError, ["1 of 3", "['a']", "row 2", "missing='drop'"]),
    (lambda: alpha(pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 4]}), ["a", "a"]), ValueError, ["['a'] are named twice"]),
    (lambda: alpha(pd.DataFrame({"a": [1, 2, 3], "b": [1, 2, 4]}), ["a", "bb"]), KeyError, ["'bb'", "['a', 'b']"]),
    (lambda: alpha(pd.DataFrame()), ValueError, ["no rows"]),
    (lambda: alpha(FIVE, kind="split"), ValueError, ["['raw', 'standardised']"]),
    (lambda: omega([[1, 2], [2, 3], [3, 5]]), ValueError, ["2 items", "At least 3"]),
    (lambda: omega(FIVE, method="pca"), ValueError, ["['ml', 'minres']"]),
    (lambda: omega(FIVE, bootstrap=10), ValueError, ["bootstrap=10", "at least 100"]),
    (lambda: spearman_brown(1.5, 2), ValueError, ["reliability=1.5", "-1 to 1"]),
    (lambda: spearman_brown(-0.6, 3), ValueError, ["above -0.5"]),
    (lambda: difference_score_reliability(0.5, 0.5, 0.9), ValueError, ["0.9", "allow (0.500)"]),
    (lambda: difference_score_reliability(1, 1, 1), ValueError, ["leaves no difference"]),
]


@pytest.mark.parametrize("case", range(len(BAD)))
def test_errors_say_what_to_mend(case):
    call, kind, words = BAD[case]
    with pytest.raises(kind) as caught:
        call()
    for word in words:
        assert word in str(caught.value)


def test_dropped_respondents_are_stated():
    found = alpha(pd.DataFrame({"a": [1, 2, 3, 4], "b": [1, 2, 4, None]}), missing="drop")
    assert found.detail["missing"] == "1 of 4 respondents left out an item and are not used (missing='drop')"
    assert found.rows[0].n == 3
