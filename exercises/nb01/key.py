"""Unit 01: exercises, usual mistakes, quizzes."""

from cxlab.course.questions import Exercise, Matching, Mistake, Number, Numbers, Quiz, Text
from cxlab.mechanisms.ownership import control_share, diversity

MEETINGS = {
    "m1": ("She books an oil change on the website of the workshop.", "direct"),
    "m2": ("She sees its poster on a bus.", "indirect"),
    "m3": ("A colleague praises it over lunch.", "indirect"),
    "m4": ("She asks at its desk what the noise may be.", "direct"),
    "m5": ("She comes upon a report about it in the newspaper.", "indirect"),
    "m6": ("She sits in its waiting room while the tyres are changed.", "direct"),
    "m7": ("She drives home in the repaired car.", "direct"),
    "m8": ("Its banner stands beside a video she watches.", "indirect"),
    "m9": ("She comes upon reviews of it by strangers.", "indirect"),
    "m10": ("She telephones to complain about its bill.", "direct"),
    "m11": ("Strolling over a fair, she is handed its leaflet by one of its mechanics.", "indirect"),
    "m12": ("She pays it from her phone, on the sofa.", "direct"),
}
KIND = {key: kind for key, (_, kind) in MEETINGS.items()}
OTHER = {"direct": "indirect", "indirect": "direct"}

SENTENCES = {
    "s1": ("Customers wait forty minutes at the desk.", "positive"),
    "s2": ("Nobody should wait longer than ten minutes.", "normative"),
    "s3": ("Two drivers in three first hear of the workshop from other people.", "positive"),
    "s4": ("A good workshop explains every line of the bill.", "normative"),
    "s5": ("Drivers say that they want a call before any extra work.", "positive"),
    "s6": ("The waiting room ought to feel like a living room.", "normative"),
    "s7": ("After the new desk was opened, complaints fell.", "positive"),
    "s8": ("The call after the repair is worth having, whatever it costs.", "normative"),
    "s9": ("Marta believes that her customers must not be kept waiting.", "positive"),
    "s10": ("It is a pity that so few customers are greeted by name.", "normative"),
}
SAYS = {key: kind for key, (_, kind) in SENTENCES.items()}

DEFINITIONS = {
    "A": (
        "A personal reaction to coming across a company in whatever way, meant or not; two people may react differently.",
        "Meyer & Schwager 2007",
    ),
    "B": (
        "The thoughts and feelings that result when a customer is shown, or deals with, what a company brings forth: staff, procedures, "
        "machines, goods, services and the rest.",
        "Buttle 2009",
    ),
    "C": ("The way customers see their dealings with your company.", "Manning & Bodine 2012"),
    "D": ("A many-sided response, of five kinds, to what a firm offers, along the whole way of a purchase.", "Lemon & Verhoef 2016"),
    "E": ("All the emotions that come once something was bought.", "a vendor's article"),
}
AUTHORS = {key: author for key, (_, author) in DEFINITIONS.items()}

STATEMENTS = {
    "t1": ("First a search, then a call, then the desk.", "journey"),
    "t2": ("At the desk Anna had the feeling that nobody had time for her.", "experience"),
    "t3": ("Each Friday Marta reads the comments and changes the rota.", "management"),
    "t4": ("The booking form can be filled in with one thumb.", "user experience"),
    "t5": ("Measured against what he had hoped for, Bruno finds the repair good enough.", "satisfaction"),
    "t6": ("Seven steps, two of them by telephone.", "journey"),
    "t7": ("The workshop is good at noticing when drivers are worried.", "management"),
    "t8": ("On the way home Bruno is relieved, and tells his neighbour.", "experience"),
}
ABOUT = {key: word for key, (_, word) in STATEMENTS.items()}


def _listed(entries: dict[str, tuple[str, str]]) -> str:
    return "\n".join(f"* `{key}` {words}" for key, (words, _) in entries.items())


def _stub(entries: dict[str, tuple[str, str]]) -> str:
    return "answer = {\n" + "".join(f'    "{key}": ...,\n' for key in entries) + "}"


