"""Unit 05: exercises, usual mistakes, quizzes, numbers quoted from elsewhere."""

from functools import cache
from numbers import Real

from cxlab.course.questions import Exercise, Function, Holds, Mistake, Number, Numbers, Quiz, Text, Words
from cxlab.mechanisms.promise import outcome

SOURCES = (
    "what people long for",
    "needs of their own",
    "earlier visits",
    "family and culture",
    "word of mouth",
    "advertising and what is said at the counter",
    "price and the look of the place",
)
MOVED = {"advertising and what is said at the counter", "price and the look of the place"}


@cache
def _best(delivered: float, loss_aversion: float, spread: float) -> float:
    """The best promise on a grid of half points."""
    worth = {p / 2: outcome(p / 2, delivered=delivered, loss_aversion=loss_aversion, spread=spread).lifetime_value for p in range(21)}
    return max(worth, key=worth.__getitem__)


def _filled(answer: dict) -> bool:
    fields = ("delivered", "loss_aversion", "steady", "unsteady")
    return all(isinstance(answer[name], Real) and not isinstance(answer[name], bool) for name in fields)


def _in_range(answer: dict) -> bool:
    return 4 <= answer["delivered"] <= 10 and 1 <= answer["loss_aversion"] <= 3


def _computed(answer: dict) -> bool:
    workshop = float(answer["delivered"]), float(answer["loss_aversion"])
    return abs(answer["steady"] - _best(*workshop, 0.5)) < 0.01 and abs(answer["unsteady"] - _best(*workshop, 2.0)) < 0.01


def _goes_down(answer: dict) -> bool:
    return answer["unsteady"] < answer["steady"]


