"""Unit 04: exercises, usual mistakes, quizzes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.course.questions import Exercise, Holds, Matching, Mistake, Number, Numbers, Quiz, Quote, Text, Words
from cxlab.mechanisms import modules as grid
from cxlab.vocabulary import modules

KEYS = modules().keys
CARDS = {element.name: module.key for module in modules() for element in module.elements}
SHUFFLED = tuple(sorted(CARDS))
PLAN = ((2, 2, 0, 0, 3, 0, 0), (0, 0, 0, 0, 2, 0, 3), (0,) * 7, (0, 0, 0, 0, 0, 1, 0), (0, 0, 0, 1, 0, 2, 0))
INDICES = ("intensity", "breadth", "depth", "linkage")
RATE = 0.2
AFFECT = {
    "A bit grey since this morning, I could not say why.": "mood",
    "Furious with the clerk who lost my booking.": "emotion",
    "Calm, somehow, all afternoon.": "mood",
    "Delighted when the guide greeted me by name.": "emotion",
    "Vaguely cheerful since breakfast.": "mood",
    "Proud of my daughter, who won the museum's drawing prize.": "emotion",
    "Neither up nor down, just quiet.": "mood",
    "Relieved that Marta found the noise in the brake.": "emotion",
    "Somewhat restless, for no reason I know.": "mood",
    "Grateful to the porter who ran after the taxi.": "emotion",
}
SENSES = {
    "Our SEM has a CFI of 0.95 and two latent variables.": "structural model",
    "Half of the SEM budget goes into bids on the word hotel.": "search marketing",
    "Of the five SEMs the lobby works on two.": "modules",
    "We fitted the SEM to 400 answers by maximum likelihood.": "structural model",
    "In this SEM, Act is about bodies and ways of living.": "modules",
    "SEM brings clicks, and each click is billed.": "search marketing",
}


@dataclass(frozen=True)
class Plan:
    """The student's own plan: units by module (five rows) and provider (seven columns), and how fast their returns fall, k."""

    grid: tuple[tuple[int, ...], ...]
    k: float


def own(seed: int) -> Plan:
    """A plan with five different row sums, none of them nought."""
    rng = np.random.default_rng(seed)
    while True:
        cells = rng.integers(0, 5, (5, 7)) * (rng.random((5, 7)) < 0.35)
        sums = cells.sum(axis=1)
        if sums.min() > 0 and len(set(sums.tolist())) == 5:
            return Plan(
                tuple(tuple(int(units) for units in row) for row in cells),
                round(float(np.random.default_rng([9, seed]).uniform(0.1, 0.4)), 2),
            )


def _indices(cells: object) -> dict[str, float]:
    return {name: getattr(grid, name)(cells) for name in INDICES}


def _gain(plan: Plan, poorest: bool = True, units: float = 1.0) -> float:
    """What so many more units add to the score of the poorest (or richest) module."""
    sums = [sum(row) for row in plan.grid]
    spent = float(min(sums) if poorest else max(sums))
    return float(grid.score(spent + units, saturation=plan.k)) - float(grid.score(spent, saturation=plan.k))


def _score_after(plan: Plan) -> float:
    return float(grid.score(min(sum(row) for row in plan.grid) + 1.0, saturation=plan.k))


def _swapped(one: str, other: str) -> dict[str, str]:
    return {card: other if key == one else one if key == other else key for card, key in CARDS.items()}


COMPOSED = [[4, 0, 0, 0, 4, 0, 0], [0, 0, 0, 0, 3, 0, 3], [0, 0, 0, 5, 0, 0, 0], [0, 0, 0, 0, 0, 5, 0], [0, 0, 0, 2, 0, 0, 4]]
COMPOSITION = {
    "the answer has five rows (modules) of seven numbers (providers)": lambda rows: np.shape(rows) == (5, 7),
    "every cell holds a whole number from 0 to 6": lambda rows: all(float(u) == int(u) and 0 <= u <= 6 for row in rows for u in row),
    "thirty units are spent in all": lambda rows: sum(map(sum, rows)) == 30,
    "all five modules are at work": lambda rows: grid.depth(rows) == 1.0,
    "at least half of the providers in use carry two modules or more": lambda rows: grid.linkage(rows) >= 0.5,
    "no score is below 5 at k = 0.2": lambda rows: float(grid.scores(rows, saturation=RATE).min()) >= 5.0,
}

