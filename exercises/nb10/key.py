"""Unit 10: exercises, usual mistakes, quizzes."""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

import cxlab as cx
from cxlab.course.questions import Exercise, Holds, Matching, Mistake, Number, Numbers, Quiz, Text, Words

SURVEYS, EACH = 50, 100
BENT = {"response": 0.16, "response_extremity": 0.6, "response_middle": 7.0}
METHODS = (
    "mystery shopping",
    "experience mapping",
    "process mapping",
    "customer activity cycle",
    "ethnography",
    "participant observation",
    "non-participant observation",
)
QUESTIONS = {
    "q1": "Do people at the desk follow the agreed steps when a stranger walks in?",
    "q2": "How did each step of the visit feel, from the customers' own point of view?",
    "q3": "Where, behind the desk, does a job wait for the next pair of hands?",
    "q4": "What do people do before and after they need us, also when we are not there?",
    "q5": "What place has the car in the life of a family in the valley?",
    "q6": "What does a Saturday at the desk feel like for somebody who works it?",
    "q7": "How many people look for the entrance and turn round?",
}
NEEDS = ("know where I stand", "lose little time", "be treated fairly")
VERBATIMS = {
    "v1": "On Friday I learnt that the part had never come.",
    "v2": "Two trips for one tyre.",
    "v3": "The man before me got a discount, I did not.",
    "v4": "They sent me a photo of the worn disc before they began.",
    "v5": "My neighbour paid less for the same job.",
    "v6": "I was out again before my coffee was cold.",
}
ITEMS = {
    "a": "How easy was it to book your appointment?",
    "b": "How satisfied are you with the repair, the welcome, the time of delivery and the answers to your questions?",
    "c": "How clear was the estimate you were given?",
    "d": "How clean and quiet was the waiting room?",
    "e": "How long did you stand at the desk before somebody spoke to you?",
    "f": "How friendly and competent was the person at the desk?",
    "g": "All in all, how satisfied are you with this repair?",
    "h": "Would you come back and send your friends to us?",
}
MATCHED = {
    "q1": "mystery shopping",
    "q2": "experience mapping",
    "q3": "process mapping",
    "q4": "customer activity cycle",
    "q5": "ethnography",
    "q6": "participant observation",
    "q7": "non-participant observation",
}
CODED = {
    "v1": "know where I stand",
    "v2": "lose little time",
    "v3": "be treated fairly",
    "v4": "know where I stand",
    "v5": "be treated fairly",
    "v6": "lose little time",
}


@dataclass(frozen=True)
class Surveys:
    """Everybody's answers, fifty small surveys of a hundred answers, one large survey."""

    everybody: pd.DataFrame
    small: pd.DataFrame
    large: pd.DataFrame


@cache
def _customers() -> "cx.Simulated":
    return cx.world("panel").simulate(40_000, rng=10)


@cache
def _everybody() -> pd.DataFrame:
    return _customers().ask(["overall"], rng=10)[["overall"]]


