"""Warm-up: exercises on the student's own survey, usual mistakes, quizzes."""

from __future__ import annotations

import numpy as np
import pandas as pd

from cxlab.course.questions import Exercise, Function, Mistake, Number, Numbers, Quiz, Text
from cxlab.worlds import world

ITEMS = ["overall", "book", "wait_and_repair", "collect_and_pay"]
CUSTOMERS = 150


def own(seed: int) -> pd.DataFrame:
    """A survey of the workshop's customers, another one for every student."""
    return world("officina").simulate(CUSTOMERS, rng=seed).ask(ITEMS, rng=seed).dropna()


def _line(survey: pd.DataFrame, across: str = "wait_and_repair", up: str = "overall") -> dict[str, float]:
    slope, intercept = np.polyfit(survey[across], survey[up], 1)
    return {"intercept": float(intercept), "slope": float(slope)}


def _through_zero(survey: pd.DataFrame) -> dict[str, float]:
    wait, overall = survey["wait_and_repair"], survey["overall"]
    return {"intercept": 0.0, "slope": float((wait * overall).sum() / (wait**2).sum())}


def _swapped(survey: pd.DataFrame) -> dict[str, float]:
    line = _line(survey)
    return {"intercept": line["slope"], "slope": line["intercept"]}


EXERCISES = (
    Exercise(
        "nb00.e1",
        "The bill",
        prompt=(
            "A repair costs 240 euros before tax. The tax is 22%. What does the customer pay in all? Let the cell compute it: write the "
            "calculation, not only its result."
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.005, low=0, high=10_000),
        solution=240 * 1.22,
        hints=(
            "First the tax: how much is 22 per cent of 240?",
            "Per cent means by the hundred: write it as a decimal number, with a point.",
            "The customer pays the price and the tax: add the two, or multiply once.",
        ),
        mistakes=(
            Mistake(240 * 0.22, "That is the tax alone. The customer also pays the repair."),
            Mistake(240 + 22, "You added 22 euros. The tax is a part of 240, not a fixed amount."),
            Mistake(240 * (1 - 0.22), "You took the tax off instead of adding it."),
            Mistake(240 + 0.22, "You added 0.22 euros. Take that part of 240 first."),
        ),
    ),
    Exercise(
        "nb00.e2",
        "A mean of your own",
        prompt=(
            "`unit.own` is a survey like the one in the lesson, with customers of your own. Look at it: write `unit.own.head()` in a cell. What "
            "is the mean of the column `overall`? Give at least two decimals."
        ),
        stub="survey = unit.own\nanswer = ...",
        kind=Number(tolerance=0.006, low=0, high=10),
        solution=lambda survey: float(survey["overall"].mean()),
        hints=(
            "A column is taken by its name, in square brackets and quotes.",
            "What one can do with a column stands behind a dot, with empty brackets at the end.",
            "In the lesson a cell computes two means. Which part of it do you need?",
        ),
        mistakes=(
            Mistake(lambda survey: float(survey["wait_and_repair"].mean()), "That is the mean of another column: the wait."),
            Mistake(
                lambda survey: float(survey["overall"].sum() / CUSTOMERS),
                "You divided by all customers who came in. Divide by those who are in your table.",
            ),
            Mistake(
                lambda survey: float(survey["overall"].head().mean()),
                "That is the mean of the first five rows only: head() is for looking, not for computing.",
            ),
        ),
        own=True,
    ),
    Exercise(
        "nb00.e3",
        "Choose rows",
        prompt="In your own survey: how many customers rated `wait_and_repair` with 3 **or less**?",
        stub="survey = unit.own\nanswer = ...",
        kind=Number(tolerance=0, low=0, high=CUSTOMERS, whole=True),
        solution=lambda survey: int((survey["wait_and_repair"] <= 3).sum()),
        hints=(
            "Ask each row a yes-or-no question about the column, and keep the rows that say yes.",
            "The sign <= means less than or equal to.",
            "Count the rows that are left with len( ).",
        ),
        mistakes=(
            Mistake(lambda survey: int((survey["wait_and_repair"] < 3).sum()), "You left out those who gave exactly 3."),
            Mistake(lambda survey: int((survey["wait_and_repair"] >= 3).sum()), "The sign points the wrong way: you counted 3 or more."),
            Mistake(lambda survey: int((survey["overall"] <= 3).sum()), "You asked another column: the overall rating."),
            Mistake(
                lambda survey: round(float((survey["wait_and_repair"] <= 3).mean()), 4),
                "That is a share of the customers. Their number is asked for.",
                when=lambda answer: isinstance(answer, float) and 0 < answer < 1,
            ),
        ),
        own=True,
    ),
    Exercise(
        "nb00.e4",
        "Write a function",
        prompt=(
            "Write `guess(wait, intercept, slope)`: the overall rating that a line with this intercept and this slope gives to a customer who "
            "rated the wait `wait`. It must work for any three numbers."
        ),
        stub="def guess(wait, intercept, slope):\n    return ...\n\nanswer = guess",
        kind=Function(
            cases=lambda rng: [tuple(float(x) for x in rng.uniform(0.5, 9.5, 3).round(2)) for _ in range(4)],
            tolerance=1e-9,
            properties={
                "where the wait is 0 the guess is the intercept": lambda value, wait, intercept, slope: wait != 0 or value == intercept
            },
        ),
        solution=lambda wait, intercept, slope: intercept + slope * wait,
        hints=(
            "Where the wait is rated 0, what should come out?",
            "Each point of the wait adds the slope once. How often is that?",
            "Say it in words first: begin at …, then add … times …",
        ),
        mistakes=(
            Mistake(
                lambda wait, intercept, slope: (intercept + slope) * wait,
                "The intercept is there from the start: it is not multiplied by the wait.",
            ),
            Mistake(lambda wait, intercept, slope: slope + intercept * wait, "Intercept and slope have changed places."),
            Mistake(lambda wait, intercept, slope: slope * wait, "The line begins at zero: the intercept is missing."),
            Mistake(lambda wait, intercept, slope: intercept + slope + wait, "The slope is for each point of the wait: multiply the two."),
        ),
    ),
    Exercise(
        "nb00.e5",
        "A line of your own",
        prompt=(
            "Fit the regression line of `overall` on `wait_and_repair` in your own survey. Give its intercept and its slope, with at least two "
            "decimals each."
        ),
        stub='# np.polyfit(across, up, 1) gives two numbers: the slope first, then the intercept\nsurvey = unit.own\nanswer = {"intercept": ..., "slope": ...}',
        kind=Numbers(("intercept", "slope"), tolerance=0.006, low=-20, high=20),
        solution=_line,
        hints=(
            "Which rating is guessed from which? The guessed one goes up, the other across.",
            "Take both columns from the table, and hand them to np.polyfit in the right order.",
            "It returns the slope first. Put each number under its own name.",
        ),
        mistakes=(
            Mistake(
                lambda survey: _line(survey, "overall", "wait_and_repair"),
                "You guessed the wait from the overall rating. Exchange the two columns.",
            ),
            Mistake(_swapped, "The two numbers have changed places: the slope comes first."),
            Mistake(lambda survey: _line(survey, "collect_and_pay"), "You took another column than the wait."),
            Mistake(_through_zero, "Your line was made to start at zero. Let it begin where it wants to."),
        ),
        own=True,
    ),
    Exercise(
        "nb00.e6",
        "Explain to the owner",
        prompt=(
            "Marta sees your line and says: 'So if I make the wait one point better, my rating rises by that slope.' Write 40 to 120 words to "
            "her, without formulas: what the line does say, why her sentence goes too far, and how one could find out."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(40, 120),
            mention=("wait", ("customers who", "people who", "those who"), ("try", "test", "change", "experiment", "compare")),
            avoid=("polyfit", "intercept", "regression coefficient"),
        ),
        solution=(
            "The line compares customers: those who liked the wait more also rated us higher, by the slope, for each point. But nobody changed "
            "anything. Customers who felt well while they waited may have had an easier repair, a friendlier clerk or simply a better day, and "
            "all of that is in the line too. So your sentence goes too far: a better wait may help, and probably by less. To find out we have "
            "to change it: make the wait better in some weeks and not in others, decided by a coin, and compare the ratings of both."
        ),
        hints=(
            "Two sentences that sound alike: what goes together, and what happens if somebody acts.",
            "Name one other thing that may differ between customers who liked the wait and those who did not.",
            "To know what acting does, somebody has to act, and something must stay as it was for comparison.",
        ),
    ),
    Exercise(
        "nb00.e7",
        "A question of your own",
        prompt=(
            "Your survey has four ratings: `overall`, `book`, `wait_and_repair`, `collect_and_pay`. Write 30 to 100 words: one question about "
            "these customers that interests you, which columns and rows you would use, and what number would surprise you. If you like, compute "
            "it. There are many right answers."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(words=(30, 100), mention=(("column", "rating"), ("customers", "rows"), ("surpris", "expect"))),
        solution=(
            "I would like to know whether the booking matters to those who were unhappy with the wait. I take only the customers who rated the "
            "wait 3 or less, and in these rows I fit a line of the overall rating on the rating of the booking. I expect a small slope, since a "
            "bad wait may spoil everything before it. A slope as large as that of the wait itself would surprise me."
        ),
        hints=(
            "Begin with a person: whose rating would you like to understand?",
            "Then name the rows you keep, and the column or the two columns you look at.",
            "Say what you expect before you compute. Only then can a number surprise you.",
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb00.x1",
        "In the table of the survey, what is one row?",
        ("One question", "One point of the scale", "One customer who answered"),
        answer="One customer who answered",
        why="Rows go downwards, one for each customer; columns are the questions.",
        not_yet={
            "One question": "Questions stand in the head of the table.",
            "One point of the scale": "Points are what stands in the cells.",
        },
    ),
    Quiz(
        "nb00.x2",
        "A line has an intercept of 5 and a slope of 0.5. What does it guess for a customer who rates the wait 4?",
        ("7", "5.5", "22"),
        answer="7",
        why="It begins at 5 and climbs by 0.5 for each of 4 points.",
        not_yet={"5.5": "You climbed one point only.", "22": "The intercept is there from the start; it is not multiplied."},
    ),
    Quiz(
        "nb00.x3",
        "A slope of 0.5 was found in a survey. Which sentence is safe?",
        (
            "A wait that is one point better will raise ratings by half a point",
            "Among these customers, one point more for the wait goes with half a point more overall",
            "Half of the ratings are caused by the wait",
        ),
        answer="Among these customers, one point more for the wait goes with half a point more overall",
        why="It speaks of these customers, and of what goes together.",
        not_yet={
            "A wait that is one point better will raise ratings by half a point": "Did anybody change the wait?",
            "Half of the ratings are caused by the wait": "A slope is no share, and it knows nothing of causes.",
        },
    ),
)

QUOTES = ()
