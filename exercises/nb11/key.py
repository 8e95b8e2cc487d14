"""Unit 11: exercises, usual mistakes, quizzes."""

import datetime

import numpy as np

import cxlab as cx
from cxlab.course.questions import Exercise, Function, Holds, Mistake, Number, Numbers, Quiz, Text

MEASURES = ("NPS", "CSAT", "CES")
CONTROLS = ("none", "everybody else", "units drawn by lot")


def _whole(ratings: object) -> bool:
    return isinstance(ratings, (list, tuple)) and len(ratings) == 10 and all(float(r).is_integer() and 0 <= r <= 10 for r in ratings)


def _both_whole(answer: dict) -> bool:
    return _whole(answer["lowest"]) and _whole(answer["highest"])


def _mean_of_8(answer: dict) -> bool:
    return all(abs(float(np.mean(answer[name])) - 8) < 1e-9 for name in ("lowest", "highest"))


def _score(ratings: object) -> float:
    return cx.nps(list(ratings)).value


def _lowest(answer: dict) -> bool:
    return _score(answer["lowest"]) < 1e-9


def _highest(answer: dict) -> bool:
    return _score(answer["highest"]) > 69.9


def _complete(answer: dict) -> bool:
    names = {"measure", "difference", "promoters", "detractors", "answers per group", "control", "read on", "decision"}
    return names <= set(answer) and len(str(answer["decision"]).split()) >= 6


def _measure(answer: dict) -> bool:
    return answer["measure"] in MEASURES and 2 <= answer["difference"] <= 40


def _date(answer: dict) -> bool:
    return datetime.date.fromisoformat(answer["read on"]) > datetime.date(2020, 1, 1)


def _by_lot(answer: dict) -> bool:
    return answer["control"] == CONTROLS[2]


def _enough(answer: dict) -> bool:
    needed = cx.nps_sample_size(answer["difference"], promoters=answer["promoters"], detractors=answer["detractors"]).value
    return answer["answers per group"] >= needed


PLAN = {
    "measure": "NPS",
    "difference": 12,
    "promoters": 0.25,
    "detractors": 0.35,
    "answers per group": 700,
    "control": "units drawn by lot",
    "read on": "2027-03-01",
    "decision": "Call all customers if the interval of the difference lies above zero, else stop the calls.",
}

