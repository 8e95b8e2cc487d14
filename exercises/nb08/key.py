"""Unit 08: exercises, usual mistakes, quizzes."""

from cxlab.course.questions import Exercise, Holds, Mistake, Number, Numbers, Quiz, Quote, Text
from cxlab.mechanisms import personalisation

REPEATS = ("repeats at 0.5", "repeats at 0.9", "no repeat at 0.5", "no repeat at 0.9")
CREDIT = ("removal social", "removal site", "removal shop", "share social", "share site", "share shop", "last touch shop")
REMOVAL, SHARES = (0.6, 0.8, 1.0), (0.25, 1 / 3, 5 / 12)
WEIGHTS = {"benefit": 1.5, "error_cost": 1.5, "privacy_cost": 1.0}


def _credit(removal: tuple[float, ...] = REMOVAL, shares: tuple[float, ...] = SHARES, last: float = 1.0) -> dict[str, float]:
    return dict(zip(CREDIT, (*removal, *shares, last), strict=True))


def _in_range(answer: dict) -> bool:
    return 0.5 <= answer["accuracy"] <= 0.9 and 0 <= answer["concern"] <= 1 and 0 <= answer["transparency"] <= 1


def _level(answer: dict) -> float:
    settings = {name: float(answer[name]) for name in ("accuracy", "concern", "transparency")}
    return float(personalisation.best_level(**settings, **WEIGHTS))


def _inside(answer: dict) -> bool:
    return 0.3 <= _level(answer) <= 0.7


def _computed(answer: dict) -> bool:
    cost = 1.0 * _level(answer) * answer["concern"] * (1 - answer["transparency"])
    even = personalisation.break_even_accuracy(benefit=1.5, error_cost=1.5, cost=cost)
    return abs(answer["best level"] - _level(answer)) < 0.01 and abs(answer["break-even"] - even) < 0.01


