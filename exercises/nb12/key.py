"""Unit 12: exercises, usual mistakes, quizzes."""

from __future__ import annotations

from cxlab import scales
from cxlab.course.questions import Exercise, Holds, Matching, Mistake, Number, Numbers, Quiz, Quote, Text

ANSWERS = ((5, 4, 5), (4, 4, 4), (2, 3, 2), (3, 3, 4), (5, 5, 4))
DIMENSIONS = ("reliability", "responsiveness", "assurance", "empathy", "tangibles")
EXPECTED = dict(zip(DIMENSIONS, (6.5, 6.3, 6.2, 6.0, 5.5), strict=True))
MET = dict(zip(DIMENSIONS, (5.6, 5.9, 6.1, 5.8, 5.9), strict=True))
WEIGHTS = dict(zip(DIMENSIONS, (32, 22, 19, 16, 11), strict=True))
LOADINGS = (0.8, 0.7, 0.6)
PAIRS = {"Sense": "sensory", "Feel": "affective", "Think": "intellectual", "Act": "behavioural", "Relate": "none"}

_ALPHA = float(scales.alpha(ANSWERS).value)
_LONGER = {f"{k} items": float(scales.spearman_brown(0.5, k).value) for k in (3, 5)}
_GAPS = scales.service_gaps(EXPECTED, MET, weights=WEIGHTS)
_GAP = {"mean gap": float(_GAPS["mean gap"].value), "weighted gap": float(_GAPS["weighted gap"].value)}
_SHARES = {"AVE": float(scales.ave(LOADINGS).value), "composite reliability": float(scales.composite_reliability(LOADINGS).value)}


def _sum_of_products() -> float:
    return sum(WEIGHTS[d] * (MET[d] - EXPECTED[d]) for d in DIMENSIONS)


TWO_ITEMS = {
    "the answer is a list of two sentences": lambda items: len(items) == 2 and all(isinstance(i, str) for i in items),
    "the two differ": lambda items: items[0].strip().lower() != items[1].strip().lower(),
    "each has 5 to 16 words": lambda items: all(5 <= len(i.split()) <= 16 for i in items),
    "each asks one thing only: no 'and', no 'or'": lambda items: all(not {"and", "or"} & set(i.lower().split()) for i in items),
    "each is about the person who answers: I, me or my": lambda items: all(
        {"i", "me", "my"} & set(i.lower().replace(",", " ").replace(".", " ").split()) for i in items
    ),
}

