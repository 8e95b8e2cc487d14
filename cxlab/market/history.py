"""What happened in a market: frames, and the questions one can ask of them."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from cxlab import _validate as check
from cxlab.market import rounds
from cxlab.market.minds import Diary, Minds
from cxlab.market.ties import Links
from cxlab.mechanisms.bonds import LOYALTY, experience_weight
from cxlab.results import Estimate, Result

if TYPE_CHECKING:
    from cxlab.market.marketplace import Market

Z95 = 1.959963984540054
MEASURES = ("share", "satisfaction")


class MarketRun:
    """A run of a market. Made by `market.simulate(...)`, which holds an example.

    `periods` has one row per period and brand, `agents` one per agent as it is at the end, `history` one per agent and
    period in which something was needed.
    """

    def __init__(self, market: Market, agents: int, seed: int, minds: Minds, diary: Diary, links: Links) -> None:
        self.market, self.seed = market, seed
        self._agents, self._minds, self._diary, self._links = agents, minds, diary, links

    def __len__(self) -> int:
        return self._agents

    def __repr__(self) -> str:
        return f"<MarketRun {self.market.name}: {self._agents:,} agents, {len(self._diary.sums)} periods, seed {self.seed}>"

    @cached_property
    def periods(self) -> pd.DataFrame:
        """One row per period and brand.

        purchases; share (of all purchases); trial (agents who bought the brand for the first time); customers (agents who are
        with it); satisfaction (mean of its buyers); churn (share of its customers in need who did not buy it again);
        good_talk, bad_talk (people who spoke of it); engagement (mean stock of its customers); wallet (mean share of wallet by
        rank, of all agents who have bought anything); image; quality (mean offered).
        """
        s = self._diary.sums
        periods, brands = s.shape[:2]
        count = {name: s[:, :, column].astype(int) for name, column in _COUNTS.items()}
        with np.errstate(invalid="ignore", divide="ignore"):
            rates = {
                "share": s[:, :, rounds.PURCHASES] / s[:, :, rounds.PURCHASES].sum(axis=1, keepdims=True),
                "satisfaction": s[:, :, rounds.SATISFACTION] / s[:, :, rounds.PURCHASES],
                "churn": s[:, :, rounds.LEFT] / s[:, :, rounds.AT_RISK],
                "engagement": s[:, :, rounds.ENGAGED] / s[:, :, rounds.CUSTOMERS],
                "wallet": s[:, :, rounds.WALLET] / s[:, :, rounds.WALLETS],
            }
        columns = count | rates | {"image": s[:, :, rounds.IMAGE]}
        table = pd.DataFrame({"period": np.repeat(np.arange(1, periods + 1), brands), "brand": self.market.names * periods})
        return table.assign(**{name: columns[name].ravel() for name in _ORDER})

    @cached_property
    def agents(self) -> pd.DataFrame:
        """One row per agent at the end.

        group; joined (period); ties; purchases, and one column bought_<brand> for each; brand (None: none yet, or left all);
        satisfaction with it so far; engagement; weight of own experience with it; repeat (its share of the agent's purchases);
        loyalty (kind by attitude and repeat purchase, cuts 7 and 0.5).
        """
        m, names = self._minds, self.market.names
        mine = m.brand >= 0
        at = np.where(mine, m.brand, 0).astype(int)
        row = np.arange(len(self))
        total = m.bought.sum(axis=1)
        own = np.where(mine, m.bought[row, at], 0)
        attitude = np.where(mine, m.known[row, at], np.nan)
        repeat = np.divide(own, total, out=np.full(len(self), np.nan), where=total > 0)
        groups = [group.name for group in self.market.buyers]
        table = pd.DataFrame(
            {"group": _labels(m.kind, groups), "joined": m.joined + 1, "ties": self._ties, "purchases": total}
            | {f"bought_{name}": m.bought[:, b] for b, name in enumerate(names)}
            | {
                "brand": _labels(m.brand, names),
                "satisfaction": attitude,
                "engagement": np.where(mine, m.stock[row, at], np.nan),
                "weight": np.where(mine, experience_weight(own, prior=self.market.bonds.prior), np.nan),
                "repeat": repeat,
            },
            index=pd.RangeIndex(len(self), name="agent"),
        )
        kinds = [LOYALTY[likes, buys] if known else None for likes, buys, known in zip(attitude >= 7.0, repeat >= 0.5, mine, strict=True)]
        return table.assign(loyalty=pd.Categorical(kinds, categories=list(LOYALTY.values())))

    @property
    def _ties(self) -> np.ndarray:
        return np.diff(self._links.offsets) + self._links.strangers

    @cached_property
    def history(self) -> pd.DataFrame:
        """One row per agent and period in which the agent needed something, in order of agents and periods.

        brand bought (None: nothing); satisfaction with it; said (1 good, -1 bad, 0 nothing); and for each brand chance_<brand>
        (before the draw, talk included), good_<brand>, bad_<brand> (messages heard since the last choice).
        """
        d, names = self._diary, self.market.names
        if not d.keep:
            raise ValueError("This run kept no history. Simulate with keep=True.")
        agent, period = np.nonzero(d.chosen.T > -2)
        chosen = d.chosen[period, agent]
        columns = {"agent": agent, "period": period + 1, "brand": _labels(chosen, names)}
        columns |= {"satisfaction": d.satisfaction[period, agent], "said": d.said[period, agent]}
        for b, name in enumerate(names):
            columns |= {f"chance_{name}": d.chance[period, agent, b], f"good_{name}": d.good[period, agent, b]}
            columns |= {f"bad_{name}": d.bad[period, agent, b]}
        return pd.DataFrame(columns)

    def shares(self, period: int | None = None) -> Result:
        """Share of purchases of each brand in a period (the last when left out), with a Wilson 95 % interval."""
        t = self._period(period)
        bought = self._diary.sums[t, :, rounds.PURCHASES]
        rows = tuple(_proportion(name, k, bought.sum()) for name, k in zip(self.market.names, bought, strict=True))
        first = max(rows, key=lambda row: row.value)
        sentence = f"In period {t + 1}, {first.name} has the largest share of purchases: {first.value:.1%}."
        detail = {"sentence": sentence, "advice": [_DEPENDENT]}
        return Result("Market shares", "share of purchases", "Wilson 95% interval, agents taken as independent", rows, detail)

    def churn(self) -> Result:
        """Share of customers in need who did not buy their brand again, over all periods, with a Wilson 95 % interval."""
        total = self._diary.sums.sum(axis=0)
        rows = tuple(_proportion(n, s[rounds.LEFT], s[rounds.AT_RISK]) for n, s in zip(self.market.names, total, strict=True))
        worst = max(rows, key=lambda row: -1.0 if np.isnan(row.value) else row.value)
        sentence = f"Of {worst.name}'s customers who needed something, {worst.value:.1%} did not buy {worst.name} again."
        return Result(
            "Churn", "share of customers in need", "Wilson 95% interval, purchases taken as independent", rows, {"sentence": sentence}
        )

    def talk(self) -> Result:
        """People who spoke well and ill of each brand after a purchase, as a share of its purchases over all periods.

        `detail["by_satisfaction"]` (when the history was kept) shows the U: chance of talking by satisfaction, in bands of a point.
        """
        total = self._diary.sums.sum(axis=0)
        rows = []
        for name, s in zip(self.market.names, total, strict=True):
            rows += [
                _proportion(f"{name}, good", s[rounds.GOOD], s[rounds.PURCHASES]),
                _proportion(f"{name}, bad", s[rounds.BAD], s[rounds.PURCHASES]),
            ]
        good, bad = total[:, rounds.GOOD].sum(), total[:, rounds.BAD].sum()
        detail = {"sentence": f"{good:,.0f} spoke well of a brand and {bad:,.0f} ill.", "good": float(good), "bad": float(bad)}
        if self._diary.keep:
            detail["by_satisfaction"] = self._bands()
        return Result("Talk", "share of purchases", "Wilson 95% interval, purchases taken as independent", tuple(rows), detail)

    def _bands(self) -> pd.DataFrame:
        satisfaction, said = self._diary.satisfaction.ravel(), self._diary.said.ravel()
        bought = ~np.isnan(satisfaction)
        table = pd.DataFrame({"satisfaction": np.floor(satisfaction[bought]), "good": said[bought] > 0, "bad": said[bought] < 0})
        bands = table.groupby("satisfaction").agg(purchases=("good", "size"), good=("good", "mean"), bad=("bad", "mean"))
        return bands.assign(talk=bands["good"] + bands["bad"]).rename_axis("from")

    def weight_of_experience(self, most: int | None = None) -> Result:
        """Weight of own experience against image by number of purchases, n/(n+k); n of a row is the number of customers who stand there."""
        m = self._minds
        mine = np.flatnonzero(m.brand >= 0)
        own = m.bought[mine, m.brand[mine]]
        last = max(int(own.max()) if len(own) else 1, 1) if most is None else check.count("most", most)
        times, at = np.arange(1, last + 1), np.bincount(own, minlength=last + 1)
        weights = np.asarray(experience_weight(times, prior=self.market.bonds.prior))
        rows = tuple(Estimate(str(n), float(w), n=int(at[n])) for n, w in zip(times, weights, strict=True))
        sentence = f"With k = {self.market.bonds.prior:g}, experience outweighs image from {int(np.floor(self.market.bonds.prior)) + 1} purchases on."
        return Result("Weight of own experience by number of purchases", "weight, 0 to 1", "exact, n/(n+k)", rows, {"sentence": sentence})

    def loyalty(self) -> Result:
        """Share of customers of each kind of loyalty (Dick & Basu 1994), with a Wilson 95 % interval."""
        kinds = self.agents["loyalty"].value_counts()
        rows = tuple(_proportion(kind, float(kinds[kind]), float(kinds.sum())) for kind in LOYALTY.values())
        sentence = f"{rows[2].value:.0%} of customers keep buying a brand they do not like (spurious loyalty)."
        return Result(
            "Kinds of loyalty", "share of customers", "Wilson 95% interval, agents taken as independent", rows, {"sentence": sentence}
        )

    def change_from(self, before: MarketRun, measure: str = "share", period: int | None = None) -> Result:
        """How much each brand's share or satisfaction differs from another run of the same agents, in one period.

        Parameters
        ----------
        before : a run with the same seed, number of agents and brands.
        measure : "share" (of all agents, paired agent by agent) or "satisfaction" (mean of the buyers, who may be others).
        period : from 1; the last when left out.

        Raises
        ------
        ValueError
            When the runs do not hold the same agents.
        """
        mine, theirs = ((r.seed, len(r), r.market.names, len(r._diary.sums)) for r in (self, before))
        if mine != theirs:
            raise ValueError(
                f"The runs hold different agents (seed, agents, brands, periods: {theirs} and {mine}). "
                "Simulate both with the same number of agents, brands and periods and the same rng."
            )
        check.one_of("measure", measure, MEASURES)
        t = self._period(period)
        rows = tuple(self._changed(before, measure, t, b) for b in range(len(self.market.names)))
        what = "share of all agents who bought it" if measure == "share" else "mean satisfaction of its buyers"
        sentence = "; ".join(f"{row.name} {row.value:+.3f}" for row in rows) + f" in period {t + 1} ({what})."
        how = "paired, normal 95% interval" if measure == "share" else "difference of two means, normal 95% interval"
        return Result(f"Change in {measure}, same agents", "share" if measure == "share" else "points", how, rows, {"sentence": sentence})

    def _changed(self, before: MarketRun, measure: str, t: int, b: int) -> Estimate:
        name = self.market.names[b]
        for run in (self, before):
            if not run._diary.keep:
                raise ValueError("A run kept no history, which a paired comparison needs. Simulate with keep=True.")
        here, there = (run._diary.chosen[t] == b for run in (self, before))
        if measure == "share":
            difference = here.astype(float) - there
            value, error = float(difference.mean()), float(difference.std(ddof=1)) / len(self) ** 0.5
            return Estimate(name, value, value - Z95 * error, value + Z95 * error, len(self))
        new, old = (run._diary.satisfaction[t, who].astype(float) for run, who in ((self, here), (before, there)))
        if min(len(new), len(old)) < 2:
            return Estimate(name, float("nan"))
        value, error = float(new.mean() - old.mean()), float(new.var(ddof=1) / len(new) + old.var(ddof=1) / len(old)) ** 0.5
        return Estimate(name, value, value - Z95 * error, value + Z95 * error, len(new) + len(old))

    def _period(self, period: int | None) -> int:
        last = len(self._diary.sums)
        return (last if period is None else check.count("period", period, high=last)) - 1


_COUNTS = {
    "purchases": rounds.PURCHASES, "trial": rounds.TRIALS, "customers": rounds.CUSTOMERS, "good_talk": rounds.GOOD, "bad_talk": rounds.BAD,
}  # fmt: skip
_ORDER = (
    "purchases", "share", "trial", "customers", "satisfaction", "churn", "good_talk", "bad_talk", "engagement", "wallet", "image",
)  # fmt: skip
_DEPENDENT = (
    "Agents hear one another, so their choices hang together: the interval is for what was bought here, not for another run of the market."
)


def _labels(codes: np.ndarray, names: list[str]) -> Any:
    """Names for the codes; missing where a code is below 0."""
    return pd.Categorical.from_codes(codes.astype(np.int16), dtype=pd.CategoricalDtype(names), validate=False)


def _proportion(name: str, k: float, n: float) -> Estimate:
    """k of n with the interval of Wilson 1927."""
    if n <= 0:
        return Estimate(name, float("nan"))
    p, z2 = k / n, Z95 * Z95
    middle, half = p + z2 / (2 * n), Z95 * np.sqrt(p * (1 - p) / n + z2 / (4 * n * n))
    low, high = (middle - half) / (1 + z2 / n), (middle + half) / (1 + z2 / n)
    return Estimate(name, float(p), float(min(max(low, 0.0), p)), float(max(min(high, 1.0), p)), int(n))
