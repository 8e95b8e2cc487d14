"""An estimate held against a named truth: in the same units where both have them, by rank where they have not.

Which pairs share a meaning: slopes (ols, mixed, ordered as average marginal effects, structural totals) with T2, the effect of
moving what is felt, among users, as the mean of +1 and -1; shares (lmg, johnson, dominance) with T3; penalties and rewards with
T2 of -1 and of +1, by sign, class and rank. Every other pair answers different questions and is compared by rank alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab.estimators.contrasts import asymmetry, kano_class
from cxlab.estimators.pairing import SLOPES, conversion, estimates_of, pairing, shared_names, truth_name, truths_of, values_of
from cxlab.estimators.screening import by_text
from cxlab.results import Estimate, Result

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_CALLED = {
    "ols": "OLS slopes",
    "mixed": "Mixed-model slopes",
    "ordered": "Average marginal effects",
    "structural": "Structural totals",
    "lmg": "LMG shares",
    "johnson": "Johnson shares",
    "dominance": "Dominance shares",
    "correlation": "Correlations",
    "penalty_reward": "Penalties and rewards",
}
OUTCOMES = ("S", "satisfaction", "outcome")  # names under which error-free data may carry the outcome


class Comparison(Result):
    """Estimates beside a truth, made by `fit.compare(truth)`: how close they are, and what was compared with what.

    `table` has one line for each driver, and is what is printed. `to_frame()` has the rows that sum it up: rank correlation, bias,
    RMSE and coverage (by rank, the last three are empty); by shape, how far signs, classes and ranks agree.

    Parameters
    ----------
    title, unit, method, rows : as in `Result`.
    detail : "by" is "value", "rank" or "shape", and "why" says why; "table" is the table of the drivers.

    Examples
    --------
    >>> from cxlab.estimators import drivers
    >>> answers = pd.DataFrame({"overall": [2, 4, 4, 6, 6, 8], "courier": [1, 2, 3, 4, 5, 6], "app": [1, 2, 1, 2, 1, 2]})
    >>> truth = Result("T1", "points", "exact", (Estimate("courier", 0.9), Estimate("app", 0.3)), {"truth": "T1"})
    >>> found = drivers(answers, "overall", ["courier", "app"]).compare(truth)
    >>> found.detail["by"], found.table["name"].tolist(), found.names
    ('rank', ['courier', 'app'], ['rank correlation', 'bias', 'RMSE', 'coverage'])
    """

    @property
    def table(self) -> pd.DataFrame:
        """One line for each driver, as a copy.

        Returns
        -------
        DataFrame
            By value or rank: name, estimate, low, high, truth; by value also error, covered and, where the truth allows, the error
            split into sampling, survey and method. By shape: penalty, reward, asymmetry and class, each beside the true one.

        Examples
        --------
        >>> table = pd.DataFrame({"name": ["app"], "estimate": [0.3], "truth": [0.25]})
        >>> Comparison("OLS against T2", "", "OLS", (), {"table": table}).table.columns.tolist()
        ['name', 'estimate', 'truth']
        """
        return pd.DataFrame(self.detail["table"]).copy()

    def _shown(self) -> tuple[str, pd.DataFrame, list[str]]:
        """Each estimate beside its truth, then the sentence and what was compared."""
        unit = self.detail["value_unit"]
        return f" ({unit})" if unit else "", self.detail["table"], [self.sentence, f"Compared: {self.method}."]

    def plot(self, ax: Axes | None = None) -> Axes:
        """Draw each estimate with its interval beside its truth; ranks, or asymmetry, where the units differ."""
        from cxlab import plots

        table, by = self.detail["table"], self.detail["by"]
        if by == "rank":
            shown = pd.DataFrame({"name": table["name"], "value": _ranks(table["estimate"]), "low": np.nan, "high": np.nan})
            truth, unit = _ranks(table["truth"]), "rank (1 = largest)"
        elif by == "shape":
            shown = pd.DataFrame({"name": table["name"], "value": table["asymmetry"], "low": np.nan, "high": np.nan})
            truth, unit = table["true asymmetry"], "asymmetry index (-1 penalties only, +1 rewards only)"
        else:
            shown = table.rename(columns={"estimate": "value"})[["name", "value", "low", "high"]]
            truth, unit = table["truth"], self.detail["value_unit"]
        reference = pd.DataFrame({"name": table["name"], "value": truth})
        return plots.forest(shown, ax=ax, title=self.title, unit=unit, reference=reference)


def compared(fit: Result, truth: Result, *, standardize: bool = False) -> Comparison:
    """Compare the estimates of `fit` with `truth`."""
    name = truth_name(truth)
    by, why = pairing(fit, truth, name)
    if standardize and by != "value":
        raise ValueError(f"standardize=True puts slopes on one scale, and these are compared by {by}: {why} Leave standardize out.")
    if standardize and name == "T3":
        raise ValueError("standardize=True is for slopes; shares have no unit to begin with. Leave standardize out.")
    if by == "shape":
        return _by_shape(fit, truth, why)
    return _by_value(fit, truth, why, standardize) if by == "value" else _by_rank(fit, truth, why)


def _in_world_units(frame: pd.DataFrame, fit: Result, names: list[str], points: Mapping[str, float] | None) -> pd.DataFrame:
    """Estimates of `names`, slopes turned from rating points into world points."""
    table = frame.set_index("name").loc[names, ["value", "low", "high"]].astype(float)
    if points is None:
        return table
    factor = np.array([points[fit.detail["outcome"]] / points[name] for name in names])
    return table.mul(factor, axis=0)


def _by_value(fit: Result, truth: Result, why: str, standardize: bool) -> Comparison:
    true = truths_of(truth)
    names = shared_names(fit, true)
    slope = fit.detail["kind"] in SLOPES
    points = conversion(fit, truth) if slope else None
    scale = _standard(truth, names) if standardize else np.ones(len(names))
    mine = _in_world_units(estimates_of(fit), fit, names, points).mul(scale, axis=0)
    value = np.array([true[k] for k in names]) * scale
    table = mine.rename(columns={"value": "estimate"}).reset_index()
    table["truth"] = value
    table["error"] = table["estimate"] - value
    known = table["low"].notna()
    table["covered"] = ((table["low"] <= value) & (value <= table["high"])).where(known)
    table, refits = _split(table, fit, truth, names, points, scale)
    error = table["error"].to_numpy()
    coverage = float(table.loc[known, "covered"].mean()) if known.any() else np.nan
    rows = _rows(len(names), _rank_correlation(table["estimate"], value), float(error.mean()), float(np.sqrt((error**2).mean())), coverage)
    unit = "standard deviations" if standardize else "world points per point" if slope else "share"
    sentence = (
        f"{_called(fit)} against {_named(truth)} ({unit}): mean error {error.mean():+.3f}, RMSE "
        f"{np.sqrt((error**2).mean()):.3f}, rank correlation "
        f"{_rank_correlation(table['estimate'], value):.2f}"
        + (f", {100 * coverage:.0f}% of the intervals hold the truth" if known.any() else ", no intervals")
        + f". {why}"
    )
    return _comparison(fit, truth, rows, table, "value", why, sentence, unit, refits)


def _standard(truth: Result, names: list[str]) -> np.ndarray:
    sd_x, sd_s = truth.detail.get("sd_x"), truth.detail.get("sd_s")
    if sd_x is None or sd_s is None or any(k not in sd_x for k in names):
        raise ValueError(
            "standardize=True needs the truth's error-free standard deviations, detail['sd_x'] and detail['sd_s']. Leave standardize out."
        )
    return np.array([float(sd_x[k]) / float(sd_s) for k in names])


def _split(
    table: pd.DataFrame, fit: Result, truth: Result, names: list[str], points: Mapping[str, float] | None, scale: np.ndarray
) -> tuple[pd.DataFrame, str]:
    """Split each error: sampling (these answers or all answers), survey (answers or error-free), method (estimator or truth)."""
    everyone, clean = truth.detail.get("population"), truth.detail.get("error_free")
    if everyone is None or clean is None or "spec" not in fit.detail:
        return table, ""
    full, free = refitted(fit, everyone), refitted(fit, _with_outcome(clean, fit.detail["outcome"]), exact=True)
    on_all = _in_world_units(estimates_of(full), fit, names, points)["value"].to_numpy() * scale
    on_clean = _in_world_units(estimates_of(free), fit, names, None)["value"].to_numpy() * scale
    table["sampling"] = table["estimate"] - on_all
    table["survey"] = on_all - on_clean
    table["method"] = on_clean - table["truth"]
    return table, f"All answers: {full.method}. {full.detail['missing']} Error-free: {free.method}. {free.detail['missing']}"


def _with_outcome(clean: pd.DataFrame, outcome: str) -> pd.DataFrame:
    if outcome in clean:
        return clean
    found = [c for c in OUTCOMES if c in clean]
    if not found:
        raise KeyError(f"The error-free data have no column {outcome!r}. Give the outcome that name, or one of {list(OUTCOMES)}.")
    return clean.rename(columns={found[0]: outcome})


def refitted(fit: Result, data: pd.DataFrame, *, exact: bool = False) -> Result:
    """The same estimator on other data; on error-free data (`exact`) slopes are least squares, for nothing is rated there."""
    from cxlab.estimators.fits import drivers

    spec, data = dict(fit.detail["spec"]), by_text(data)
    spec.update({column: None for column in ("weights", "cluster") if spec[column] not in data})
    ungrouped = spec["method"] == "mixed" and spec["cluster"] is None
    if ungrouped or (exact and spec["method"] in SLOPES):
        spec.update(method="ols", slopes=(), within=False, link="logit")
    if exact:
        spec["covariates"] = tuple(c for c in spec["covariates"] if c in data)
    if spec["missing"] is None and data[list(spec["on"])].isna().any(axis=None):
        spec["missing"] = "not_used_indicator"
    return drivers(data, **spec)


def _by_rank(fit: Result, truth: Result, why: str) -> Comparison:
    true = truths_of(truth)
    names = shared_names(fit, true)
    mine = estimates_of(fit).set_index("name").loc[names, ["value", "low", "high"]]
    table = mine.rename(columns={"value": "estimate"}).reset_index()
    table["truth"] = [true[k] for k in names]
    rank = _rank_correlation(table["estimate"], table["truth"])
    sentence = f"{_called(fit)} against {_named(truth)}; by rank only: rank correlation {rank:.2f} over {len(names)} drivers. {why}"
    return _comparison(fit, truth, _rows(len(names), rank), table, "rank", why, sentence)


def _by_shape(fit: Result, truth: Result, why: str) -> Comparison:
    up, down = values_of(truth.detail["plus"]), values_of(truth.detail["minus"])
    names = shared_names(fit, {k: up[k] for k in up if k in down})
    table = fit.detail["table"].set_index("name").loc[names, ["penalty", "reward", "asymmetry", "class"]].reset_index()
    table["true penalty"], table["true reward"] = [down[k] for k in names], [up[k] for k in names]
    table["true asymmetry"] = [asymmetry(down[k], up[k]) for k in names]
    table["true class"] = [kano_class(a) for a in table["true asymmetry"]]
    signs = np.concatenate([np.sign(table[a]) == np.sign(table[f"true {a}"]) for a in ("penalty", "reward")])
    same = table["class"] == table["true class"]
    n = len(names)
    rows = (
        Estimate("sign agreement", float(signs.mean()), n=2 * n),
        Estimate("class agreement", float(same.mean()), n=n),
        Estimate("rank correlation of penalties", _rank_correlation(table["penalty"], table["true penalty"]), n=n),
        Estimate("rank correlation of rewards", _rank_correlation(table["reward"], table["true reward"]), n=n),
    )
    sentence = (
        f"Penalty-reward against {_named(truth)}: {int(same.sum())} of {n} drivers in their true class, "
        f"{100 * signs.mean():.0f}% of the signs right. {why}"
    )
    return _comparison(fit, truth, rows, table, "shape", why, sentence)


def _rows(n: int, rank: float, bias: float = np.nan, rmse: float = np.nan, coverage: float = np.nan) -> tuple[Estimate, ...]:
    return (
        Estimate("rank correlation", rank, n=n),
        Estimate("bias", bias, n=n),
        Estimate("RMSE", rmse, n=n),
        Estimate("coverage", coverage, n=n),
    )


def _comparison(
    fit: Result,
    truth: Result,
    rows: tuple[Estimate, ...],
    table: pd.DataFrame,
    by: str,
    why: str,
    sentence: str,
    value_unit: str = "",
    refits: str = "",
) -> Comparison:
    detail = {
        "sentence": sentence,
        "by": by,
        "why": why,
        "table": table,
        "value_unit": value_unit,
        "truth": truth.detail["truth"],
        "refits": refits,
        "advice": _left_out(fit, table),
    }
    unit = f"{value_unit or 'no unit'}; correlation, agreement and coverage from 0 to 1"
    return Comparison(f"{_called(fit)} against {_named(truth)}", unit, f"{fit.method}, with {truth.method}", rows, detail)


def _left_out(fit: Result, table: pd.DataFrame) -> list[str]:
    gone = [name for name in estimates_of(fit)["name"] if name not in set(table["name"])]
    return [f"The truth holds nothing on {', '.join(gone)}; left out of the comparison."] if gone else []


def _called(fit: Result) -> str:
    return _CALLED[fit.detail["kind"]]


def _named(truth: Result) -> str:
    detail = truth.detail
    if detail["truth"] != "T2":
        return {"T1": "T1, the weights of the world", "T3": "T3, the true shares of variance"}[detail["truth"]]
    size = detail.get("delta", 1.0)
    moved = "" if size == 1.0 else f" of moves of {size:g}"
    return f"T2, the effect of a point{moved} {detail.get('lever', 'felt')} among {detail.get('among', 'users')}"


def _ranks(values: pd.Series) -> pd.Series:
    return values.rank(ascending=False)


def _rank_correlation(a: Any, b: Any) -> float:
    """Spearman's rank correlation; NaN for fewer than two drivers or when all are tied."""
    x, y = pd.Series(np.asarray(a, dtype=float)).rank(), pd.Series(np.asarray(b, dtype=float)).rank()
    if len(x) < 2 or x.nunique() < 2 or y.nunique() < 2:
        return float("nan")
    return round(float(np.corrcoef(x, y)[0, 1]), 12)