def own(seed: int) -> Surveys:
    """Two surveys of the same chain, each with its own luck; the stronger the feeling, the likelier an answer."""
    few, many = (_customers().ask(["overall"], rng=seed + 7 + k, **BENT)[["overall"]] for k in (0, 1))
    few = few.iloc[: SURVEYS * EACH].reset_index(drop=True)
    few.insert(0, "survey", np.arange(len(few)) // EACH + 1)
    return Surveys(_everybody(), few, many.iloc[:5_000].reset_index(drop=True))


def _errors(surveys: Surveys) -> dict[str, float]:
    truth = surveys.everybody["overall"].mean()
    means = surveys.small.groupby("survey")["overall"].mean()
    return {"small": float(means.mean() - truth), "large": float(surveys.large["overall"].mean() - truth), "scatter": float(means.std())}


def _but(**changed):
    return lambda surveys: _errors(surveys) | {name: float(value(surveys)) for name, value in changed.items()}


def _nps(settings: dict | None) -> float:
    run = cx.world("panel").simulate(10_000, rng=10)
    if settings is None:
        return cx.nps(run.ask(["recommend"], rng=10)).value
    bent = {"response": "response", "extremity": "response_extremity", "middle": "response_middle"}
    return cx.nps(run.ask(["recommend"], rng=10, **{bent[name]: float(settings[name]) for name in bent})).value


def _in_range(answer: dict) -> bool:
    return 0.05 <= answer["response"] <= 0.5 and 0 <= answer["extremity"] <= 0.8 and 6 <= answer["middle"] <= 8


def _computed(answer: dict) -> bool:
    return abs(answer["among answers"] - _nps(answer)) < 0.6 and abs(answer["among all"] - _nps(None)) < 0.6


def _too_low(answer: dict) -> bool:
    return answer["among answers"] <= answer["among all"] - 5


EXERCISES = (
    Exercise(
        "nb10.e1",
        "Fifty small surveys and a large one",
        prompt=(
            "`unit.own` holds three tables about Giulia's chain of opticians. `unit.own.everybody`: the satisfaction of all customers, column `overall`. "
            "`unit.own.small`: fifty surveys of 100 answers each, columns `survey` and `overall`. `unit.own.large`: one survey of 5,000 answers. In "
            "all surveys, people with strong feelings answered more. The error of a survey is its mean less the mean of everybody. Give the average "
            "error of the small surveys (`small`), the error of the large one (`large`), and the standard deviation of the fifty small means "
            "(`scatter`). Then ask yourself which of the three a larger survey mends. Give at least three decimals."
        ),
        stub='surveys = unit.own\nanswer = {"small": ..., "large": ..., "scatter": ...}',
        kind=Numbers(("small", "large", "scatter"), tolerance=0.004, low=-10, high=10),
        solution=_errors,
        hints=(
            "Find the truth first: one mean, of the table of everybody.",
            "For the small surveys take fifty means with groupby, then the mean and the standard deviation of those fifty.",
            'means = surveys.small.groupby("survey")["overall"].mean() gives the fifty means; the truth comes off their average.',
        ),
        mistakes=(
            Mistake(
                _but(small=lambda s: -_errors(s)["small"], large=lambda s: -_errors(s)["large"]),
                "Both errors have the wrong sign: an error is the estimate less the truth.",
            ),
            Mistake(
                _but(small=lambda s: s.small["overall"].mean(), large=lambda s: s.large["overall"].mean()),
                "These are the means of the answers. How far are they from the mean of everybody?",
            ),
            Mistake(
                _but(scatter=lambda s: s.small["overall"].std()),
                "That is how far single answers scatter. How far do the fifty means scatter?",
            ),
            Mistake(
                _but(large=lambda s: s.large["overall"].mean() - s.small["overall"].mean()),
                "You compared the large survey with the small ones. Compare it with everybody.",
            ),
        ),
        own=True,
    ),
    Exercise(
        "nb10.e2",
        "Do two shoppers see the same?",
        prompt=(
            "Two mystery shoppers tick the same checklist at 100 visits: 'the estimate was explained'. Both tick yes 40 times, both no 30 times; the "
            "first yes and the second no 10 times; the first no and the second yes 20 times. What is Cohen's kappa?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.005, low=-1, high=1),
        solution=0.4,
        hints=(
            "Kappa asks how much of the agreement that chance leaves open was reached.",
            "The first says yes half of the time; how often does the second? Chance agreement multiplies these shares, for yes and for no.",
            "Put the four counts into a square, rows for the first shopper, and hand it to cx.kappa.",
        ),
        mistakes=(
            Mistake(0.7, "That is the share of visits on which they agree. Part of it chance alone would give."),
            Mistake(0.5, "That is the agreement that chance alone gives. You need it, and one more step."),
            Mistake(0.2, "That is agreement less chance. Divide by the most it could have been."),
        ),
    ),
    Exercise(
        "nb10.e3",
        "One idea in each question",
        prompt=(
            "Eight questions for the workshop's survey. Which of them ask more than one thing at once, so that an answer cannot be read?\n\n"
            + "\n".join(f"* `{name}`: {text}" for name, text in ITEMS.items())
        ),
        stub='answer = {"...", "..."}',
        kind=Words(tuple(ITEMS)),
        solution={"b", "d", "f", "h"},
        hints=(
            "Look for questions to which one person could want to answer both 9 and 2.",
            "The word 'and' is a hint. It is not proof.",
            "A question about the whole asks one judgement. A question with two adjectives asks two.",
        ),
        mistakes=(
            Mistake({"b", "d", "f", "g", "h"}, "A question about the whole is wide, yet it asks for one judgement."),
            Mistake({"b"}, "The worst offender is found. There are questions with two ideas as well, not only with four."),
            Mistake({"b", "f", "h"}, "One is missing: a room can be one thing without being the other."),
            Mistake({"b", "d", "f"}, "One is missing: staying a customer and talking to friends are two acts."),
            Mistake({"b", "d", "e", "f", "h"}, "One of yours asks for a single thing that a clock could answer."),
        ),
    ),
    Exercise(
        "nb10.e4",
        "Make the silent count",
        prompt=(
            "The workshop has 200 customers who came with an old car, 600 with a middle-aged one and 200 with a new one. There are 40, 60 and 80 "
            "answers from them, with mean satisfaction 3, 7 and 9.5. Give the mean of all answers (`raw`) and the mean with every group counted as "
            "among the customers (`weighted`)."
        ),
        stub='answer = {"raw": ..., "weighted": ...}',
        kind=Numbers(("raw", "weighted"), tolerance=0.006, low=0, high=10),
        solution={"raw": 1300 / 180, "weighted": 6.7},
        hints=(
            "The raw mean counts each answer once; the weighted mean counts each customer once, through the answers of the group.",
            "Raw: the weights are 40, 60 and 80. Weighted: which three numbers take their place?",
            "cx.weighted_mean takes {group: (answers, mean)} and population={group: customers}, and gives both rows.",
        ),
        mistakes=(
            Mistake({"raw": 6.5, "weighted": 6.7}, "Your raw mean counts the three groups alike. They gave different numbers of answers."),
            Mistake({"raw": 6.7, "weighted": 1300 / 180}, "The two are swapped: raw counts answers, weighted counts customers."),
            Mistake({"raw": 1300 / 180, "weighted": 5.1 / 0.7}, "You weighted by response rates. That makes the willing count even more."),
            Mistake({"raw": 1300 / 180, "weighted": 6.5}, "You gave the three groups equal weight. They are not equally large."),
        ),
    ),
    Exercise(
        "nb10.e5",
        "Seven methods for seven questions",
        prompt=(
            "Each method sees something the others miss. Give each question the method that fits it best, every method once.\n\n"
            + "\n".join(f"* `{name}`: {text}" for name, text in QUESTIONS.items())
            + "\n\nMethods: "
            + ", ".join(f"`{name}`" for name in sorted(METHODS))
            + "."
        ),
        stub="answer = {" + ", ".join(f'"{name}": ...' for name in QUESTIONS) + "}",
        kind=Matching(tuple(QUESTIONS), METHODS),
        solution=MATCHED,
        hints=(
            "Ask of each question: whose eyes does it need? A tester's, the customers', the firm's, a guest's of long standing, a colleague's?",
            "Two methods draw maps: one of what customers feel, one of what the firm does. Two watch: one takes part, one does not.",
            "Begin with the two maps and the two observations; of the three left, one needs years, one a checklist, one begins before the firm comes in.",
        ),
        mistakes=(
            Mistake(
                MATCHED | {"q6": "non-participant observation", "q7": "participant observation"},
                "The two observations are swapped: who takes part learns how it feels, who stays outside can count.",
            ),
            Mistake(
                MATCHED | {"q2": "process mapping", "q3": "experience mapping"},
                "The two maps are swapped: one follows the customers' feelings, the other the firm's work.",
            ),
            Mistake(
                MATCHED | {"q1": "participant observation", "q6": "mystery shopping"},
                "Who plays the customer tests the desk; who works there learns what the work is like. Yours are swapped.",
            ),
            Mistake(
                MATCHED | {"q4": "ethnography", "q5": "customer activity cycle"},
                "One of these follows an errand from before to after, the other a way of life. Yours are swapped.",
            ),
        ),
    ),
    Exercise(
        "nb10.e6",
        "What do they need?",
        prompt=(
            "Six sentences from customers of the workshop (invented), in their own words. Code each with the need behind it: "
            + ", ".join(f"`{need}`" for need in NEEDS)
            + ".\n\n"
            + "\n".join(f"* `{name}`: “{text}”" for name, text in VERBATIMS.items())
        ),
        stub="answer = {" + ", ".join(f'"{name}": ...' for name in VERBATIMS) + "}",
        kind=Matching(tuple(VERBATIMS), NEEDS),
        solution=CODED,
        hints=(
            "Code the need, not the mood: a happy sentence and an angry one may speak of the same need.",
            "Ask of each sentence what would have had to be different, or was just right.",
            "Two sentences belong to each need. Whoever compares with another person speaks of the same one.",
        ),
        mistakes=(
            Mistake(CODED | {"v1": "lose little time"}, "In v1 the part is late, but the sentence is about when the customer heard of it."),
            Mistake(CODED | {"v4": "be treated fairly"}, "In v4 nobody is compared with anybody. What did the photo give the customer?"),
            Mistake(CODED | {"v6": "be treated fairly"}, "v6 is a happy sentence. What was there so little of?"),
        ),
    ),
    Exercise(
        "nb10.e7",
        "Explain to Marta",
        prompt=(
            "Marta has 215 answers from 1,200 customers. She says: 'Next year I ask ten times as many, then I know it exactly.' Write her 80 to 180 "
            "words, without jargon: what more answers mend, what they do not, and what she should do with her money instead."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=(
                ("answer", "reply"),
                ("silent", "do not answer", "did not answer", "stay away", "never answer"),
                ("wrong", "error", "mislead"),
            ),
            avoid=("non-response bias", "propensity", "confidence interval", "estimator", "asymptotic", "standard error"),
        ),
        solution=(
            "Dear Marta, more answers mend only one thing: luck. With 215 of them, next month's score may differ by ten points although nothing has "
            "changed, and with ten times as many by three. But the people who answer are not the people who come. Those who are delighted and "
            "those who are angry write to us; the others stay silent, and there are a thousand of them. If we ask ten times as many in the same way, "
            "the same kind of people will answer, and we will be very sure of a wrong number. I would spend the money differently: draw one hundred "
            "customers by lot, and ring them up until nearly all have answered. Compare that with the message survey. Look also at what we know of "
            "everybody, such as visits and the age of the car, and let every group count as it counts among customers. And put some of it into doing "
            "what people have already told us."
        ),
        hints=(
            "There are two kinds of error. One comes from luck, one from who answers.",
            "Say for each of the two whether a larger survey helps, and why.",
            "End with something she can do tomorrow: a hundred customers drawn by lot and asked until they answer, for example.",
        ),
    ),
    Exercise(
        "nb10.e8",
        "A survey that is too hard on the firm",
        prompt=(
            "In the lesson the survey flattered the chain. Find one that is too hard on it: an NPS among the answers at least 5 points **below** that "
            "of all customers. Choose `response` (0.05 to 0.5), `extremity` (0 to 0.8) and `middle` (6 to 8, the satisfaction at which people are "
            "least moved to answer), and give both scores. There are many right answers. Be ready to say who is silent in yours."
        ),
        stub=(
            'run = cx.world("panel").simulate(10_000, rng=10)\n'
            "\n"
            "def score(**settings):\n"
            '    return cx.nps(run.ask(["recommend"], rng=10, **settings)).value\n\n'
            "# score() is that of everybody; score(response=..., response_extremity=..., response_middle=...) that of the answers\n"
            'answer = {"response": ..., "extremity": ..., "middle": ..., "among answers": ..., "among all": ...}'
        ),
        kind=Holds(
            {
                "the three settings lie in their ranges": _in_range,
                "both scores are those of your settings": _computed,
                "the score among the answers is at least 5 points below that of everybody": _too_low,
            },
            type=dict,
        ),
        solution={
            "response": 0.16,
            "extremity": 0.6,
            "middle": 8.0,
            "among answers": _nps({"response": 0.16, "extremity": 0.6, "middle": 8.0}),
            "among all": _nps(None),
        },
        hints=(
            "Use the first part of the demo, with its second panel open: a slider there moves the silent group.",
            "The score falls when those who would give high ratings stay silent.",
            "Raise the satisfaction at which nobody is moved to answer, then strengthen the pull until the two scores are far enough apart.",
        ),
        mistakes=(
            Mistake(
                {"response": 0.9, "extremity": 0.6, "middle": 8.0, "among answers": -12.0, "among all": -11.0},
                "At least one of the three settings lies outside its range.",
                when=lambda answer: not _in_range(answer),
            ),
            Mistake(
                {"response": 0.2, "extremity": 0.6, "middle": 8.0, "among answers": -50.0, "among all": 50.0},
                "At least one score is not that of your settings. Call score with your own numbers, and once without any.",
                when=lambda answer: _in_range(answer) and not _computed(answer),
            ),
            Mistake(
                {
                    "response": 0.16,
                    "extremity": 0.0,
                    "middle": 7.0,
                    "among answers": _nps({"response": 0.16, "extremity": 0.0, "middle": 7.0}),
                    "among all": _nps(None),
                },
                "Both scores are computed right, but yours does not lie far enough below. Who would have to stay silent?",
                when=lambda answer: _in_range(answer) and _computed(answer) and not _too_low(answer),
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb10.r1",
        "Unit 01: which of these is the customer's, and not the firm's?",
        ("The process", "The response to it", "The standard for it"),
        answer="The response to it",
        why="Experience is what the customer perceives; the firm has the process and the standard. So somebody has to ask.",
        not_yet={"The process": "The firm designs that.", "The standard for it": "Who wrote it down?"},
    ),
    Quiz(
        "nb10.r2",
        "Unit 05: customers begin to expect more and the work stays as it is. Satisfaction, with a strong weight on the gap…",
        ("rises", "stays", "falls"),
        answer="falls",
        why="The gap between what came and what was expected gets smaller or negative.",
        not_yet={"rises": "Is the gap larger or smaller now?", "stays": "The work stays. Does the gap?"},
    ),
    Quiz(
        "nb10.q1",
        "Which change brings the estimate nearer to the truth when strong feelings decide who answers?",
        ("Asking ten times as many", "A finer scale", "Getting the silent to answer"),
        answer="Getting the silent to answer",
        why="Only this changes who answers. The other two make the wrong number more exact.",
        not_yet={"Asking ten times as many": "Where did the interval close in?", "A finer scale": "Does the scale decide who answers?"},
    ),
    Quiz(
        "nb10.q2",
        "A consultant's survey reaches an R squared of 0.9. The items correlate highly with each other. You conclude…",
        ("the survey is good", "the touchpoints are all important", "perhaps it measured mostly a mood"),
        answer="perhaps it measured mostly a mood",
        why="A mood common to all answers raises every correlation, and the fit with them.",
        not_yet={
            "the survey is good": "What did the halo do to R squared?",
            "the touchpoints are all important": "Bars that look alike: why do they?",
        },
    ),
    Quiz(
        "nb10.q3",
        "Mystery shoppers report excellent quality, customers are unhappy. Which explanation cannot be right?",
        ("Customers expect more", "More shopping visits would settle it", "Staff noticed the shoppers"),
        answer="More shopping visits would settle it",
        why="Shoppers see what is delivered while they watch. More of the same tells nothing about what customers expect or feel.",
        not_yet={
            "Customers expect more": "That would do it: same work, lower feeling.",
            "Staff noticed the shoppers": "That would do it: then only the shoppers are served well.",
        },
    ),
    Quiz(
        "nb10.x1",
        "Which of these is a system, and not the content that runs through it?",
        ("EFM", "VOC", "A verbatim"),
        answer="EFM",
        why="It is the software and the rules; what customers say is the content.",
        not_yet={"VOC": "Is that what is said, or what carries it?", "A verbatim": "That is one sentence of one customer."},
    ),
    Quiz(
        "nb10.x2",
        "The firm asks and listens. A year later satisfaction is the same. Which step of the loop is most likely missing?",
        ("Asking more often", "Buying a better tool", "Acting on what was heard"),
        answer="Acting on what was heard",
        why="Nothing changes for customers until somebody does something with a name and a date.",
        not_yet={"Asking more often": "It asks already.", "Buying a better tool": "What would the tool change for a customer?"},
    ),
    Quiz(
        "nb10.x3",
        "Answers are weighted by age group. This mends the error when…",
        ("there are enough answers", "within a group, those who answer are like those who do not", "age explains satisfaction"),
        answer="within a group, those who answer are like those who do not",
        why="Weights set the groups right, not the people inside them.",
        not_yet={
            "there are enough answers": "Numbers mend luck only.",
            "age explains satisfaction": "That makes weighting matter. Does it make it enough?",
        },
    ),
)

QUOTES = ()
