"""Unit 13: exercises, usual mistakes, quizzes; every student has a firm, customers and visits of their own."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from cxlab.course.questions import Exercise, Matching, Mistake, Number, Numbers, Quiz, Text, Words
from cxlab.mechanisms.pyramid import gated
from cxlab.worlds import world

TOUCHPOINTS = ("eye_test", "frame_advice", "fitting", "payment", "reminder")
SEGMENTS = (
    "students", "families", "commuters", "pensioners", "tourists", "nurses", "teachers", "drivers", "cooks", "musicians", "gardeners", "clerks",
)  # fmt: skip
ROLES = ("top", "weakest", "best rated", "worst rated", "middle")
PARTS = ("turned", "largest", "least satisfied", "worst reminded")
TRUTH = ("T2", "T3", "none of the three")
SHOWN, ASSUMED = "shown by the answers", "assumed"
METHODS = {
    "OLS slope": "T2",
    "LMG share": "T3",
    "average marginal effect of an ordered model": "T2",
    "total effect of a structural model, in points": "T2",
    "simple correlation": "none of the three",
}
CLAIMS = {
    "answers on image and on satisfaction rise together": SHOWN,
    "image moves satisfaction, and not the other way round": ASSUMED,
    "the three questions on care hang together": SHOWN,
    "nothing left out moves both image and satisfaction": ASSUMED,
}
RATES = {"A": (1.11, 0.28), "B": (0.64, 0.62), "C": (0.28, 1.12)}


@dataclass(frozen=True)
class Own:
    """A student's own data: a survey, customers in four segments, visits to a workshop, and who plays which part in them."""

    answers: pd.DataFrame = field(repr=False)
    customers: pd.DataFrame = field(repr=False)
    visits: pd.DataFrame = field(repr=False)
    parts: dict[str, str] = field(repr=False)


@cache
def own(seed: int) -> Own:
    """Touchpoints and segments in drawn parts; visits with or without a gate."""
    rng = np.random.default_rng(seed)
    touchpoints = dict(zip(ROLES, [str(name) for name in rng.permutation(TOUCHPOINTS)], strict=True))
    names = np.random.default_rng([13, seed]).choice(SEGMENTS, len(PARTS), replace=False)  # four of twelve: answers cannot be passed on
    segments = dict(zip(PARTS, [str(names[place]) for place in rng.permutation(len(PARTS))], strict=True))
    return Own(_survey(touchpoints, seed), _customers(segments, seed), _visits(rng), touchpoints | segments)


def _survey(part: dict[str, str], seed: int) -> pd.DataFrame:
    """1,500 answers without halo: one touchpoint weighs most, another is rated best."""
    chain = world("panel")
    weights = dict(zip((part[role] for role in ROLES), (0.42, 0.04, 0.18, 0.16, 0.2), strict=True))
    for segment in ("renewals", "first_timers"):
        chain = chain.change(segment, weights=weights)
    for role, points in (("best rated", 0.7), ("worst rated", -1.2)):
        chain = chain.improve(part[role], needs=points, ease=points, enjoyment=points)
    return chain.simulate(1500, rng=seed % 2**31).ask(reliability=0.9, rng=seed % 2**31)


def _customers(part: dict[str, str], seed: int) -> pd.DataFrame:
    """2,000 answers: reminders please in three segments and annoy in the fourth."""
    chain = world("panel")
    weights = {"eye_test": 0.3, "frame_advice": 0.2, "fitting": 0.2, "payment": 0.1, "reminder": 0.3}
    parts = []
    for role in PARTS:
        down = -0.8 if role == "worst reminded" else 0.0
        parts.append(
            replace(
                chain.journey.segments[0],
                name=part[role],
                share=0.4 if role == "largest" else 0.2,
                weights=weights | ({"reminder": -0.35} if role == "turned" else {}),
                intercept=4.8 if role == "least satisfied" else 6.2,
                quality={"reminder": dict.fromkeys(("needs", "ease", "enjoyment"), down)},
            )
        )
    chain = replace(chain, journey=replace(chain.journey, segments=tuple(parts)))
    return chain.simulate(2000, rng=seed % 2**31 + 1).ask(reliability=0.9, rng=seed % 2**31 + 1)


