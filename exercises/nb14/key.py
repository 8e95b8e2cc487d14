"""Unit 14: exercises, usual mistakes, quizzes, numbers quoted from elsewhere."""

from dataclasses import dataclass

import numpy as np

from cxlab.course.questions import Exercise, Form, Holds, Mistake, Number, Numbers, Quiz, Text
from cxlab.decisions import Economics, break_even_gain, lifetime_value, marginal_roi, roi
from cxlab.results import Estimate

FIRM = Economics(customers=10_000, margin=100.0, retention=0.80, per_point=0.03, discount=0.10)
LEVERS = ("eye_test", "frame_advice", "fitting", "payment", "reminder")
CONTROLS = ("none", "before and after only", "branches chosen by lot, compared with the others", "branches that volunteer")
EARLY, SURE = {"eye_test": 0.35}, {"eye_test": (1.0, 130_000.0)}


@dataclass(frozen=True)
class Project:
    """A student's own project: what a survey says it wins, what it costs, and the firm."""

    gain: Estimate
    cost: float
    firm: Economics
    seed: int


def own(seed: int) -> Project:
    """A project that likely pays, but not surely; its usual mistakes and its chance can be told from each other."""
    source = np.random.default_rng([14, seed])
    while True:
        mine = _drawn(source, seed)
        told = sorted((_chance(mine), 1 - _chance(mine), _middle(mine), _sure_gain(mine)))
        if min(np.diff(told)) > 0.045:
            return mine


def _drawn(source: np.random.Generator, seed: int) -> Project:
    value, half = round(float(source.uniform(0.5, 0.9)), 2), round(float(source.uniform(0.25, 0.4)), 2)
    firm = Economics(customers=int(source.integers(8, 16)) * 1000, margin=(90.0, 120.0), retention=(0.75, 0.82), per_point=(0.02, 0.04))
    worth = float(firm.added_value(value))
    cost = float(np.round(worth * source.uniform(0.55, 0.92), -3))
    return Project(Estimate("gain of satisfaction", value, round(value - half, 2), round(value + half, 2)), cost, firm, int(seed) % 1000)


def _chance(mine: Project) -> float:
    return roi(mine.gain, mine.cost, mine.firm, rng=mine.seed).detail["probability"]


def _sure_gain(mine: Project) -> float:
    return roi(mine.gain.value, mine.cost, mine.firm, rng=mine.seed).detail["probability"]


def _middle(mine: Project) -> float:
    return roi(mine.gain, mine.cost, mine.firm, rng=mine.seed).value


def _numbers(answer: dict) -> bool:
    fields = ("margin", "retention", "per_point")
    return set(answer) == set(fields) and all(
        isinstance(answer[name], (int, float)) and not isinstance(answer[name], bool) for name in fields
    )


def _plausible(answer: dict) -> bool:
    return 20 <= answer["margin"] <= 200 and 0.5 <= answer["retention"] <= 0.95 and 0.01 <= answer["per_point"] <= 0.05


def _never_pays(answer: dict) -> bool:
    firm = Economics(customers=10_000, **{name: float(value) for name, value in answer.items()})
    return marginal_roi([0, 300_000], EARLY, SURE, firm).detail["best"] <= 0.0


def _measurable(form: dict) -> bool:
    return form["target"] > form["as_is"]


def _controlled(form: dict) -> bool:
    return form["control"] == CONTROLS[2]


def _decides(form: dict) -> bool:
    words = form["decision_rule"].lower()
    return "if" in words.split() and any(letter.isdigit() for letter in words)


PLAN = {
    "desired_outcome": "customers leave with glasses they are sure of",
    "metric": "mean of 'overall', 0 to 10, all who bought",
    "as_is": 6.4,
    "target": 6.8,
    "lever": "frame_advice",
    "horizon_months": 6,
    "control": CONTROLS[2],
    "decision_rule": "roll out if the whole 95% interval of the difference lies above 0.2 points, else stop",
}