EXERCISES = (
    Exercise(
        "nb12.e1",
        "Alpha by hand",
        prompt="Five customers of the workshop answer three items: `[5, 4, 5]`, `[4, 4, 4]`, `[2, 3, 2]`, `[3, 3, 4]`, `[5, 5, 4]`. Compute "
        "Cronbach's alpha (raw), to three decimals.",
        stub="answer = ...",
        kind=Number(tolerance=0.0015, high=1),
        solution=_ALPHA,
        hints=(
            "Three variances of items, one variance of the sum.",
            "One less the share of the item variances in the variance of the sum; then the factor for the number of items.",
            "Use the same divisor in all four variances.",
        ),
        mistakes=(
            Mistake(_ALPHA * 2 / 3, "The factor for the number of items, k over k less one, is missing."),
            Mistake(1 - _ALPHA * 2 / 3, "That is the share of the items' own variances. What is left of one?"),
            Mistake(float(scales.alpha(ANSWERS, kind="standardised").value), "That is alpha from correlations. Raw alpha uses the variances."),
        ),
    ),
    Exercise(
        "nb12.e2",
        "A longer scale",
        prompt="Any two items correlate 0.5. How reliable is a scale of 3 such items, and one of 5?",
        stub='answer = {"3 items": ..., "5 items": ...}',
        kind=Numbers(("3 items", "5 items"), tolerance=0.002, low=0),
        solution=_LONGER,
        hints=(
            "One item has the correlation between items as its reliability.",
            "Spearman and Brown: how many times longer is the scale than one item?",
            "The upper part grows with k, and the lower part is one plus k less one times the correlation.",
        ),
        mistakes=(
            Mistake({"3 items": 0.5, "5 items": 0.5}, "That is one item. A sum of several is better."),
            Mistake({"3 items": 1.5 / 2.5, "5 items": 2.5 / 3.5}, "The lower part has k less one times the correlation, not k times."),
            Mistake({"3 items": 1.5, "5 items": 2.5}, "A reliability is at most one: the lower part of the fraction is missing."),
        ),
    ),
    Exercise(
        "nb12.e3",
        "A difference",
        prompt="Expectation and perception each have reliability 0.8, equal spread, and correlate 0.5. How reliable is the gap?",
        stub="answer = ...",
        kind=Number(tolerance=0.002, low=-1, high=1),
        solution=float(scales.difference_score_reliability(0.8, 0.8, 0.5).value),
        hints=(
            "Begin with the mean of the two reliabilities.",
            "Take off what the two scores share.",
            "Divide by what is left of one when the correlation is taken off.",
        ),
        mistakes=(
            Mistake(0.8, "A difference is not as good as its parts when they share something."),
            Mistake(0.3, "You took off the shared part, and did not divide by what is left."),
            Mistake(0.64, "You multiplied the two reliabilities. What do the two scores share?"),
        ),
    ),
    Exercise(
        "nb12.e4",
        "Gaps of the workshop",
        prompt="For reliability, responsiveness, assurance, empathy and tangibles Marta's customers expected 6.5, 6.3, 6.2, 6.0 and 5.5, and met "
        "5.6, 5.9, 6.1, 5.8 and 5.9. Of 100 points of importance they gave 32, 22, 19, 16 and 11. Compute the mean gap and the weighted gap.",
        stub='answer = {"mean gap": ..., "weighted gap": ...}',
        kind=Numbers(("mean gap", "weighted gap"), tolerance=0.002),
        solution=_GAP,
        hints=(
            "A gap is what was met less what was expected.",
            "The mean gap treats the five alike.",
            "For the weighted gap turn the points into shares first.",
        ),
        mistakes=(
            Mistake({name: -gap for name, gap in _GAP.items()}, "The sign is turned round: a service that falls short has a negative gap."),
            Mistake(_GAP | {"weighted gap": _sum_of_products()}, "You weighed with points. They are to be shares that sum to one."),
            Mistake(_GAP | {"weighted gap": _sum_of_products() / 500}, "You divided by five once more. Shares already make a mean."),
            Mistake({"mean gap": 5 * _GAP["mean gap"], "weighted gap": _GAP["weighted gap"]}, "The first number is the sum of the five gaps."),
        ),
    ),
    Exercise(
        "nb12.e5",
        "Average variance and composite reliability",
        prompt="Three items load 0.8, 0.7 and 0.6 on their factor (standardised). Compute AVE and composite reliability, to three decimals.",
        stub='answer = {"AVE": ..., "composite reliability": ...}',
        kind=Numbers(("AVE", "composite reliability"), tolerance=0.0015, low=0),
        solution=_SHARES,
        hints=(
            "A loading squared is the share of the item that is the factor.",
            "AVE is a mean of shares.",
            "Composite reliability squares the sum of the loadings, and adds the error shares below the line.",
        ),
        mistakes=(
            Mistake(_SHARES | {"AVE": 0.7}, "You took the mean of the loadings. Square first."),
            Mistake(_SHARES | {"composite reliability": _SHARES["AVE"]}, "You took AVE twice. The sum of three items is better than one item."),
            Mistake(_SHARES | {"composite reliability": 2.1 / (2.1 + 1.51)}, "Square the sum of the loadings, above the line and below."),
            Mistake(_SHARES | {"composite reliability": 1.49 / (1.49 + 1.51 * 3)}, "Sum first, then square; not the other way round."),
        ),
    ),
    Exercise(
        "nb12.e6",
        "Modules and factors",
        prompt="Which factor of the brand experience scale stands for each module? Use `sensory`, `affective`, `intellectual`, `behavioural`, or `none`.",
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in PAIRS) + "}",
        kind=Matching(tuple(PAIRS), ("sensory", "affective", "intellectual", "behavioural", "none")),
        solution=PAIRS,
        hints=("Five modules, four factors.", "Moods and emotions are affect.", "Which module needs other people?"),
        mistakes=(
            Mistake(PAIRS | {"Relate": "behavioural"}, "To belong to a group is not yet to move. Is there a factor for it?"),
            Mistake(PAIRS | {"Relate": "affective"}, "A tie to a group is felt, but the factor asks for moods and emotions."),
            Mistake(PAIRS | {"Think": "affective", "Feel": "intellectual"}, "Two are swapped: a puzzle is not a mood."),
            Mistake(PAIRS | {"Act": "none", "Relate": "behavioural"}, "One module names what the body does. It did not lose its factor."),
        ),
    ),
    Exercise(
        "nb12.e7",
        "Explain it to a manager",
        prompt="Elena says: 'Our new scale of twenty questions has an alpha of 0.87, so it measures one thing, and well. And we report gaps.' Advise her "
        "in 80 to 200 words, without formulas: what the figure shows and does not, whether twenty questions are needed, and what to do about gaps.",
        stub='answer = """..."""',
        kind=Text(
            (80, 200),
            mention=(("long", "twenty", "number of questions", "many"), ("one thing", "dimension"), ("perception", "met"), ("expect",)),
            avoid=("k-1", "sum var"),
        ),
        solution="The figure says that the answers to your twenty questions move together enough for their sum to be steady. It does not say that "
        "they measure one thing: two quite different sets of questions, put into one scale, can reach the same figure, only because there are many of "
        "them. Nor does it say that a single question is good. Twenty mediocre questions do as well as four good ones, and four cost guests less time. "
        "So look at each question, at how it goes with the rest, and whether two groups show. Then drop the weak ones and ask again. About gaps: guests "
        "who expect more often also perceive more, and then the difference keeps the errors of both answers and loses what they share. Report "
        "what guests met, dimension by dimension, and show what they expect beside it. Keep the gap as a picture for staff, not as a score for a bonus. "
        "Whether gaps tell more than perceptions is contested; I would change my mind if they predicted returns better among our guests.",
        hints=("Say what makes the figure rise.", "Could two scales in one reach it?", "What does a difference keep, and what does it lose?"),
    ),
    Exercise(
        "nb12.e8",
        "Two items of your own",
        prompt="Write two items that measure whether a customer of the workshop *felt heard and important*, in your own words: a list of two sentences, "
        "5 to 16 words each, each about the person who answers (I, me, my) and about one thing only (no *and*, no *or*).",
        stub='answer = ["...", "..."]',
        kind=Holds(TWO_ITEMS, type=list),
        solution=["They let me finish before they answered.", "I was treated as if my time counted."],
        hints=("Think of one moment in which somebody listened.", "An item with two verbs often asks two things.", "Read it aloud to somebody."),
        mistakes=(
            Mistake(["They listened to me and took my time seriously.", "I felt that I mattered to them."], "One of them asks two things at once."),
            Mistake(["Staff let customers finish.", "Staff take all customers quite seriously."], "Nobody can answer for all customers. Ask about one."),
            Mistake(["I felt heard.", "I felt important."], "These are headings. Name something that the customer saw or felt, in a whole sentence."),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb12.r1",
        "Unit 04: which module is about groups, roles and identity?",
        ("Act", "Feel", "Relate"),
        answer="Relate",
        why="It needs other people to compare with.",
        not_yet={"Act": "That is about the body and what one does.", "Feel": "That is about moods and emotions."},
    ),
    Quiz(
        "nb12.r2",
        "Unit 10: 'The staff were quick and polite.' What is wrong with this item?",
        ("It asks two things", "It is too long", "Nothing"),
        answer="It asks two things",
        why="Who met a quick and rude clerk has no answer to give.",
        not_yet={"It is too long": "Count the words, then count the claims.", "Nothing": "What does a customer tick who met a quick, rude clerk?"},
    ),
    Quiz(
        "nb12.q1",
        "Alpha of twenty items is high. What follows?",
        ("They measure one thing", "Their sum is steady", "Each item is good"),
        answer="Their sum is steady",
        why="Length alone can bring it about.",
        not_yet={"They measure one thing": "Look at the preset with two squares.", "Each item is good": "Look at the row for AVE."},
    ),
    Quiz(
        "nb12.q2",
        "Expectation and perception come to correlate more. What happens to the gap's reliability?",
        ("It falls", "It rises", "It stays"),
        answer="It falls",
        why="What they share is taken off, and both errors stay.",
        not_yet={"It rises": "What does the difference do with what is shared?", "It stays": "Move the third slider and watch the mark."},
    ),
    Quiz(
        "nb12.q3",
        "HTMT of two dimensions is close to one. What does it say?",
        ("The items are bad", "Both predict satisfaction", "The two can hardly be told apart"),
        answer="The two can hardly be told apart",
        why="With the items' unreliability taken out, they correlate almost perfectly.",
        not_yet={"The items are bad": "HTMT has taken that out.", "Both predict satisfaction": "Satisfaction does not enter it."},
    ),
    Quiz(
        "nb12.x1",
        "A scale forgets to turn round its reversed item. What happens to alpha?",
        ("It falls, even below nought", "It stays", "It rises"),
        answer="It falls, even below nought",
        why="An item that runs against the others takes away from the sum.",
        not_yet={"It stays": "Alpha lives on positive correlations.", "It rises": "What sign do the correlations have now?"},
    ),
    Quiz(
        "nb12.x2",
        "Four different causes make up an index, and none needs to go with the others. What kind of measure is it?",
        ("Reflective", "Formative", "Unreliable"),
        answer="Formative",
        why="The items make the construct, so alpha does not judge it.",
        not_yet={"Reflective": "There the construct makes the items move together.", "Unreliable": "That they do not correlate is no fault here."},
    ),
    Quiz(
        "nb12.x3",
        "A guest hated the place and remembers every smell. Her sensory score is",
        ("low", "missing", "high"),
        answer="high",
        why="The scale measures how strong an experience was, and an attitude is something else.",
        not_yet={"low": "Does the item ask whether she liked it?", "missing": "She answered."},
    ),
)

QUOTES = (
    Quote("22", computed=lambda: len(scales.service_quality_items())),
    Quote("100", source="points to share out in Zeithaml, Parasuraman & Berry 1990"),
    Quote("0.85", source="a custom for HTMT: Henseler, Ringle & Sarstedt 2015"),
    Quote("0.90", source="a custom for HTMT: Henseler, Ringle & Sarstedt 2015"),
    Quote("0.5", source="a custom for AVE: Fornell & Larcker 1981"),
    Quote("0.7", source="a custom for reliability"),
)
