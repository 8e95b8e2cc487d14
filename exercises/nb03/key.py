"""Unit 03: exercises, usual mistakes, quizzes. In nb03.e5 every student has data of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from cxlab.course.questions import Exercise, Holds, Matching, Mistake, Numbers, Quiz, Text, Words
from cxlab.mechanisms.pyramid import compensatory, gated

if TYPE_CHECKING:
    import pandas as pd

HARD = float("inf")
BUDGET = 18
TITLES = (
    "give relevant information",
    "solve problems, when asked",
    "meet needs, when asked",
    "meet present needs, unasked",
    "meet future needs, unasked",
    "make the customer better, safer or more able",
)
PHASES = tuple(f"phase {number}" for number in range(1, 7))
TIERS_ADD, NEEDS_GATE, OPEN = "tiers add up", "needs are a gate", "cannot be told"
SURVEYS = ("A", "B", "C")


def own(seed: int) -> dict[str, pd.DataFrame]:
    """Three surveys of 1,500 customers in a drawn order: tiers that add up, a gate, and a gate that nobody failed."""
    rng = np.random.default_rng(seed)
    kinds = [str(kind) for kind in rng.permutation([TIERS_ADD, NEEDS_GATE, OPEN])]
    return {name: _survey(kind, rng) for name, kind in zip(SURVEYS, kinds, strict=True)}


def _survey(kind: str, rng: np.random.Generator) -> pd.DataFrame:
    import pandas as pd

    met = 6.2 + np.abs(rng.normal(0.0, 1.2, 1500))
    needs = met if kind == OPEN else rng.normal(6.0, 1.5, 1500)
    ease, enjoyment = rng.normal(7.5, 0.8, 1500), rng.normal(5.5, 1.8, 1500)
    kappa = 0.0 if kind == TIERS_ADD else 3.0
    lived = np.asarray(gated(needs, ease, enjoyment, weights=(0.4, 0.2, 0.4), threshold=6.0, kappa=kappa))
    return pd.DataFrame(
        {
            "needs": np.where(needs < 6.0, "failed", "met"),
            "enjoyment": np.where(enjoyment < 5.5, "low", "high"),
            "satisfaction": (lived + rng.normal(0.0, 0.8, 1500)).round(1),
        }
    )


def verdicts(surveys: dict[str, pd.DataFrame]) -> dict[str, str]:
    """What each survey shows, read from its table of means."""
    return {name: _verdict(survey) for name, survey in surveys.items()}


def _verdict(survey: pd.DataFrame) -> str:
    if (survey["needs"] == "failed").sum() == 0:
        return OPEN
    means = survey.groupby(["needs", "enjoyment"])["satisfaction"].mean()
    rise = {who: means[who, "high"] - means[who, "low"] for who in ("failed", "met")}
    return NEEDS_GATE if rise["failed"] < 0.5 * rise["met"] else TIERS_ADD


def _misread(change: dict[str, str]):
    return lambda surveys: {name: change.get(verdict, verdict) for name, verdict in verdicts(surveys).items()}


def _score(tiers: tuple[float, ...], kappa: float) -> float:
    return float(gated(*(float(tier) for tier in tiers), threshold=6.0, kappa=kappa))


def _well_formed(answer: dict) -> bool:
    firms = [answer["A"], answer["B"]]
    return all(len(firm) == 3 and all(0 <= tier <= 10 for tier in firm) and sum(firm) <= BUDGET for firm in firms)


def _a_wins_when_added(answer: dict) -> bool:
    return float(compensatory(*answer["A"])) > float(compensatory(*answer["B"])) + 1e-9


def _b_wins_when_gated(answer: dict) -> bool:
    return _score(answer["B"], HARD) > _score(answer["A"], HARD) + 1e-9


EXERCISES = (
    Exercise(
        "nb03.e1",
        "A title for phase 5",
        prompt=(
            "Under phase 5 the article writes about data, trends, and orders that are renewed before anything has run out. Its heading is "
            "'solve customers' problems', which it also uses for phase 2. Which of these titles fits what the text of phase 5 says? Hand over a "
            "set with one title.\n\n" + "\n".join(f"* `{title}`" for title in TITLES)
        ),
        stub="answer = {...}",
        kind=Words(TITLES),
        solution={"meet future needs, unasked"},
        hints=(
            "Two questions sort the titles: who starts it, and when does the need arise?",
            "Does a customer whose order is renewed in advance ask for anything?",
            "Nobody asked, and the need is not there yet. Look for the title that says both.",
        ),
        mistakes=(
            Mistake({"solve problems, when asked"}, "That is the heading as it stands. Does anybody in the text of phase 5 ask?"),
            Mistake({"meet present needs, unasked"}, "Right that nobody asks. But what runs out next month is not needed today."),
            Mistake({"meet needs, when asked"}, "Who starts it: the customer, or the firm that looks at its data?"),
            Mistake(
                {"make the customer better, safer or more able"},
                "An order that arrives in time is handy. Does it change what the customer can do?",
            ),
        ),
    ),
    Exercise(
        "nb03.e2",
        "Two profiles, two ways to join tiers",
        prompt=(
            "A workshop has needs, ease and enjoyment (4, 9, 9), another (7, 6, 5). The weights are 0.5, 0.3 and 0.2. Score both when tiers add "
            "up, and when needs and ease are hard gates that open at 6: below 6, nothing that lies above counts; at 6 the gate is open."
        ),
        stub='answer = {"(4,9,9) add up": ..., "(4,9,9) gate": ..., "(7,6,5) add up": ..., "(7,6,5) gate": ...}',
        kind=Numbers(("(4,9,9) add up", "(4,9,9) gate", "(7,6,5) add up", "(7,6,5) gate"), tolerance=0.005, low=0, high=10),
        solution={"(4,9,9) add up": 6.5, "(4,9,9) gate": 2.0, "(7,6,5) add up": 6.3, "(7,6,5) gate": 6.3},
        hints=(
            "Adding up: multiply each tier by its weight and sum.",
            "With the gate, ask first: do needs reach the threshold? If not, only the share of needs itself is left.",
            "A firm that passes both gates loses nothing by them.",
        ),
        mistakes=(
            Mistake(
                {"(4,9,9) add up": 6.5, "(4,9,9) gate": 0.0, "(7,6,5) add up": 6.3, "(7,6,5) gate": 6.3},
                "The gate holds back what lies above needs. The needs themselves still count.",
            ),
            Mistake(
                {"(4,9,9) add up": 6.5, "(4,9,9) gate": 2.0, "(7,6,5) add up": 6.3, "(7,6,5) gate": 5.3},
                "An ease of exactly the threshold opens the gate: read the last words of the task again.",
            ),
            Mistake(
                {"(4,9,9) add up": 7.3333, "(4,9,9) gate": 4.0, "(7,6,5) add up": 6.0, "(7,6,5) gate": 6.0},
                "You used plain means. Each tier has a weight of its own.",
            ),
            Mistake(
                {"(4,9,9) add up": 6.5, "(4,9,9) gate": 4.7, "(7,6,5) add up": 6.3, "(7,6,5) gate": 6.3},
                "You held back enjoyment only. Failed needs hold back ease as well.",
            ),
        ),
    ),
    Exercise(
        "nb03.e3",
        "From six phases to five levels",
        prompt=(
            "The published pyramid has five levels: 1 communication, 2 responsive, 3 commitment, 4 proactive, 5 evolution. To which of them does "
            "each of the six phases of the article belong, going by what its text says and not by its heading? (Table and demo of loop 3.)"
        ),
        stub='answer = {"phase 1": ..., "phase 2": ..., "phase 3": ..., "phase 4": ..., "phase 5": ..., "phase 6": ...}',
        kind=Matching(PHASES, (1, 2, 3, 4, 5)),
        solution=dict(zip(PHASES, (1, 2, 3, 4, 4, 5), strict=True)),
        hints=(
            "Six into five: two neighbours must share a level.",
            "Sort the phases by who starts them. In which ones does the firm act before it is asked?",
            "The published pyramid does not separate needs of today from needs of tomorrow.",
        ),
        mistakes=(
            Mistake(
                dict(zip(PHASES, (1, 2, 3, 4, 5, 5), strict=True)),
                "Renewing an order in time is handy. Does it change the customer, as the last level asks?",
            ),
            Mistake(
                dict(zip(PHASES, (1, 2, 3, 4, 2, 5), strict=True)),
                "You followed a heading that does not fit its text. Who starts what that phase describes?",
            ),
            Mistake(
                dict(zip(PHASES, (1, 2, 3, 3, 4, 5), strict=True)),
                "Two headings say nearly the same, but in one of the two phases nobody asks.",
            ),
            Mistake(
                dict(zip(PHASES, (1, 2, 2, 3, 4, 5), strict=True)),
                "A problem and the need behind it are two things: the published pyramid separates them too.",
            ),
        ),
    ),
    Exercise(
        "nb03.e4",
        "One more point of needs",
        prompt=(
            "A workshop stands at needs 5, ease 5, enjoyment 8; the weights are 0.5, 0.3 and 0.2. By how much does its experience rise with one "
            "more point of needs, when tiers add up and with hard gates at 6?"
        ),
        stub='answer = {"add up": ..., "gate": ...}',
        kind=Numbers(("add up", "gate"), tolerance=0.005, low=-10, high=10),
        solution={"add up": 0.5, "gate": 2.0},
        hints=(
            "A gain is after minus before: four scores are needed, two for each way.",
            "Write down for each gate whether it is open, before and after.",
            "After the extra point the first gate is open. What about the second?",
        ),
        mistakes=(
            Mistake({"add up": 0.5, "gate": 3.6}, "You let enjoyment count as well. The second gate, on ease, is still shut."),
            Mistake({"add up": 0.5, "gate": 0.5}, "The extra point opens a gate. What counts after it that did not count before?"),
            Mistake({"add up": 6.1, "gate": 4.5}, "These are the scores after the extra point. The gain is after minus before."),
            Mistake({"add up": 1.0, "gate": 2.5}, "One point of needs does not count as one point of experience: mind its weight."),
        ),
    ),
    Exercise(
        "nb03.e5",
        "Gate or no gate? Read a table of means",
        prompt=(
            "You get three surveys, `unit.own['A']` to `['C']`. Each customer's needs were `met` or `failed`, enjoyment was `low` or `high`, and "
            "satisfaction was asked. The cell prints mean satisfaction and number of customers for each combination. Decide for each survey: "
            "`tiers add up`, `needs are a gate`, or `cannot be told` from these data."
        ),
        stub=(
            "for name, survey in unit.own.items():\n"
            "    print(name)\n"
            '    print(survey.groupby(["needs", "enjoyment"])["satisfaction"].agg(["mean", "count"]).round(2))\n\n'
            'answer = {"A": ..., "B": ..., "C": ...}'
        ),
        kind=Matching(SURVEYS, (TIERS_ADD, NEEDS_GATE, OPEN)),
        solution=verdicts,
        own=True,
        hints=(
            "In each table, find what high enjoyment adds: the mean with high less the mean with low.",
            "Do that once among customers whose needs were met and once among those whose needs failed. Compare the two.",
            "A gate shows where needs failed. Is there anybody in that row?",
        ),
        mistakes=(
            Mistake(_misread({OPEN: TIERS_ADD}), "In one survey you saw no gate. Was anybody there who could have been stopped by one?"),
            Mistake(
                _misread({OPEN: NEEDS_GATE}),
                "In one survey you found a gate where only one kind of customer was asked. Look at the counts.",
            ),
            Mistake(
                _misread({TIERS_ADD: NEEDS_GATE, NEEDS_GATE: TIERS_ADD}),
                "Two verdicts are the wrong way round. With a gate, enjoyment adds little where needs failed.",
            ),
            Mistake(
                _misread({TIERS_ADD: NEEDS_GATE}),
                "Satisfaction is lower where needs failed in any case: needs count. A gate is about what enjoyment adds there.",
            ),
        ),
    ),
    Exercise(
        "nb03.e6",
        "Explain to Marta",
        prompt=(
            "Marta wants to spend 20,000 euros on a lounge with good coffee, 'because we have to get to the top of the pyramid'. One car in five "
            "comes back with the same fault. Write 80 to 180 words to her, without symbols: on what her plan rests, when the lounge would pay, "
            "when it would be wasted, and what she should find out first."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=(("lounge", "coffee"), ("needs", "repair", "fault"), ("find out", "ask", "compare", "look at", "survey")),
            avoid=("kappa", "gating", "compensatory", "interaction", "regression", "threshold", "marginal"),
        ),
        solution=(
            "The pyramid says that basic things come first and pleasant things later. That is a claim, not a fact: nobody we know of has tested "
            "whether people really climb it step by step. If pleasant things count for everybody, the lounge will please also those whose car "
            "comes back with the same fault, and it may be worth its price. If a bad repair spoils everything else, good coffee is wasted on one "
            "customer in five, and the same money in a second inspection would do more: it would mend the repair and let the rest count. So "
            "first find out. Take last year's customers, put those with a repeated fault on one side and the others on the other, and compare "
            "how much friendlier visits raised satisfaction in each group. If they helped both alike, think about the lounge. If they helped "
            "only where the repair held, mend the repairs first. And a workshop that does simple things very well needs no top of a pyramid."
        ),
        hints=(
            "Two worlds: pleasant things count for everybody, or only for those whose car was mended.",
            "Say what the lounge is worth in each of them, and what a better repair is worth.",
            "Then name one comparison among her own customers that would tell the worlds apart.",
        ),
    ),
    Exercise(
        "nb03.e7",
        "Make the winner flip",
        prompt=(
            f"Two firms have {BUDGET} points each to spend on needs, ease and enjoyment (0 to 10 each; they need not spend all). Find a firm A that "
            "wins when tiers add up and a firm B that wins with hard gates at 6, with weights 0.5, 0.3 and 0.2. There are many right answers. Be "
            "ready to say which customers you would ask to find out who is right."
        ),
        stub=(
            'answer = {"A": (..., ..., ...), "B": (..., ..., ...)}\n'
            "# cx.mechanisms.pyramid.compensatory(*answer['A']) and .gated(*answer['A'], kappa=float('inf')) score a firm"
        ),
        kind=Holds(
            {
                f"both firms have three tiers from 0 to 10 that sum to {BUDGET} at most": _well_formed,
                "A has the higher score when tiers add up": _a_wins_when_added,
                "B has the higher score with hard gates at 6": _b_wins_when_gated,
            },
            type=dict,
        ),
        solution={"A": (5.0, 5.0, 8.0), "B": (6.0, 6.0, 0.0)},
        hints=(
            "Let firm B do the plain things: pass both gates, and no more.",
            "Give firm A more points in all, but leave its needs just below the gate.",
            "Score both firms both ways with the two calls in the comment, and shift points until the order flips.",
        ),
        mistakes=(
            Mistake(
                {"A": (4.0, 9.0, 9.0), "B": (7.0, 6.0, 5.0)},
                "One of your firms is outside the rules: three tiers from 0 to 10, and mind the sum.",
                when=lambda answer: not _well_formed(answer),
            ),
            Mistake(
                {"A": (5.0, 5.0, 5.0), "B": (6.0, 6.0, 6.0)},
                "Your firm B wins both ways. Take points from it, or give some to A.",
                when=lambda answer: _well_formed(answer) and not _a_wins_when_added(answer) and _b_wins_when_gated(answer),
            ),
            Mistake(
                {"A": (8.0, 8.0, 2.0), "B": (6.0, 6.0, 0.0)},
                "Your firm A wins both ways: it passes the gates as well. Let it fail one.",
                when=lambda answer: _well_formed(answer) and _a_wins_when_added(answer) and not _b_wins_when_gated(answer),
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb03.r1",
        "Unit 01: what is a touchpoint of the workshop that the workshop does not control?",
        ("The quote at the counter", "What a neighbour says about the workshop", "The invoice"),
        answer="What a neighbour says about the workshop",
        why="Other people own it. The firm can give them reasons to talk well, no more.",
        not_yet={"The quote at the counter": "Marta's people speak it.", "The invoice": "Marta's people write it."},
    ),
    Quiz(
        "nb03.r2",
        "Unit 01: where is the customer experience?",
        ("In the response of the customer", "In the process of the firm", "In the path from contact to contact"),
        answer="In the response of the customer",
        why="The path is where it happens, the process is what the firm does about it.",
        not_yet={
            "In the process of the firm": "That is the management of experience.",
            "In the path from contact to contact": "That is the journey.",
        },
    ),
    Quiz(
        "nb03.q1",
        "A showroom with failed needs wins when tiers add up and loses with a gate. Who is right?",
        ("The gate: needs come first", "Neither can be known yet", "Adding up: every point counts"),
        answer="Neither can be known yet",
        why="Both are assumptions. It takes customers whose needs failed, and a look at what enjoyment does for them.",
        not_yet={
            "The gate: needs come first": "That is what the picture of a pyramid suggests. What evidence have you seen?",
            "Adding up: every point counts": "Possible. What would you have to observe?",
        },
    ),
    Quiz(
        "nb03.q2",
        "All customers of a workshop have their needs met. What can a survey among them say about the gate?",
        ("That there is none", "Nothing", "How hard it is"),
        answer="Nothing",
        why="A gate shows only where it is shut, and nobody was stopped by it.",
        not_yet={
            "That there is none": "Nobody tried to pass with failed needs.",
            "How hard it is": "Look at preset 'needs are met': do the two lines differ there?",
        },
    ),
    Quiz(
        "nb03.q3",
        "A customer says: the promotion code does not work. Which reply looks for the need behind the problem?",
        ("Here is a new code.", "Codes expire after a month.", "What were you hoping to buy, and for when?"),
        answer="What were you hoping to buy, and for when?",
        why="It asks for the aim. The need may be a price, a date, or not to feel cheated.",
        not_yet={
            "Here is a new code.": "That solves the problem as stated. What for does the customer want it?",
            "Codes expire after a month.": "That explains the problem, and leaves the customer alone with it.",
        },
    ),
    Quiz(
        "nb03.x1",
        "Services on high levels satisfy more, on average. What follows?",
        (
            "Aim higher and satisfaction will rise",
            "Little: those who aim higher may simply do things better",
            "Levels and satisfaction are the same thing",
        ),
        answer="Little: those who aim higher may simply do things better",
        why="Compare services that are equally well done before you speak of the level.",
        not_yet={
            "Aim higher and satisfaction will rise": "Look at the blue line of part 4.",
            "Levels and satisfaction are the same thing": "Then a page of answers that people love could not exist.",
        },
    ),
    Quiz(
        "nb03.x2",
        "Which finding would count against a strict hierarchy of tiers?",
        (
            "Customers with failed needs gain as much from enjoyment as the others",
            "Customers with failed needs are less satisfied",
            "Customers with met needs are more loyal",
        ),
        answer="Customers with failed needs gain as much from enjoyment as the others",
        why="A strict hierarchy says that enjoyment does nothing for them.",
        not_yet={
            "Customers with failed needs are less satisfied": "That holds in both worlds: needs count in both.",
            "Customers with met needs are more loyal": "That says that needs matter, not that they come first.",
        },
    ),
    Quiz(
        "nb03.x3",
        "A supplier renews an order before it has run out, without asking. What has to be settled first?",
        ("The forecast must be exact", "The customer must have agreed, and be able to stop it", "The price must stay the same"),
        answer="The customer must have agreed, and be able to stop it",
        why="Acting unasked takes effort off the customer only where it was wanted. Consent is also a matter of law.",
        not_yet={
            "The forecast must be exact": "It never is. What matters more when it is wrong?",
            "The price must stay the same": "That helps. But may the firm order in somebody's name at all?",
        },
    ),
)

QUOTES = ()