EXERCISES = (
    Exercise(
        "nb04.e1",
        "Sort the cards",
        prompt=f"{len(CARDS)} cards lie on the table, each an element of one module. Put each with its module: `sense`, `feel`, `think`, `act` or `relate`.",
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in SHUFFLED) + "}",
        kind=Matching(SHUFFLED, KEYS),
        solution={name: CARDS[name] for name in SHUFFLED},
        hints=(
            "Begin with the cards that name something the eye or the ear meets.",
            "What the body does is one module; what a group does to a person is another.",
            "Relate has most cards, Feel has fewest.",
        ),
        mistakes=(
            Mistake(
                _swapped("act", "relate"),
                "You took bodies and ways of living for groups and roles. One of the two needs other people to compare with.",
            ),
            Mistake(
                {card: "relate" if card == "interactions" else key for card, key in CARDS.items()},
                "Nearly. To deal with somebody is first of all to do something: groups need not come into it.",
            ),
            Mistake(
                {card: "act" if card in ("social roles", "social influence") else key for card, key in CARDS.items()},
                "Roles and influence come from others. They belong with groups.",
            ),
            Mistake(
                {card: "think" if card in ("themes", "verbal symbols") else key for card, key in CARDS.items()},
                "Words and recurring ideas can be read, and still it is the look and sound of a brand that carries them.",
            ),
        ),
    ),
    Exercise(
        "nb04.e2",
        "Four indices of a plan",
        prompt="A plan has five rows (Sense, Feel, Think, Act, Relate) and seven columns (the providers, as in `cx.providers()`): Sense `[2,2,0,0,3,0,0]`, "
        "Feel `[0,0,0,0,2,0,3]`, Think all zeros, Act `[0,0,0,0,0,1,0]`, Relate `[0,0,0,1,0,2,0]`. Compute intensity (mean of the cells in use), breadth "
        "(mean number of providers of a module at work, over 7), depth (modules at work, over 5) and linkage (share of the providers in use that carry two "
        "modules or more). Give at least three decimals.",
        stub='answer = {"intensity": ..., "breadth": ..., "depth": ..., "linkage": ...}',
        kind=Numbers(INDICES, tolerance=0.002, low=0),
        solution=_indices(PLAN),
        hints=(
            "Write the five rows below each other and strike out the zeros.",
            "For breadth, count cells in use row by row, and leave out rows with nothing in them.",
            "For linkage, count cells in use column by column; columns with nothing in them do not count at all.",
        ),
        mistakes=(
            Mistake(
                _indices(PLAN) | {"intensity": float(np.mean(PLAN))},
                "For intensity you divided by all 35 cells. Empty cells are not in use.",
            ),
            Mistake(
                _indices(PLAN) | {"breadth": 8 / 5 / 7},
                "For breadth you divided by five modules. One of them is not at work.",
            ),
            Mistake(
                _indices(PLAN) | {"linkage": 2 / 7},
                "For linkage you divided by all seven providers. One carries nothing.",
            ),
            Mistake(_indices(PLAN) | {"depth": 4.0}, "Depth is a share of the five modules here, not a count."),
        ),
    ),
    Exercise(
        "nb04.e3",
        "Mood or emotion?",
        prompt="Ten guests say how they feel. Label each sentence `mood` or `emotion`, by Schmitt's marks: a mood is weak, has no clear "
        "cause and may be neutral; an "
        "emotion is strong, means something, and is about somebody or something.",
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in AFFECT) + "}",
        kind=Matching(tuple(AFFECT), ("mood", "emotion")),
        solution=AFFECT,
        hints=(
            "Ask of each sentence: about what, about whom?",
            "A feeling can be pleasant and still have no object.",
            "Each label is needed five times.",
        ),
        mistakes=(
            Mistake(
                {words: "emotion" if kind == "mood" else "mood" for words, kind in AFFECT.items()},
                "All ten are the wrong way round: read the marks again.",
            ),
            Mistake(dict.fromkeys(AFFECT, "emotion"), "Not every feeling is about something."),
            Mistake(
                AFFECT | {"Neither up nor down, just quiet.": "emotion"},
                "One feeling there has no direction at all, up or down. Which of the two kinds is never neutral?",
            ),
            Mistake(
                AFFECT
                | {"Relieved that Marta found the noise in the brake.": "mood", "Grateful to the porter who ran after the taxi.": "mood"},
                "Relief and gratitude can be quiet. Do they have an object?",
            ),
        ),
    ),
    Exercise(
        "nb04.e4",
        "The word that went missing",
        prompt="The Italian list of providers, in alphabetical order and translated: co-branding; communications; electronic media and "
        "websites; people; product presence; "
        "spatial environments; visual identity. Compare it with `cx.providers()`. Which word did the list lose? Hand over a set with "
        "it, out of `electronic`, `social`, "
        "`spatial`, `verbal`, `visual`.",
        stub="answer = {...}",
        kind=Words(("electronic", "social", "spatial", "verbal", "visual")),
        solution={"verbal"},
        hints=(
            "Go through the seven one by one.",
            "Names and slogans belong to the provider that is cut short.",
            "Ask what a name is made of, beside its lettering.",
        ),
        mistakes=(
            Mistake({"visual"}, "That word stands in the list. Its partner does not."),
            Mistake({"social"}, "Social media did not stand in the list of 1999 at all; nothing was lost there."),
            Mistake({"spatial"}, "That word stands in the list."),
            Mistake({"verbal", "visual"}, "One of the two stands in the list."),
        ),
    ),
    Exercise(
        "nb04.e5",
        "Which SEM?",
        prompt="The same three letters stand for three things. Label each sentence `modules` (Strategic Experiential Modules), `structural "
        "model` or `search marketing`.",
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in SENSES) + "}",
        kind=Matching(tuple(SENSES), ("modules", "structural model", "search marketing")),
        solution=SENSES,
        hints=(
            "Ask who would say the sentence: a planner, a statistician, an advertiser.",
            "Fit and latent variables are words of statisticians.",
            "Each label is needed twice.",
        ),
        mistakes=(
            Mistake(
                dict.fromkeys(SENSES, "modules"),
                "In this course the bare letters mean the modules. These sentences come from elsewhere as well.",
            ),
            Mistake(
                {words: {"structural model": "modules", "modules": "structural model"}.get(kind, kind) for words, kind in SENSES.items()},
                "You swapped two: planners do not fit models, and statisticians do not furnish lobbies.",
            ),
            Mistake(
                SENSES | {"Half of the SEM budget goes into bids on the word hotel.": "modules"},
                "A budget can be for many things. What is a bid on a word?",
            ),
        ),
    ),
    Exercise(
        "nb04.e6",
        "The next unit of your own plan",
        prompt="`unit.own.grid` is your own plan: five rows (modules), seven columns (providers); `unit.own.k` is your own k. How many points "
        "would **one more unit** add to the score of the module that has the fewest units so far? Give at least three decimals.",
        stub="answer = ...",
        kind=Number(tolerance=0.002, low=0, high=10),
        solution=_gain,
        hints=(
            "Sum the units of each row and find the smallest sum.",
            "`cx.mechanisms.modules.score` gives the score at a number of units; k is its `saturation`.",
            "Subtract the score before from the score after.",
        ),
        mistakes=(
            Mistake(lambda plan: _gain(plan, poorest=False), "That is the gain in the richest module. Look for the smallest sum."),
            Mistake(_score_after, "That is the score afterwards. How much of it was there before?"),
            Mistake(
                lambda plan: float(grid.score(1.0, saturation=plan.k)), "That is the gain in an empty module. Yours has some units already."
            ),
        ),
        own=True,
    ),
    Exercise(
        "nb04.e7",
        "Explain it to a manager",
        prompt="Elena has put all thirty units of her budget into how the house looks and sounds, 'because there we are strong'. Advise her "
        "in 80 to 200 words, without "
        "formulas. Say what you would do about how strongly to spend (intensity), through how many providers (breadth), on how many "
        "modules (depth), and whether one provider "
        "should carry several (linkage), and why. Say what would change your mind.",
        stub='answer = """..."""',
        kind=Text(
            (80, 200),
            mention=(
                ("next unit", "one more", "further", "additional", "extra"),
                ("people", "staff", "reception"),
                ("would change", "unless", "if "),
            ),
            avoid=("exp(", "utility function"),
        ),
        solution="The house looks and sounds better than any other in town, and that is the trouble: one more euro there is hardly noticed. "
        "The first euros in something you "
        "do not offer yet are noticed at once. I would keep about half for the senses and spend the rest on three other things. "
        "First, the reception: let people greet guests by "
        "name and have the time to do so, which works on feelings and makes regulars of strangers. Second, the museum: a small riddle "
        "with the pass gives guests something to "
        "think about. Third, pasta with the cook, which gives them something to do. I would rather use a few carriers, each for two "
        "purposes, than many small ones, since staff and rooms can "
        "tell one story. I would not spread over everything at once. What would change my mind: if our guests came for the look of "
        "the house alone, or if the figures of the "
        "first months showed that they do not notice the rest. How fast returns fall is assumed, so let us try one thing and count.",
        hints=(
            "Say first what the thirtieth unit in one module still brings.",
            "Name one provider that could carry two modules at once, and which two.",
            "Think of guests for whom she would be right.",
        ),
    ),
    Exercise(
        "nb04.e8",
        "Compose",
        prompt="Compose a plan of your own as five rows of seven whole numbers from 0 to 6: thirty units in all, all five modules at work, "
        "at least half of the providers in use "
        "carrying two modules or more, and no score below 5 at k = 0.2. Many plans will do. Try them in the Grid Composer first (there providers are rows).",
        stub="answer = [\n    [...],  # sense\n    [...],  # feel\n    [...],  # think\n    [...],  # act\n    [...],  # relate\n]",
        kind=Holds(COMPOSITION, type=list),
        solution=COMPOSED,
        hints=(
            "Find out first how many units a module needs for a score of 5.",
            "That leaves some units over: put them where you like.",
            "Use few providers, and let most of them serve two rows.",
        ),
        mistakes=(
            Mistake([[6, 6, 6, 6, 6, 0, 0], *[[0] * 7] * 4], "All of it is in one row. Four modules are not at work."),
            Mistake(
                [[6, 0, 0, 0, 0, 0, 0], [0, 6, 0, 0, 0, 0, 0], [0, 0, 6, 0, 0, 0, 0], [0, 0, 0, 6, 0, 0, 0], [0, 0, 0, 0, 6, 0, 0]],
                "Each module has a provider of its own. Let some of them share.",
            ),
            Mistake([[1] * 7] * 5, "You used every cell once and spent more than there is."),
            Mistake(
                [[6, 6, 6, 0, 0, 0, 0], [3, 0, 0, 0, 0, 0, 0], [0, 3, 0, 0, 0, 0, 0], [0, 0, 3, 0, 0, 0, 0], [3, 0, 0, 0, 0, 0, 0]],
                "Sense takes more than half, and the others are left with too little for a score of 5.",
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb04.r1",
        "Unit 01: which of the two can a firm design?",
        ("The experience itself", "What surrounds the customer", "What the customer remembers"),
        answer="What surrounds the customer",
        why="The response is the person's own; the firm sets the scene.",
        not_yet={
            "The experience itself": "Two guests get the same and feel differently.",
            "What the customer remembers": "It depends on much that happens in the person.",
        },
    ),
    Quiz(
        "nb04.r2",
        "Unit 01: a museum sells the pass together with the hotel. Who owns that touchpoint?",
        ("The hotel alone", "The guest", "A partner"),
        answer="A partner",
        why="It is run jointly: an order of the hotel arrives there only in part.",
        not_yet={"The hotel alone": "Who opens the museum's door?", "The guest": "The guest neither runs nor sets it."},
    ),
    Quiz(
        "nb04.q1",
        "What tells an emotion from a mood?",
        ("It is stronger, and nothing else", "It is about something", "It is always pleasant"),
        answer="It is about something",
        why="Strength differs too; the object is the clearer mark.",
        not_yet={
            "It is stronger, and nothing else": "What is the anger about, and what the greyness?",
            "It is always pleasant": "Think of anger.",
        },
    ),
    Quiz(
        "nb04.q2",
        "Two plans have the same five scores. In one each module has a provider of its own, in the other two providers carry all five. What differs?",
        ("Depth", "Linkage", "Nothing that could matter"),
        answer="Linkage",
        why="And with it the chance that one carrier tells one story.",
        not_yet={"Depth": "How many modules are at work in each?", "Nothing that could matter": "Count what each provider carries."},
    ),
    Quiz(
        "nb04.q3",
        "Guests weigh all five modules alike. Sense has 14 of thirty units, the others four each. Where does the next unit add most?",
        ("In Sense", "In another module", "It makes no difference"),
        answer="In another module",
        why="Returns fall: the curve is steeper where less has been spent.",
        not_yet={
            "In Sense": "Compare the slopes at fourteen and at four.",
            "It makes no difference": "It would not if returns did not fall.",
        },
    ),
    Quiz(
        "nb04.x1",
        "Which of the five modules is sensory?",
        ("All five", "Sense only", "Sense and Feel"),
        answer="Sense only",
        why="They are five experiential modules, one of which works through the senses.",
        not_yet={"All five": "Which sense does a reference group use?", "Sense and Feel": "Moods and emotions are affect."},
    ),
    Quiz(
        "nb04.x2",
        "The measured scale of brand experience by Brakus and colleagues (2009) has four factors. Which module has none?",
        ("Think", "Act", "Relate"),
        answer="Relate",
        why="The social factor did not survive their analyses; others have put one back.",
        not_yet={"Think": "Its factor is called intellectual.", "Act": "Its factor is called behavioural."},
    ),
    Quiz(
        "nb04.x3",
        "A hotel prints a card for regulars. When does it work on Relate?",
        ("When it gives a discount", "When it says who they are", "When it has a chip"),
        answer="When it says who they are",
        why="Relate is about groups, roles and identity; a discount is a price.",
        not_yet={"When it gives a discount": "Would a member be proud of it?", "When it has a chip": "Whose identity does a chip express?"},
    ),
)

QUOTES = (Quote("35", computed=lambda: len(grid.MODULES) * len(grid.PROVIDERS)),)
