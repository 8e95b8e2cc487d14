"""Unit 02: exercises, usual mistakes, quizzes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from cxlab.course.questions import Exercise, Matching, Mistake, Numbers, Order, Quiz, Quote, Text, Words
from cxlab.mechanisms import asymmetry, services
from cxlab.vocabulary import progression, realms
from cxlab.worlds import world

DAYS = ("served", "idle", "turned away", "utilisation")
DEMAND = (25, 40, 55, 30, 50)
REALMS = realms().names
STEPS = progression().keys
OFFERS = {
    "a jazz evening in the bar": "entertainment",
    "a clown in the dining room": "entertainment",
    "a course in mending bicycles": "educational",
    "a wine tasting in which guests guess the grape": "educational",
    "a night of role play in the old mill": "escapist",
    "white-water rafting": "escapist",
    "an hour alone in the cloister": "esthetic",
    "a room with a view of the lake": "esthetic",
}
ATTRIBUTES = ("heterogeneity", "intangibility", "perishability", "inseparability")


@dataclass(frozen=True)
class Month:
    """A month of the student's own tour: places a day, and visitors on each of thirty days."""

    capacity: int
    demand: tuple[int, ...]


def own(seed: int) -> Month:
    """A month that is the student's own."""
    rng = np.random.default_rng(seed)
    capacity = int(rng.integers(30, 60))
    demand = np.maximum(np.round(rng.normal(capacity, 10, 30)), 0)
    demand[-1] += demand.sum() == 30 * capacity  # places and visitors must not be equally many
    return Month(capacity, tuple(int(d) for d in demand))


def _days(capacity: float, demand: tuple[int, ...]) -> dict[str, float]:
    total = services.days(capacity, demand)
    return {name: total[name.replace(" ", "_")] for name in DAYS}


def _from_means(month: Month) -> dict[str, float]:
    """Totals as if every day were the mean day."""
    return _days(month.capacity, (float(np.mean(month.demand)),) * len(month.demand))


def _lost(sd: float, factor: float = 2.0) -> float:
    return float(asymmetry.expected_gap(0.0, sd, loss_aversion=factor))


