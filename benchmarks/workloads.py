"""The two simulation workloads as cxlab worlds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import cxlab as cx

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "workloads"


def spec(name: str) -> dict[str, Any]:
    """The specification of W1 or W2, with the base of W2 filled in."""
    own = json.loads((SHARED / f"{name}.json").read_text(encoding="utf-8"))
    return {**json.loads((SHARED / own["base"]).read_text(encoding="utf-8")), **own} if "base" in own else own


def world(w: dict[str, Any]) -> cx.World:
    """A workload through the public API."""
    names, servers = w["touchpoints"], w.get("servers")
    points = [
        cx.Touchpoint(
            name,
            **dict(zip(w["dims"], w["mu"][t], strict=True)),
            heterogeneity=w["quality_sd"],
            **({} if servers is None else {"servers": servers[t], "service_mean": w["mean_service"][t], "service_cv": w["service_cv"]}),
        )
        for t, name in enumerate(names)
    ]
    everyone = cx.Segment(
        "everyone",
        start=dict(zip(names, w["start"], strict=True)),
        transitions={a: dict(zip([*names, "EXIT"], w["P"][i], strict=True)) for i, a in enumerate(names)},
        levels=tuple(w["w"]),
        expectation=0.0,
        expectation_sd=w["expectation_sd"],
    )
    experience = cx.Experience(
        neutral=0.0, loss_aversion=w["loss_aversion"], update_rate=w["expectation_rate"], recent_decay=w["satisfaction_decay"],
        wait_effect=w.get("wait_effect", 0.0),
    )  # fmt: skip
    halves = {"peak": 0.5, "end": 0.5, "intercept": 0.0, "noise": w["rating_noise_sd"]}
    outcomes = {
        "satisfaction": cx.Outcome(recent=1.0, intercept=w["satisfaction_start"]),
        "csat": cx.Outcome(**halves, thresholds=tuple(w["csat_thresholds"])),
        "nps": cx.Outcome(**halves, thresholds=tuple(w["nps_thresholds"])),
    }
    journey = cx.Journey(tuple(points), (everyone,), cap=w["cap"])
    arrivals = cx.Arrivals(rate=w["arrival_rate"]) if "arrival_rate" in w else None
    return cx.World(w["name"], journey, experience, outcomes, arrivals=arrivals, scale=(-5.0, 5.0))
