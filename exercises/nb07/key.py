"""Unit 07: exercises on the student's own desk, usual mistakes, quizzes, numbers quoted from elsewhere."""

from functools import cache

import numpy as np
import pandas as pd

import cxlab as cx
from cxlab.course.questions import Exercise, Holds, Matching, Mistake, Number, Numbers, Quiz, Quote, Text

JUSTICES = cx.model("justices").keys
APOLOGIES = {
    "The invoice was reduced by 40 euros": "distributive",
    "You were called back within the hour, as promised": "procedural",
    "The mechanic listened without interrupting": "interactional",
    "You got a courtesy car free of charge": "distributive",
    "One person kept the case from start to end": "procedural",
    "The manager said sorry in person and meant it": "interactional",
    "The part was replaced at no cost": "distributive",
    "You could choose between a refund and a new date": "procedural",
    "You were told frankly what had gone wrong": "interactional",
    "A voucher came by post": "distributive",
    "Nobody had to fill in a form": "procedural",
    "Nobody made you feel like a liar": "interactional",
}
SHARES = tuple(k / 10 for k in range(11))


def _coded(**other: str) -> dict[str, str]:
    """The right coding, with what is changed: a justice, taken for another one."""
    return {item: other.get(justice, justice) for item, justice in APOLOGIES.items()}


def own(seed: int) -> pd.DataFrame:
    """Customers of a desk who had one failure: satisfaction had nothing gone wrong, and as it was."""
    quiet = cx.world("desk").change("chat", failure_rate=0.0, leave_rate=0.0).change("phone", failure_rate=0.0, leave_rate=0.0)
    excellent = {"failure_rate": 0.4, "recovery_rate": 0.8, "justice": (0.9, 0.9, 0.9)}
    troubled = quiet.change("chat", severity=0.5, **excellent).change("phone", severity=1.5, **excellent)
    before, after = (world.simulate(1500, rng=700 + seed) for world in (quiet, troubled))
    failed = after.events[after.events["incident"] > 0]
    failed = failed[~failed["customer"].duplicated(keep=False)].set_index("customer")
    return pd.DataFrame(
        {
            "severity": np.where(failed["touchpoint"] == "chat", "mild", "severe"),
            "repaired": (failed["incident"] == 1).to_numpy(),
            "before": before.customers["satisfaction"].loc[failed.index].astype(float).to_numpy(),
            "after": after.customers["satisfaction"].loc[failed.index].astype(float).to_numpy(),
        },
        index=pd.RangeIndex(len(failed), name="customer"),
    )


def _paradox(data: pd.DataFrame, *, among: str = "repaired", sign: float = 1.0) -> dict[str, float]:
    """Shares above the start by severity, among the repaired or all; the mean change over everybody."""
    gain = sign * (data["after"] - data["before"])
    chosen = data["repaired"] if among == "repaired" else data["repaired"] | True
    shares = {kind: float((gain[chosen & (data["severity"] == kind)] > 0).mean()) for kind in ("mild", "severe")}
    return {**shares, "mean change": float(gain.mean())}


def _mean_of_repaired(data: pd.DataFrame) -> dict[str, float]:
    mended = data[data["repaired"]]
    return {**_paradox(data), "mean change": float((mended["after"] - mended["before"]).mean())}


@cache
def _satisfied(hard: float, handover: float, share: float) -> float:
    """Mean satisfaction of a desk whose bots meet a share of the contacts first."""
    world = cx.world("desk")
    for name in ("chat", "phone"):
        world = world.change(name, bot_share=share, complex_share=hard, bot_handover=handover)
    return float(world.simulate(3000, rng=1).customers["satisfaction"].mean())


def _best(hard: float, handover: float) -> float:
    worth = {share: _satisfied(float(hard), float(handover), share) for share in SHARES}
    return max(worth, key=worth.__getitem__)


def _in_range(answer: dict) -> bool:
    return 0.2 <= answer["hard"] <= 0.8 and 0 <= answer["handover"] <= 0.5


def _computed(answer: dict) -> bool:
    return abs(answer["best"] - _best(answer["hard"], answer["handover"])) < 0.05


def _beyond(answer: dict) -> bool:
    return answer["best"] >= 0.5


