"""Unit 09: exercises, usual mistakes, quizzes, numbers quoted from elsewhere."""

from cxlab.course.questions import Exercise, Matching, Mistake, Number, Numbers, Quiz, Text
from cxlab.mechanisms import bonds

KINDS = tuple(bonds.LOYALTY.values())
CUSTOMERS = {
    "Anna: likes Ponte, every repair goes there": "loyal",
    "Bruno: likes Ponte, his employer sends him elsewhere": "latent",
    "Carla: grumbles about Ponte, nobody else is in walking distance": "spurious",
    "Dario: thinks little of Ponte and goes where it is cheapest": "none",
}


def _placed(*kinds: str) -> dict[str, str]:
    return dict(zip(CUSTOMERS, kinds, strict=True))


EXERCISES = (
    Exercise(
        "nb09.e1",
        "How much does own experience count?",
        prompt=(
            "A workshop's image counts like k = 4 purchases. What is the weight of own experience after 1, 4 and 12 purchases? The rest is the "
            "weight of the image."
        ),
        stub='answer = {"n = 1": ..., "n = 4": ..., "n = 12": ...}',
        kind=Numbers(("n = 1", "n = 4", "n = 12"), tolerance=0.005, low=0, high=1),
        solution={"n = 1": 0.2, "n = 4": 0.5, "n = 12": 0.75},
        hints=(
            "Think of the image as purchases one has made already, in the head.",
            "The weight is a share: own purchases among all that count, those in the head included.",
            "Divide n by n + k, with k = 4, three times.",
        ),
        mistakes=(
            Mistake({"n = 1": 0.8, "n = 4": 0.5, "n = 12": 0.25}, "These are the weights of the image. Own experience has the rest."),
            Mistake({"n = 1": 0.25, "n = 4": 1.0, "n = 12": 1.0}, "You divided by k only. The image never loses all its weight."),
            Mistake(
                {"n = 1": 0.0, "n = 4": 0.428571, "n = 12": 0.733333}, "You did not count the last purchase: it is part of the experience."
            ),
            Mistake({"n = 1": 0.2, "n = 4": 0.8, "n = 12": 2.4}, "The denominator must grow with n, too: a weight stays below 1."),
        ),
    ),
    Exercise(
        "nb09.e2",
        "What a message moves",
        prompt=(
            "Somebody would choose a workshop with chance 0.3. A message moves 0.4 of the room there is: good talk of the way up to 1, bad talk "
            "of the way down to 0. By how much does each change the chance (with its sign), and at which chance are the two equally strong?"
        ),
        stub='answer = {"good": ..., "bad": ..., "equal at": ...}',
        kind=Numbers(("good", "bad", "equal at"), tolerance=0.005, low=-1, high=1),
        solution={"good": 0.28, "bad": -0.12, "equal at": 0.5},
        hints=(
            "How far is it from 0.3 up to certainty, and how far down to never?",
            "Each message moves 0.4 of its own distance. Bad talk has a minus sign.",
            "For the last: set the distance up equal to the distance down.",
        ),
        mistakes=(
            Mistake(
                {"good": 0.58, "bad": 0.18, "equal at": 0.5}, "These are the chances after the message. Asked is how much they change."
            ),
            Mistake({"good": 0.28, "bad": 0.12, "equal at": 0.5}, "Bad talk takes away: mind its sign."),
            Mistake({"good": 0.4, "bad": -0.4, "equal at": 0.5}, "The effect is a part of the room to move, not points of chance."),
            Mistake(
                {"good": 0.12, "bad": -0.28, "equal at": 0.5}, "The rooms are exchanged: good talk moves upwards, from the chance to 1."
            ),
            Mistake(
                {"good": 0.28, "bad": -0.12, "equal at": 0.3},
                "At the chance you started from the two differ, as you found. Where do they not?",
            ),
        ),
    ),
    Exercise(
        "nb09.e3",
        "From rank to share of wallet",
        prompt=(
            "A customer uses N workshops and ranks them by satisfaction. The wallet allocation rule gives the brand of rank r the share "
            "(1 - r/(N + 1)) times 2/N. Give the shares by rank for two workshops and for three. Give at least three decimals."
        ),
        stub='answer = {"1 of 2": ..., "2 of 2": ..., "1 of 3": ..., "2 of 3": ..., "3 of 3": ...}',
        kind=Numbers(("1 of 2", "2 of 2", "1 of 3", "2 of 3", "3 of 3"), tolerance=0.003, low=0, high=1),
        solution={"1 of 2": 2 / 3, "2 of 2": 1 / 3, "1 of 3": 1 / 2, "2 of 3": 1 / 3, "3 of 3": 1 / 6},
        hints=(
            "Put in rank and number one pair after the other; with two workshops N + 1 is 3.",
            "Check yourself: the shares of one customer must sum to 1.",
            "The best of two: one third is taken from the whole, and what is left is multiplied by one. Go on in the same way.",
        ),
        mistakes=(
            Mistake(
                {"1 of 2": 1 / 3, "2 of 2": 2 / 3, "1 of 3": 1 / 6, "2 of 3": 1 / 3, "3 of 3": 1 / 2},
                "Rank 1 is the best. Yours gives the best liked the least.",
            ),
            Mistake(
                {"1 of 2": 0.5, "2 of 2": 0.0, "1 of 3": 4 / 9, "2 of 3": 2 / 9, "3 of 3": 0.0},
                "You divided the rank by N. With N + 1 the last one gets something, too, and the shares sum to 1.",
            ),
            Mistake(
                {"1 of 2": 2 / 3, "2 of 2": 1 / 3, "1 of 3": 3 / 4, "2 of 3": 1 / 2, "3 of 3": 1 / 4},
                "With three workshops your shares sum to more than 1: the second factor depends on N.",
            ),
            Mistake(
                {"1 of 2": 0.5, "2 of 2": 0.5, "1 of 3": 1 / 3, "2 of 3": 1 / 3, "3 of 3": 1 / 3},
                "That would be so if satisfaction did not matter. Use the rank.",
            ),
        ),
    ),
    Exercise(
        "nb09.e4",
        "Where engagement settles",
        prompt="Engagement keeps 0.8 of its stock from month to month, and each month adds 1. Where does the stock settle in the long run?",
        stub="answer = ...",
        kind=Number(tolerance=0.01, low=0, high=100),
        solution=5.0,
        hints=(
            "Let it run by hand for a few months, from 0. Does it grow for ever?",
            "It settles where what is lost in a month equals what is added.",
            "What is lost is 0.2 of the stock. Which stock loses exactly 1?",
        ),
        mistakes=(
            Mistake(1.25, "You divided by the share that is kept. Divide by the share that is lost."),
            Mistake(1.8, "That is the stock after two months. Go on."),
            Mistake(4.0, "That is what is kept of the settled stock, before the new month adds its part."),
            Mistake(0.8, "That is the share kept, not a stock."),
        ),
    ),
    Exercise(
        "nb09.e5",
        "Four customers of Ponte",
        prompt=(
            "Place each customer in the grid of attitude and repeat purchase (Dick & Basu 1994): `loyal`, `latent`, `spurious` or `none`."
        ),
        stub="answer = {\n" + "".join(f'    "{item}": ...,\n' for item in CUSTOMERS) + "}",
        kind=Matching(tuple(CUSTOMERS), KINDS),
        solution=CUSTOMERS,
        hints=(
            "Ask two questions of each: do they like it? Do they come again and again?",
            "Both yes, both no, and two mixed kinds.",
            "The mixed kind that comes without liking looks loyal in a count of visits, and only there.",
        ),
        mistakes=(
            Mistake(
                _placed("loyal", "spurious", "latent", "none"),
                "The mixed kinds are exchanged. A bond that shows only in visits is not real.",
            ),
            Mistake(_placed("loyal", "latent", "loyal", "none"), "One who comes again is not yet loyal: look at what Carla thinks."),
            Mistake(_placed("loyal", "none", "spurious", "none"), "Bruno likes the workshop. That he cannot come is another matter."),
            Mistake(
                _placed("loyal", "latent", "spurious", "spurious"), "Dario does not come again and again: he goes where it is cheapest."
            ),
        ),
    ),
    Exercise(
        "nb09.e6",
        "Explain to Marta",
        prompt=(
            "Marta says: 'Our customers are more satisfied than two years ago, so we are winning.' Write 80 to 180 words without symbols: how "
            "satisfaction can rise while the share falls, why those who would complain may not be in her survey, what she should measure beside "
            "it, and one condition under which she would be right."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 180),
            mention=("satisf", ("rival", "competitor", "Torre"), ("share", "leave", "left", "lost")),
            avoid=("logit", "rho", "coefficient", "regression", "w_n"),
        ),
        solution=(
            "More satisfied customers are good news, but they are half of the picture. People compare us with Torre, not with ourselves two "
            "years ago. If Torre improved more than we did, our customers can be happier than before and still go there. Besides, our survey "
            "asks those who came. Whoever left is not in it any more, so the average can rise because the unhappy have gone. And some who stay "
            "do so because changing is a nuisance: they look loyal until it becomes easy to leave. So I would ask the same question about "
            "Torre, of people who use both, and of people who went away. I would count how much of their spending comes to us, who leaves, and "
            "what is said about us. You would be right if Torre had stood still, if we had asked the same mix of people, and if they were free to go."
        ),
        hints=(
            "Start with the sentence of part 3: which two numbers go different ways?",
            "Who answers a survey of buyers? Who is no longer asked?",
            "For the condition, think of what Torre would have done, and whether people are free to go.",
        ),
    ),
    Exercise(
        "nb09.e7",
        "One claim, three other stories",
        prompt=(
            "A report says: 'Firms with better customer experience earn more, so experience creates profit.' Write 80 to 200 words: three rival "
            "explanations of the same correlation, and one comparison that would tell at least one of them from the claim. Many answers are right."
        ),
        stub='answer = """\n...\n"""',
        kind=Text(
            words=(80, 200),
            mention=(("profit", "earn"), ("because", "explain", "explanation"), ("compar", "experiment", "before", "random")),
        ),
        solution=(
            "First, the arrow may point the other way: firms that earn well can pay for trained staff and new premises, so profit creates "
            "experience. Second, a common cause may stand behind both: good management, a rich town, or a strong name lifts the ratings and the "
            "earnings at once, because people rate a brand that they like more kindly. Third, selection: customers who were unhappy have left, "
            "and firms that failed are not in the report, so those we see look good on both counts. A comparison can help. Take a chain of "
            "workshops, draw at random in which of them the call with the quote is improved, and compare earnings before and after with those "
            "where nothing changed. Chance decides who improves, so neither money nor a good manager can have chosen. If earnings rise more "
            "where the call improved, the first two stories do not explain it."
        ),
        hints=(
            "Turn the arrow round. Then ask what might lie behind both.",
            "Ask who is missing: which customers, which firms?",
            "What would have to be decided by chance, so that the second story falls away?",
        ),
    ),
)