EXERCISES = (
    Exercise(
        "nb02.e1",
        "Five days of a tour",
        prompt="The museum tour has 40 places a day. On five days 25, 40, 55, 30 and 50 people want one. How many are served, how many places stay "
        "idle, how many people are turned away, and which share of all places is used (utilisation)? Give at least three decimals.",
        stub='answer = {"served": ..., "idle": ..., "turned away": ..., "utilisation": ...}',
        kind=Numbers(DAYS, tolerance=0.0005, low=0),
        solution=_days(40, DEMAND),
        hints=(
            "Work day by day: never with the total of the five days.",
            "Served is the smaller of places and visitors; idle is what is left of the places, turned away what is left of the visitors.",
            "Utilisation is all served over all places of the five days.",
        ),
        mistakes=(
            Mistake(
                {"served": 200, "idle": 0, "turned away": 0, "utilisation": 1.0},
                "You compared the totals of five days. A place that is empty on Monday cannot be used on Wednesday.",
            ),
            Mistake(
                {"served": 200, "idle": 25, "turned away": 25, "utilisation": 0.875},
                "You counted everybody who came. Those who were turned away were not served.",
            ),
            Mistake(
                {"served": 175, "idle": 25, "turned away": 25, "utilisation": 87.5},
                "Utilisation is a share here, not a percentage.",
            ),
        ),
    ),
    Exercise(
        "nb02.e2",
        "What unevenness costs",
        prompt="The gap between what guests get and what they expected is normal with mean 0. A shortfall counts twice, a surplus once. By how many "
        "points do the gaps move mean satisfaction when their spread (sd) is 1, and when it is 0.5? Mind the sign.",
        stub='answer = {"sd 1": ..., "sd 0.5": ...}',
        kind=Numbers(("sd 1", "sd 0.5"), tolerance=0.005, low=-10, high=10),
        solution={"sd 1": _lost(1.0), "sd 0.5": _lost(0.5)},
        hints=(
            "Gains and losses are equally frequent. Without the factor of two they would cancel.",
            "What is left over is the mean of the shortfalls alone, counted once more.",
            "The mean of the negative half of a normal with mean 0 is sd divided by the square root of 2 pi, with a minus.",
        ),
        mistakes=(
            Mistake({"sd 1": 0.0, "sd 0.5": 0.0}, "You let gains and losses cancel. They do so only when both weigh the same."),
            Mistake(
                {"sd 1": -_lost(1.0), "sd 0.5": -_lost(0.5)},
                "The size is right. Ask whether losses that weigh double raise or lower the mean.",
            ),
            Mistake(
                {"sd 1": 2 * _lost(1.0), "sd 0.5": 2 * _lost(0.5)},
                "You counted the shortfalls twice and forgot the gains, which make up for one of the two.",
            ),
            Mistake({"sd 1": _lost(1.0), "sd 0.5": _lost(0.25)}, "You squared the spread. The cost grows in proportion to it."),
        ),
    ),
    Exercise(
        "nb02.e3",
        "Eight offerings, four realms",
        prompt="Place each offering: `entertainment` (passive, absorption), `educational` (active, absorption), `escapist` (active, immersion) or "
        "`esthetic` (passive, immersion).",
        stub="answer = {\n" + "".join(f'    "{name}": ...,\n' for name in OFFERS) + "}",
        kind=Matching(tuple(OFFERS), REALMS),
        solution=OFFERS,
        hints=(
            "Ask first: does the guest act, or watch and be?",
            "Ask then: does the guest take something in, or go inside something?",
            "Two offerings belong to each realm.",
        ),
        mistakes=(
            Mistake(
                OFFERS | {"an hour alone in the cloister": "entertainment", "a room with a view of the lake": "entertainment"},
                "In a cloister or at a window nothing performs. Guests are inside a place and let it be.",
            ),
            Mistake(
                OFFERS | {"a course in mending bicycles": "escapist", "a wine tasting in which guests guess the grape": "escapist"},
                "Guests are active there, but they take something home in their heads: look at the other axis.",
            ),
            Mistake(
                dict.fromkeys(OFFERS, "entertainment"), "Not everything that pleases is entertainment: ask each time what the guest does."
            ),
            Mistake(
                OFFERS | {"a night of role play in the old mill": "entertainment"},
                "In role play nobody watches: the guests are the actors, inside the story.",
            ),
        ),
    ),
    Exercise(
        "nb02.e4",
        "The staircase",
        prompt="Put the five steps in order, from what is the same for all to what is made for one: `experiences`, `commodities`, `transformations`, "
        "`services`, `goods`.",
        stub="answer = [...]  # five words",
        kind=Order(STEPS),
        solution=list(STEPS),
        hints=(
            "Begin with what is dug out or harvested.",
            "What is made comes before what is done for somebody.",
            "The last step changes the buyer.",
        ),
        mistakes=(
            Mistake(
                ["goods", "commodities", "services", "experiences", "transformations"],
                "Coffee beans come before the packet they are sold in.",
            ),
            Mistake(
                ["commodities", "goods", "experiences", "services", "transformations"],
                "A cup brought to the table comes before an evening staged around it.",
            ),
            Mistake(
                ["commodities", "goods", "services", "transformations", "experiences"],
                "Ask which of the last two the buyer takes home as a change in herself.",
            ),
        ),
    ),
    Exercise(
        "nb02.e5",
        "A recorded lecture",
        prompt="A lecture is recorded, and students watch it when they like. Which of the four attributes does it break? Hand over a set of words out "
        "of `heterogeneity`, `intangibility`, `perishability`, `inseparability`.",
        stub="answer = {...}",
        kind=Words(ATTRIBUTES, optional=("heterogeneity",)),
        solution={"inseparability", "perishability"},
        hints=(
            "Take the four one by one, and ask whether the claim is still true of a file.",
            "When is it made, and when is it used? What becomes of an hour in which nobody watches?",
            "Can you judge the lecture before you have watched it? A file does not help you there.",
        ),
        mistakes=(
            Mistake({"intangibility"}, "You still cannot touch or judge a lecture before you have heard it."),
            Mistake({"perishability"}, "That is one. Ask also when and where it is made, and when and where it is used."),
            Mistake({"inseparability"}, "That is one. Ask also what is lost when nobody watches at nine o'clock."),
            Mistake({"heterogeneity"}, "A recording is the same for all, true. Two further claims fail more plainly."),
            Mistake(
                {"heterogeneity", "intangibility", "perishability", "inseparability"},
                "One of the four is as true of a recording as of a lecture hall.",
            ),
        ),
    ),
    Exercise(
        "nb02.e6",
        "Your own month",
        prompt="`unit.own.capacity` is the number of places of your own tour, `unit.own.demand` the visitors on thirty days. Compute the same four numbers "
        "as in the first exercise for the month. Give at least three decimals.",
        stub='answer = {"served": ..., "idle": ..., "turned away": ..., "utilisation": ...}',
        kind=Numbers(DAYS, tolerance=0.0005, low=0),
        solution=lambda month: _days(month.capacity, month.demand),
        hints=(
            "`cx.mechanisms.services.days` does it for lists of days.",
            "Hand over the capacity first, then the demand of every day.",
            "Rename what it returns: turned_away becomes `turned away`.",
        ),
        mistakes=(
            Mistake(_from_means, "You worked with the mean of the month. Idle places and people turned away come from single days."),
            Mistake(
                lambda month: _days(month.capacity, month.demand) | {"served": float(sum(month.demand))},
                "Served is not demand: leave out those who were turned away.",
            ),
            Mistake(
                lambda month: (
                    _days(month.capacity, month.demand)
                    | {"utilisation": _days(month.capacity, month.demand)["served"] / max(sum(month.demand), 1)}
                ),
                "You divided by the visitors. Utilisation is a share of the places.",
            ),
        ),
        own=True,
    ),
    Exercise(
        "nb02.e7",
        "Explain it to a manager",
        prompt="Elena says: 'Our average is 7 of 10, as last year. Some visits were better and some worse, so nothing has changed.' Explain to her in 60 to 180 "
        "words, without symbols, why guests can be less satisfied than last year, what she could do about it, and what would be lost if she made "
        "every visit the same.",
        stub='answer = """..."""',
        kind=Text(
            (60, 180),
            mention=(
                ("average", "mean"),
                ("disappoint", "shortfall", "less than", "worse"),
                ("standard", "the same", "even", "steady", "vary", "varies"),
            ),
            avoid=("sqrt", "standard deviation", "lambda"),
        ),
        solution="Your average has not moved, but two visits are now less alike than they were. A guest who gets more than she expected is a little "
        "happier; a guest who gets less is unhappy by more than that. So the good days do not make up for the bad ones, and overall "
        "satisfaction falls although the average stays. Look first for the places where the work varies most from one day to the next: the hour of "
        "arrival, and the breakfast when the cook is off. Agree on what must never be missing there. Do not make everything the same, though. "
        "Guests also value that we fit the visit to them, and a script for every sentence would take that away. Keep steady what people rely on, and "
        "leave room where they like to be surprised. How much a disappointment outweighs a pleasant surprise is debated, so let us measure it with our own guests.",
        hints=(
            "Say in everyday words what happens to a guest who gets less, and to one who gets more.",
            "Name one place in the hotel where evenness helps.",
            "Name one thing that guests would miss if all visits were alike.",
        ),
    ),
    Exercise(
        "nb02.e8",
        "A service that breaks the rules",
        prompt="Find one service from your own week for each of two of the four attributes, such that the attribute does not hold. In 40 to 200 words: name the "
        "attribute, say what breaks it, and say whether that service still needs what the attribute was meant to explain.",
        stub='answer = """..."""',
        kind=Text((40, 200), mention=(("heterogene", "intangib", "perishab", "inseparab"),)),
        solution="An audio guide breaks inseparability: it was recorded in spring, and visitors listen in autumn, each at an own pace. It breaks perishability as "
        "well, since a file that nobody plays on Monday is still there on Tuesday. A haircut, by contrast, keeps both. What the attributes were meant to "
        "explain has not gone away with the file: somebody still has to judge it before paying, so samples and other people's words matter as before.",
        hints=(
            "Go through yesterday hour by hour: what did others do for you?",
            "Digital services are an easy place to look, and not the only one.",
            "Ask what the attribute was to explain: guarantees, booking, or cues to quality.",
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb02.r1",
        "Unit 01: two guests get the same service and rate it 9 and 4. Whose is the experience?",
        ("The firm's", "The guest's", "The travel site's"),
        answer="The guest's",
        why="It is a person's response; the firm sets the scene.",
        not_yet={"The firm's": "If it were, both would rate alike.", "The travel site's": "A site only passes the ratings on."},
    ),
    Quiz(
        "nb02.r2",
        "Unit 01: a friend tells of the hotel before anybody has booked. What kind of contact is that?",
        ("Indirect, before the purchase", "Direct, before the purchase", "None: experience begins with the purchase"),
        answer="Indirect, before the purchase",
        why="Word of mouth is not begun by the guest's use or purchase, and it shapes what is expected.",
        not_yet={
            "Direct, before the purchase": "A direct contact is purchase, use or service.",
            "None: experience begins with the purchase": "Did the friend's story change what is expected?",
        },
    ),
    Quiz(
        "nb02.q1",
        "Losses weigh no more than gains, and delivery becomes less even around the same mean. Mean satisfaction …",
        ("falls", "rises", "stays"),
        answer="stays",
        why="Gains and losses cancel exactly then. The cost comes from their unequal weight.",
        not_yet={"falls": "What makes a bad day weigh more than a good one?", "rises": "Lucky guests are matched by unlucky ones."},
    ),
    Quiz(
        "nb02.q2",
        "Places equal visitors on average, and demand varies. What does the month show?",
        ("Empty places and people turned away", "Neither", "People turned away only"),
        answer="Empty places and people turned away",
        why="Tuesday's empty place is of no use on Saturday.",
        not_yet={"Neither": "Look at single days.", "People turned away only": "What becomes of the days with few visitors?"},
    ),
    Quiz(
        "nb02.q3",
        "Guests make pasta with the cook and take the recipe home. Which realm?",
        ("Entertainment", "Esthetic", "Educational", "Escapist"),
        answer="Educational",
        why="They act, and they take something in.",
        not_yet={
            "Entertainment": "Do they watch, or do they knead?",
            "Esthetic": "Are they only there?",
            "Escapist": "Do they take in, or go inside another world?",
        },
    ),
    Quiz(
        "nb02.x1",
        "What do the four attributes of services describe best?",
        (
            "Laws that every service obeys",
            "Positions that an offering can take, more or less",
            "The difference between good and bad service",
        ),
        answer="Positions that an offering can take, more or less",
        why="A recording, a rented car and a haircut lie at different places.",
        not_yet={
            "Laws that every service obeys": "Think of a recorded lecture.",
            "The difference between good and bad service": "A good haircut is as perishable as a bad one.",
        },
    ),
    Quiz(
        "nb02.x2",
        "Why does a small price difference move many buyers of flour and few guests of a staged dinner?",
        ("Flour is cheaper", "Guests are rich", "Two flours are alike, two dinners are not"),
        answer="Two flours are alike, two dinners are not",
        why="Where offers are alike, price is what is left to choose by.",
        not_yet={"Flour is cheaper": "Would it be so between two dear metals?", "Guests are rich": "The same guests buy flour."},
    ),
    Quiz(
        "nb02.x3",
        "Which sentence does the course stand by?",
        (
            "Experiences replace services",
            "Experience means entertainment",
            "An experience is staged with services and goods, and fails when they fail",
        ),
        answer="An experience is staged with services and goods, and fails when they fail",
        why="A staged dinner without a table booked is no dinner.",
        not_yet={"Experiences replace services": "Who takes the booking?", "Experience means entertainment": "There are four realms."},
    ),
)

QUOTES = (Quote("1.8", computed=lambda: world("soggiorno").experience.loss_aversion),)
