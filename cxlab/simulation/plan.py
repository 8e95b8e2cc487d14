"""Plan: a journey and its mechanisms as arrays and flags, the only thing kernels read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np

from cxlab.journey import LEVELS, Journey, Segment, Touchpoint
from cxlab.mechanisms.modules import _score, _utility
from cxlab.mechanisms.personalisation import _gain
from cxlab.simulation.experience import EXTRAS, MEMORIES, Experience, Outcome

GUIDES = 64
NEVER = 2.0  # above every uniform: the last possible entry of a cumulative row catches what rounding left over


# Columns of the table by touchpoint.
(
    SPREAD, VISIT_SHARE, CUSTOMER_SHARE, BRANCH_SHARE, IMAGE_LOAD, EXPOSURE, PROMISE, PROMISE_RATE, MOT, REWARD, PENALTY, CHANNEL,
    COMPLEXITY, FAILURE_RATE, SEVERITY, RECOVERY_RATE, DISTRIBUTIVE, PROCEDURAL, INTERACTIONAL, SERVERS, SERVICE_MEAN, SERVICE_LOCATION,
    SERVICE_SCALE, LEAVE_RATE, OPENS, CLOSES, BOT_SHARE, BOT_MINUTES, COMPLEX_SHARE, BOT_HANDOVER, ADD_FELT, ADD_QUALITY,
) = range(32)  # fmt: skip
# Columns of the table by segment.
NEEDS_WEIGHT, EASE_WEIGHT, ENJOYMENT_WEIGHT, EXPECTED, EXPECTED_SD, IMAGE_MEAN, PATIENCE_FACTOR = range(7)
# Columns of the table by outcome.
W_MEAN, W_PEAK, W_END, W_RECENT, W_SUM, W_EASE, W_REPEATS, W_ENGAGEMENT, W_EVENTS, W_IMAGE, W_BRANCH, W_TOUCHPOINTS, NOISE, LOGISTIC = (
    range(14)
)
# The scalars.
(
    NEUTRAL, B_E, B_P, B_D, LOSS_AVERSION, CURVATURE, UPDATE_RATE, UPDATE_PRIOR, DECAY, TAU, KAPPA, WAIT_EFFECT, TOLERANCE, PERCEPTION,
    DROPOUT, SWITCH_COST, KEPT, FAILURE_COST, J_D, J_P, J_I, J_X, DOUBLE, BRANCH_SD, PERSISTENCE, GAIN, BOT_SIMPLE, BOT_COMPLEX,
    STAFF_SIMPLE, STAFF_COMPLEX, UNSOLVED,
) = range(31)  # fmt: skip
# The switches, one bit each: whatever is off costs one test of a bit.
SHARED, IMAGED, GATED, PROMISED, TOLERANT, DROPS, SWITCHES, FAILS, WEIGHS, AVERAGES, EASED, ENGAGES, BOTS, SEGMENTED, EXPOSED, PRIOR = (
    1 << b for b in range(16)
)


class Plan(NamedTuple):
    """Arrays by segment s, touchpoint t, level d and outcome o; values are centred at the neutral point.

    Few and plain on purpose: a kernel that is handed many arrays spends its time counting references to them.
    """

    cap: int
    branches: int
    returning: int  # index of the outcome that decides the return, or -1
    on: int  # the switches
    par: np.ndarray  # (31,)
    tp: np.ndarray  # (t, 32)
    sg: np.ndarray  # (s, 7)
    oc: np.ndarray  # (o, 14)
    mean: np.ndarray  # (s, t, d)
    share: np.ndarray  # (s,) cumulative
    start: np.ndarray  # (s, t) cumulative
    onward: np.ndarray  # (s, t, t + 1) cumulative, EXIT last
    guide: np.ndarray  # (s, t, GUIDES) where in a row the search for u may begin (Chen & Asau 1974)
    leave: np.ndarray  # (s, t) probability of EXIT
    beta: np.ndarray  # (s, t)
    intercept: np.ndarray  # (s, o)

    @property
    def width(self) -> int:
        """Number of touchpoints."""
        return len(self.tp)

    def has(self, switch: int) -> bool:
        """Whether a switch is on."""
        return bool(self.on & switch)


def plan(
    journey: Journey,
    experience: Experience,
    outcomes: Mapping[str, Outcome],
    add_felt: Mapping[str, float] | None = None,
    add_quality: Mapping[str, float] | None = None,
) -> Plan:
    """The plan of a journey; `add_felt` and `add_quality` add points to what is felt and delivered at a touchpoint."""
    segments, x = journey.segments, experience
    tp = np.array([_touchpoint_row(point, journey, x) for point in journey.touchpoints], dtype=float)
    for column, lever in ((ADD_FELT, add_felt), (ADD_QUALITY, add_quality)):
        tp[:, column] = [float((lever or {}).get(name, 0.0)) for name in journey.names]
    oc = np.array([_outcome_row(o) for o in outcomes.values()], dtype=float).reshape(len(outcomes), LOGISTIC + 1)
    matrices = np.array([journey.matrix(segment) for segment in segments])
    onward = _cumulative(matrices)
    return Plan(
        cap=journey.cap,
        branches=int(x.branches),
        returning=list(outcomes).index("repurchase") if x.returns else -1,
        on=_switches(journey, x, tp, oc),
        par=_scalars(x),
        tp=tp,
        sg=np.array([_segment_row(s, x) for s in segments], dtype=float),
        oc=oc,
        mean=np.array([[_quality(point, s, x) for point in journey.touchpoints] for s in segments]),
        share=_cumulative(np.array([s.share for s in segments])),
        start=_cumulative(np.array([journey.start(s) for s in segments])),
        onward=onward,
        guide=_guide(onward),
        leave=matrices[:, :, -1].copy(),
        beta=np.array([[float(s.weights.get(name, 0.0)) for name in journey.names] for s in segments]),
        intercept=np.array([[_intercept(o, s, x) for o in outcomes.values()] for s in segments]).reshape(len(segments), len(outcomes)),
    )


def _touchpoint_row(point: Touchpoint, journey: Journey, x: Experience) -> list[float]:
    channels = list(dict.fromkeys(each.channel for each in journey.touchpoints))
    own = 1.0 - point.customer_share - point.branch_share
    promised = point.promise is not None
    return [
        point.heterogeneity, max(own, 0.0) ** 0.5, point.customer_share**0.5, point.branch_share**0.5, point.image_load,
        point.mode == "exposure", point.promise - x.neutral if point.promise is not None else 0.0, point.promise_rate if promised else 0.0,
        point.mot, point.reward, point.penalty, channels.index(point.channel), point.complexity, point.failure_rate, point.severity,
        point.recovery_rate, *point.justice, point.servers, *_service(point), point.leave_rate, point.opens, point.closes,
        point.bot_share, point.bot_minutes, point.complex_share, point.bot_handover, 0.0, 0.0,
    ]  # fmt: skip


def _segment_row(segment: Segment, x: Experience) -> list[float]:
    return [*segment.levels, segment.expectation - x.neutral, segment.expectation_sd, segment.image, segment.patience]


def _outcome_row(o: Outcome) -> list[float]:
    weights = [getattr(o, label) for label in (*MEMORIES, *EXTRAS)]
    return [*weights, o.touchpoints, o.noise, o.link == "logistic"]


def _scalars(x: Experience) -> np.ndarray:
    return np.array(
        [
            x.neutral, x.b_expectation, x.b_performance, x.b_disconfirmation, x.loss_aversion, x.curvature, x.update_rate,
            x.update_prior or 0.0, x.recent_decay, x.gate_threshold, x.gate_strength, x.wait_effect, x.wait_tolerance, x.wait_perception,
            x.dropout, x.switch_cost, x.context_kept, x.failure_cost, *x.justice_weights, x.justice_interaction, x.double_deviation,
            x.branch_sd, x.engagement_persistence, x.engagement_gain, *x.bot_solves, *x.staff_solves, x.unsolved_cost,
        ],
        dtype=float,
    )  # fmt: skip


def _switches(journey: Journey, x: Experience, tp: np.ndarray, oc: np.ndarray) -> int:
    switches = {
        SHARED: tp[:, [CUSTOMER_SHARE, BRANCH_SHARE]].any(), IMAGED: tp[:, IMAGE_LOAD].any() or oc[:, W_IMAGE].any(),
        GATED: x.gate_strength > 0, PROMISED: tp[:, PROMISE_RATE].any(), TOLERANT: x.wait_shape == "tolerance", DROPS: x.dropout != 0,
        SWITCHES: x.switch_cost != 0 or oc[:, W_REPEATS].any(), FAILS: tp[:, FAILURE_RATE].any(), WEIGHS: oc[:, W_TOUCHPOINTS].any(),
        AVERAGES: oc[:, [W_MEAN, W_SUM]].any(), EASED: oc[:, W_EASE].any(), ENGAGES: x.engagement_gain != 0, BOTS: tp[:, BOT_SHARE].any(),
        SEGMENTED: len(journey.segments) > 1, EXPOSED: tp[:, EXPOSURE].any(), PRIOR: x.update_prior is not None,
    }  # fmt: skip
    return sum(switch for switch, is_on in switches.items() if is_on)


def _cumulative(rows: np.ndarray) -> np.ndarray:
    """Cumulative sums along the last axis in which every entry from the last possible one on can not be passed."""
    flat = np.cumsum(rows, axis=-1)
    possible = rows.shape[-1] - 1 - np.argmax(rows[..., ::-1] > 0, axis=-1)
    flat[np.arange(rows.shape[-1]) >= possible[..., None]] = NEVER
    return flat


def _guide(rows: np.ndarray) -> np.ndarray:
    """First entry of each cumulative row above k / GUIDES: a shortcut of the inversion, not another choice."""
    edges = np.arange(GUIDES) / GUIDES
    return np.argmax(rows[..., None, :] > edges[:, None], axis=-1).astype(np.uint8)


def _quality(point: Touchpoint, segment: Segment, x: Experience) -> list[float]:
    """Mean quality on the three levels, centred: the touchpoint's own, its modules, the segment's shift, personalisation."""
    base = {level: getattr(point, level) for level in LEVELS}
    if point.modules:
        scores = [float(_score(float(spend), x.module_rate)) for spend in point.modules.values()]
        scores += [0.0] * (5 - len(scores))
        base["enjoyment"] += float(_utility(*scores, 0.2, 0.2, 0.2, 0.2, 0.2, 0.0)) - Touchpoint.enjoyment
    args = (x.personalisation, x.accuracy, x.personalisation_gain, x.personalisation_error, x.privacy_cost)
    tailored = float(_gain(*(float(a) for a in args), float(segment.privacy_concern), float(x.transparency)))
    shift = segment.quality.get(point.name, {})
    return [base[d] - x.neutral + float(shift.get(d, 0.0)) + (tailored if d != "needs" else 0.0) for d in LEVELS]


def _service(point: Touchpoint) -> tuple[float, float, float]:
    if point.service_law == "exponential":
        return point.service_mean, 0.0, -1.0
    variance = np.log1p(point.service_cv**2)
    return point.service_mean, float(np.log(point.service_mean) - variance / 2), float(np.sqrt(variance))


def _intercept(outcome: Outcome, segment: Segment, x: Experience) -> float:
    if outcome.intercept is not None:
        return outcome.intercept
    return x.neutral if segment.intercept is None else segment.intercept