EXERCISES = (
    Exercise(
        "nb01.e1",
        "Direct or indirect?",
        prompt=(
            'Twelve times a driver meets the workshop. Write `"direct"` or `"indirect"` for each, in the sense of Meyer & Schwager: judge by '
            f"what she meets and why, not by the medium.\n\n{_listed(MEETINGS)}"
        ),
        stub=_stub(MEETINGS),
        kind=Matching(tuple(MEETINGS), ("direct", "indirect")),
        solution=KIND,
        hints=(
            "Direct means purchase, use or service. Usually the customer begins it.",
            "Indirect means that something or somebody that stands for the firm crosses her way unasked.",
            "Go through the list twice: first mark every purchase, use or service, on whatever medium. What is left?",
        ),
        mistakes=(
            Mistake(
                {key: OTHER[kind] for key, kind in KIND.items()},
                "All twelve are the other way round.",
            ),
            Mistake(
                KIND | {"m1": "indirect", "m12": "indirect"},
                "A purchase on a screen is still a purchase. Do not judge by the medium.",
                when=lambda answer: answer["m1"] == "indirect" or answer["m12"] == "indirect",
            ),
            Mistake(
                KIND | {"m6": "indirect", "m7": "indirect", "m10": "indirect"},
                "Buying is not all: using the thing, being served and complaining belong to the same group.",
                when=lambda answer: any(answer[key] == "indirect" for key in ("m6", "m7", "m10")),
            ),
            Mistake(
                KIND | {"m3": "direct", "m11": "direct"},
                "That somebody speaks to her does not make the contact direct. Did she come to buy, to use or to be served?",
                when=lambda answer: answer["m3"] == "direct" or answer["m11"] == "direct",
            ),
        ),
    ),
    Exercise(
        "nb01.e2",
        "The share the firm owns",
        prompt=(
            "The weights of all contacts add up to this, by owner: brand 18, partner 5, customer 4, social 13. Which share of the weighted map "
            "does the firm own? Give a share from 0 to 1, computed by you."
        ),
        stub="answer = ...",
        kind=Number(tolerance=0.005, low=0, high=1),
        solution=control_share({"brand": 18, "partner": 5, "customer": 4, "social": 13}),
        hints=(
            "A share is a part divided by the whole. What is the whole here?",
            "The whole holds everything people meet, also what the firm cannot control.",
            "Divide the weight of the brand by the weights of all owners together.",
        ),
        mistakes=(
            Mistake(18 / 22, "You divided by the weights of the other owners. The whole holds the brand as well."),
            Mistake(18 / 27, "You left out what other people say. It belongs to the map, although nobody in the firm runs it."),
            Mistake(23 / 40, "You added the partners. They run contacts together with the firm; the firm does not own them."),
            Mistake(18 / 30, "You divided a weight by a number of contacts. Divide weights by weights."),
            Mistake(1 / 4, "One owner of several is not a share of the map: use the weights."),
        ),
    ),
    Exercise(
        "nb01.e3",
        "How diverse?",
        prompt=(
            "Two workshops have 24 contacts each, with four owners. In the first, the owners have 6, 6, 6 and 6 contacts; in the second 15, 3, 3 "
            "and 3. Compute Shannon's diversity H = −Σ p·ln p for both (natural logarithm, at least three decimals)."
        ),
        stub='# np.log(x) is the natural logarithm of x\nanswer = {"even": ..., "uneven": ...}',
        kind=Numbers(("even", "uneven"), tolerance=0.002, low=-200, high=200),
        solution={"even": diversity([6, 6, 6, 6]), "uneven": diversity([15, 3, 3, 3])},
        hints=(
            "First turn the counts into shares p that add up to one.",
            "For each share take p times its natural logarithm; add the four up; then change the sign.",
            "Use np.log for the natural logarithm. Which of the two workshops should have the larger value?",
        ),
        mistakes=(
            Mistake({"even": 2.0, "uneven": 1.5488}, "You took logarithms to the base of two. Here the natural logarithm is asked for."),
            Mistake({"even": 0.6021, "uneven": 0.4662}, "You took logarithms to the base of ten. Here the natural logarithm is asked for."),
            Mistake({"even": -1.3863, "uneven": -1.0736}, "The logarithm of a share is negative: change the sign of the sum."),
            Mistake({"even": -43.0022, "uneven": -50.5083}, "You took the counts themselves. Turn them into shares first."),
            Mistake({"even": 1.0736, "uneven": 1.3863}, "The two are swapped: an even spread is the more diverse one."),
        ),
    ),
    Exercise(
        "nb01.e4",
        "What is, and what ought to be",
        prompt=f'Write `"positive"` or `"normative"` for each of ten sentences about the workshop.\n\n{_listed(SENTENCES)}',
        stub=_stub(SENTENCES),
        kind=Matching(tuple(SENTENCES), ("positive", "normative")),
        solution=SAYS,
        hints=(
            "Positive does not mean pleasant: it means that the sentence says what is, so that one could go and look.",
            "A wish can be reported. Who wishes: the sentence itself, or somebody it speaks about?",
            "Look for values that hide in words such as good, worth, pity. They judge without saying should.",
        ),
        mistakes=(
            Mistake(
                {key: "normative" if says == "positive" else "positive" for key, says in SAYS.items()}, "All ten are the other way round."
            ),
            Mistake(
                SAYS | {"s5": "normative", "s9": "normative"},
                "To report what somebody wants or believes is to describe. Is it the sentence that wishes, or the person in it?",
                when=lambda answer: answer["s5"] == "normative" or answer["s9"] == "normative",
            ),
            Mistake(
                SAYS | {"s4": "positive", "s8": "positive", "s10": "positive"},
                "A judgement of value needs no 'should': look for words that praise or regret.",
                when=lambda answer: any(answer[key] == "positive" for key in ("s4", "s8", "s10")),
            ),
            Mistake(
                SAYS | {"s1": "normative", "s7": "normative"},
                "A sentence is not a norm because we dislike or welcome what it reports. Could one go and count?",
                when=lambda answer: any(answer[key] == "normative" for key in ("s1", "s3", "s7")),
            ),
        ),
    ),
    Exercise(
        "nb01.e5",
        "Who said it?",
        prompt=(
            f"Five definitions of customer experience, in our words. Match each with its origin, one of `{list(AUTHORS.values())[::-1]}`. "
            f"Every origin is used once.\n\n{_listed(DEFINITIONS)}"
        ),
        stub=_stub(DEFINITIONS),
        kind=Matching(tuple(DEFINITIONS), tuple(sorted(set(AUTHORS.values())))),
        solution=AUTHORS,
        hints=(
            "Look for what each one adds: indirect contact, a list of outputs, perception, five kinds, a late start.",
            "Two of them speak of responses, one of results, one of how dealings are seen. One is too narrow.",
            "Go back to the table of seven sentences in the lesson and compare the key words one by one.",
        ),
        mistakes=(
            Mistake(
                AUTHORS | {"A": "Buttle 2009", "B": "Meyer & Schwager 2007"},
                "Two are swapped: one names what a company brings forth, the other any contact, meant or not.",
                when=lambda answer: answer["A"] == "Buttle 2009" and answer["B"] == "Meyer & Schwager 2007",
            ),
            Mistake(
                AUTHORS | {"C": "a vendor's article", "E": "Manning & Bodine 2012"},
                "The narrow one, which starts late, is not by two analysts of a research firm: they speak of dealings as a whole.",
                when=lambda answer: answer["E"] == "Manning & Bodine 2012",
            ),
            Mistake(
                AUTHORS | {"A": "Lemon & Verhoef 2016", "D": "Meyer & Schwager 2007"},
                "Two are swapped: who counts five kinds of response and follows the whole way of a purchase?",
                when=lambda answer: answer["A"] == "Lemon & Verhoef 2016",
            ),
        ),
    ),
    Exercise(
        "nb01.e6",
        "Path, response, management",
        prompt=(
            "What is each sentence about? Choose from `journey`, `experience`, `management`, `user experience`, `satisfaction`. Satisfaction is a "
            f"judgement of fulfilment, made against a standard.\n\n{_listed(STATEMENTS)}"
        ),
        stub=_stub(STATEMENTS),
        kind=Matching(tuple(STATEMENTS), ("journey", "experience", "management", "user experience", "satisfaction")),
        solution=ABOUT,
        hints=(
            "Ask first who the sentence is about: the customer, the firm, or a thing that is used.",
            "A path has an order and no feeling. A response has a feeling. A judgement has a standard.",
            "One sentence praises what the firm can do; one speaks of a screen and nothing else. Set these two first.",
        ),
        mistakes=(
            Mistake(
                ABOUT | {"t7": "experience"},
                "What a firm is able to do is not what a customer feels. Whose property is it?",
                when=lambda answer: answer["t7"] == "experience",
            ),
            Mistake(
                ABOUT | {"t4": "experience"},
                "A form that is easy to use is one part of the whole. There is a narrower word for it.",
                when=lambda answer: answer["t4"] == "experience",
            ),
            Mistake(
                ABOUT | {"t5": "experience"},
                "Somebody compares with a standard and passes judgement. There is a word for that.",
                when=lambda answer: answer["t5"] == "experience",
            ),
            Mistake(
                ABOUT | {"t1": "experience", "t6": "experience"},
                "An order of steps is not yet a feeling: nothing is said about how it was.",
                when=lambda answer: answer["t1"] == "experience" or answer["t6"] == "experience",
            ),
        ),
    ),
    Exercise(
        "nb01.e7",
        "Explain to the owner",
        prompt=(
            "Marta has read that experience means touchpoints. 'Then we own three quarters of it,' she says, 'and reviews are none of our "
            "business.' Write 70 to 170 words to her, without symbols: why the number rose although nothing was done, what it leaves out, and "
            "what she can do about reviews although she does not own them."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(70, 170),
            mention=(
                "review",
                ("definition", "what we count", "what you count", "leave out", "leaves out"),
                ("influence", "answer", "invite", "ask"),
            ),
            avoid=("Shannon", "K =", "sum(w", "normative"),
        ),
        solution=(
            "You own three quarters of what that sentence counts, and it counts little. It leaves out everything that other people say about us, "
            "and what customers do by themselves, such as the first drive home. Before they come, drivers hear of us mostly from others: a "
            "colleague, a forum, strangers who write reviews. There they form the expectation by which they judge us later. Nothing in the "
            "workshop changed when the number rose; only the definition did. Count every contact, and we own less than half. Reviews belong to "
            "those who write them, and they should. But we can influence them: do work worth writing about, ask customers on the day they "
            "collect the car, answer what is said, friendly and in public, and mend what comes up twice. What we must not do is write them "
            "ourselves."
        ),
        hints=(
            "Begin with the number: a share has a part and a whole. Which of the two changed?",
            "Then name one contact that is no longer counted and say what it does to a driver before she comes.",
            "Last, keep two verbs apart: to own something, and to influence it. Give two things Marta can do.",
        ),
    ),
    Exercise(
        "nb01.e8",
        "Plan from the customer's side",
        prompt=(
            "Marta's plan for next year: 'We launch a winter check with twelve tests, at 49 euros.' Rewrite it in 60 to 160 words from the side "
            "of one customer: what she wants to get done, one thing she does before and one thing she does after she meets the workshop (with or "
            "without it), and whose judgement decides whether it was good. There are many right answers."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(60, 160),
            mention=(
                ("before", "until"),
                ("after", "afterwards", "later"),
                ("judge", "decide", "in her eyes", "in her opinion", "by her standard"),
            ),
            avoid=("twelve tests",),
        ),
        solution=(
            "Anna drives to her parents in the mountains every second weekend, with a child in the back. She wants to arrive, and not to think "
            "about the car. Before she calls anybody she looks at the weather, asks her brother about tyres and puts the date off twice. Nobody "
            "helps her with that today: a short message in October, with two free evenings to choose from, would. At the workshop she wants to be "
            "told in one sentence whether she may drive. Afterwards she packs chains she has never put on; ten minutes in the yard would take "
            "away that worry. Whether the check was good is for Anna to judge, on the first morning with snow, and not for us by the length of "
            "our list. I would ask her in January."
        ),
        hints=(
            "Begin with a person and a wish that has nothing to do with cars.",
            "Follow her through a week: what does she do when no firm is in sight?",
            "End with a judge and a day: who says that it was good, and when?",
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb01.r1",
        "Warm-up: in a survey table, what is one row?",
        ("One question", "One customer who answered", "One touchpoint"),
        answer="One customer who answered",
        why="Rows are people, columns are questions.",
        not_yet={
            "One question": "Questions stand in the head of the table.",
            "One touchpoint": "Look at the table of the warm-up again: what repeats downwards?",
        },
    ),
    Quiz(
        "nb01.r2",
        "Warm-up: the regression line of satisfaction on the rating of the wait has a slope of 0.5. What does that say?",
        (
            "Half of the customers are satisfied with the wait",
            "Making the wait one point better raises satisfaction by half a point",
            "Among these customers, one point more for the wait goes with half a point more satisfaction",
        ),
        answer="Among these customers, one point more for the wait goes with half a point more satisfaction",
        why="A line describes what goes together. What would happen if somebody acted is another question.",
        not_yet={
            "Half of the customers are satisfied with the wait": "A slope counts no people.",
            "Making the wait one point better raises satisfaction by half a point": "That is a claim about acting. Did anybody act in that table?",
        },
    ),
    Quiz(
        "nb01.q1",
        "Under 'outputs of the firm' Marta's share is larger than on the whole map. What has she done?",
        ("Nothing: the whole became smaller", "She took over the reviews", "She improved her own contacts"),
        answer="Nothing: the whole became smaller",
        why="What other people say is no longer counted, so the same part is a larger share.",
        not_yet={
            "She took over the reviews": "Nobody can own what strangers write. Are they still on the map?",
            "She improved her own contacts": "The share counts contacts; it does not say how good they are.",
        },
    ),
    Quiz(
        "nb01.q2",
        "A driver comes upon reviews by strangers on her phone. What kind of contact is it, and who owns it?",
        ("Direct, and the firm owns it: it is online", "Direct, and the strangers own it", "Indirect, and outsiders own it"),
        answer="Indirect, and outsiders own it",
        why="She neither buys nor uses nor is served, and the firm does not write the reviews.",
        not_yet={
            "Direct, and the firm owns it: it is online": "Judge by what is met, not by the medium.",
            "Direct, and the strangers own it": "The owner is right. Does she buy, use, or get served?",
        },
    ),
    Quiz(
        "nb01.q3",
        "Two customers get the same service and rate it 9 and 4. Whose property is the experience?",
        ("The firm's", "The customer's", "It belongs to the touchpoint"),
        answer="The customer's",
        why="It is a response, and the same delivery meets different expectations.",
        not_yet={"The firm's": "Then both would have the same.", "It belongs to the touchpoint": "Both were at the same touchpoints."},
    ),
    Quiz(
        "nb01.x1",
        "Which definition of experience starts too late?",
        (
            "A response to any contact, direct or indirect",
            "The emotions that follow a purchase",
            "How people perceive their dealings with a firm",
        ),
        answer="The emotions that follow a purchase",
        why="Adverts, reviews and the quote come before, and they set the expectation.",
        not_yet={
            "A response to any contact, direct or indirect": "That is the widest of the three.",
            "How people perceive their dealings with a firm": "Dealings begin before anything is bought.",
        },
    ),
    Quiz(
        "nb01.x2",
        "'The waiting room should be quiet.' What must be added before this can guide anybody?",
        ("Whose norm it is", "How many square metres it has", "Nothing: it is a positive sentence"),
        answer="Whose norm it is",
        why="Managers and customers may disagree on what ought to be.",
        not_yet={
            "How many square metres it has": "That describes the room. The sentence says what ought to be.",
            "Nothing: it is a positive sentence": "It says 'should'. Could one go and look whether it is true?",
        },
    ),
    Quiz(
        "nb01.x3",
        "Anna calls the workshop on Monday and again on Friday. How many touchpoints, how many encounters?",
        ("Two touchpoints, one encounter", "Two touchpoints, two encounters", "One touchpoint, two encounters"),
        answer="One touchpoint, two encounters",
        why="The telephone is the place, each call a meeting.",
        not_yet={
            "Two touchpoints, one encounter": "Which word names the place, and which the meeting?",
            "Two touchpoints, two encounters": "She used the same telephone line twice.",
        },
    ),
)

QUOTES = ()
