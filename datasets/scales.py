"""Answers to two scales from factors with known loadings: what was expected and met in five dimensions, and four brand factors."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.scales import brand_experience_items, service_quality_items

# Mean of what is expected and of what is met, on 1 to 7.
MEANS = {"reliability": (6.2, 5.2), "assurance": (5.9, 5.6), "tangibles": (5.3, 5.8), "empathy": (5.6, 4.9), "responsiveness": (6.0, 5.0)}
MET_LOADINGS = (0.85, 0.80, 0.75, 0.70, 0.65)
WEAK = {"empathy_5": 0.35}  # an item that hardly belongs to its dimension
EXPECTED_LOADING = 0.70
BRAND_LOADINGS = (0.80, 0.70, 0.60)
BRAND_MEANS = {"sensory": 4.8, "affective": 4.6, "intellectual": 3.9, "behavioural": 3.6}
MISSING = 0.02


def scale_answers(satisfied: np.ndarray, seed: int) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of guests whose satisfaction (mean 0, standard deviation 1) is given, and the table of loadings."""
    draws, n = np.random.default_rng(seed), len(satisfied)
    columns: dict[str, np.ndarray] = {"guest": np.arange(n)}
    rows: list[tuple[str, str, float]] = []
    met = {name: 0.6 * satisfied + 0.8 * draws.standard_normal(n) for name in MEANS}
    expected = {name: 0.4 * met[name] + 0.84**0.5 * draws.standard_normal(n) for name in MEANS}
    items = service_quality_items()
    for what, factors, place, spread in (("expected", expected, 0, 0.8), ("met", met, 1, 1.1)):
        for item, dimension in items["dimension"].items():
            number = int(str(item).rsplit("_", 1)[1]) - 1
            loading = EXPECTED_LOADING if what == "expected" else WEAK.get(str(item), MET_LOADINGS[number])
            columns[f"{what}_{item}"] = _rated(MEANS[dimension][place], spread, loading, factors[dimension], draws)
            rows.append((dimension if what == "met" else f"{dimension}, expected", f"{what}_{item}", loading))
    shared = draws.standard_normal(n)
    brand = {name: 0.5 * satisfied + 0.5 * shared + 0.5**0.5 * draws.standard_normal(n) for name in BRAND_MEANS}
    for item, factor, turned in brand_experience_items()[["factor", "reversed"]].itertuples():
        loading = BRAND_LOADINGS[int(item.rsplit("_", 1)[1]) - 1]
        answer = _rated(BRAND_MEANS[factor], 1.3, loading, brand[factor], draws)
        columns[item] = 8 - answer if turned else answer
        rows.append((factor, item, -loading if turned else loading))
    table = pd.DataFrame(columns).astype("Int64")
    gaps = draws.random((n, table.shape[1] - 1)) < MISSING
    table.iloc[:, 1:] = table.iloc[:, 1:].mask(gaps)
    truth = pd.DataFrame(rows, columns=["truth", "name", "value"]).assign(low=np.nan, high=np.nan, n=0)
    return table, truth


def _rated(mean: float, spread: float, loading: float, factor: np.ndarray, draws: np.random.Generator) -> np.ndarray:
    """Whole answers from 1 to 7."""
    own = draws.standard_normal(len(factor))
    return np.clip(np.rint(mean + spread * (loading * factor + (1 - loading**2) ** 0.5 * own)), 1, 7).astype(np.int64)