EXERCISES = (
    Exercise(
        "nb05.e1",
        "Two expectations, one delivery",
        prompt=(
            "The workshop delivers 7 to everybody. Carla expected 8, Dario expected 6. Satisfaction is a + b_E·E + b_D·(P − E) with a = 1, "
            "b_E = 0.5 and b_D = 0.6 (there is no b_P here: it is 0). How satisfied is each? `S(8,7)` stands for: expected 8, got 7."
        ),
        stub='answer = {"S(8,7)": ..., "S(6,7)": ...}',
        kind=Numbers(("S(8,7)", "S(6,7)"), tolerance=0.005, low=-20, high=20),
        solution={"S(8,7)": 4.4, "S(6,7)": 4.6},
        hints=(
            "There are three parts to add up: the constant, the pull of the expectation, the gap.",
            "The gap is delivered minus expected. For Carla it is negative, for Dario positive.",
            "Carla: put E = 8 and P = 7 into a + b_E·E + b_D·(P − E). Dario: the same with E = 6.",
        ),
        mistakes=(
            Mistake({"S(8,7)": 5.6, "S(6,7)": 3.4}, "You took expected minus delivered. The gap is delivered minus expected."),
            Mistake({"S(8,7)": 3.4, "S(6,7)": 3.6}, "The constant a is missing."),
            Mistake({"S(8,7)": 0.4, "S(6,7)": 1.6}, "You left out the pull of the expectation itself, b_E times E."),
            Mistake({"S(8,7)": 4.6, "S(6,7)": 4.4}, "The two customers are swapped: the first number in the brackets is the expectation."),
        ),
    ),
    Exercise(
        "nb05.e2",
        "How much a bolder promise moves satisfaction",
        prompt=(
            "Delivery stays as it is and the expectation rises by one point. Write `slope(b_e, b_d)`: by how much does a + b_E·E + b_D·(P − E) "
            "change? It must work for any two weights."
        ),
        stub="def slope(b_e, b_d):\n    return ...\n\nanswer = slope",
        kind=Function(
            cases=lambda rng: [tuple(float(w) for w in rng.uniform(0, 1, 2).round(2)) for _ in range(5)],
            tolerance=1e-9,
            properties={"when both weights are equal nothing changes": lambda moved, b_e, b_d: abs(b_e - b_d) > 1e-9 or abs(moved) < 1e-9},
        ),
        solution=lambda b_e, b_d: b_e - b_d,
        hints=(
            "E stands in two places of the equation. Follow both.",
            "In the first place one point more of E adds. In the second place it makes the gap one point smaller.",
            "Write the equation with E + 1 in place of E, take the equation with E away, and see what is left.",
        ),
        mistakes=(
            Mistake(lambda b_e, b_d: b_d - b_e, "The sign is the wrong way round: a higher expectation makes the gap smaller."),
            Mistake(lambda b_e, b_d: b_e, "You followed E in one place only. It stands in the gap as well."),
            Mistake(lambda b_e, b_d: -b_d, "You followed E in the gap only. It also pulls satisfaction towards itself."),
            Mistake(lambda b_e, b_d: b_e + b_d, "In the gap, E is taken away: there a higher expectation does not add."),
        ),
    ),
    Exercise(
        "nb05.e3",
        "Four columns, how many facts?",
        prompt=(
            "A table of 100 customers has four columns: a column of ones, the expectation E, the delivery P, and the gap P − E. E and P vary "
            "freely. How many columns must you keep so that the others can be worked out from them by adding and subtracting? (This is the "
            "*rank* of the table.)"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0, low=1, high=4, whole=True),
        solution=3,
        hints=(
            "Try to write one column with the help of the others.",
            "If you knew E and P of a customer, would the gap tell you anything new?",
            "You need the ones, E and P. Is there a column left that they do not give you?",
        ),
        mistakes=(
            Mistake(4, "That is how many columns there are. One of them can be worked out from two others."),
            Mistake(2, "The column of ones counts too: it cannot be made out of E and P when they vary freely."),
            Mistake(1, "E and P vary freely: knowing one does not tell you the other."),
        ),
    ),
    Exercise(
        "nb05.e4",
        "Worth it, compared with what?",
        prompt=(
            "A repair at the workshop brings benefits worth 70 and costs 40 in money, time and trouble. The same customer could go elsewhere: one "
            "alternative is worth 25 net, another 28 net. What is the perceived net value of the workshop?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.005, low=-200, high=200),
        solution=2,
        hints=(
            "First find what the workshop is worth by itself: benefits less costs.",
            "Nobody can go to both alternatives. Which one is the workshop really up against?",
            "Take the net worth of the best alternative away from the net worth of the workshop.",
        ),
        mistakes=(
            Mistake(30, "That is what the workshop is worth by itself. Compare it with the best alternative."),
            Mistake(5, "You compared with the weaker alternative. The customer would choose the better one."),
            Mistake(-23, "You took away both alternatives. A customer gives up only the best of them."),
            Mistake(42, "You left out the costs of the workshop itself."),
        ),
    ),
    Exercise(
        "nb05.e5",
        "What can the firm move tomorrow?",
        prompt=(
            "Seven things that feed expectations are listed below. Which of them does the workshop decide itself, so that it could change them "
            "tomorrow morning? Hand over a set of the names.\n\n" + "\n".join(f"* `{source}`" for source in SOURCES)
        ),
        stub="answer = {..., ...}",
        kind=Words(SOURCES),
        solution=MOVED,
        hints=(
            "Ask of each source: who would have to do something for it to change?",
            "Some sources belong to the customer, some to other people. Set those aside.",
            "Good work changes what people remember and say, but only later and through others. What is left?",
        ),
        mistakes=(
            Mistake(MOVED | {"word of mouth"}, "Others do the talking. The firm can give them reasons, it cannot decide what they say."),
            Mistake(MOVED | {"earlier visits"}, "Earlier visits are over. The firm moves the next ones, and expectations follow later."),
            Mistake(
                {"advertising and what is said at the counter"}, "People also read promises that nobody speaks out: one more belongs in."
            ),
            Mistake(MOVED | {"needs of their own"}, "Needs are the customer's: a firm can serve them, it does not set them."),
        ),
    ),
    Exercise(
        "nb05.e6",
        "Explain to the owner",
        prompt=(
            "The owner of the workshop wants to advertise 'perfect, every time', a promise of 10. Delivery is 7 on average. Write 80 to 180 "
            "words to her, without symbols: what she would gain, what she would lose, roughly where the best promise lies and why, and one "
            "condition under which you would be wrong."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=(
                "promise",
                ("try", "trial", "first", "come once", "new customers", "more customers", "more people", "attract"),
                ("come back", "comes back", "coming back", "return", "come again", "second visit", "later visit", "loyal"),
            ),
            avoid=("b_E", "b_D", "disconfirmation", "regression", "lambda", "logit"),
        ),
        solution=(
            "If you promise perfection, more people will try us: that is what promises are for. But our work is a seven. Nearly all of those "
            "who come because of the advert would get less than they were told, and a letdown weighs more than a pleasant surprise. Fewer of "
            "them would come back, and most of what a customer brings us lies in the later visits, not in the first one. Promising very "
            "little is no way out: the few who came would be delighted, but too few would come at all. In our figures the best promise lies "
            "a little above what we deliver, not at the top. I would promise a seven or slightly more, and work on the repair itself. I would "
            "be wrong if our customers came only once in their lives, as beside a motorway, or if they simply saw what they had been told to "
            "see. We can find out: ask before and after."
        ),
        hints=(
            "Two groups of people: those who hear the promise, and those who have been there once.",
            "Say for each group what happens when the promise rises. Then say why the middle wins.",
            "For the condition, think of the settings of Promise Slider 2 in which the star went to the top.",
        ),
    ),
    Exercise(
        "nb05.e7",
        "Find a workshop that should promise less",
        prompt=(
            "In the lesson, a less steady delivery pushed the best promise up. Find a workshop for which it goes **down** when the spread of "
            "delivery grows from 0.5 to 2. Choose the mean delivery (4 to 10) and the loss factor (1 to 3), and give the best promise at both "
            "spreads, on a grid of half points (the demo counts in quarters, so its numbers may differ). `best(7, 2, 0.5)` in a cell of its own "
            "gives that promise for the workshop of the lesson. There are many right answers. Be ready to say in class why yours goes down."
        ),
        stub=(
            "def best(delivered, loss_aversion, spread):\n"
            "    outcome = cx.mechanisms.promise.outcome\n"
            '    workshop = {"delivered": delivered, "loss_aversion": loss_aversion, "spread": spread}\n'
            "    worth = {p / 2: outcome(p / 2, **workshop).lifetime_value for p in range(21)}\n"
            "    return max(worth, key=worth.get)\n\n"
            'answer = {"delivered": ..., "loss_aversion": ..., "steady": ..., "unsteady": ...}'
        ),
        kind=Holds(
            {
                "each of the four names of the cell as it was has a number, without quotes": _filled,
                "the mean delivery lies from 4 to 10 and the loss factor from 1 to 3": _in_range,
                "both promises are the best ones of your workshop, on a grid of half points": _computed,
                "the best promise of the unsteady workshop is the lower one": _goes_down,
            },
            type=dict,
        ),
        solution={"delivered": 9.5, "loss_aversion": 2.0, "steady": 9.5, "unsteady": 9.0},
        hints=(
            "Use Promise Slider 3 first: it shows two stars, one for the steady workshop.",
            "Think of a workshop that has much to lose: nearly everybody comes back as long as it is steady.",
            "Call best for a good workshop at both spreads, and raise the loss factor until the two differ.",
        ),
        mistakes=(
            Mistake(
                {"delivered": 12.0, "loss_aversion": 2.0, "steady": 10.0, "unsteady": 10.0},
                "Your workshop lies outside the range: look again at the limits in the task.",
                when=lambda answer: _filled(answer) and not _in_range(answer),
            ),
            Mistake(
                {"delivered": 9.5, "loss_aversion": 2.0, "steady": 9.5, "unsteady": 5.0},
                "At least one of the two promises is not the best one of your workshop. Call best with your own numbers.",
                when=lambda answer: _in_range(answer) and not _computed(answer),
            ),
            Mistake(
                {"delivered": 7.0, "loss_aversion": 2.0, "steady": 7.0, "unsteady": 8.5},
                "Both are computed right, but on half points your best promise does not go down. Try a better delivery, or a larger loss factor.",
                when=lambda answer: _in_range(answer) and _computed(answer) and not _goes_down(answer),
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb05.r1",
        "Unit 01: two customers get the same service and rate it 9 and 4. Whose is the experience?",
        ("The firm's", "The customer's", "The market's"),
        answer="The customer's",
        why="It is the response of the one who lives through it; the firm sets the scene.",
        not_yet={"The firm's": "If it were, both would rate alike.", "The market's": "Both buy in the same market, and yet they differ."},
    ),
    Quiz(
        "nb05.r2",
        "Unit 01: which sentence is normative?",
        (
            "Half of the customers waited longer than an hour.",
            "Customers who wait rate the visit lower.",
            "Nobody should wait longer than an hour.",
        ),
        answer="Nobody should wait longer than an hour.",
        why="It says what ought to be. Ask whose norm it is: the manager's or the customer's.",
        not_yet={
            "Half of the customers waited longer than an hour.": "That can be counted: it says what is.",
            "Customers who wait rate the visit lower.": "That can be tested: it says what goes with what.",
        },
    ),
    Quiz(
        "nb05.q1",
        "For some customers b_E is 0.2 and b_D is 0.6. The promise rises by one point, delivery stays. What does satisfaction do?",
        ("It falls by 0.4 points", "It rises by 0.2 points", "It falls by 0.6 points", "It rises by 0.8 points"),
        answer="It falls by 0.4 points",
        why="The expectation pulls up by 0.2, the smaller gap takes 0.6 away.",
        not_yet={
            "It rises by 0.2 points": "You followed the pull of the expectation. The gap changes too.",
            "It falls by 0.6 points": "You followed the gap. The expectation also pulls satisfaction towards itself.",
            "It rises by 0.8 points": "A higher expectation makes the gap smaller, so the second weight does not add.",
        },
    ),
    Quiz(
        "nb05.q2",
        "Why does lifetime value have its top at a promise between the ends?",
        (
            "Satisfaction is highest there",
            "More promise brings more first visits and fewer second ones",
            "People stop believing a promise that is too bold",
        ),
        answer="More promise brings more first visits and fewer second ones",
        why="Each extra point of promise buys trial and pays with coming back; at the top the two just balance.",
        not_yet={
            "Satisfaction is highest there": "Move the promise in Promise Slider 2: where is satisfaction highest, and how many come there?",
            "People stop believing a promise that is too bold": "That may be so in life; in this model trial rises all the way.",
        },
    ),
    Quiz(
        "nb05.q3",
        "The promise equals the mean delivery, and a shortfall hurts twice as much as a surplus pleases. Delivery becomes steadier. Mean satisfaction…",
        ("stays: the mean gap is still zero", "falls: there are fewer pleasant surprises", "rises: good days never made up for bad ones"),
        answer="rises: good days never made up for bad ones",
        why="Shortfalls and surpluses are equally large, but shortfalls count double.",
        not_yet={
            "stays: the mean gap is still zero": "It would, if both sides counted alike.",
            "falls: there are fewer pleasant surprises": "There are, and fewer unpleasant ones too. Which weigh more?",
        },
    ),
    Quiz(
        "nb05.x1",
        "A colleague wants one regression of satisfaction on expectation, delivery and their gap. What do you say?",
        (
            "Good: the more columns, the better",
            "Leave out the constant, then it works",
            "One of the three is made of the other two: their weights cannot be told apart",
        ),
        answer="One of the three is made of the other two: their weights cannot be told apart",
        why="Use two of them, or ask about the gap in a question of its own.",
        not_yet={
            "Good: the more columns, the better": "Does the third column bring anything that was not in the first two?",
            "Leave out the constant, then it works": "Try it in your head: is the gap now something new?",
        },
    ),
    Quiz(
        "nb05.x2",
        "The workshop becomes better by 5 points for its customers, and so does its best rival. The perceived net value of the workshop…",
        ("rises by 5", "stays", "falls by 5"),
        answer="stays",
        why="Value is compared with the best alternative, and that moved too.",
        not_yet={"rises by 5": "That would be so if nobody else had moved.", "falls by 5": "The workshop improved as well."},
    ),
    Quiz(
        "nb05.x3",
        "Which contact of the workshop is most clearly a moment of truth?",
        (
            "The call with the quote, after which a customer stays or leaves",
            "The confirmation of the booking, which nobody remembers",
            "The invoice number, printed small",
        ),
        answer="The call with the quote, after which a customer stays or leaves",
        why="An impression of the firm is made or changed there. A contact you could remove unnoticed is none.",
        not_yet={
            "The confirmation of the booking, which nobody remembers": "Could you remove it unnoticed?",
            "The invoice number, printed small": "Does anybody judge the firm by it?",
        },
    ),
)

QUOTES = ()
