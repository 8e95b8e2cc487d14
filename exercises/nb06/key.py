"""Unit 06: exercises, usual mistakes, quizzes, numbers quoted from elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cxlab.course.questions import Exercise, Function, Holds, Mistake, Number, Numbers, Quiz, Quote, Text
from cxlab.mechanisms.asymmetry import KANO_ANSWERS, kano_cell
from cxlab.mechanisms.memory import peak_end

if TYPE_CHECKING:
    import numpy as np

NAMES = ("J1", "J2", "J3")
RULE = (0.0, 0.5, 0.5)


def _every_pair(rng: np.random.Generator) -> list[tuple[str, str]]:
    """All 25 pairs of answers, in a drawn order."""
    pairs = [(there, missing) for there in KANO_ANSWERS for missing in KANO_ANSWERS]
    return [pairs[k] for k in rng.permutation(len(pairs))]


def _instead(change: dict[str, str]):
    """The evaluation table with some letters swapped for others."""
    return lambda there, missing: change.get(kano_cell(there, missing), kano_cell(there, missing))


def _extremes_as_indifferent(there: str, missing: str) -> str:
    return "I" if there == missing else kano_cell(there, missing)


def _five(answer: dict) -> bool:
    return all(len(answer[name]) == 5 and all(0 <= value <= 10 for value in answer[name]) for name in ("A", "B"))


def _lower_mean(answer: dict) -> bool:
    return sum(answer["A"]) < sum(answer["B"]) - 1e-9


def _better_memory(answer: dict) -> bool:
    return float(peak_end(answer["A"], weights=RULE)) >= float(peak_end(answer["B"], weights=RULE)) + 1.0 - 1e-9


EXERCISES = (
    Exercise(
        "nb06.e1",
        "Three journeys with one mean",
        prompt=(
            "Felt values of three visits: J1 = [6, 7, 3, 6, 8], J2 = [6, 8, 3, 7, 6], J3 = [6, 7, 8, 6, 3]. All have the mean 6. Memory takes half "
            "of the peak and half of the end; the peak is the value farthest from 5. How is each remembered?"
        ),
        stub='answer = {"J1": ..., "J2": ..., "J3": ...}',
        kind=Numbers(NAMES, tolerance=0.005, low=0, high=10),
        solution={"J1": 8.0, "J2": 7.0, "J3": 5.5},
        hints=(
            "Write down the end of each journey, and the value farthest from 5.",
            "How far from 5 is the lowest value, and how far the highest?",
            "Add peak and end of each journey and take the half.",
        ),
        mistakes=(
            Mistake({"J1": 6.0, "J2": 6.0, "J3": 6.0}, "These are the means. Here memory takes only the peak and the end."),
            Mistake({"J1": 5.5, "J2": 4.5, "J3": 3.0}, "You took the lowest value for the peak. Which value lies farthest from 5?"),
            Mistake(
                {"J1": 7.2, "J2": 6.6, "J3": 5.7}, "You used the mix of the kit, with a share for the mean. The task has only peak and end."
            ),
            Mistake({"J1": 7.0, "J2": 7.0, "J3": 7.0}, "You took the first value for the end. The end is the last one."),
        ),
    ),
    Exercise(
        "nb06.e2",
        "The best and the worst order",
        prompt=(
            "The values of J1, [6, 7, 3, 6, 8], may come in any order. With memory as in nb06.e1, half peak and half end: what are the highest and "
            "the lowest remembered score over all orders?"
        ),
        stub='answer = {"highest": ..., "lowest": ...}',
        kind=Numbers(("highest", "lowest"), tolerance=0.005, low=0, high=10),
        solution={"highest": 8.0, "lowest": 5.5},
        hints=(
            "Does the peak change when the same values come in another order?",
            "Only one of the two halves can move. Which values can stand last?",
            "Put the best value last, then the worst one, and score both.",
        ),
        mistakes=(
            Mistake({"highest": 5.5, "lowest": 8.0}, "The two are swapped."),
            Mistake({"highest": 8.0, "lowest": 3.0}, "The worst value can stand last, but the peak stays what it is."),
            Mistake(
                {"highest": 7.2, "lowest": 5.7}, "You used the mix of the kit, with a share for the mean. The task has only peak and end."
            ),
            Mistake({"highest": 8.0, "lowest": 7.0}, "That is the lowest of two of the journeys in nb06.e1. Other orders are allowed too."),
        ),
    ),
    Exercise(
        "nb06.e3",
        "What makes a loss good",
        prompt=(
            "A gain of x points is felt as x to the power of 0.88; a loss of x points as minus 2.25 times that (the curve of Tversky & Kahneman "
            "1992). Marta returns a car one point worse than expected. How large a gain does it take to make that good?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.01, low=0, high=20),
        solution=2.25 ** (1 / 0.88),
        hints=(
            "How is a loss of exactly one point felt?",
            "Look for the gain that is felt as strongly. Gains are bent too.",
            "Set x to the power of 0.88 equal to the felt loss, and undo the power.",
        ),
        mistakes=(
            Mistake(2.25, "That would be right if gains were felt as they are. They are bent: a larger one is needed."),
            Mistake(2.25**0.88, "You applied the power instead of undoing it."),
            Mistake(2.25 * 0.88, "The curvature is a power, not a factor."),
            Mistake(1.0, "An equal gain makes a loss good only when losses weigh no more than gains."),
        ),
    ),
    Exercise(
        "nb06.e4",
        "What 100 customers say about a message by phone",
        prompt=(
            "Marta asks 100 customers about a message when the car is ready. By the evaluation table 30 are A (attractive), 25 O (one-dimensional), "
            "35 M (must-be), 10 I (indifferent). Compute both coefficients of Berger: the share whom its presence pleases, and, with a minus sign, "
            "the share whom its absence annoys."
        ),
        stub='answer = {"there": ..., "missing": ...}',
        kind=Numbers(("there", "missing"), tolerance=0.005, low=-100, high=100),
        solution={"there": 0.55, "missing": -0.60},
        hints=(
            "Whom does it please when it is there? Two of the four letters.",
            "Whom does it annoy when it is missing? Again two letters, and one of them is the same.",
            "Divide by all who are A, O, M or I, and mind the sign of the second.",
        ),
        mistakes=(
            Mistake(
                {"there": 0.55, "missing": 0.60},
                "Both sizes are right. The second one has a sign that says in which direction it moves satisfaction.",
            ),
            Mistake({"there": -0.60, "missing": 0.55}, "The two are swapped: the first is about presence, the second about absence."),
            Mistake({"there": 0.30, "missing": -0.35}, "You left out those whom it pleases when there and annoys when missing."),
            Mistake({"there": 55, "missing": -60}, "Give shares, not percentages."),
        ),
    ),
    Exercise(
        "nb06.e5",
        "Program the evaluation table",
        prompt=(
            "Kano's questions come in pairs: how do you feel if it is there, and how if it is missing? The answers are `like`, `expect`, `neutral`, "
            "`live with`, `dislike`. Write `kano(there, missing)` that returns a letter:\n\n"
            "* Q: twice `like`, or twice `dislike` (a contradiction).\n"
            "* O: like it there, dislike it missing.\n"
            "* A: like it there, one of the three middle answers if missing.\n"
            "* M: one of the three middle answers if there, dislike it missing.\n"
            "* I: a middle answer to both.\n"
            "* R: all others; people want it away."
        ),
        stub='def kano(there, missing):\n    middle = ("expect", "neutral", "live with")\n    return ...\n\nanswer = kano',
        kind=Function(
            cases=_every_pair,
            properties={"the answer is one of the letters A, O, M, I, R, Q": lambda letter, there, missing: letter in set("AOMIRQ")},
        ),
        solution=kano_cell,
        hints=(
            "Take the contradictions first, then return early case by case.",
            "'x in middle' is true for three of the five answers.",
            "After Q, O, A, M and I are dealt with, a last line returns what is left.",
        ),
        mistakes=(
            Mistake(
                lambda there, missing: kano_cell(missing, there),
                "You read the pair the wrong way round: the first answer is about presence.",
            ),
            Mistake(_instead({"A": "M", "M": "A"}), "Attractive and must-be are swapped. Which of them is liked when it is there?"),
            Mistake(_instead({"R": "I"}), "People who like it missing are not indifferent."),
            Mistake(_extremes_as_indifferent, "Liking it there and liking it missing is a contradiction, not indifference."),
        ),
    ),
    Exercise(
        "nb06.e6",
        "Explain to Marta",
        prompt=(
            "A consultant tells Marta: 'Only the ending counts. Put your money into the handing over of the keys.' Last month the repair was late "
            "for one customer in four. Write 80 to 180 words to her, without symbols: what is right about it, what else is remembered, when the "
            "rule does not hold, and what you would do first."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=(("end", "last"), ("worst", "strongest", "peak", "moment"), ("average", "mean", "whole", "overall")),
            avoid=("correlation", "meta-analysis", "lambda", "heuristic", "coefficient", "prospect", "Kano"),
        ),
        solution=(
            "There is something in it. People do not add up a visit minute by minute. What they tell later leans on the strongest moment and on how it "
            "ended, and a friendly end is cheap. But it is not all. In studies put together, the average of the whole visit says about as much as the "
            "strongest moment and the end. The rule was found for short, simple episodes; for a long errand with a purpose, such as getting "
            "a car mended, it holds less well. And the strongest moment of one customer in four is now the call that the car is late. A smile with the "
            "keys does not undo that: a bad thing weighs more than a good one of the same size. Punctuality is a thing people take for granted, and they "
            "notice when it is missing. So first mend the delays, or tell people in time. Then make the end pleasant. And ask customers a month later "
            "what they remember, before we spend much on either."
        ),
        hints=(
            "Three things are remembered. The consultant names one of them.",
            "For the boundary think of how long and how mixed a visit to a workshop is.",
            "Say which moment is the strongest for one customer in four, and what kind of attribute punctuality is.",
        ),
    ),
    Exercise(
        "nb06.e7",
        "Less on average, better remembered",
        prompt=(
            "Draw two visits of five steps, values from 0 to 10. A must have the lower mean and still be remembered better than B, by at least one "
            "point, with half peak and half end (peak: farthest from 5). There are many right answers. Be ready to say in class which of the two you "
            "would want for your own customers, and why."
        ),
        stub=(
            'answer = {"A": [..., ..., ..., ..., ...], "B": [..., ..., ..., ..., ...]}\n'
            '# cx.mechanisms.memory.peak_end(answer["A"], weights=(0, 0.5, 0.5)) scores a journey'
        ),
        kind=Holds(
            {
                "both journeys have five values from 0 to 10": _five,
                "A has the lower mean": _lower_mean,
                "A is remembered better by at least one point": _better_memory,
            },
            type=dict,
        ),
        solution={"A": [4, 4, 4, 4, 9], "B": [6, 6, 6, 6, 6]},
        hints=(
            "Let B be even: nothing much, all the way.",
            "Give A one high point, and think about where it does most.",
            "Then lower the other steps of A, but not so far that one of them becomes the peak.",
        ),
        mistakes=(
            Mistake(
                {"A": [4, 4, 4, 9], "B": [6, 6, 6, 6]},
                "A journey here has five values, each from 0 to 10.",
                when=lambda answer: not _five(answer),
            ),
            Mistake(
                {"A": [7, 7, 7, 7, 9], "B": [6, 6, 6, 6, 6]},
                "A is remembered better, but its mean is not the lower one.",
                when=lambda answer: _five(answer) and not _lower_mean(answer) and _better_memory(answer),
            ),
            Mistake(
                {"A": [9, 4, 4, 4, 4], "B": [6, 6, 6, 6, 7]},
                "A has the lower mean, but is not remembered better by a point. Look at its end.",
                when=lambda answer: _five(answer) and _lower_mean(answer) and not _better_memory(answer),
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb06.r1",
        "Unit 05: the promise equals the mean delivery, and shortfalls hurt more than surpluses please. What does unsteady delivery do to mean satisfaction?",
        ("It raises it", "It lowers it", "Nothing: the mean gap is zero"),
        answer="It lowers it",
        why="Bad days take more than good days give.",
        not_yet={
            "It raises it": "Surpluses please less than shortfalls hurt.",
            "Nothing: the mean gap is zero": "Are both sides of the gap felt alike?",
        },
    ),
    Quiz(
        "nb06.r2",
        "Unit 05: which contact is a moment of truth?",
        ("Every contact", "The longest contact", "One on which an impression of the firm is made or changed"),
        answer="One on which an impression of the firm is made or changed",
        why="'Any contact' would empty the word.",
        not_yet={"Every contact": "Then the word would say nothing.", "The longest contact": "A short call can change an impression."},
    ),
    Quiz(
        "nb06.q1",
        "The same five values come in another order. What can change by mean, peak and end?",
        ("The mean", "The peak", "The end"),
        answer="The end",
        why="Mean and peak belong to the set of values; only what comes last depends on the order.",
        not_yet={"The mean": "Sums do not mind the order.", "The peak": "The farthest value is the farthest wherever it stands."},
    ),
    Quiz(
        "nb06.q2",
        "In a survey, mean and peak-end score of a journey correlate at 0.9. A colleague reports: peak-end predicts loyalty. What do you say?",
        ("The mean would predict nearly as well", "So endings cause loyalty", "The survey is too small"),
        answer="The mean would predict nearly as well",
        why="When two rules give nearly the same score, data of this kind cannot say which one people use.",
        not_yet={
            "So endings cause loyalty": "What else goes with the peak-end score?",
            "The survey is too small": "Would a larger one lower the 0.9?",
        },
    ),
    Quiz(
        "nb06.q3",
        "Brakes that hold are a must-be. The workshop makes them better still. What happens to satisfaction?",
        ("It rises as much as bad brakes would lower it", "It hardly moves", "It falls: people expect more"),
        answer="It hardly moves",
        why="A must-be can only be missed. Doing more than enough brings little.",
        not_yet={
            "It rises as much as bad brakes would lower it": "That would be a one-dimensional attribute.",
            "It falls: people expect more": "They may, later. What does the line of a must-be look like above what is expected?",
        },
    ),
    Quiz(
        "nb06.x1",
        "Adding a milder bad step after a bad ending improves the memory of a visit. Should a workshop do it?",
        (
            "Yes, memory is what counts",
            "No, the finding is false",
            "Hardly: people live through more that is bad, and the rule is not certain for long errands",
        ),
        answer="Hardly: people live through more that is bad, and the rule is not certain for long errands",
        why="What is lived and what is remembered are two aims. Mend the ending instead.",
        not_yet={
            "Yes, memory is what counts": "Whose interest is that, and who pays for the longer pain?",
            "No, the finding is false": "It was found for short episodes of pain.",
        },
    ),
    Quiz(
        "nb06.x2",
        "A customer has been gloomy since morning, without knowing why. What is that, in Schmitt's words?",
        ("A mood", "An emotion", "An experience of the brand"),
        answer="A mood",
        why="Weak, lasting, and without a cause one could name.",
        not_yet={"An emotion": "Emotions are strong, and about something.", "An experience of the brand": "Did the brand do anything?"},
    ),
    Quiz(
        "nb06.x3",
        "Free Wi-Fi delighted guests once and is now taken for granted. What does that say about Kano's classes?",
        ("They were wrong from the start", "They belong to a time and to people, not to the attribute", "Wi-Fi became worse"),
        answer="They belong to a time and to people, not to the attribute",
        why="Attractive attributes tend to become must-bes. Measure again.",
        not_yet={
            "They were wrong from the start": "People were delighted then.",
            "Wi-Fi became worse": "It became better, and yet it delights less.",
        },
    ),
)

QUOTES = (
    Quote("0.58", source="Alaybek et al. 2022"),
    Quote("174", source="Alaybek et al. 2022"),
)
