"""One study: its world, its survey, its estimators and its truths; and the replications of it."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate as check
from cxlab.estimators import METHODS, Drivers, drivers
from cxlab.estimators.pairing import SHARES
from cxlab.results import Result
from cxlab.survey import ask as put_questions
from cxlab.worlds import World

TRUTH: dict[str, Any] = {"lever": "felt", "delta": 1.0, "among": "users", "customers": 100_000, "population": 1_000_000}
ASKED = [name for name in inspect.signature(put_questions).parameters if name not in ("lived", "rng")]
FITTED = [name for name in inspect.signature(drivers).parameters if name not in ("data", "outcome", "on", "rng")]


@dataclass(frozen=True)
class Study:
    """What stays the same in every replication."""

    world: World
    customers: int
    ask: Mapping[str, Any]
    outcome: str
    on: tuple[str, ...]
    fits: Mapping[str, Mapping[str, Any]]  # label -> settings of `drivers`
    truths: Mapping[str, Result]
    seed: int

    def truth_of(self, label: str) -> Result:
        return self.truths["T3" if self.fits[label]["method"] in SHARES else "T2"]

    def answers(self, customers: int, run: int, survey: int) -> pd.DataFrame:
        return self.world.simulate(customers, rng=run).ask(**self.ask, rng=survey)

    def fit(self, label: str, answers: pd.DataFrame, rng: int) -> Drivers:
        return drivers(answers, outcome=self.outcome, on=list(self.on), rng=rng, **self.fits[label])


def begun(
    world: World,
    methods: Any,
    customers: int,
    ask: Mapping[str, Any] | None,
    outcome: str,
    on: Sequence[str] | None,
    missing: str | None,
    seed: int,
) -> Study:
    """Check what was passed; nothing is simulated yet."""
    if not isinstance(world, World):
        raise TypeError(f"world is {world!r}, not a world. Pass cx.world('officina'), or another cxlab.World.")
    settings = {} if ask is None else check.mapping("ask", ask, "{'halo': 0.5, 'points': 7}")
    for name in settings:
        check.one_of("setting of ask", name, ASKED)
    settings.setdefault("items", (outcome, "touchpoints"))
    items = check.listed("ask['items']", settings["items"])
    check.one_of("outcome", outcome, items)
    asked = [name for name in world.touchpoints if "touchpoints" in items or name in items]
    chosen = asked if on is None else check.listed("on", on)
    for name in chosen:
        check.one_of("on", name, asked)
    if not chosen:
        raise ValueError(f"on={on!r} names no touchpoint. Choose from {asked}, or leave on out to take all of them.")
    return Study(world, customers, settings, outcome, tuple(chosen), _fits(methods, missing), {}, seed)


def _fits(methods: Any, missing: str | None) -> dict[str, dict[str, Any]]:
    """Label -> settings of `drivers`."""
    named = dict(methods) if isinstance(methods, Mapping) else {name: {} for name in check.listed("methods", methods)}
    if not named:
        raise ValueError(f"methods={methods!r} names no estimator. Choose from {list(METHODS)}.")
    fits = {}
    for label, settings in named.items():
        for name in check.mapping(f"methods[{label!r}]", settings, "{'bootstrap': 200}, or {} for none"):
            check.one_of(f"setting of method {label!r}", name, FITTED)
        fits[label] = {"missing": missing, "method": label, **settings}
        check.one_of("method", fits[label]["method"], METHODS)
    return fits


def seeds(seed: int, replication: int) -> list[int]:
    """Seeds of the run, the survey and the estimators of one replication; replication -1 is that of the truths."""
    words = np.random.SeedSequence(seed, spawn_key=(replication + 1,)).generate_state(3, np.uint64)
    return [int(word >> np.uint64(1)) for word in words]


def truths_of(study: Study, settings: Mapping[str, Any] | None, given: Mapping[str, Result] | None) -> dict[str, Result]:
    """The truths that the methods need, without the tables that would be sent to every job."""
    how = {} if settings is None else check.mapping("truth", settings, "{'lever': 'felt', 'customers': 20_000}")
    found = {} if given is None else check.mapping("truths", given, "earlier.detail['truths']")
    for name in how:
        check.one_of("setting of truth", name, list(TRUTH))
    how = TRUTH | how
    needed = {"T3" if fit["method"] in SHARES else "T2" for fit in study.fits.values()}
    left_out = [name for name in study.world.touchpoints if name not in study.on]
    if "T3" in needed and left_out:
        raise ValueError(
            f"Shares of variance are shared among all touchpoints, and {', '.join(left_out)} would be left out. "
            f"Ask about all of them and leave `on` out, or leave out {', '.join(label for label, fit in study.fits.items() if fit['method'] in SHARES)}."
        )
    run, survey, _ = seeds(study.seed, -1)
    simulated = study.world.simulate(2, rng=run)
    source = simulated.ask(**(dict(study.ask) | {"response": None, "response_extremity": 0.0, "response_engagement": 0.0}), rng=survey)
    outcome = source.attrs["codebook"][study.outcome]["source"]
    if "T2" in needed and "T2" not in found:
        t2 = {name: how[name] for name in ("lever", "delta", "among", "customers")}
        found["T2"] = simulated.truth.effects(**t2, outcome=outcome, touchpoints=list(study.on))
    if "T3" in needed and "T3" not in found:
        found["T3"] = simulated.truth.shares_of(outcome, customers=how["population"])
    for name in needed:
        _of_this_outcome(name, found[name], outcome)
    return {name: replace(found[name], detail={k: v for k, v in found[name].detail.items() if k != "error_free"}) for name in needed}


def asked_enough(study: Study) -> None:
    """Refuse missing ratings that a method is not told what to do with, before any truth is computed."""
    untold = [label for label, settings in study.fits.items() if settings["missing"] is None]
    run, survey, rng = seeds(study.seed, 0)
    answers = study.answers(study.customers, run, survey) if untold else pd.DataFrame()
    for label in untold:
        if answers[[study.outcome, *study.on]].isna().any(axis=None):
            study.fit(label, answers, rng)  # says how many are missing, and what missing= can be


def _of_this_outcome(name: str, truth: Result, outcome: str) -> None:
    if not isinstance(truth, Result):
        raise TypeError(f"truths[{name!r}]={truth!r} is not a truth. Pass detail['truths'] of an earlier recovery, or leave truths out.")
    if truth.detail.get("truth") != name or truth.detail.get("outcome") != outcome:
        raise ValueError(
            f"truths[{name!r}] is {truth.title!r} of {truth.detail.get('outcome')!r}, and {name} of {outcome!r} is needed. "
            "Pass detail['truths'] of an earlier recovery with the same outcome, or leave truths out."
        )


def replicated(study: Study, replications: int, progress: bool) -> Iterator[list[dict[str, Any]]]:
    """One list of comparisons for each replication, in order, through joblib."""
    from joblib import Parallel, delayed
    from tqdm.auto import tqdm

    jobs = (delayed(_replicate)(study, r) for r in range(replications))
    yield from tqdm(Parallel(return_as="generator")(jobs), total=replications, unit="replication", desc="recovering", disable=not progress)


def _replicate(study: Study, replication: int) -> list[dict[str, Any]]:
    """One survey, every method."""
    run, survey, rng = seeds(study.seed, replication)
    answers = study.answers(study.customers, run, survey)
    found = []
    for label in study.fits:
        try:
            fit = study.fit(label, answers, rng)
            known = {"replication": replication, "method": label, "r2": fit.detail["r2"], "respondents": fit.detail["n"]}
            found.append(known | _held(fit, study.truth_of(label)))
        except ValueError as error:
            raise ValueError(
                f"Replication {replication} failed at {label!r}: {error} "
                f"Its survey is world.simulate({study.customers}, rng={run}).ask(..., rng={survey})."
            ) from error
    return found


def _held(fit: Drivers, truth: Result) -> dict[str, Any]:
    """A comparison with its truth, as a table of drivers and a few numbers."""
    comparison = fit.compare(truth)
    table, by = comparison.detail["table"], comparison.detail["by"]
    row = {name: comparison[name].value for name in comparison.names}
    if by == "shape":
        table = table.assign(
            estimate=(table["penalty"] + table["reward"]) / 2,
            truth=(table["true penalty"] + table["true reward"]) / 2,
            low=np.nan,
            high=np.nan,
        )
        rank = (row["rank correlation of penalties"] + row["rank correlation of rewards"]) / 2
    else:
        rank = row["rank correlation"]
    agreement = {"sign_agreement": row.get("sign agreement", np.nan), "class_agreement": row.get("class agreement", np.nan)}
    return {
        "by": by,
        "why": comparison.detail["why"],
        "table": table[["name", "estimate", "low", "high", "truth"]],
        "rank": rank,
        **agreement,
    }


def split_errors(study: Study, customers: int) -> pd.DataFrame:
    """What is left of the error when everybody is asked (survey), and when nothing is asked but known (method)."""
    run, survey, rng = seeds(study.seed, -1)
    simulated = study.world.simulate(check.count("split", customers, low=2), rng=run)
    answers = simulated.ask(**study.ask, rng=survey)
    source = answers.attrs["codebook"][study.outcome]["source"]
    clean = simulated.felt_by_touchpoint().assign(**{study.outcome: simulated.lived().outcomes[source]})
    tables = []
    for label in study.fits:
        truth = study.truth_of(label)
        both = replace(truth, detail={**truth.detail, "population": answers, "error_free": clean})
        comparison = study.fit(label, answers, rng).compare(both)
        if comparison.detail["by"] == "value":
            tables.append(
                comparison.detail["table"][["name", "survey", "method"]].rename(columns={"method": "of_method"}).assign(method=label)
            )
    return pd.concat(tables) if tables else pd.DataFrame(columns=["method", "name", "survey", "of_method"])