def _visits(rng: np.random.Generator) -> pd.DataFrame:
    """1,200 visits to the workshop; drawn again until the interval says plainly what is true."""
    gate = bool(rng.integers(2))
    while True:
        needs, ease, enjoyment = rng.normal(6.0, 1.5, 1200), rng.normal(7.5, 0.8, 1200), rng.normal(5.5, 1.8, 1200)
        lived = np.asarray(gated(needs, ease, enjoyment, weights=(0.4, 0.2, 0.4), threshold=6.0, kappa=3.0 if gate else 0.0))
        table = pd.DataFrame({"met": (needs >= 6.0).astype(float), "enjoyment": enjoyment.round(1)})
        table["both"] = table["met"] * table["enjoyment"]
        table["satisfaction"] = (lived + rng.normal(0.0, 0.8, 1200)).round(1)
        if (_interaction(table)["low"] > 0) == gate:
            return table


def _interaction(visits: pd.DataFrame, on: tuple[str, ...] = ("met", "enjoyment", "both"), row: str = "both") -> dict[str, float]:
    from cxlab.estimators import drivers

    found = drivers(visits, "satisfaction", on)[row]
    return {"slope": found.value, "low": found.low, "high": found.high, "gate": float(found.low > 0)}


def _verdict(own: Own) -> dict[str, float]:
    return _interaction(own.visits)


def _turned_verdict(own: Own) -> dict[str, float]:
    right = _verdict(own)
    return right | {"gate": 1 - right["gate"]}


def _part(role: str) -> Callable[[Own], Any]:
    return lambda own: {own.parts[role]}