QUIZZES = (
    Quiz(
        "nb09.r1",
        "Unit 05: the workshop gets better by 3 points for its customers, and so does its best rival. The perceived net value…",
        ("stays", "rises by 3", "falls by 3"),
        answer="stays",
        why="Value is compared with the best alternative, and that moved too. In this unit it moves on its own.",
        not_yet={"rises by 3": "That would be so if nobody else had moved.", "falls by 3": "The workshop improved as well."},
    ),
    Quiz(
        "nb09.r2",
        "Unit 07: after an excellent repair of a mild failure people are more satisfied than before. Do they also come back more?",
        ("Yes, always", "Only if they got money", "No significant effect in the meta-analysis"),
        answer="No significant effect in the meta-analysis",
        why="What people feel and what they do are two things. Here we look at what they do.",
        not_yet={
            "Yes, always": "Satisfaction is not yet behaviour.",
            "Only if they got money": "Money is one kind of fairness, and not the question here.",
        },
    ),
    Quiz(
        "nb09.q1",
        "A favourite of the town: nine people in ten would choose it. A good and a bad message move the same part of the way. Which moves the chance more?",
        ("The good one", "The bad one", "Both the same"),
        answer="The bad one",
        why="There is a long way down and hardly any way up.",
        not_yet={
            "The good one": "How far is it from nine in ten to certainty?",
            "Both the same": "The parts are the same. Are the ways equally long?",
        },
    ),
    Quiz(
        "nb09.q2",
        "A campaign improves the image. Whose beliefs does it move most?",
        ("Those of people with many purchases", "Everybody's alike", "Those of people who have never bought"),
        answer="Those of people who have never bought",
        why="With no purchases the belief is all image.",
        not_yet={
            "Those of people with many purchases": "What do they rely on instead?",
            "Everybody's alike": "Look at the hatched area: is it equally high everywhere?",
        },
    ),
    Quiz(
        "nb09.q3",
        "Satisfaction of Ponte's buyers rises from 6.7 to 7.3. From that alone, what follows for its share?",
        ("It rises", "It falls", "Nothing"),
        answer="Nothing",
        why="It depends on what the rivals did, and on who is still among the buyers.",
        not_yet={"It rises": "It did so in one of two presets.", "It falls": "It did so in one of two presets."},
    ),
    Quiz(
        "nb09.x1",
        "Who talks most about a workshop?",
        ("The very pleased and the very displeased", "Those it suits neither well nor badly", "The displeased, and only they"),
        answer="The very pleased and the very displeased",
        why="The chance of talking is U-shaped in satisfaction (Anderson 1998).",
        not_yet={
            "Those it suits neither well nor badly": "What would they have to tell?",
            "The displeased, and only they": "Look at the other end of the table by satisfaction.",
        },
    ),
    Quiz(
        "nb09.x2",
        "Nobody leaves. What can a manager conclude?",
        ("That people are content", "Little: perhaps leaving is dear", "That there is no rival"),
        answer="Little: perhaps leaving is dear",
        why="Staying is content or captivity. Ask what it would take to leave.",
        not_yet={
            "That people are content": "Recall the part in which work got worse and nobody went.",
            "That there is no rival": "There was one, all the time.",
        },
    ),
    Quiz(
        "nb09.x3",
        "Over all raters of 120 accounts, a better report goes with less satisfaction; in each role it goes with more. Why?",
        ("The reports are bad for people", "It is chance", "Those who get the best reports judge hardest"),
        answer="Those who get the best reports judge hardest",
        why="Roles differ in both, so pooling compares people of different roles.",
        not_yet={
            "The reports are bad for people": "Then it would be so in each role.",
            "It is chance": "The interval lies wholly on one side of zero.",
        },
    ),
)

QUOTES = ()