EXERCISES = (
    Exercise(
        "nb14.e1",
        "What a loyal customer is worth",
        prompt=(
            "A customer brings a margin of 100 euros at the end of each year that she stays. The discount rate is 10%. What is she worth today if "
            "the chance that she stays is 0.80 a year, and what if it is 0.85? Use m·r / (1 + d − r), and give two decimals."
        ),
        stub='answer = {"r = 0.80": ..., "r = 0.85": ...}',
        kind=Numbers(("r = 0.80", "r = 0.85"), tolerance=0.01, low=0, high=5000),
        solution={f"r = {r:.2f}": lifetime_value(100, r, 0.10).value for r in (0.80, 0.85)},
        hints=(
            "Three numbers go in: margin m, retention r, discount d.",
            "The denominator is the discount plus the chance of leaving.",
            "Write it once with r = 0.80 in both places, and once with the other one.",
        ),
        mistakes=(
            Mistake({"r = 0.80": 333.33, "r = 0.85": 400.0}, "The retention stands above the line too: only those who stay pay."),
            Mistake(
                {"r = 0.80": 366.67, "r = 0.85": 440.0}, "You counted a first margin today as well. Here the first one comes after a year."
            ),
            Mistake({"r = 0.80": 400.0, "r = 0.85": 566.67}, "The discount is missing: money in a year is worth less than money today."),
        ),
    ),
    Exercise(
        "nb14.e2",
        "Added value and ROI",
        prompt=(
            "10,000 customers like those of e1 stay with a chance of 0.80. An improvement raises satisfaction by 0.5 points, and each point raises "
            "retention by 0.03. It costs 250,000 euros. What value does it add over all customers, in euros, and what is the ROI as a share "
            "(0.10 for 10%, with at least three decimals)?"
        ),
        stub='answer = {"added value": ..., "ROI": ...}',
        kind=Numbers(("added value", "ROI"), tolerance={"added value": 60, "ROI": 0.001}, low=-1e7, high=1e7),
        solution={"added value": float(FIRM.added_value(0.5)), "ROI": roi(0.5, 250_000, FIRM).value},
        hints=(
            "First the new retention, then the new lifetime value, then the difference.",
            "The gain in retention is points times retention per point.",
            "Multiply the difference of the two lifetime values by all customers. ROI takes the cost away before it divides.",
        ),
        mistakes=(
            Mistake(
                {"added value": float(FIRM.added_value(0.5)), "ROI": float(FIRM.added_value(0.5)) / 250_000},
                "Your added value is right. ROI takes the cost away first: what is left, per euro of cost.",
            ),
            Mistake(
                {"added value": float(FIRM.added_value(1.0)), "ROI": roi(1.0, 250_000, FIRM).value},
                "That is the value of a whole point of satisfaction.",
            ),
            Mistake(
                {"added value": float(FIRM.added_value(0.5)) / 10_000, "ROI": float(FIRM.added_value(0.5)) / 10_000 / 250_000 - 1},
                "That is the value of one customer. There are many.",
            ),
            Mistake(
                {"added value": 15_000.0, "ROI": 15_000 / 250_000 - 1},
                "You counted one year's margin. A customer who stays may stay for many years.",
            ),
        ),
    ),
    Exercise(
        "nb14.e3",
        "How many points must it win?",
        prompt="The firm and the cost of e2 (250,000 euros). From which gain of satisfaction on does the improvement pay for itself? In points.",
        stub="answer = ...",
        kind=Number(tolerance=0.005, low=0, high=10),
        solution=break_even_gain(250_000, FIRM).value,
        hints=(
            "Look for the gain at which added value equals cost.",
            "The chain is bent: twice the gain brings more than twice the value. Do not use the rule of three.",
            "Try gains until it fits, or ask cx.break_even_gain with an Economics of your own.",
        ),
        mistakes=(
            Mistake(
                0.5 * 250_000 / float(FIRM.added_value(0.5)), "The rule of three: close, but the value of retention is not a straight line."
            ),
            Mistake(break_even_gain(250_000, FIRM).value * 0.03, "That is the gain in retention. Points of satisfaction are asked for."),
            Mistake(250_000 / 30_000, "You counted one year's margin only."),
        ),
    ),
    Exercise(
        "nb14.e4",
        "The chance that your project pays",
        prompt=(
            "`unit.own` is a project of your own: `gain` (an estimate with its interval), `cost`, `firm` (some of its numbers are pairs) and `seed`. "
            "Draw the return with `cx.roi` and its 2,000 draws, `rng=unit.own.seed`. What is the chance that ROI is above 0, as a share?"
        ),
        stub="mine = unit.own\n\nanswer = ...",
        kind=Number(tolerance=0.02, low=0, high=1),
        solution=_chance,
        hints=(
            "cx.roi wants a gain, a cost and an economics. Your project has all three.",
            "Hand over the estimate itself, with its interval, not only its value.",
            'The result keeps the chance in its detail, under "probability".',
        ),
        mistakes=(
            Mistake(_middle, "That is the middle of the ROI itself. How many of the draws lie above 0?"),
            Mistake(lambda mine: 1.0 - _chance(mine), "That is the chance that it does not pay."),
            Mistake(_sure_gain, "You passed the gain as one sure number. Pass the estimate with its interval."),
        ),
        own=True,
    ),
    Exercise(
        "nb14.e5",
        "A plan written before the data are seen",
        prompt=(
            "Answer the four planning questions for Giulia's opticians, in a form that nobody can bend afterwards. `as_is` and `target` are values of the "
            "metric, from 0 to 10. For `control` choose from\n\n"
            + "\n".join(f"* `{one}`" for one in CONTROLS)
            + "\n\nThe decision rule says what you "
            "will do *if* the metric comes out how, with a number in it."
        ),
        stub=(
            'answer = {\n    "desired_outcome": ...,\n    "metric": ...,\n    "as_is": ...,\n    "target": ...,\n    "lever": ...,\n'
            '    "horizon_months": ...,\n    "control": ...,\n    "decision_rule": ...,\n}'
        ),
        kind=Form(
            {
                "desired_outcome": str,
                "metric": str,
                "as_is": (0, 10),
                "target": (0, 10),
                "lever": LEVERS,
                "horizon_months": (1, 36),
                "control": CONTROLS,
                "decision_rule": str,
            },
            {
                "the target lies above the present value": _measurable,
                "the comparison can tell your doing from luck and from other changes": _controlled,
                "the decision rule has an 'if' and a number": _decides,
            },
        ),
        solution=PLAN,
        hints=(
            "Four questions: what is wanted, what is there, what will be done, how will it be judged.",
            "For the comparison, think of unit 11: what else could have moved the metric?",
            "A rule such as: 'roll out if ... above ..., else stop'. Your number, your words.",
        ),
        mistakes=(
            Mistake(
                PLAN | {"control": CONTROLS[1]},
                "Before and after alone: other things change with time too, and low values rise by themselves.",
            ),
            Mistake(PLAN | {"control": CONTROLS[3]}, "Volunteers differ from the others before anything is done."),
            Mistake(
                PLAN | {"decision_rule": "we will look at the results and decide"},
                "Any result fits that rule. Say what you do if it comes out how.",
            ),
        ),
    ),
    Exercise(
        "nb14.e6",
        "Explain to Giulia",
        prompt=(
            "Giulia, who owns the opticians, says: 'The eye test matters most, so all the money goes there. And more is always better.' Answer her in 80 to "
            "180 words, without symbols: why what matters most need not be the best buy, where spending should stop, how sure one can be, and what "
            "you would measure before."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=(
                ("cost", "costs", "money", "euro"),
                ("chance", "sure", "certain", "interval"),
                ("stop", "less than it costs", "last euro"),
            ),
            avoid=("ROI", "CLV", "OLS", "LMG", "regret", "coefficient", "marginal"),
        ),
        solution=(
            "You are right that the eye test matters most: a point there moves people's satisfaction more than a point anywhere else. But a point there "
            "is also dear to win, and there is not much room left, because our tests are good already. For the same money we win more with the advice on "
            "frames, and the reminder is cheap. So I would give most to the advice, a good part to the eye test, and something to the others. More is not "
            "always better: each further euro wins less than the one before, and at some budget it brings back less than it costs. There I would stop. "
            "How sure am I? Not very. We do not know exactly how many customers stay because they are happier, so the whole plan pays with a chance "
            "little better than even. Before we spend, I would ask a better question about the eye test, and then try the advice in ten shops chosen by "
            "lot and compare them with the rest."
        ),
        hints=(
            "Two things besides importance decide what a euro brings.",
            "Use the picture of the next euro for the second claim.",
            "Say honestly which link of the chain is known worst.",
        ),
    ),
    Exercise(
        "nb14.e7",
        "A firm for which it never pays",
        prompt=(
            "'Customer experience always pays.' Find a firm of 10,000 customers for which not even the first euro on the eye test pays (weight 0.35, "
            "headroom 1 point, 130,000 euros to win 63% of it). Choose the margin (20 to 200 euros), the retention (0.5 to 0.95) and the retention "
            "gained per point (0.01 to 0.05). Many right answers. Be ready to name such a trade in class."
        ),
        stub=(
            "def best_budget(firm):\n"
            '    found = cx.marginal_roi([0, 300_000], {"eye_test": 0.35}, {"eye_test": (1.0, 130_000.0)}, firm)\n'
            '    return found.detail["best"]\n\n'
            'answer = {"margin": ..., "retention": ..., "per_point": ...}\n'
            "# best_budget(cx.Economics(customers=10_000, **answer)) says how much money pays"
        ),
        kind=Holds(
            {
                "margin, retention and per_point each have a number": _numbers,
                "all three lie within the limits of the task": _plausible,
                "no budget at all pays for this firm": _never_pays,
            },
            type=dict,
        ),
        solution={"margin": 30.0, "retention": 0.6, "per_point": 0.01},
        hints=(
            "What makes a kept customer worth little?",
            "Think of a trade in which people come once, earn the firm little, or stay whatever happens.",
            "Start from the low ends and call best_budget.",
        ),
        mistakes=(
            Mistake(
                {"margin": 5.0, "retention": 0.6, "per_point": 0.01},
                "One of your numbers lies outside the limits of the task.",
                when=lambda answer: _numbers(answer) and not _plausible(answer),
            ),
            Mistake(
                {"margin": 150.0, "retention": 0.9, "per_point": 0.05},
                "For your firm some money still pays. Which of the three makes a kept customer worth so much?",
                when=lambda answer: _numbers(answer) and _plausible(answer) and not _never_pays(answer),
            ),
            Mistake(
                {"margin": "30", "retention": 0.6, "per_point": 0.01},
                "One of the three is no number. Leave out the quotes, and keep the three names of the cell as it was.",
                when=lambda answer: not _numbers(answer),
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb14.r1",
        "Unit 13: a regression on survey answers gives the eye test a small slope, yet it moves people most. What may have happened?",
        ("The question about the eye test was a noisy one", "The sample was too large", "The slope was computed with a constant"),
        answer="The question about the eye test was a noisy one",
        why="Error in a question pulls its slope towards zero, and its neighbours take over.",
        not_yet={"The sample was too large": "A larger sample only makes the small slope more certain."},
    ),
    Quiz(
        "nb14.r2",
        "Unit 11: satisfaction rose after the change. What must be there before you may say 'because of it'?",
        ("A larger sample", "Those without the change, chosen alike", "A better scale"),
        answer="Those without the change, chosen alike",
        why="Without them you cannot tell your doing from the season, from luck, and from low values rising by themselves.",
        not_yet={"A larger sample": "It makes the rise more certain, not its cause."},
    ),
    Quiz(
        "nb14.q1",
        "Everything is as before, and customers stay whatever happens (0.01 per point instead of 0.03). The chance that it pays...",
        ("falls", "stays, because satisfaction gains as much", "rises, because more customers stay anyway"),
        answer="falls",
        why="Satisfaction earns through its effect on staying. No effect, no money.",
        not_yet={
            "stays, because satisfaction gains as much": "It gains as much. Through which link would it become money?",
            "rises, because more customers stay anyway": "They would have stayed without the investment, too.",
        },
    ),
    Quiz(
        "nb14.q2",
        "A survey says: reminder 0.08, eye test 0.35. A point of the reminder costs a tenth of a point of the eye test. Which is the better first euro?",
        ("The eye test: it weighs more", "Both alike", "The reminder: more effect for the euro"),
        answer="The reminder: more effect for the euro",
        why="The eye test weighs about four times as much and costs ten times as much.",
        not_yet={
            "The eye test: it weighs more": "Divide both weights by what a point costs.",
            "Both alike": "Divide both weights by what a point costs.",
        },
    ),
    Quiz(
        "nb14.q3",
        "At the budget that leaves most money, what does the next euro bring back?",
        ("Nothing at all", "Just itself", "As much as the first one"),
        answer="Just itself",
        why="Before that point it brings more than itself, beyond it less.",
        not_yet={"Nothing at all": "It still wins a little satisfaction.", "As much as the first one": "Look how the line falls."},
    ),
    Quiz(
        "nb14.x1",
        "A report says: 'ROI of the new app: 210%.' What do you ask first?",
        ("In which currency?", "Is that a lot for an app?", "How wide is the interval, and which link is assumed?"),
        answer="How wide is the interval, and which link is assumed?",
        why="A return is the end of a chain of estimates. One number hides what each link does not know.",
        not_yet={
            "In which currency?": "A share has none.",
            "Is that a lot for an app?": "First find out whether the number can be trusted.",
        },
    ),
    Quiz(
        "nb14.x2",
        "Measuring the eye test better would lower the expected regret from 25 to 4 thousand euros. What is that measurement worth at most?",
        ("About 21 thousand euros", "About 25 thousand euros", "Nothing: measuring wins no satisfaction"),
        answer="About 21 thousand euros",
        why="It is worth the mistake it spares.",
        not_yet={
            "About 25 thousand euros": "Some regret is left after it.",
            "Nothing: measuring wins no satisfaction": "It does not, but it moves the money to where satisfaction is won.",
        },
    ),
    Quiz(
        "nb14.x3",
        "Why is the plan written before the data are seen?",
        ("So that the result cannot choose the question", "Because data are expensive", "So that the sample is large enough"),
        answer="So that the result cannot choose the question",
        why="Afterwards any result can be called a success of something.",
        not_yet={"Because data are expensive": "That is a reason to plan, not a reason to write it down before."},
    ),
)

QUOTES = ()
