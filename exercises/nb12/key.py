"""Unit 12: exercises, usual mistakes, quizzes."""

from __future__ import annotations

from cxlab.course.questions import Exercise, Matching, Mistake, Number, Numbers, Quiz, Text

FACTORS = ("sensory", "affective", "intellectual", "behavioural", "no factor")
MODULES = {"Sense": "sensory", "Feel": "affective", "Think": "intellectual", "Act": "behavioural", "Relate": "no factor"}
REFLECTIVE, FORMATIVE = "reflective", "formative"
MEASURES = {
    "trust, asked with four statements that say nearly the same": REFLECTIVE,
    "trouble with a repair: late, dirty, wrong bill, no call back": FORMATIVE,
    "liking of the brand, asked with three statements": REFLECTIVE,
    "use of channels: phone, site, shop, chat": FORMATIVE,
}
GAPS = {"reliability": -0.9, "responsiveness": -0.4, "assurance": -0.1, "empathy": -0.2, "tangibles": 0.4}

EXERCISES = (
    Exercise(
        "nb12.e1",
        "Alpha, by hand or by kit",
        prompt=(
            "Five customers answer three items: [5, 4, 5], [4, 4, 4], [2, 3, 2], [3, 3, 4], [5, 5, 4]. Give Cronbach's alpha, to three "
            "decimals."
        ),
        stub="answers = [[5, 4, 5], [4, 4, 4], [2, 3, 2], [3, 3, 4], [5, 5, 4]]\nanswer = ...",
        kind=Number(tolerance=0.002, low=-10, high=1),
        solution=0.886,
        hints=(
            "Alpha compares the variance of the sum with the variances of the single items.",
            "k over k less one, times one minus (sum of the item variances over the variance of the sum).",
            "cx.alpha takes the list of lists as it is; its .value is the number.",
        ),
        mistakes=(
            Mistake(0.5909, "The factor k over k less one is missing."),
            Mistake(0.4091, "That is the share of the item variances. Take it from one, then multiply by k over k less one."),
            Mistake(0.734, "You seem to have averaged correlations. That is not alpha yet: the number of items is missing."),
        ),
    ),
    Exercise(
        "nb12.e2",
        "Longer is better, says alpha",
        prompt="Any two items of a scale correlate by 0.5. What is alpha with 3 such items, and with 5?",
        stub='answer = {"3 items": ..., "5 items": ...}',
        kind=Numbers(("3 items", "5 items"), tolerance=0.004, low=-1, high=1),
        solution={"3 items": 0.75, "5 items": 5 * 0.5 / (1 + 4 * 0.5)},
        hints=(
            "One item is the start; the scale becomes three, then five times as long.",
            "Spearman and Brown: k times r, over one plus (k less one) times r.",
            "cx.spearman_brown(r, k) does it; put in the correlation of two items and the number of items.",
        ),
        mistakes=(
            Mistake(
                {"3 items": 0.5, "5 items": 0.5}, "That is the correlation of two items. A sum of items is more reliable than one of them."
            ),
            Mistake({"3 items": 0.6, "5 items": 2.5 / 3.5}, "Below the line stands k less one, not k."),
            Mistake({"3 items": 2 / 3, "5 items": 0.75}, "You took one step too few: start from one item, not from two."),
        ),
    ),
    Exercise(
        "nb12.e3",
        "The reliability of a gap",
        prompt=(
            "Expectation and perception each have reliability 0.8 and the same spread. They correlate by 0.5. How reliable is perception less "
            "expectation?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.005, low=-1, high=1),
        solution=0.6,
        hints=(
            "What the two have in common disappears in the difference; their errors do not.",
            "Mean of the two reliabilities less the correlation, over one less the correlation.",
            "Above the line stands 0.8 minus 0.5.",
        ),
        mistakes=(
            Mistake(0.8, "That is the reliability of each part. Taking one from the other removes what is true in both."),
            Mistake(0.3, "You forgot to divide by one less the correlation."),
            Mistake(0.64, "You multiplied the two reliabilities. The correlation of the parts matters here."),
        ),
    ),
    Exercise(
        "nb12.e4",
        "Five gaps, plain and weighted",
        prompt=(
            "Order: reliability, responsiveness, assurance, empathy, tangibles. Expected: 6.5, 6.3, 6.2, 6.0, 5.5. Perceived: 5.6, 5.9, 6.1, 5.8, "
            "5.9. Customers share out 100 points: 32, 22, 19, 16, 11. Give the mean gap and the weighted gap."
        ),
        stub='answer = {"mean": ..., "weighted": ...}',
        kind=Numbers(("mean", "weighted"), tolerance=0.003, low=-7, high=7),
        solution={"mean": sum(GAPS.values()) / 5, "weighted": -0.383},
        hints=(
            "A gap is perceived less expected: negative where the service falls short.",
            "The weights must sum to one before you use them.",
            "cx.service_gaps takes two dicts by dimension and the weights; look at its last two rows.",
        ),
        mistakes=(
            Mistake({"mean": 0.24, "weighted": 0.383}, "The sign is the wrong way round: perceived less expected."),
            Mistake({"mean": -0.24, "weighted": -38.3}, "The mean gap is right. The weights are points out of 100; make shares of them."),
            Mistake({"mean": -1.2, "weighted": -0.383}, "The weighted gap is right. For the mean, divide by the number of dimensions."),
            Mistake({"mean": -0.24, "weighted": -0.0766}, "Weights that sum to one are an average already; you divided once more."),
        ),
    ),
    Exercise(
        "nb12.e5",
        "What loadings tell",
        prompt="Three items load on one construct by 0.8, 0.7 and 0.6. Give the AVE and the composite reliability, to three decimals.",
        stub='answer = {"AVE": ..., "composite": ...}',
        kind=Numbers(("AVE", "composite"), tolerance=0.002, low=0, high=1),
        solution={"AVE": 1.49 / 3, "composite": 2.1**2 / (2.1**2 + 1.51)},
        hints=(
            "A squared loading is the share of an item that is the construct.",
            "AVE is the mean of the squares. Composite reliability squares the sum, not the loadings.",
            "The error of each item is one less its square; the composite divides by square of the sum plus all errors.",
        ),
        mistakes=(
            Mistake({"AVE": 0.7, "composite": 0.745}, "AVE averages the squares, not the loadings."),
            Mistake({"AVE": 1.49 / 3, "composite": 1.49 / 3}, "The composite squares the sum of the loadings, not each of them."),
            Mistake(
                {"AVE": 1.49, "composite": 0.745},
                "Divide by the number of items: AVE is an average.",
                when=lambda a: abs(a["AVE"] - 1.49) < 0.01,
            ),
            Mistake(
                {"AVE": 1.49 / 3, "composite": 2.1 / (2.1 + 1.51)}, "Square the sum of the loadings before you compare it with the errors."
            ),
        ),
    ),
    Exercise(
        "nb12.e6",
        "From modules to factors",
        prompt=(
            "Five modules were planned with (unit 04); the measured brand experience scale has four factors. Which factor measures which module? "
            "One module has none."
        ),
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in MODULES) + "}",
        kind=Matching(tuple(MODULES), FACTORS),
        solution=MODULES,
        hints=(
            "Three of the names translate almost word by word.",
            "What the body does is called behaviour. What remains is about other people.",
            "The factor of groups and roles did not survive in the data.",
        ),
        mistakes=(
            Mistake(
                MODULES | {"Act": "no factor", "Relate": "behavioural"}, "Two are swapped: bodily action is what a scale calls behaviour."
            ),
            Mistake(MODULES | {"Feel": "sensory", "Sense": "affective"}, "Two are swapped: the senses are one thing, moods another."),
            Mistake(MODULES | {"Relate": "affective"}, "Belonging to a group is no mood; and one module has to go without a factor."),
        ),
    ),
    Exercise(
        "nb12.e7",
        "Reflective or formative?",
        prompt=(
            "In a *reflective* measure the construct moves all items alike, so they correlate and one may be dropped. In a *formative* one the "
            "items make up the construct: each adds a part. Which is which?"
        ),
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in MEASURES) + "}",
        kind=Matching(tuple(MEASURES), (REFLECTIVE, FORMATIVE)),
        solution=MEASURES,
        hints=(
            "Ask which way the arrow runs: from the construct to the items, or from the items to the construct.",
            "Drop one item. Is the construct still the same?",
            "A late repair need not be a dirty one. Do those items have to correlate?",
        ),
        mistakes=(
            Mistake(
                dict.fromkeys(MEASURES, REFLECTIVE), "Not every list of items has one thing behind it. Which lists add up separate parts?"
            ),
            Mistake(dict.fromkeys(MEASURES, FORMATIVE), "Some lists ask the same thing again and again on purpose."),
            Mistake(
                {name: FORMATIVE if kind == REFLECTIVE else REFLECTIVE for name, kind in MEASURES.items()},
                "All are the wrong way round: reflective items mirror one thing.",
            ),
        ),
    ),
    Exercise(
        "nb12.e8",
        "Explain to Marta",
        prompt=(
            "A consultant tells Marta: 'our questionnaire has an alpha of 0.93, so it measures customer experience'. Write 80 to 180 words to her, "
            "without symbols: what that number says, what it does not say, how it can be made high cheaply, and what she should ask to see."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=(
                ("items", "questions"),
                ("more questions", "number of questions", "many", "longer"),
                ("one thing", "two things", "same thing"),
            ),
            avoid=("HTMT", "AVE", "omega", "eigenvalue", "factor analysis", "loading"),
        ),
        solution=(
            "The number says that the answers to their questions go together: who ticks high on one ticks high on the others. That is worth "
            "having, because single answers are partly luck. It does not say what the questions are about. They may all ask about politeness "
            "and be sold as customer experience. It does not say either that they ask about one thing: two groups of questions that hang "
            "together loosely reach the same number if there are enough of them. And it can be had cheaply: with many questions it rises by "
            "itself, also with mediocre ones, and asking the same thing in other words lifts it further. Ask to see the questions, and "
            "how closely each goes with the rest. Ask whether their parts can be told apart. And ask whether the score goes along with "
            "something they did not ask, such as who really came back."
        ),
        hints=(
            "First say what going together means, with two questions as an example.",
            "Then the two cheap ways: longer, and the same again in other words.",
            "What could she look at that the number does not contain?",
        ),
    ),
    Exercise(
        "nb12.e9",
        "Two items of your own: heard and important",
        prompt=(
            "Write two questions of your own wording that measure whether a customer of the workshop felt *heard* and felt *important*, with their "
            "scale. Then say in a few sentences how you would check that they measure one thing, that it is not just satisfaction, and what could "
            "go wrong with your wording. 80 to 200 words."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 200),
            mention=(("listened", "heard", "listen"), ("important", "matter"), ("correlat", "go together"), ("satisf",)),
        ),
        solution=(
            "First item: 'Before the work began, somebody listened to what I had to say about my car.' Second item: 'I was treated as if my "
            "problem mattered to them.' Both from 1, not at all, to 7, fully. Each holds one idea and speaks of this visit. I would ask 200 "
            "customers and see whether the two correlate clearly, about as closely as two good items do. To see that it is not just satisfaction, I "
            "would also ask two questions on satisfaction and compare: items of one thing should go together more closely than items of different "
            "things. Better still, let some mechanics ask customers about their wishes and others not, drawn by lot: the two items should move, "
            "and the cleanliness of the waiting room should not. My wording may fail because 'listened' is polite and everybody says yes, or "
            "because people who only dropped the key in the box had nobody to listen."
        ),
        hints=(
            "One idea in each item, about something the customer can know.",
            "Two items of one thing should go together more closely than with anything else.",
            "Who could not answer your item, and who would say yes to anything?",
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb12.r1",
        "Unit 04: which of the five modules is about groups, roles and cultures?",
        ("Feel", "Relate", "Think"),
        answer="Relate",
        why="Keep it in mind: it is the one that the measured scale lost.",
        not_yet={"Feel": "That one is about moods and emotions.", "Think": "That one invites puzzles and fresh ideas."},
    ),
    Quiz(
        "nb12.r2",
        "Unit 10: a question asks 'Was the staff quick and friendly?' What is wrong?",
        ("It asks two things at once", "It is too short", "It has no neutral answer"),
        answer="It asks two things at once",
        why="One idea per item; otherwise nobody knows what a 3 means.",
        not_yet={"It is too short": "Short is good.", "It has no neutral answer": "We have not seen its scale."},
    ),
    Quiz(
        "nb12.q1",
        "A 20-item scale has alpha 0.87. What do you know about its items?",
        ("That each is good", "That they measure one thing", "Neither: they may be mediocre, and two-faced"),
        answer="Neither: they may be mediocre, and two-faced",
        why="Length alone lifts alpha; look at loadings and at the map of correlations.",
        not_yet={"That each is good": "Press 'many mediocre items'.", "That they measure one thing": "Press 'two things, high alpha'."},
    ),
    Quiz(
        "nb12.q2",
        "The workshop believes customers want a lounge; they want to be told when the car is late. Which of the service gaps is that?",
        (
            "Gap 1: not knowing what is expected",
            "Gap 3: not delivering what was specified",
            "Gap 4: promising more than is delivered",
        ),
        answer="Gap 1: not knowing what is expected",
        why="Staff or managers misread the needs; everything after it is built on sand.",
        not_yet={
            "Gap 3: not delivering what was specified": "Was the right thing specified at all?",
            "Gap 4: promising more than is delivered": "Nobody promised anything here.",
        },
    ),
    Quiz(
        "nb12.q3",
        "Empathy and assurance have alphas of 0.9 each and an HTMT of 0.97. What do you report?",
        ("Two dimensions, both reliable", "One score, or better items", "The larger of the two"),
        answer="One score, or better items",
        why="Reliable twins are still twins: respondents do not tell them apart.",
        not_yet={
            "Two dimensions, both reliable": "Reliable, yes. Two?",
            "The larger of the two": "What would the other one then be?",
        },
    ),
    Quiz(
        "nb12.x1",
        "When does a gap score lose most of its reliability?",
        ("When expectation and perception correlate", "When they do not correlate", "When the gap is negative"),
        answer="When expectation and perception correlate",
        why="What they share is taken away; the errors of both remain.",
        not_yet={
            "When they do not correlate": "Move the slider of part 2 to zero.",
            "When the gap is negative": "Sign and reliability are strangers.",
        },
    ),
    Quiz(
        "nb12.x2",
        "A brand experience score is high. Do people like the brand?",
        ("Yes, it measures liking", "Not by itself: a strong bad experience scores high too"),
        answer="Not by itself: a strong bad experience scores high too",
        why="The items ask how much is sensed, felt, thought and done, not how good it is.",
        not_yet={"Yes, it measures liking": "Read the items once more: where is 'good' in them?"},
    ),
    Quiz(
        "nb12.x3",
        "RATER is usually printed with reliability first. That order is…",
        ("the order of importance everywhere", "an order found in some samples", "the order of the alphabet"),
        answer="an order found in some samples",
        why="Weights belong to a sample and a service; ask your own customers.",
        not_yet={"the order of importance everywhere": "Whose 100 points were shared out?", "the order of the alphabet": "R, A, T, E, R?"},
    ),
)

QUOTES = ()