EXERCISES = (
    Exercise(
        "nb08.e1",
        "Three switches",
        prompt=(
            "A customer changes channel three times. At each switch the firm keeps the context with chance ρ, or has to ask again. How often is "
            "the story told again, on average, at ρ = 0.5 and at ρ = 0.9, and what is the chance of never telling it again? Give at least three decimals."
        ),
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in REPEATS) + "}",
        kind=Numbers(REPEATS, tolerance=0.001, low=0, high=3),
        solution=dict(zip(REPEATS, (1.5, 0.3, 0.125, 0.729), strict=True)),
        hints=(
            "Two different questions: a mean number, and a chance.",
            "The mean adds up over the switches; the chance multiplies.",
            "What is lost at one switch, times three; what is kept at one switch, to the power of three.",
        ),
        mistakes=(
            Mistake(
                dict(zip(REPEATS, (1.5, 2.7, 0.125, 0.729), strict=True)), "At 0.9 you counted what is kept. Told again is what is lost."
            ),
            Mistake(dict(zip(REPEATS, (1.5, 0.3, 0.5, 0.9), strict=True)), "That is the chance for one switch. All three have to go well."),
            Mistake(dict(zip(REPEATS, (1.5, 0.3, 0.875, 0.271), strict=True)), "That is the chance of telling it again at least once."),
            Mistake(dict(zip(REPEATS, (0.5, 0.1, 0.125, 0.729), strict=True)), "That is told again at one switch. There are three."),
        ),
    ),
    Exercise(
        "nb08.e2",
        "The slowest of three",
        prompt=(
            "Three systems must work together to show a customer's history: the shop's till performs at 0.99, the file at 0.95, the courier's "
            "tracking at 0.70. In the kit's rule for the lever *performance*, what is the performance of the whole?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.001, low=0, high=1),
        solution=0.70,
        hints=(
            "It is the same with people walking together.",
            "Which of the three decides when the history is complete?",
            "cx.mechanisms.channels.performance takes a list of the three.",
        ),
        mistakes=(
            Mistake(0.88, "That is the mean. The fast systems cannot make up for the slow one.", lambda a: abs(a - 0.88) < 0.001),
            Mistake(
                0.65835,
                "You multiplied: that is right for chances that must all come true. The rule here is another one.",
                lambda a: abs(a - 0.658) < 0.001,
            ),
            Mistake(0.99, "That is the fastest. Does it help, as long as another one is missing?"),
        ),
    ),
    Exercise(
        "nb08.e3",
        "Mend one step",
        prompt=(
            "Of 100 visitors 80% find the product, 60% of these put it in the basket, 50% of these go to pay, 90% of these finish. What share "
            "comes through? You can add 0.10 to one step. Which one (1 to 4), and what share comes through then? Give at least three decimals."
        ),
        stub='answer = {"through": ..., "step": ..., "through then": ...}',
        kind=Numbers(
            ("through", "step", "through then"), tolerance={"through": 0.0005, "step": 0, "through then": 0.0005}, low=0, high=100
        ),
        solution={"through": 0.216, "step": 3, "through then": 0.2592},
        hints=(
            "Each share is of those who came through the step before: multiply.",
            "Adding the same to a step helps in proportion: from 0.5 to 0.6 is a fifth more. And from 0.9 to 1.0?",
            "Try all four, or ask cx.mechanisms.attribution.best_step, which counts from 0.",
        ),
        mistakes=(
            Mistake({"through": 0.216, "step": 2, "through then": 0.2592}, "The number is right; the step is counted from 1 here."),
            Mistake(
                {"through": 0.216, "step": 4, "through then": 0.24},
                "You mended the step that works best. The same gain counts more elsewhere.",
            ),
            Mistake({"through": 0.7, "step": 3, "through then": 0.725}, "You took means. Visitors must come through every step."),
            Mistake({"through": 0.216, "step": 3, "through then": 0.2376}, "You made the step a tenth better. 0.10 is to be added to it."),
        ),
    ),
    Exercise(
        "nb08.e4",
        "Five sales, three channels",
        prompt=(
            "Five sales had these paths: social, site, shop (three times); site, shop (once); shop (once). Give the removal effect of each "
            "channel, its share (the effects divided by their sum), and the share of sales that last touch gives to the shop. Give at least three decimals."
        ),
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in CREDIT) + "}",
        kind=Numbers(CREDIT, tolerance=0.002, low=0, high=10),
        solution=_credit(),
        hints=(
            "Removal effect: in how many of the five paths does the channel stand?",
            "The three effects add up to more than one. Divide each by their sum.",
            "For last touch look only at the last channel of each path.",
        ),
        mistakes=(
            Mistake(_credit((3.0, 4.0, 5.0)), "Your removal effects are numbers of paths. Divide by the five sales."),
            Mistake(_credit(shares=REMOVAL), "Your shares add up to more than one. Divide by their sum."),
            Mistake(_credit((0.6, 0.2, 0.2), (0.6, 0.2, 0.2)), "You counted who came first. A channel counts wherever it stands."),
            Mistake(
                _credit(last=5 / 12),
                "Last touch knows the last channel only. Who was it, in each path?",
                lambda a: a["last touch shop"] < 0.99,
            ),
        ),
    ),
    Exercise(
        "nb08.e5",
        "From which accuracy?",
        prompt=(
            "A fitting offer pleases by 2 points, a wrong one annoys by 3, and being known costs 0.5 points at full level (x = 1). From which "
            "share of fitting offers on is personalising better than not?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.001, low=0, high=2),
        solution=0.70,
        hints=(
            "Write what is gained at accuracy a: pleasing offers, less wrong ones, less privacy.",
            "At break-even this is zero. Wrong offers are the share 1 - a.",
            "Solve for a; the two sizes that depend on a stand together below the line.",
        ),
        mistakes=(
            Mistake(0.6, "You left out privacy."),
            Mistake(0.5, "You took privacy away from the cost of errors. It comes on top."),
            Mistake(0.4, "You swapped gain and cost: with a share of 0.4 fitting, most offers annoy."),
            Mistake(1.1667, "Below the line stand both, what pleases and what annoys.", lambda a: a > 1),
        ),
    ),
    Exercise(
        "nb08.e6",
        "Explain to the head of service",
        prompt=(
            "The head of service shows you seven dashboards, one for each touchpoint, all green (about 8 of 10). Customers of the whole journey "
            "give a 5. Write 80 to 180 words without symbols: how both can be true, what you would measure, what you would mend first, and one "
            "condition under which you would be wrong."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=("journey", ("between", "gap", "boundary", "hand over", "handover"), ("again", "repeat")),
            avoid=("rho", "ρ", "regression", "omnichannel", "R2", "coefficient"),
        ),
        solution=(
            "Both numbers are right, because they answer different questions. Each dashboard asks about one contact, and each contact is good. "
            "What customers suffer happens between the contacts: when they move from the site to the shop, or from the courier to us, they "
            "have to tell their story again. Nobody owns that moment, so no dashboard shows it. It adds up: with three changes of channel, "
            "most customers repeat themselves at least once even when half of what they said is kept. I would ask customers about the whole "
            "journey, and count how often they change channel and how often they have to tell us the same thing. I would mend the slowest "
            "link between our systems first, since it decides what arrives, before polishing any single contact. I would be wrong if those "
            "with many changes are people with harder problems: then the problem, not the handover, explains the low marks. A trial with "
            "some cases handed over properly would show it."
        ),
        hints=(
            "What does a dashboard of a touchpoint ask, and what does it not ask?",
            "Where do the points go that no touchpoint loses? Say what it adds up to over several changes.",
            "For the condition: who changes channel most often, and why?",
        ),
    ),
    Exercise(
        "nb08.e7",
        "Find a customer for whom half is best",
        prompt=(
            "Gain and error both count 1.5 points, privacy 1. Find an `accuracy` (0.5 to 0.9), a `concern` and a `transparency` (0 to 1 each) "
            "for which the best level of personalisation lies between **0.3 and 0.7**. Give it, and the break-even accuracy at that level. "
            "Many answers are right; say in class what would move yours to 1."
        ),
        stub=(
            "p = cx.mechanisms.personalisation\n\n"
            'answer = {"accuracy": ..., "concern": ..., "transparency": ..., "best level": ..., "break-even": ...}'
        ),
        kind=Holds(
            {
                "the accuracy lies from 0.5 to 0.9, concern and transparency from 0 to 1": _in_range,
                "the best level of your customer lies from 0.3 to 0.7": _inside,
                "best level and break-even accuracy are those of your customer": _computed,
            },
            type=dict,
        ),
        solution={"accuracy": 0.65, "concern": 0.75, "transparency": 0.4, "best level": 0.5, "break-even": 0.575},
        hints=(
            "Part 3 of the demo with the box ticked shows two such customers nearly.",
            "best_level takes benefit, error_cost and privacy_cost as well as your three settings.",
            "break_even_accuracy wants the privacy cost per unit of level: level times concern times what is not open.",
        ),
        mistakes=(
            Mistake(
                {"accuracy": 0.95, "concern": 1.0, "transparency": 0.0, "best level": 0.68, "break-even": 0.73},
                "One of your settings lies outside the limits of the task.",
                when=lambda answer: not _in_range(answer),
            ),
            Mistake(
                {"accuracy": 0.9, "concern": 0.2, "transparency": 0.5, "best level": 1.0, "break-even": 0.53},
                "The best level of your customer lies outside the span asked for. More concern or less accuracy brings it down.",
                when=lambda answer: _in_range(answer) and not _inside(answer),
            ),
            Mistake(
                {"accuracy": 0.65, "concern": 0.75, "transparency": 0.4, "best level": 0.5, "break-even": 0.5},
                "At least one of the two numbers is not that of your customer. Did you count privacy at your level?",
                when=lambda answer: _in_range(answer) and _inside(answer) and not _computed(answer),
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb08.r1",
        "Unit 07: callers hear how long it will take. What happens to the queue?",
        ("It becomes shorter", "Nothing: only the wait as it seems", "It becomes longer"),
        answer="Nothing: only the wait as it seems",
        why="Information changes the perception, people change the queue.",
        not_yet={"It becomes shorter": "Does anybody answer faster because of it?", "It becomes longer": "Who would bring more calls?"},
    ),
    Quiz(
        "nb08.r2",
        "Unit 05: which contact is a moment of truth?",
        ("Every contact", "One in which an impression of the firm is made or changed", "The last one before the invoice"),
        answer="One in which an impression of the firm is made or changed",
        why="'Every' empties the word. In retail the word also means what triggers a purchase.",
        not_yet={
            "Every contact": "Could one be left out unnoticed?",
            "The last one before the invoice": "It may be one; the place alone does not make it so.",
        },
    ),
    Quiz(
        "nb08.q1",
        "A firm opens a seventh channel; no channel knows what the others were told. What has it become?",
        ("Omnichannel", "Cross-channel", "Multichannel with one channel more"),
        answer="Multichannel with one channel more",
        why="What counts is what crosses the boundary, and nothing does. There are now more boundaries.",
        not_yet={"Omnichannel": "What follows the customer from one channel to the next?", "Cross-channel": "Which information is shared?"},
    ),
    Quiz(
        "nb08.q2",
        "The removal effect of the site is 57%. The firm closes the site. What must hold for 57% of sales to go?",
        (
            "Nothing: that is what it measures",
            "Nobody whose path went by the site finds another way",
            "The site was the last touch of these sales",
        ),
        answer="Nobody whose path went by the site finds another way",
        why="That is built into the rule. What people would do instead stands in no path.",
        not_yet={
            "Nothing: that is what it measures": "What would some of these customers do instead?",
            "The site was the last touch of these sales": "Removal counts a channel wherever it stands.",
        },
    ),
    Quiz(
        "nb08.q3",
        "Why does the gain bend down at high levels of personalisation, at the same accuracy?",
        ("More offers are wrong", "Privacy costs grow faster than the level", "People get used to it"),
        answer="Privacy costs grow faster than the level",
        why="Gain and error grow in step with the level, the cost of being known with its square.",
        not_yet={
            "More offers are wrong": "The share that fits is the same. What else is in the sum?",
            "People get used to it": "Perhaps in life. Is there such a thing in the model?",
        },
    ),
    Quiz(
        "nb08.x1",
        "Nine in ten of the context survive a switch. A journey with seven switches: how likely is it that nothing is told again?",
        ("About 90%", "About 50%", "About 30%"),
        answer="About 50%",
        why="It compounds: nine tenths, seven times over.",
        not_yet={"About 90%": "That is one switch.", "About 30%": "That is what would add up; here it multiplies."},
    ),
    Quiz(
        "nb08.x2",
        "All touchpoints are improved by a point, nothing crosses the boundary. What follows for the journey?",
        ("It rises, and stays far below its touchpoints", "It reaches its touchpoints", "It does not move"),
        answer="It rises, and stays far below its touchpoints",
        why="Better parts help; what is lost between them stays lost.",
        not_yet={
            "It reaches its touchpoints": "Is the loss between them smaller now?",
            "It does not move": "Part of the journey score is made of its touchpoints.",
        },
    ),
    Quiz(
        "nb08.x3",
        "A test of an easier site with 8,000 visitors shows an effect whose interval holds zero. What do you say?",
        ("Ease does nothing", "Too few to tell: the interval also holds effects worth having", "Run it until zero is out"),
        answer="Too few to tell: the interval also holds effects worth having",
        why="No evidence of an effect is not evidence of none. Plan the size before.",
        not_yet={
            "Ease does nothing": "Is zero the only value in the interval?",
            "Run it until zero is out": "Who looks often enough finds something by chance.",
        },
    ),
)

QUOTES = (Quote("8,000", computed=lambda: 4 * 2000),)