EXERCISES = (
    Exercise(
        "nb13.e1",
        "The top driver, by three methods",
        prompt=(
            "`unit.own.answers` is a survey of your own firm: `overall` and five touchpoints. Nobody's mood colours the answers (halo 0), and all "
            "questions are about equally reliable. Which touchpoint has the largest weight (truth T1)? Let correlation, OLS and LMG vote. Hand "
            "over a set with one name."
        ),
        stub=(
            f"touchpoints = {list(TOUCHPOINTS)}\n"
            'for method in ["correlation", "ols", "lmg"]:\n'
            '    fit = ...  # cx.drivers(unit.own.answers, "overall", touchpoints, method)\n'
            "    print(fit)\n\n"
            "answer = {...}"
        ),
        kind=Words(TOUCHPOINTS),
        solution=_part("top"),
        own=True,
        hints=(
            "cx.drivers takes the table, the outcome, the list of touchpoints and the method.",
            "print(fit) shows each result; its last lines name the largest.",
            "Without halo and with equal reliability the three methods agree at the top. Which name do all three put first?",
        ),
        mistakes=(
            Mistake(
                _part("best rated"),
                "That is the touchpoint with the highest mean rating. High is not important: look at slopes, not means.",
            ),
            Mistake(
                _part("worst rated"), "That is the touchpoint with the lowest mean rating. It has room, but does the outcome follow it?"
            ),
            Mistake(_part("weakest"), "That is the one the outcome follows least. Did you sort the wrong way?"),
        ),
    ),
    Exercise(
        "nb13.e2",
        "What noise does to a slope",
        prompt=(
            "One driver only. One point more of what is felt brings 0.5 points of satisfaction. The question about it has reliability 0.64. What "
            "slope does a survey with very many answers show?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.005, low=-10, high=10),
        solution=0.5 * 0.64,
        hints=(
            "Noise in the question spreads the ratings without moving satisfaction.",
            "Reliability is the share of the variance of the ratings that is true. The slope keeps the same share.",
            "Multiply the true slope by the reliability.",
        ),
        mistakes=(
            Mistake(0.5, "You left the slope as it is. Noise in the driver pulls it towards zero, however many answer."),
            Mistake(0.5 / 0.64, "You divided. That is how one corrects an observed slope; here the true one is given."),
            Mistake(0.5 * 0.8, "You took the square root of the reliability. That is right for a correlation, not for a slope."),
        ),
    ),
    Exercise(
        "nb13.e3",
        "Punishes, pleases, or both",
        prompt=(
            "Three touchpoints; points of satisfaction against middling ratings. A: a poor rating costs 1.11, an excellent one brings 0.28. "
            "B: 0.64 and 0.62. C: 0.28 and 1.12. Compute the asymmetry index of each: reward less penalty, over their sum. Penalties are given "
            "as positive numbers."
        ),
        stub='answer = {"A": ..., "B": ..., "C": ...}',
        kind=Numbers(("A", "B", "C"), tolerance=0.006, low=-5, high=5),
        solution={name: (reward - penalty) / (reward + penalty) for name, (penalty, reward) in RATES.items()},
        hints=(
            "The index runs from minus one (only punishes) to plus one (only pleases).",
            "Above the line stands what an excellent rating brings less what a poor one costs.",
            "For A the line begins with 0.28 minus 1.11; divide by their sum. B and C alike.",
        ),
        mistakes=(
            Mistake(
                {name: (penalty - reward) / (reward + penalty) for name, (penalty, reward) in RATES.items()},
                "The sign is the wrong way round: what only punishes has a negative index.",
            ),
            Mistake({name: reward - penalty for name, (penalty, reward) in RATES.items()}, "You did not divide by the sum of the two."),
            Mistake(
                {name: reward / penalty for name, (penalty, reward) in RATES.items()},
                "That is a ratio. The index is a difference over a sum.",
            ),
        ),
    ),
    Exercise(
        "nb13.e4",
        "Through the middle",
        prompt=(
            "One point more of image raises the eye test by a = 0.6. One point more at the eye test raises satisfaction by b = 0.5. Image also "
            "raises satisfaction directly by 0.3. Give the indirect effect, the total effect, and the share of the total that is mediated."
        ),
        stub='answer = {"indirect": ..., "total": ..., "share": ...}',
        kind=Numbers(("indirect", "total", "share"), tolerance=0.005, low=-10, high=10),
        solution={"indirect": 0.6 * 0.5, "total": 0.6 * 0.5 + 0.3, "share": 0.5},
        hints=(
            "Follow one point of image along each way it can go.",
            "Along one way, effects are multiplied; over several ways, they are added.",
            "The share is what travels through the eye test, divided by everything.",
        ),
        mistakes=(
            Mistake({"indirect": 1.1, "total": 1.4, "share": 1.1 / 1.4}, "You added along a way. Along one way the arrows are multiplied."),
            Mistake({"indirect": 0.3, "total": 0.3, "share": 1.0}, "The direct arrow belongs to the total as well."),
            Mistake(
                {"indirect": 0.3, "total": 0.6, "share": 1.0},
                "The first two are right. The share is over the total, not over the direct arrow.",
            ),
            Mistake({"indirect": 0.3, "total": 0.09, "share": 0.3 / 0.09}, "Over several ways effects are added, not multiplied."),
        ),
    ),
    Exercise(
        "nb13.e5",
        "How many strangers are 1,000 answers worth?",
        prompt=(
            "A chain asks 1,000 customers, 25 in each branch. Answers of one branch are alike: the ICC is 0.2. Give the design effect, "
            "1 + (answers per branch − 1) times ICC, and how many independent answers the 1,000 are worth for a mean."
        ),
        stub='answer = {"design effect": ..., "effective n": ...}',
        kind=Numbers(("design effect", "effective n"), tolerance={"design effect": 0.01, "effective n": 1.0}, low=0, high=100_000),
        solution={"design effect": 1 + 24 * 0.2, "effective n": 1000 / (1 + 24 * 0.2)},
        hints=(
            "The design effect says by what factor the variance of the mean grows.",
            "It needs the number of answers in one branch, less one.",
            "Divide the number of answers by the design effect.",
        ),
        mistakes=(
            Mistake(
                {"design effect": 1 + 25 * 0.2, "effective n": 1000 / 6},
                "One answer has no other self: take one away from the size of a branch.",
            ),
            Mistake(
                {"design effect": 1 + 39 * 0.2, "effective n": 1000 / (1 + 39 * 0.2)},
                "You took the number of branches. The size of one branch counts.",
            ),
            Mistake({"design effect": 5.8, "effective n": 5800}, "The design effect is right. Alike answers are worth less, not more."),
            Mistake({"design effect": 4.8, "effective n": 1000 / 4.8}, "The 1 at the beginning is missing."),
        ),
    ),
    Exercise(
        "nb13.e6",
        "Where the pooled sign is wrong",
        prompt=(
            "`unit.own.customers` holds customers in four segments. Over all of them, a better `reminder` goes with more satisfaction (`overall`). "
            "In one segment it goes with less. Which one? Hold the other four touchpoints equal, and hand over a set with one name."
        ),
        stub=(
            f"touchpoints = {list(TOUCHPOINTS)}\n"
            'for name, part in unit.own.customers.groupby("segment"):\n'
            '    fit = ...  # cx.drivers(part, "overall", touchpoints)\n\n'
            "answer = {...}"
        ),
        kind=Words(SEGMENTS),
        solution=_part("turned"),
        own=True,
        hints=(
            "A mean by segment says how they feel, not how satisfaction follows.",
            "Fit the same regression in each segment and read the row of the reminder.",
            "In three segments its slope is above zero. In which is it below, with its whole interval?",
        ),
        mistakes=(
            Mistake(_part("largest"), "That is the largest segment. It pulls the pooled slope towards its own; is its own sign another?"),
            Mistake(_part("least satisfied"), "That segment is the least satisfied. Low satisfaction is not a turned slope."),
            Mistake(_part("worst reminded"), "That segment rates its reminders lowest. A low rating is not a turned slope."),
        ),
    ),
    Exercise(
        "nb13.e7",
        "Is there a pyramid in your data?",
        prompt=(
            "Unit 03 asked whether needs are a gate. `unit.own.visits` holds visits to a workshop: whether needs were `met` (1) or not (0), the "
            "`enjoyment`, their product `both`, and `satisfaction`. Regress satisfaction on met, enjoyment and both. Give the slope of `both`, "
            "the low and the high end of its interval, and `gate`: 1 if the interval lies above zero, else 0."
        ),
        stub=(
            'fit = ...  # cx.drivers(unit.own.visits, "satisfaction", [...])\n\n'
            'answer = {"slope": ..., "low": ..., "high": ..., "gate": ...}'
        ),
        kind=Numbers(("slope", "low", "high", "gate"), tolerance=0.006, low=-10, high=10),
        solution=_verdict,
        own=True,
        hints=(
            "The slope of the product says how much more a point of enjoyment counts where needs were met.",
            'All three columns belong into the list. A row is read by its name: fit["both"].value, .low, .high.',
            "Tiers that add up give a product slope that cannot be told from zero. A gate gives one above zero.",
        ),
        mistakes=(
            Mistake(
                _turned_verdict,
                "The three numbers are right. Does the whole interval lie above zero? Then there is a gate, else none was found.",
            ),
            Mistake(
                lambda own: _interaction(own.visits, row="enjoyment"), "That is the row of enjoyment: its slope where needs were not met."
            ),
            Mistake(
                lambda own: _interaction(own.visits, ("enjoyment", "both")),
                "You left out met. Without it the product takes over what meeting needs is worth by itself.",
            ),
            Mistake(
                lambda own: _interaction(own.visits, ("both",)), "You left out both single columns. A product is read beside its parts."
            ),
        ),
    ),
    Exercise(
        "nb13.e8",
        "Which truth does it answer?",
        prompt=(
            "Hold each estimate against the truth whose question it asks, in the same unit: `T2` (what moving a touchpoint by one point does), "
            "`T3` (shares of variance), or `none of the three`."
        ),
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in METHODS) + "}",
        kind=Matching(tuple(METHODS), TRUTH),
        solution=METHODS,
        hints=(
            "Ask for the unit first: points per point, parts of a whole, or neither?",
            "Everything in points per point claims to say what happens when something moves.",
            "One method divides R2 among the drivers. One has no unit in common with any truth.",
        ),
        mistakes=(
            Mistake(METHODS | {"LMG share": "T2"}, "One of them divides explained variance. That is no effect of moving anything."),
            Mistake(
                METHODS | {"simple correlation": "T3"},
                "One of them lets all the other drivers speak through it, and its values sum to nothing.",
            ),
            Mistake(
                METHODS | {"average marginal effect of an ordered model": "none of the three"},
                "An ordered model is turned into points per point when its marginal effects are averaged.",
            ),
            Mistake(dict.fromkeys(METHODS, "T2"), "Not everything that is called importance is an effect. Look at the units."),
        ),
    ),
    Exercise(
        "nb13.e9",
        "Shown, or assumed?",
        prompt=(
            "A structural model of one survey is presented to Marta with four statements. Which are shown by the answers, and which does the model "
            "assume?"
        ),
        stub="answer = {\n" + "".join(f'    "{claim}": ...,\n' for claim in CLAIMS) + "}",
        kind=Matching(tuple(CLAIMS), (SHOWN, ASSUMED)),
        solution=CLAIMS,
        hints=(
            "Could the statement be false, and every single answer still be the same?",
            "Turn an arrow round, or add a hidden cause: which statements would the answers then contradict?",
            "What concerns how columns go together can be seen in the columns.",
        ),
        mistakes=(
            Mistake(dict.fromkeys(CLAIMS, SHOWN), "A path model draws arrows; the answers of one survey do not."),
            Mistake(
                CLAIMS | {"image moves satisfaction, and not the other way round": SHOWN},
                "Turn that arrow round and fit again: the answers fit as well.",
            ),
            Mistake(
                CLAIMS | {"nothing left out moves both image and satisfaction": SHOWN},
                "What was left out is in no column. How could the columns show it?",
            ),
            Mistake(dict.fromkeys(CLAIMS, ASSUMED), "Some of it can be seen: how columns move together."),
        ),
    ),
    Exercise(
        "nb13.e10",
        "Explain to Marta",
        prompt=(
            "An agency tells Marta: 'friendliness has the biggest coefficient, so invest there'. Write 80 to 180 words to her, without symbols: "
            "what the number says, two reasons why it may be wrong, what else she needs to know before she spends, and one small test."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=(("cost", "price", "expensive"), ("test", "try", "experiment"), ("question", "noise", "mood", "image", "reputation")),
            avoid=("regression", "OLS", "LMG", "coefficient of determination", "confounder", "endogen", "R2"),
        ),
        solution=(
            "The number says that customers who found us friendlier were also more satisfied, other ratings being equal. It does not say what "
            "happens if we become friendlier. It may be too high, because people who like us anyway rate everything higher: our good name "
            "colours both answers. It may be too low, because the question was vague and people answered it half at random; then something "
            "asked more clearly looks bigger. Even a right number is no order to spend. We need to know what one point more would cost, how "
            "much room is left, and whether bad moments hurt more than good ones please. A small test: for two months greet customers in a new "
            "way on drawn days and as before on the others, ask both groups the same, and compare. That tells us what friendliness does, not "
            "only what goes along with it."
        ),
        hints=(
            "Begin with what was really compared: which customers, and what they said.",
            "One reason lies in the question, one in what nobody asked about.",
            "For the test, let chance decide who gets what.",
        ),
    ),
    Exercise(
        "nb13.e11",
        "Better firms, happier customers",
        prompt=(
            "A page says that firms which perform better have better customer experience, and an article that firms which care for customers keep "
            "more of them every year. Give three rival explanations, and sketch a study (whom, when, compared with whom) that could tell "
            "yours from theirs. 80 to 200 words."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 200),
            mention=(
                ("reverse", "other way", "profit pays", "money pays"),
                ("surviv", "closed", "gone"),
                ("compare", "control", "same time", "by lot", "random"),
            ),
        ),
        solution=(
            "First, reverse cause: profit pays for training and nice shops, so performance comes first. Second, survivorship: firms that cared "
            "and failed are gone, nobody counts them. Third, a common cause: a good location or an able manager helps both. A change in who "
            "stays is possible as well: the unhappy leave, and the rest answer. To tell them apart I would take a chain with sixty branches. "
            "Half of them, drawn by lot, get the new service standard in spring, the others a year later. Before and after, all are "
            "measured in the same months: repeat visits of everybody who came, also of those who left, and a short survey. The change in the "
            "first half is compared with the change in the others. If profit came first, or the manager did, both halves would move alike. The "
            "rule for success is written down before the first number is seen."
        ),
        hints=(
            "Who is missing from the comparison? Which way could the arrow run? What could move both?",
            "A study needs a before, an after, and somebody to whom nothing was done.",
            "Say what you would see if you were wrong.",
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb13.r1",
        "Unit 10: a mood colours all answers of a respondent alike. What is it called?",
        ("Acquiescence", "Halo", "Non-response"),
        answer="Halo",
        why="It makes all ratings of one person rise and fall together.",
        not_yet={"Acquiescence": "That is saying yes more readily.", "Non-response": "Those people say nothing at all."},
    ),
    Quiz(
        "nb13.r2",
        "Unit 06: a contact that annoys when it fails and is hardly noticed when it works is…",
        ("a must-be", "attractive", "one-dimensional"),
        answer="a must-be",
        why="Kano's word; in penalty-reward terms, nearly all penalty.",
        not_yet={"attractive": "Those please when present and are not missed.", "one-dimensional": "Those work both ways alike."},
    ),
    Quiz(
        "nb13.q1",
        "Halo is 2 points for everybody. Which picture flattens most?",
        ("Correlations and LMG shares", "OLS slopes", "All alike"),
        answer="Correlations and LMG shares",
        why="The mood is shared by all ratings, so every one of them 'explains' the outcome. The slopes live on differences between ratings.",
        not_yet={
            "OLS slopes": "Press the two halo presets and compare the spread.",
            "All alike": "Press the two halo presets and compare the spread.",
        },
    ),
    Quiz(
        "nb13.q2",
        "A contact has asymmetry −0.8. Its mean rating is already good. Where is money safest?",
        ("In making it delightful", "In keeping it from failing", "In neither: it does not matter"),
        answer="In keeping it from failing",
        why="It punishes and hardly rewards; what is left to win lies below the middle.",
        not_yet={
            "In making it delightful": "What did an excellent rating bring?",
            "In neither: it does not matter": "Ask those who rated it poor.",
        },
    ),
    Quiz(
        "nb13.q3",
        "All slopes are too large because the brand's image was not asked. What would mend it?",
        ("Ten times as many answers", "A mixed model", "Drawing by lot who gets the better eye test"),
        answer="Drawing by lot who gets the better eye test",
        why="Chance does not care who likes the brand. More answers only make the wrong number more precise.",
        not_yet={
            "Ten times as many answers": "The interval shrinks around what?",
            "A mixed model": "It knows about branches. Does it know about image?",
        },
    ),
    Quiz(
        "nb13.x1",
        "OLS says eye test 0.28, LMG says eye test 0.24. Is one of them wrong?",
        ("Yes, they must agree", "They answer different questions in different units", "The larger is right"),
        answer="They answer different questions in different units",
        why="Points per point against a part of R2: name the truth first.",
        not_yet={"Yes, they must agree": "What is the unit of each?", "The larger is right": "What is the unit of each?"},
    ),
    Quiz(
        "nb13.x2",
        "Model one has R2 0.83, model two 0.58, on other respondents. Which firm knows its drivers better?",
        ("The first", "The second", "R2 does not say"),
        answer="R2 does not say",
        why="Halo raises R2 and hides the differences between drivers.",
        not_yet={"The first": "What would a common mood do to R2?", "The second": "Low R2 is no virtue by itself."},
    ),
    Quiz(
        "nb13.x3",
        "Over all customers advice seems to hurt; within each segment it helps. What do you report?",
        ("The pooled slope, it has more answers", "The slopes by segment, and why the pooled one turns", "The mean of both signs"),
        answer="The slopes by segment, and why the pooled one turns",
        why="The segments differ in level; pooling reads that difference as an effect.",
        not_yet={
            "The pooled slope, it has more answers": "More answers to which question?",
            "The mean of both signs": "A mean of a right and a wrong number is what?",
        },
    ),
    Quiz(
        "nb13.r3",
        "Unit 11: what does a 95% interval promise?",
        ("The truth lies in this one with 95%", "Of many such intervals, about 95% hold the truth", "95% of the customers lie in it"),
        answer="Of many such intervals, about 95% hold the truth",
        why="If the method's assumptions hold. This unit breaks one: that answers are strangers to each other.",
        not_yet={
            "The truth lies in this one with 95%": "This one holds it or does not.",
            "95% of the customers lie in it": "It is about a mean, not about people.",
        },
    ),
    Quiz(
        "nb13.r4",
        "13a: which truth does an OLS slope claim to answer?",
        ("T3, shares of variance", "T1, the hidden weights, always", "T2, what moving the touchpoint does"),
        answer="T2, what moving the touchpoint does",
        why="It claims so; halo, noise and hidden causes decide whether it may.",
        not_yet={
            "T3, shares of variance": "A slope has the unit points per point.",
            "T1, the hidden weights, always": "Only in a linear world without survey error do the two meet.",
        },
    ),
    Quiz(
        "nb13.q4",
        "Seven in ten customers choose the top step. An ordered logit is fitted. Its average marginal effect is…",
        ("the effect on what is felt", "the effect on the answer, which has little room left", "free of the ceiling"),
        answer="the effect on the answer, which has little room left",
        why="It describes expected answers. Where the ladder ends, answers cannot rise, whatever is felt.",
        not_yet={
            "the effect on what is felt": "Compare it with T2 at the ceiling.",
            "free of the ceiling": "Compare it with T2 at the ceiling.",
        },
    ),
    Quiz(
        "nb13.q5",
        "Ten unlike branches, 800 answers. For mean satisfaction, what helps more?",
        ("800 more answers in the same branches", "Ten more branches"),
        answer="Ten more branches",
        why="What is uncertain is the luck of the branches, and there are only ten lots drawn.",
        not_yet={"800 more answers in the same branches": "Which part of the uncertainty would they shrink?"},
    ),
    Quiz(
        "nb13.q6",
        "The indirect effect comes out larger than the total. What do you suspect first?",
        ("A hidden cause of the middle and of the outcome", "Too few answers", "A perfect mediator"),
        answer="A hidden cause of the middle and of the outcome",
        why="It inflates the second arrow, and the direct one turns negative to make up for it.",
        not_yet={
            "Too few answers": "Chance could do it, rarely. Look at the third slider.",
            "A perfect mediator": "Then the direct arrow would be zero.",
        },
    ),
    Quiz(
        "nb13.x4",
        "'SEM proves that image causes satisfaction.' What do you say in this course?",
        (
            "Say structural model; and its arrows are put in, not found",
            "Yes, if the fit is good",
            "Yes, with enough respondents",
        ),
        answer="Say structural model; and its arrows are put in, not found",
        why="SEM is kept for the Strategic Experiential Modules; and a turned arrow can fit as well.",
        not_yet={
            "Yes, if the fit is good": "Turn the arrow and fit again.",
            "Yes, with enough respondents": "Do more answers know the direction?",
        },
    ),
    Quiz(
        "nb13.x5",
        "Three people of one client firm answer: a user, a buyer, a sponsor. Whose experience is it?",
        ("The buyer's, who pays", "Each their own; the roles are modelled apart", "Their mean"),
        answer="Each their own; the roles are modelled apart",
        why="They meet and weigh different contacts, and share the luck of the account.",
        not_yet={"The buyer's, who pays": "Who drives the vehicles?", "Their mean": "Can a mean drive, pay and answer for it?"},
    ),
    Quiz(
        "nb13.x6",
        "In a real survey nobody knows the truth. What can you still report honestly?",
        ("Nothing", "The biggest driver, as a fact", "An estimate, its interval, its assumptions, and what would overturn it"),
        answer="An estimate, its interval, its assumptions, and what would overturn it",
        why="That is what notebook 15 does with the answers of an airport.",
        not_yet={
            "Nothing": "Estimates bound what is believable.",
            "The biggest driver, as a fact": "Which four things moved it in this unit?",
        },
    ),
)

QUOTES = ()