EXERCISES = (
    Exercise(
        "nb11.e1",
        "A score and its interval",
        prompt=(
            "Of 200 customers of the workshop 90 are promoters, 60 passives and 50 detractors. Give the NPS and its adjusted Wald 95% interval, "
            "all in points."
        ),
        stub='answer = {"NPS": ..., "low": ..., "high": ...}',
        kind=Numbers(("NPS", "low", "high"), tolerance=0.2, low=-100, high=100),
        solution={"NPS": 20.0, "low": 8.544, "high": 30.865},
        hints=(
            "The score is a difference of two shares, in per cent.",
            "The adjusted interval first adds three made-up answers: three quarters of a promoter, one and a half passives, three quarters of a detractor.",
            "cx.nps takes counts: the three classes by name, as in {'promoters': 1, 'passives': 1, 'detractors': 1}. Its row has value, low and high.",
        ),
        mistakes=(
            Mistake({"NPS": 45.0, "low": 38.3, "high": 51.9}, "That is the share of promoters. What about the detractors?"),
            Mistake({"NPS": 0.2, "low": 0.085, "high": 0.309}, "These are shares. NPS is told in points, from minus 100 to 100."),
            Mistake(
                {"NPS": 20.0, "low": 8.741, "high": 31.259},
                "That is the plain Wald interval. The adjusted one adds three made-up answers first.",
            ),
            Mistake({"NPS": 40.0, "low": 28.5, "high": 51.5}, "You subtracted counts. Divide by the number of answers, passives included."),
        ),
    ),
    Exercise(
        "nb11.e2",
        "How many answers are enough?",
        prompt=(
            "Giulia expects 45% promoters and 25% detractors. How many answers does she need **in each of two groups** to find a difference of 5 NPS "
            "points in 80% of studies, at a 95% interval? And for 10 points?"
        ),
        stub='answer = {"5 points": ..., "10 points": ...}',
        kind=Numbers(("5 points", "10 points"), tolerance=5, low=1, high=1_000_000),
        solution={"5 points": 4145, "10 points": 1037},
        hints=(
            "You need the spread of one answer that is scored 1, 0 or −1, the difference, and two normal quantiles.",
            "The number of answers goes with one over the square of the difference: half the difference, four times the answers.",
            "cx.nps_sample_size(5, promoters=..., detractors=...) gives the number for each group.",
        ),
        mistakes=(
            Mistake({"5 points": 8290, "10 points": 2074}, "That is both groups together. The question is about each."),
            Mistake(
                {"5 points": 2073, "10 points": 519}, "That would do against a known value. Here both groups have luck: twice as many."
            ),
            Mistake({"5 points": 2074, "10 points": 1037}, "Half the difference needs more than twice the answers: the square counts."),
            Mistake(
                {"5 points": 2031, "10 points": 508},
                "With these numbers you would find it in half of the studies. Eighty per cent were asked for.",
            ),
        ),
    ),
    Exercise(
        "nb11.e3",
        "Satisfied, but how surely?",
        prompt="132 of 160 customers of the workshop are satisfied. Give the Wilson 95% interval of the share: two shares with at least three decimals.",
        stub='answer = {"low": ..., "high": ...}',
        kind=Numbers(("low", "high"), tolerance=0.002, low=0, high=1),
        solution={"low": 0.7587, "high": 0.8761},
        hints=(
            "The share itself is not in the middle of this interval: it is pulled a little to one half.",
            "CSAT counted as a share has a Wilson interval in the kit.",
            'cx.csat takes counts: {"satisfied": ..., "others": ...}.',
        ),
        mistakes=(
            Mistake({"low": 0.7661, "high": 0.8839}, "That is the plain interval, even on both sides. Wilson's leans to the middle."),
            Mistake({"low": 0.1238, "high": 0.2413}, "That is the share of the others."),
            Mistake({"low": 0.7711, "high": 0.8675}, "Your interval is too narrow: it is not at 95%."),
        ),
    ),
    Exercise(
        "nb11.e4",
        "The same mean, another score",
        prompt=(
            "Ten customers answer from 0 to 10, and the mean is exactly 8. Find ten answers with the **lowest** NPS that is possible then, and ten "
            "with the **highest**. Several samples are right."
        ),
        stub='answer = {"lowest": [...], "highest": [...]}',
        kind=Holds(
            {
                "each sample has ten whole answers from 0 to 10": _both_whole,
                "the mean of each sample is exactly 8": _mean_of_8,
                "no ten answers with this mean have a lower NPS than your lowest": _lowest,
                "no ten answers with this mean have a higher NPS than your highest": _highest,
            },
            type=dict,
        ),
        solution={"lowest": [6] * 5 + [10] * 5, "highest": [1, 7] + [9] * 8},
        hints=(
            "A promoter just makes it with 9; a detractor just misses with 6. The score does not see how far anybody goes beyond.",
            "For the lowest: detractors as satisfied as they may be, paid for by promoters. For the highest: as many as possible who just make it.",
            "For the highest, let one customer be very unhappy; see how many 9s the other nine can afford.",
        ),
        mistakes=(
            Mistake(
                {"lowest": [6, 10], "highest": [8] * 10},
                "A sample has ten whole answers from 0 to 10, no more and no fewer.",
                when=lambda answer: not _both_whole(answer),
            ),
            Mistake(
                {"lowest": [0] * 10, "highest": [10] * 10},
                "At least one sample has another mean than 8.",
                when=lambda answer: _both_whole(answer) and not _mean_of_8(answer),
            ),
            Mistake(
                {"lowest": [8] * 10, "highest": [8] * 10},
                "Your highest is not yet the highest: passives are wasted on the score. Who could be turned into a promoter, and who pays for it?",
                when=lambda answer: _both_whole(answer) and _mean_of_8(answer) and _lowest(answer) and not _highest(answer),
            ),
            Mistake(
                {"lowest": [1, 7] + [9] * 8, "highest": [1, 7] + [9] * 8},
                "Your lowest is not yet the lowest: somebody counts for less than a small change of the answer would cost.",
                when=lambda answer: _both_whole(answer) and _mean_of_8(answer) and not _lowest(answer),
            ),
        ),
    ),
    Exercise(
        "nb11.e5",
        "It rose after we acted",
        prompt=(
            "Branches with a new greeting went from 6.8 to 7.4. Branches without it, drawn by lot, went from 6.9 to 7.2. How large is the effect of "
            "the greeting, by difference-in-differences?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.005, low=-10, high=10),
        solution=0.3,
        hints=(
            "What would have happened to the first group without the greeting? The second group shows it.",
            "Two changes, one for each group.",
            "Take the change of the branches without from the change of the branches with.",
        ),
        mistakes=(
            Mistake(0.6, "That is the change of the treated. Part of it came by itself."),
            Mistake(0.2, "That is the difference afterwards. The groups did not start at the same point."),
            Mistake(-0.3, "The sign is the wrong way round: the treated come first."),
            Mistake(0.9, "You added the two changes. The second is what would have happened anyway."),
        ),
    ),
    Exercise(
        "nb11.e6",
        "Turn the scale round",
        prompt=(
            "The workshop asks 'How much effort did it take?' from 1 (none) to 5 (very much). Write `easy(rating)` that turns a rating round, so that "
            "5 is easy and 1 is hard, for any rating from 1 to 5."
        ),
        stub="def easy(rating):\n    return ...\n\nanswer = easy",
        kind=Function(
            cases=lambda rng: [(int(r),) for r in rng.permutation([1, 2, 3, 4, 5])],
            tolerance=1e-9,
            properties={
                "the result lies from 1 to 5": lambda turned, rating: 1 <= turned <= 5,
                "turning the middle leaves it in the middle": lambda turned, rating: rating != 3 or abs(turned - 3) < 1e-9,
            },
        ),
        solution=lambda rating: 6 - rating,
        hints=(
            "Write down what 1, 3 and 5 must become.",
            "A rating and its turned rating add up to the same number, whichever it is.",
            "Take the rating from the sum of the lowest and the highest point of the scale.",
        ),
        mistakes=(
            Mistake(lambda rating: 5 - rating, "Try the best and the worst rating: one of them falls off the scale."),
            Mistake(lambda rating: rating, "Nothing is turned yet: high still means much effort."),
            Mistake(lambda rating: -rating, "The order is right, the numbers are not on the scale."),
            Mistake(lambda rating: 7 - rating, "Which scale is that? Yours ends at 5."),
        ),
    ),
    Exercise(
        "nb11.e7",
        "Explain to Marta",
        prompt=(
            "In May the workshop called its least satisfied customers, one in ten. In June they were asked again and rated 1.7 points higher. Marta "
            "wants to tell the press. Write her 80 to 180 words, without jargon: why the rise may be there without any effect of the calls, and how to "
            "find out next time."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=(("call", "called"), ("by lot", "at random", "coin", "draw"), ("bad day", "luck", "chance", "by itself", "anyway")),
            avoid=("regression to the mean", "difference-in-differences", "confidence interval", "counterfactual", "standard error"),
        ),
        solution=(
            "Dear Marta, please wait with the press. We called people because they had given us their worst ratings. Some of them are unhappy "
            "with us for good. But many just had a bad day: a cold morning, a slow queue, a hasty click. When we ask those again, the bad day "
            "is over, and they rate us higher, whether we call or not. Whoever picks the lowest tenth and asks again will see a rise, always. It would "
            "be the same with the best tenth, the other way round: they would fall. So a part of the 1.7 points is luck going away, and we cannot say how "
            "large a part. Next time, take the least satisfied tenth and toss a coin for each. Call one half, and leave the other half alone for a "
            "month. Ask both again. What the called have gained more than the others is the work of the calls. Let us fix beforehand how many we "
            "ask and what we do with the result."
        ),
        hints=(
            "What do people have in common who gave their lowest rating on one day?",
            "Think of the same customers asked again without any call, and say what you would see.",
            "For the next time, a coin decides who of the chosen is called. Say what is compared with what.",
        ),
    ),
    Exercise(
        "nb11.e8",
        "A plan before the data are seen",
        prompt=(
            "How will we judge success? Write the plan of a test for the workshop, before any data are seen. `measure`: NPS, CSAT or CES. "
            "`difference`: the NPS points that would matter (2 to 40; also when you judge by another measure, plan for this difference). "
            "`promoters`, `detractors`: the shares you expect. `answers per group`: enough to find the difference in 80% of studies. `control`: "
            "one of 'none', 'everybody else', 'units drawn by lot'. `read on`: a date as '2027-03-01'. `decision`: a sentence of at least six words "
            "that says what will be done with either result. Many plans are right."
        ),
        stub=(
            'answer = {"measure": ..., "difference": ..., "promoters": ..., "detractors": ..., "answers per group": ...,\n'
            '          "control": ..., "read on": ..., "decision": ...}'
        ),
        kind=Holds(
            {
                "every field is there, and the decision has at least six words": _complete,
                "the measure is one of the three, the difference from 2 to 40 points": _measure,
                "the date is written as '2027-03-01'": _date,
                "the control tells the effect of the action from what would have happened anyway": _by_lot,
                "there are enough answers in each group for the difference": _enough,
            },
            type=dict,
        ),
        solution=PLAN,
        hints=(
            "Begin with the decision: what would you do if it works, what if not? The difference that matters follows.",
            "The smaller the difference, the more answers: ask cx.nps_sample_size with your own shares.",
            "Of the three controls only one does not let the worst drift back by themselves into your result.",
        ),
        mistakes=(
            Mistake(
                PLAN | {"answers per group": 200, "difference": 5},
                "Your answers are too few for your difference. Ask cx.nps_sample_size how many it takes, or look for a larger difference.",
                when=lambda answer: _complete(answer) and _measure(answer) and _by_lot(answer) and not _enough(answer),
            ),
            Mistake(
                PLAN | {"control": "everybody else"},
                "Your control differs from the treated from the start, or there is none. Who would show what happens without the action?",
                when=lambda answer: _complete(answer) and _measure(answer) and answer["control"] in CONTROLS[:2],
            ),
            Mistake(
                PLAN | {"decision": "we will see"},
                "A field is missing, or the decision is too short to bind anybody. Say what happens with either result.",
                when=lambda answer: not _complete(answer),
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb11.r1",
        "Unit 10: the survey has a hundred times as many answers, from the same kind of people. What has become smaller?",
        ("The luck of the sample", "The bias of those who answer", "Both"),
        answer="The luck of the sample",
        why="The interval shrinks; where it shrinks to depends on who answers.",
        not_yet={
            "The bias of those who answer": "Who answers has not changed.",
            "Both": "One of the two depends on who answers, not on how many.",
        },
    ),
    Quiz(
        "nb11.r2",
        "Unit 08: the firm forgets what was told when the channel changes. Where does that cost satisfaction?",
        ("At the next touchpoint", "In the journey as a whole", "Nowhere, if staff are friendly"),
        answer="In the journey as a whole",
        why="It has to be told again; no touchpoint's own quality falls.",
        not_yet={"At the next touchpoint": "Its own quality is the same.", "Nowhere, if staff are friendly": "Who tells the story again?"},
    ),
    Quiz(
        "nb11.q1",
        "The NPS went from 12 to 17, with 200 answers in each wave. What can be said?",
        ("Customers are happier", "A move of this size comes by luck alone", "The survey is broken"),
        answer="A move of this size comes by luck alone",
        why="One wave is good for about plus or minus ten points here. Five is inside.",
        not_yet={
            "Customers are happier": "How often did the dice give you such a move with no change?",
            "The survey is broken": "It does what surveys of this size do.",
        },
    ),
    Quiz(
        "nb11.q2",
        "Which comparison shows what the calls to the worst tenth have brought?",
        ("After against before", "Called against everybody else", "Called against others of the worst tenth, drawn by lot"),
        answer="Called against others of the worst tenth, drawn by lot",
        why="Only they would have drifted back in the same way without a call.",
        not_yet={
            "After against before": "What happens to extreme ratings that are asked again?",
            "Called against everybody else": "Would everybody else have moved like the worst?",
        },
    ),
    Quiz(
        "nb11.q3",
        "All touchpoints are green and the journey is red. Which survey would never have shown it?",
        ("One question on the whole journey", "A question on effort at the end", "A question after each touchpoint"),
        answer="A question after each touchpoint",
        why="What is lost between touchpoints belongs to none of them.",
        not_yet={
            "One question on the whole journey": "It was this bar that turned red.",
            "A question on effort at the end": "Telling it again is effort: look at the CES.",
        },
    ),
    Quiz(
        "nb11.x1",
        "An NPS of 20 means…",
        ("20% of customers are promoters", "promoters outnumber detractors by 20 in 100", "20% talk well of the firm"),
        answer="promoters outnumber detractors by 20 in 100",
        why="It is a difference of two shares, of intentions that were stated.",
        not_yet={
            "20% of customers are promoters": "45% and 25% give the same score.",
            "20% talk well of the firm": "Has anybody been heard talking?",
        },
    ),
    Quiz(
        "nb11.x2",
        "CES went from 3 to 4. Is that good?",
        ("It depends on which effort question was asked", "Yes, higher is better", "No, effort should be low"),
        answer="It depends on which effort question was asked",
        why="Version 1.0 asks how much effort it took, version 2.0 whether it was easy.",
        not_yet={
            "Yes, higher is better": "In one version. Which was it?",
            "No, effort should be low": "In one version the number says how easy it was.",
        },
    ),
    Quiz(
        "nb11.x3",
        "A firm pays a bonus to the shops that have gained most since last year. Who gets it, if nothing has changed?",
        ("Last year's best", "Last year's unlucky", "Nobody"),
        answer="Last year's unlucky",
        why="Who had bad luck last time will have less of it this time.",
        not_yet={"Last year's best": "They had good luck as well. Does it stay?", "Nobody": "Somebody gains most in every year."},
    ),
)

QUOTES = ()
