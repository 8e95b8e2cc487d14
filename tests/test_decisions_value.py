"""Lifetime value, retention, spend, ROI: sums written out, closed forms, distributions, and the words of their errors."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from cxlab.decisions import Economics, break_even_gain, lifetime_value, retention_rate, roi, spend_response
from cxlab.results import Estimate, Result

QUICK = settings(derandomize=True, deadline=None, max_examples=40)
FIRM = Economics(customers=10_000, margin=100, retention=0.80, per_point=0.03, discount=0.10)


def written_out(margin: float, r: float, d: float, variant: str, terms: int) -> float:
    """The margins one by one."""
    first = {"retained": 1, "first_now": 0, "first_at_end": 1}[variant]
    stays = {"retained": 0, "first_now": 0, "first_at_end": -1}[variant]
    return sum(margin * r ** (t + stays) / (1 + d) ** t for t in range(first, first + terms))


def test_exercise_numbers():
    assert lifetime_value(100, 0.80, 0.10).value == pytest.approx(266.67, abs=0.005)
    assert lifetime_value(100, 0.85, 0.10).value == pytest.approx(340.00, abs=0.005)
    found = roi(0.5, 250_000, FIRM)
    assert found.detail["added value"] == pytest.approx(192_982, abs=0.5)
    assert found.value == pytest.approx(-0.228, abs=0.0005)
    assert break_even_gain(250_000, FIRM).value == pytest.approx(0.638, abs=0.0005)


@pytest.mark.parametrize("variant", ["retained", "first_now", "first_at_end"])
@pytest.mark.parametrize(("r", "d"), [(0.8, 0.1), (0.0, 0.1), (0.95, 0.0), (1.0, 0.05)])
def test_every_variant_is_the_sum_of_its_margins(variant, r, d):
    for horizon in (1, 2, 7):
        assert lifetime_value(100, r, d, variant=variant, horizon=horizon).value == pytest.approx(written_out(100, r, d, variant, horizon))
    assert lifetime_value(100, r, d, variant=variant).value == pytest.approx(written_out(100, r, d, variant, 3000), rel=1e-9)


def test_variants_differ_by_a_margin_or_a_period():
    now, retained, at_end = (lifetime_value(100, 0.8, 0.1, variant=v).value for v in ("first_now", "retained", "first_at_end"))
    assert now - retained == pytest.approx(100)
    assert now / at_end == pytest.approx(1.1)


def test_full_retention_without_discount_needs_a_horizon():
    assert lifetime_value(100, 1.0, 0.0, horizon=5).value == 500
    with pytest.raises(ValueError, match="endless sum"):
        lifetime_value(100, 1.0, 0.0)


def test_several_retentions_give_named_rows():
    found = lifetime_value(100, [0.80, 0.85], 0.10)
    assert found.names == ["retention 0.8", "retention 0.85"]
    assert "+73.33" in found.sentence
    assert "variant 'retained'" in found.method


@QUICK
@given(st.floats(1, 9), st.floats(-3, 3), st.floats(0, 0.3), st.floats(0.05, 0.95))
def test_retention_is_a_line_held_to_its_range(now, step, slope, rate):
    found = retention_rate(now + step, satisfaction_now=now, retention_now=rate, per_point=slope)
    assert found == pytest.approx(min(max(rate + slope * step, 0), 1))


def test_zone_of_indifference_is_flat_and_continuous():
    keywords = dict(satisfaction_now=7.0, retention_now=0.8, per_point=0.05, zone=(6.0, 8.0))
    s = np.linspace(4, 10, 601)
    r = retention_rate(s, **keywords)
    assert r[(s >= 6) & (s <= 8)] == pytest.approx(0.8)
    assert np.abs(np.diff(r)).max() == pytest.approx(0.05 * 0.01)
    assert retention_rate(9.0, **keywords) == pytest.approx(0.85)
    assert retention_rate(5.0, **keywords) == pytest.approx(0.75)
    outside = retention_rate(9.0, satisfaction_now=8.5, retention_now=0.8, per_point=0.05, zone=(6.0, 8.0))
    assert outside == pytest.approx(0.825)


def test_inside_the_zone_a_gain_earns_nothing():
    firm = Economics(satisfaction=7.0, zone=(6.0, 8.0))
    assert roi(0.5, 1000, firm).value == -1.0
    assert roi(1.5, 1000, firm).detail["added value"] == pytest.approx(roi(0.5, 1000).detail["added value"])
    assert break_even_gain(250_000, firm).value == pytest.approx(1 + break_even_gain(250_000).value)


def test_spend_saturates():
    assert spend_response(0, headroom=2, scale=50) == 0
    assert spend_response(50, headroom=2, scale=50) == pytest.approx(2 * (1 - math.exp(-1)))
    assert spend_response(1e6, headroom=2, scale=50) == pytest.approx(2)
    assert (np.diff(spend_response(np.arange(5.0), headroom=2, scale=1), n=2) < 0).all()


def test_break_even_gain_breaks_even():
    for firm in (FIRM, Economics(variant="first_now", horizon=5), Economics(referral=3.0), Economics(per_point=(0.02, 0.04))):
        gain = break_even_gain(100_000, firm).value
        assert float(firm.added_value(gain)) == pytest.approx(100_000)
    assert break_even_gain(100_000, Economics(per_point=0.0, referral=2.0)).value == pytest.approx(5.0)


def test_the_chain_shows_every_link():
    firm = Economics(satisfaction=7.0, zone=(6.0, 7.2), referral=4.0)
    links = firm.chain(0.5)
    assert links.loc["satisfaction"].tolist() == pytest.approx([7.0, 7.5, 0.5])
    assert links.loc["retention"].tolist() == pytest.approx([0.80, 0.809, 0.009])
    worth = [lifetime_value(100, r).value for r in (0.80, 0.809)]
    assert links.loc["lifetime value of a customer"].tolist() == pytest.approx([*worth, worth[1] - worth[0]])
    assert links.loc["all customers, with referrals", "change"] == pytest.approx(float(firm.added_value(0.5)))
    assert math.isnan(FIRM.chain(0.5).loc["satisfaction", "before"])


def test_referrals_add_their_money():
    plain, spoken = roi(0.5, 250_000, FIRM), roi(0.5, 250_000, Economics(referral=10))
    assert spoken.detail["added value"] - plain.detail["added value"] == pytest.approx(10_000 * 0.5 * 10)


def test_chance_of_a_positive_roi_has_its_closed_form():
    """Only the gain is uncertain and normal: the chance is that of passing the break-even gain, within four standard errors."""
    gain = Estimate("gain", 0.6, 0.6 - 1.959964 * 0.1, 0.6 + 1.959964 * 0.1, 100)
    found = roi(gain, 250_000, FIRM, draws=20_000, rng=1)
    known = stats.norm.sf(break_even_gain(250_000, FIRM).value, 0.6, 0.1)
    assert found.detail["probability"] == pytest.approx(known, abs=4 * math.sqrt(known * (1 - known) / 20_000))
    ends = [(float(FIRM.added_value(g)) - 250_000) / 250_000 for g in (gain.low, 0.6, gain.high)]
    spread = ends[2] - ends[0]
    assert (found.rows[0].low, found.value, found.rows[0].high) == pytest.approx(ends, abs=0.03 * spread)
    assert "includes 0" in found.sentence


def test_uniform_cost_has_its_closed_form():
    found = roi(0.5, (150_000, 250_000), FIRM, draws=20_000, rng=2)
    known = (192_982.456 - 150_000) / 100_000
    assert found.detail["probability"] == pytest.approx(known, abs=4 * math.sqrt(known * (1 - known) / 20_000))


def test_draws_follow_the_seed_and_each_number_has_its_own():
    wide = Economics(margin=(80, 120), per_point=(0.01, 0.05))
    first, again = (roi((0.3, 0.7), 200_000, wide, rng=5).rows[0] for _ in range(2))
    assert first == again
    assert roi((0.3, 0.7), 200_000, wide, rng=np.random.default_rng(1)).rows[0] != first
    drawn = wide.drawn(50, 5)
    fixed = Economics(margin=100, per_point=(0.01, 0.05)).drawn(50, 5)
    assert drawn["per_point"].tolist() == fixed["per_point"].tolist()
    assert abs(np.corrcoef(wide.drawn(4000, 5)["margin"], wide.drawn(4000, 5)["per_point"])[0, 1]) < 4 / math.sqrt(4000)


def test_gain_is_taken_in_every_form():
    exact = roi(0.5, 250_000, FIRM).value
    result = Result("gain", "points", "t 95% interval", (Estimate("gain", 0.5),))
    for gain in (Estimate("gain", 0.5), result, np.full(10, 0.5), (0.5, 0.5)):
        assert roi(gain, 250_000, FIRM).value == pytest.approx(exact)


def test_sentences_say_whether_it_pays():
    assert "does not pay for a cost of 250,000" in roi(0.5, 250_000, FIRM).sentence
    assert "excludes 0: it loses" in roi((0.1, 0.3), 250_000, FIRM, rng=1).sentence
    assert "excludes 0: it pays" in roi((0.8, 1.0), 250_000, FIRM, rng=1).sentence


BAD = [
    (lambda: lifetime_value(100, 1.2), ValueError, ["retention=1.2", "0 to 1"]),
    (lambda: lifetime_value(100, 0.8, -0.1), ValueError, ["discount=-0.1"]),
    (lambda: lifetime_value(100, 0.8, variant="simple"), ValueError, ["'retained', 'first_now', 'first_at_end'"]),
    (lambda: lifetime_value(100, 0.8, horizon=0), ValueError, ["horizon=0"]),
    (lambda: lifetime_value(100, []), ValueError, ["retention is empty"]),
    (lambda: retention_rate(7, satisfaction_now=7, retention_now=0.8, per_point=0.03, zone=(8, 6)), ValueError, ["does not rise"]),
    (lambda: retention_rate(7, satisfaction_now=7, retention_now=0.8, per_point=0.03, zone=6), TypeError, ["not a pair", "(6, 8)"]),
    (lambda: spend_response(-1, headroom=1, scale=1), ValueError, ["spend=-1", "0 up"]),
    (lambda: spend_response(1, headroom=1, scale=0), ValueError, ["scale=0", "above 0"]),
    (lambda: Economics(retention=(0.9, 0.7)), ValueError, ["retention=(0.9, 0.7)", "(low, high)"]),
    (lambda: Economics(retention=(0.9, 1.7)), ValueError, ["retention=1.7", "0 to 1"]),
    (lambda: Economics(margin=(1, 2, 3)), ValueError, ["margin=(1, 2, 3)", "not a pair"]),
    (lambda: Economics(zone=(6, 8)), ValueError, ["needs today's mean satisfaction", "both or neither"]),
    (lambda: roi(0.5, 0), ValueError, ["cost=0", "above 0"]),
    (lambda: roi("much", 100), TypeError, ["gain='much'"]),
    (lambda: roi([0.1, math.nan, 0.2], 100), ValueError, ["3 draws", "finite"]),
    (lambda: roi(lifetime_value(100, [0.8, 0.9]), 100), ValueError, ["retention 0.8", "Pass one"]),
    (lambda: break_even_gain(1e9), ValueError, ["never paid back", "full retention"]),
    (lambda: break_even_gain(100, Economics(per_point=0.0)), ValueError, ["never paid back"]),
]


@pytest.mark.parametrize("case", range(len(BAD)))
def test_errors_say_what_to_mend(case):
    call, kind, words = BAD[case]
    with pytest.raises(kind) as caught:
        call()
    for word in words:
        assert word in str(caught.value)