EXERCISES = (
    Exercise(
        "nb07.e1",
        "One more call an hour",
        prompt=(
            "One person answers the telephone and can take 12 calls an hour. How many **minutes** does a call wait on average in the long "
            "run (random arrivals, calls of random length), when 10 calls an hour come, and when 11 do? `cx.mechanisms.queues.wait` gives hours."
        ),
        stub='answer = {"10 an hour": ..., "11 an hour": ...}',
        kind=Numbers(("10 an hour", "11 an hour"), tolerance=0.05, low=0, high=1000),
        solution={"10 an hour": 25.0, "11 an hour": 55.0},
        hints=(
            "First work out the utilisation: calls that come, divided by calls that can be taken.",
            "With one person the mean wait is the utilisation divided by the spare calls per hour, in hours.",
            "Call the function with arrivals and service rate per hour, and turn hours into minutes.",
        ),
        mistakes=(
            Mistake(
                {"10 an hour": 30.0, "11 an hour": 60.0}, "That is the time until the call is over. The wait ends when the call begins."
            ),
            Mistake(
                {"10 an hour": 25 / 60, "11 an hour": 55 / 60}, "Those are hours. Minutes are asked for.", lambda a: a["11 an hour"] < 1
            ),
            Mistake(
                {"10 an hour": 25.0, "11 an hour": 27.5},
                "Ten per cent more calls do not mean ten per cent more waiting. Use the formula again.",
            ),
            Mistake({"10 an hour": 5.0, "11 an hour": 5.0}, "That is how long a call lasts, not how long it waits."),
        ),
    ),
    Exercise(
        "nb07.e2",
        "Two people, one queue",
        prompt=(
            "Twice as many calls, twice as many people: 20 calls an hour, two people who can each take 12, one common queue. The mean wait in "
            "**minutes**, in the long run?"
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.05, low=0, high=600),
        solution=11.364,
        hints=(
            "The utilisation is the same as with one person and 10 calls. Is the wait?",
            "In a common queue nobody waits while somebody is free.",
            "cx.mechanisms.queues.wait takes servers=2.",
        ),
        mistakes=(
            Mistake(25.0, "That would be two queues of their own, where one caller may wait while the other person is free."),
            Mistake(12.5, "You took one person who is twice as fast. Two people need both to be busy before anybody waits."),
            Mistake(16.364, "That includes the call itself. The wait ends when the call begins."),
            Mistake(0.1894, "Those are hours. Minutes are asked for.", lambda a: 0.18 < a < 0.2),
        ),
    ),
    Exercise(
        "nb07.e3",
        "What a bot takes off the desk",
        prompt=(
            "30 contacts an hour, 5 people who can each take 6. A bot settles a share of the contacts, and these never reach a person. "
            "What is the utilisation of the people when the share is 0, 0.3 and 0.6?"
        ),
        stub='answer = {"0": ..., "0.3": ..., "0.6": ...}',
        kind=Numbers(("0", "0.3", "0.6"), tolerance=0.005, low=0, high=10),
        solution={"0": 1.0, "0.3": 0.7, "0.6": 0.4},
        hints=(
            "Utilisation is work asked for, divided by work that can be done.",
            "How many contacts an hour are left for people when the bot settles three in ten?",
            "Divide what is left by 5 times 6.",
        ),
        mistakes=(
            Mistake({"0": 5.0, "0.3": 3.5, "0.6": 2.0}, "You forgot that five people share the work."),
            Mistake({"0": 0.0, "0.3": 0.3, "0.6": 0.6}, "That is the share of the bot. The share that is left reaches the people."),
            Mistake(
                {"0": 1.0, "0.3": 1 / 0.7, "0.6": 2.5},
                "The bot takes work away; divide after taking it off the arrivals, not from the people.",
            ),
        ),
    ),
    Exercise(
        "nb07.e4",
        "Is there a paradox in your data?",
        prompt=(
            "`unit.own` holds customers of *your* desk who had one failure: its `severity` (mild or severe), whether it was `repaired`, and "
            "satisfaction `before` (had nothing gone wrong) and `after`. Give the share of **repaired** customers who end above their start, for "
            "mild and for severe failures, and the mean change over **all** customers of the table. Give at least three decimals."
        ),
        stub='data = unit.own\n\nanswer = {"mild": ..., "severe": ..., "mean change": ...}',
        kind=Numbers(("mild", "severe", "mean change"), tolerance={"mild": 0.002, "severe": 0.002, "mean change": 0.005}, low=-10, high=10),
        solution=_paradox,
        hints=(
            "Make a column with the change first: after less before.",
            "For the shares keep the repaired only, then one severity at a time. For the mean keep everybody.",
            "The share of true values in a column of comparisons is its mean: (change > 0).mean().",
        ),
        mistakes=(
            Mistake(lambda data: _paradox(data, among="all"), "Your shares are among all failures. Keep the repaired ones only."),
            Mistake(lambda data: _paradox(data, sign=-1.0), "You took before less after. The change is after less before."),
            Mistake(_mean_of_repaired, "Your mean change leaves out those whose failure was left as it was."),
        ),
        own=True,
    ),
    Exercise(
        "nb07.e5",
        "Twelve repairs, three kinds of fairness",
        prompt=(
            "Sort each sentence: is it mainly `distributive` (what one gets), `procedural` (how it is decided) or `interactional` (how one is treated)?"
        ),
        stub="answer = {\n" + "".join(f'    "{item}": ...,\n' for item in APOLOGIES) + "}",
        kind=Matching(tuple(APOLOGIES), JUSTICES),
        solution=APOLOGIES,
        hints=(
            "Four sentences belong to each kind.",
            "Ask: is it a thing or money? Is it speed, choice, effort, a rule? Or is it a manner?",
            "Being listened to, told the truth, respected: that is about how one is treated.",
        ),
        mistakes=(
            Mistake(_coded(procedural="interactional"), "Speed, choice and little bother are fair procedure; they need no kind word."),
            Mistake(_coded(interactional="procedural"), "How one is spoken to is not a rule: keep manners apart from procedure."),
            Mistake(_coded(distributive="procedural"), "Money and things that are given belong to the outcome, not to the procedure."),
            Mistake(_coded(procedural="distributive"), "Getting it quickly or by one's own choice is not getting more of it."),
        ),
    ),
    Exercise(
        "nb07.e6",
        "Explain to the manager of the desk",
        prompt=(
            "The manager says: 'Callers complain about waiting. Either we hire, or we buy a voice that tells them how long it takes.' Write 80 "
            "to 180 words without symbols: what each of the two changes and what it leaves as it is, why a few more calls hurt so much, and one "
            "condition under which the voice would be money wasted."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=("wait", ("seem", "feel", "perceiv"), ("busy", "capacity", "spare")),
            avoid=("utilisation", "Erlang", "lambda", "rho", "M/M", "coefficient"),
        ),
        solution=(
            "The two do different things. One more person makes the wait shorter by the clock: everybody gains, the impatient most. The voice "
            "leaves the queue as it is; it makes the same minutes seem shorter, because people who know how long it takes worry less. So the "
            "voice helps when waits are bearable and uncertain. It does little when waits are long, and it may even send callers away, once "
            "they hear the number. Our people are busy for about five minutes out of six. That sounds comfortable, and it is not: when calls "
            "come at random, the spare minute is rarely there when it is needed, so ten calls more for every hundred lengthen the wait by "
            "half or more. I would start with the voice, measure complaints and hang-ups for a month, and hire if the clock does not fall "
            "below what callers tolerate. The voice would be wasted if its numbers were wrong."
        ),
        hints=(
            "There are three waits: by the clock, as it seems, and what it costs. Which of them does each measure touch?",
            "Say why staff with one spare minute in six are already close to the edge.",
            "For the condition, think of waits so long that knowing them is no comfort.",
        ),
    ),
    Exercise(
        "nb07.e7",
        "Find a desk that should automate more",
        prompt=(
            "In the lesson the best share for the bot was 0.3. Find a desk, with between 20% and 80% complex tasks (`hard`) and at most "
            "half of the bot's failures passed on to people (`handover` from 0 to 0.5), in which the best share is **0.5 or more** on steps of "
            "one tenth. Give its two settings and its best share. There are many right answers; say in class why yours is one."
        ),
        stub=(
            "def satisfied(hard, handover, share):\n"
            '    world = cx.world("desk")\n'
            '    for name in ("chat", "phone"):\n'
            "        world = world.change(name, bot_share=share, complex_share=hard, bot_handover=handover)\n"
            '    return world.simulate(3000, rng=1).customers["satisfaction"].mean()\n\n'
            'answer = {"hard": ..., "handover": ..., "best": ...}'
        ),
        kind=Holds(
            {
                "complex tasks lie from 0.2 to 0.8 and the handover from 0 to 0.5": _in_range,
                "the best share is that of your desk, on steps of one tenth": _computed,
                "the best share is 0.5 or more": _beyond,
            },
            type=dict,
        ),
        solution={"hard": 0.2, "handover": 0.5, "best": _best(0.2, 0.5)},
        hints=(
            "Part 3 of the demo with the box ticked shows the best share at once.",
            "What makes the right side of the hump fall? Make that weaker, within the limits.",
            "Fewer complex tasks and more handover both help; compute satisfied for all eleven shares and take the best.",
        ),
        mistakes=(
            Mistake(
                {"hard": 0.0, "handover": 1.0, "best": 1.0},
                "Your desk lies outside the limits of the task. Look again at both.",
                when=lambda answer: not _in_range(answer),
            ),
            Mistake(
                {"hard": 0.4, "handover": 0.0, "best": 0.9},
                "That is not the best share of your desk. Compute satisfied for all eleven shares with your own settings.",
                when=lambda answer: _in_range(answer) and not _computed(answer),
            ),
            Mistake(
                {"hard": 0.4, "handover": 0.0, "best": _best(0.4, 0.0)},
                "The share is computed right, but it is below one half. Strand fewer people.",
                when=lambda answer: _in_range(answer) and _computed(answer) and not _beyond(answer),
            ),
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb07.r1",
        "Unit 05: the workshop delivers as well as ever, and customers were told to expect more. What is the gap?",
        (
            "Delivered minus expected, so it becomes smaller",
            "Expected minus delivered, so it becomes larger",
            "There is none: the delivery is the same",
        ),
        answer="Delivered minus expected, so it becomes smaller",
        why="A shortfall is negative, and it hurts.",
        not_yet={
            "Expected minus delivered, so it becomes larger": "Which way round was the gap defined?",
            "There is none: the delivery is the same": "The gap compares two things. Did the other one stay?",
        },
    ),
    Quiz(
        "nb07.r2",
        "Unit 06: a long, annoying call, and memory follows the pure peak-end rule. Which minute counts?",
        ("The average one", "The worst one and the last one", "The first one"),
        answer="The worst one and the last one",
        why="Recall leans on the most intense and on the last moment; how long it took weighs little. Memory is not a sum.",
        not_yet={
            "The average one": "That would be the mean. What does the rule lean on?",
            "The first one": "Look at the name of the rule again.",
        },
    ),
    Quiz(
        "nb07.q1",
        "Callers hear how long it will take. Which of the three waits changes at once?",
        ("The one by the clock", "The one they perceive", "Both, by the same share"),
        answer="The one they perceive",
        why="The queue does not know what callers were told. What they lose in points follows what they perceive.",
        not_yet={
            "The one by the clock": "Does anybody answer faster because of it?",
            "Both, by the same share": "Compare the two waits in the table of 'callers are told'.",
        },
    ),
    Quiz(
        "nb07.q2",
        "A colleague shows that complainers whose mild problem was solved are more satisfied than others. What is missing for a paradox worth money?",
        ("A larger sample", "That they also come back more, and who had no repair", "A friendlier apology"),
        answer="That they also come back more, and who had no repair",
        why="Over all failures the mean is negative, and no gain in coming back has been shown.",
        not_yet={
            "A larger sample": "More of the same people would answer the same question. Which question is open?",
            "A friendlier apology": "That is about the repair, not about the proof.",
        },
    ),
    Quiz(
        "nb07.q3",
        "Why does satisfaction fall again when bots meet nearly all contacts?",
        ("People dislike talking to machines", "The queue of people grows again", "Complex cases are left without a solution"),
        answer="Complex cases are left without a solution",
        why="In this model nobody minds the machine itself; being stranded is what costs.",
        not_yet={
            "People dislike talking to machines": "That may be so in life. Is there such a thing in this model?",
            "The queue of people grows again": "Look at the bar of points lost by waiting.",
        },
    ),
    Quiz(
        "nb07.x1",
        "Staff are busy 92% of the time. What should a manager expect of a slightly busier day?",
        ("Slightly longer waits", "Much longer waits", "The same waits: there is still some time left"),
        answer="Much longer waits",
        why="What counts is the spare time, and that shrinks by a large part.",
        not_yet={
            "Slightly longer waits": "By how much does the spare time shrink?",
            "The same waits: there is still some time left": "Spare minutes cannot be kept for later.",
        },
    ),
    Quiz(
        "nb07.x2",
        "A voucher arrives after six weeks of forms, with a kind letter. Which justice failed?",
        ("Distributive", "Procedural", "Interactional"),
        answer="Procedural",
        why="Something was given and the tone was kind; the way there was slow and laborious.",
        not_yet={"Distributive": "Was nothing given?", "Interactional": "Was the tone unkind?"},
    ),
    Quiz(
        "nb07.x3",
        "Two mistakes cost 0.6 and 0.1 alone, and 0.1 together. What follows?",
        (
            "There is an error in the calculation",
            "One of them hides the other: stopping one may bring little",
            "The first mistake does no harm",
        ),
        answer="One of them hides the other: stopping one may bring little",
        why="With bots nearly everywhere nobody waits. Effects depend on what else is done.",
        not_yet={
            "There is an error in the calculation": "Think of waits and bots.",
            "The first mistake does no harm": "Alone it did harm. When does it not?",
        },
    ),
)

QUOTES = (
    Quote("6,200", source="Luo et al. 2019, abstract"),
    Quote("79.7", source="Luo et al. 2019, abstract"),
)
