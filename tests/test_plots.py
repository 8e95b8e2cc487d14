"""The pictures: what is drawn is what was given, in colours that survive grey, with words for those who cannot see it."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable

import matplotlib
import numpy as np
import pandas as pd
import pytest

matplotlib.use("Agg")
import matplotlib.pyplot as plt

from cxlab import plots, vocabulary
from cxlab.plots import palette
from cxlab.plots.canvas import spread

STEPS = ["discover", "book", "drop_off", "diagnose_and_quote", "wait_and_repair", "collect_and_pay", "follow_up"]
EFFECTS = [0.1, 0.05, -0.02, 0.35, 0.5, 0.28, 0.12]


@pytest.fixture(autouse=True)
def closed():
    plt.close("all")
    before = dict(matplotlib.rcParams)
    yield
    plt.close("all")
    assert dict(matplotlib.rcParams) == before


@pytest.fixture
def effects() -> pd.DataFrame:
    frame = pd.DataFrame({"name": STEPS, "value": EFFECTS, "n": 100})
    return frame.assign(low=frame["value"] - 0.08, high=frame["value"] + 0.08)


@pytest.fixture
def contacts() -> pd.DataFrame:
    rows = [
        ("advert on local radio", "pre-purchase", "brand", "radio", False),
        ("online reviews", "pre-purchase", "social", "web", True),
        ("diagnosis talk", "purchase", "brand", "shop", True),
        ("insurance agent", "purchase", "partner", "phone", False),
        ("choosing how to pay", "purchase", "customer", "", False),
        ("service reminder", "post-purchase", "brand", "mail", False),
        ("talk with a neighbour over the fence about the bill", "post-purchase", "social", "talk", False),
    ]
    return pd.DataFrame(rows, columns=["touchpoint", "stage", "owner", "channel", "mot"])


def felt() -> pd.DataFrame:
    return pd.DataFrame({"touchpoint": STEPS, "value": [6.1, 5.6, 5.2, 3.9, 3.1, 7.4, 6.2], "mot": [False] * 3 + [True] + [False] * 3})


def moves() -> pd.DataFrame:
    return pd.DataFrame([[0.05, 0.8, 0.15], [0.1, 0.0, 0.9]], index=["site", "shop"], columns=["site", "shop", "EXIT"])


def spend() -> pd.DataFrame:
    cells = [[2, 2, 0, 0, 3, 0, 0], [0, 0, 0, 0, 2, 0, 3], [0] * 7, [0, 0, 0, 0, 0, 1, 0], [0, 0, 0, 1, 0, 2, 0]]
    return pd.DataFrame(cells, index=vocabulary.modules().keys, columns=vocabulary.providers().keys)


def lines() -> pd.DataFrame:
    return pd.DataFrame(
        {"promise": [0.0, 5.0, 10.0], "lifetime value": [5.0, 9.0, 3.0], "trial": [1.0, 5.0, 9.0], "retention": [9.0, 5.0, 1.1]}
    )


def important() -> pd.DataFrame:
    return pd.DataFrame({"name": STEPS, "importance": EFFECTS, "performance": [6.1, 5.6, 5.2, 3.9, 3.1, 7.4, 6.2]})


PLACES = pd.DataFrame({"name": ["cooking class", "concert"], "participation": [0.7, -0.8], "absorption": [0.5, 0.6]})
SIMPLE: dict[str, Callable[..., object]] = {
    "bars": lambda ax: plots.bars(pd.DataFrame({"name": STEPS, "value": EFFECTS}), ax, title="Shares", unit="share"),
    "felt_curve": lambda ax: plots.felt_curve(felt(), ax),
    "distribution": lambda ax: plots.distribution([0, 3, 6, 7, 8, 8, 9, 10], ax),
    "histogram": lambda ax: plots.histogram({"before": [1.0, 2.0, 3.0], "after": [2.0, 2.0, 5.0]}, ax, mark=2.0, mark_label="mean"),
    "priority_map": lambda ax: plots.priority_map(important(), ax),
    "path_map": lambda ax: plots.path_map(moves(), ax),
    "pyramid3": lambda ax: plots.pyramid(vocabulary.pyramid(3), ax, scores=[4, 9, 9]),
    "pyramid5": lambda ax: plots.pyramid(vocabulary.pyramid(5), ax),
    "pyramid6": lambda ax: plots.pyramid(vocabulary.pyramid(6), ax),
    "realms": lambda ax: plots.realms(vocabulary.realms(), ax, points=PLACES),
    "progression": lambda ax: plots.progression(vocabulary.progression(), ax),
    "progression prices": lambda ax: plots.progression(vocabulary.progression(), ax, prices=[0.1, 0.4, 1.5, 4.5, 20]),
    "grid": lambda ax: plots.grid(spend(), ax),
    "radar": lambda ax: plots.radar({"Sense": 8, "Feel": 5, "Think": 2}, ax, desired={"Sense": 6, "Feel": 7, "Think": 4}),
    "curve": lambda ax: plots.curve(lines(), ax, mark=(5.0, 9.0), mark_label="best promise"),
    "heat": lambda ax: plots.heat(spend(), ax),
    "scatter": lambda ax: plots.scatter(important(), ax, x="performance", y="importance", name="name"),
    "stacked": lambda ax: plots.stacked(pd.DataFrame({"served": [25, 40], "idle": [15, 0]}, index=["Mon", "Tue"]), ax),
}


@pytest.mark.parametrize("name", SIMPLE)
def test_a_picture_returns_its_axes_and_words_and_needs_no_pyplot_when_given_axes(name):
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 5), layout="constrained")
    canvas = FigureCanvasAgg(figure)
    ax = figure.subplots()
    assert SIMPLE[name](ax) is ax
    canvas.draw()
    assert plt.get_fignums() == []
    assert plots.alt_text(ax).endswith(".") and len(plots.alt_text(ax)) > 20
    fresh = SIMPLE[name](None)
    assert plots.alt_text(fresh) == plots.alt_text(ax)
    assert len(plt.get_fignums()) == 1


@pytest.mark.parametrize("name", SIMPLE)
def test_no_text_is_cut_and_no_two_texts_lie_on_each_other(name):
    ax = SIMPLE[name](None)
    assert overlaps(ax) == []


def test_maps_of_contacts_are_not_cut_either(contacts):
    assert overlaps(plots.journey_map(contacts)) == []
    assert overlaps(plots.stage_owner_map(contacts)) == []


def overlaps(ax: object) -> list[str]:
    """Pairs of texts that cover each other by more than a pixel or two, and texts that leave the page."""
    figure = ax.figure
    figure.canvas.draw()
    page = figure.bbox
    (left, right), (low, high) = sorted(ax.get_xlim()), sorted(ax.get_ylim())
    ticks = [text for text in ax.get_xticklabels() if left <= text.get_position()[0] <= right]
    ticks += [text for text in ax.get_yticklabels() if low <= text.get_position()[1] <= high]
    texts = [*ax.texts, *ticks, ax.title, ax._left_title, ax.xaxis.label, ax.yaxis.label]
    legend = ax.get_legend()
    texts += list(legend.get_texts()) if legend else []
    boxes = [(text.get_text(), text.get_window_extent()) for text in texts if text.get_text() and text.get_visible()]
    faults = [f"{word!r} is cut" for word, box in boxes if box.x0 < -2 or box.y0 < -2 or box.x1 > page.x1 + 2 or box.y1 > page.y1 + 2]
    for (one, a), (two, b) in itertools.combinations(boxes, 2):
        wide, tall = min(a.x1, b.x1) - max(a.x0, b.x0), min(a.y1, b.y1) - max(a.y0, b.y0)
        if wide > 2 and tall > 2:
            faults.append(f"{one!r} lies on {two!r}")
    return faults


@pytest.mark.parametrize("bars", [1, 3, 30, 116])
def test_stacked_bars_keep_the_legend_apart_and_count_in_whole_numbers(bars):
    parts = {"right": 2, "a usual mistake": 0, "another answer": 1, "no answer": 0}
    counts = pd.DataFrame([parts] * bars, index=[f"e{number}" for number in range(bars)])
    ax = plots.stacked(counts, title="What 3 students answered")
    assert overlaps(ax) == []
    legend = ax.get_legend().get_window_extent()
    assert not legend.overlaps(ax._left_title.get_window_extent()) and not legend.overlaps(ax.get_window_extent())
    assert set(ax.get_yticks() % 1) == {0}
    assert 0.5 in plots.stacked(pd.DataFrame({"share": [0.5, 0.75]})).get_yticks().round(2)


def test_the_look_for_overlaps_sees_a_planted_one():
    ax = plots.curve(lines())
    ax.text(5, 5, "first")
    ax.text(5.1, 5, "second")
    ax.annotate("far out", (0.98, 1.2), xycoords="axes fraction", in_layout=False)
    assert overlaps(ax) == ["'far out' is cut", "'first' lies on 'second'"]


def test_the_forest_draws_values_intervals_and_truth_where_they_belong(effects):
    truth = pd.DataFrame({"name": ["wait_and_repair", "discover"], "value": [0.45, 0.12]})
    ax = plots.forest(effects, title="Effects", unit="points per point", reference=truth)
    points = next(line for line in ax.lines if line.get_label() == "estimate")
    assert points.get_xdata().tolist() == EFFECTS
    intervals = ax.collections[0].get_segments()
    assert [(a[0], b[0]) for a, b in intervals] == list(zip(effects["low"], effects["high"], strict=True))
    marks = next(line for line in ax.lines if line.get_label() == "truth")
    assert marks.get_marker() == "D" and marks.get_xdata()[[0, 4]].tolist() == [0.12, 0.45] and np.isnan(marks.get_xdata()[1])
    assert [text.get_text() for text in ax.get_legend().get_texts()] == ["estimate", "truth"]
    assert overlaps(ax) == []
    assert "wait_and_repair 0.5 (0.42 to 0.58)" in plots.alt_text(ax) and "Truth:" in plots.alt_text(ax)


def test_the_forest_sorts_wraps_and_shows_zero_only_when_signs_differ(effects):
    sorted_ax = plots.forest(effects, sort=True)
    names = [label.get_text() for label in sorted_ax.get_yticklabels()]
    assert names[0] == "wait and repair" and names[-1] == "drop off"
    zero = [line for line in sorted_ax.lines if list(line.get_xdata()) == [0, 0]]
    assert len(zero) == 1
    positive = effects.assign(value=effects["value"] + 1, low=effects["low"] + 1, high=effects["high"] + 1)
    assert not [line for line in plots.forest(positive).lines if list(line.get_xdata()) == [0, 0]]
    long = plots.forest(effects.assign(name=effects["name"] + " that goes on for rather a while"))
    assert all("\n" in label.get_text() for label in long.get_yticklabels())
    assert overlaps(long) == []


def test_bars_start_at_zero_and_carry_their_numbers():
    ax = plots.bars(pd.DataFrame({"name": ["book", "collect"], "value": [30.0, 750.0]}))
    assert ax.get_xlim()[0] == 0
    assert [bar.get_width() for bar in ax.patches] == [30.0, 750.0]
    assert [text.get_text() for text in ax.texts] == ["30", "750"]


def test_rating_bars_colour_the_classes_and_count_every_rating():
    ax = plots.distribution({0: 3, 6: 10, 7: 20, 8: 30, 9: 20, 10: 17})
    heights = {round(bar.get_x() + bar.get_width() / 2): bar.get_height() for bar in ax.patches}
    assert heights == {0: 3, 1: 0, 2: 0, 3: 0, 4: 0, 5: 0, 6: 10, 7: 20, 8: 30, 9: 20, 10: 17}
    assert [text.get_text() for text in ax.texts] == ["detractors\n13%", "passives\n50%", "promoters\n37%"]
    same = plots.distribution([0] * 3 + [6] * 10 + [7] * 20 + [8] * 30 + [9] * 20 + [10] * 17)
    assert plots.alt_text(same) == plots.alt_text(ax)
    plain = plots.distribution([1, 5, 5], low=1, high=5, cuts=None)
    assert not plain.texts and len({bar.get_facecolor() for bar in plain.patches}) == 1


def test_the_felt_curve_marks_moments_of_truth_and_the_neutral_line():
    ax = plots.felt_curve(felt(), moments=["collect_and_pay"], neutral=5.0)
    stars = next(line for line in ax.lines if line.get_marker() == "*")
    assert stars.get_ydata().tolist() == [3.9, 7.4]
    assert any(list(line.get_ydata()) == [5.0, 5.0] for line in ax.lines)
    assert "Moments of truth: diagnose_and_quote, collect_and_pay" in plots.alt_text(ax)


def test_the_journey_map_shows_every_contact_once_under_its_stage(contacts):
    ax = plots.journey_map(contacts)
    words = [" ".join(text.get_text().split()) for text in ax.texts]
    for touchpoint, stage, channel, mot in contacts[["touchpoint", "stage", "channel", "mot"]].itertuples(index=False):
        label = ("★ " if mot else "") + touchpoint + (f" · {channel}" if channel else "")
        card = ax.texts[words.index(label)]
        assert int(card.get_position()[0]) == list(vocabulary.stages().keys).index(stage)
        assert words.count(label) == 1
    assert set(vocabulary.touchpoint_owners().names) <= set(words) and set(vocabulary.stages().names) <= set(words)


def test_the_heat_map_of_contacts_counts_or_weighs(contacts):
    counted = [text.get_text() for text in plots.stage_owner_map(contacts).texts]
    assert counted == ["1", "1", "1", "0", "1", "0", "0", "1", "0", "1", "0", "1"]
    weighed = plots.stage_owner_map(contacts.assign(weight=[2.0, 1, 1, 1, 1, 1, 0.5])).texts
    assert (weighed[0].get_text(), weighed[-1].get_text()) == ("2", "0.5")


def test_the_grid_is_always_five_by_seven_and_leaves_empty_cells_empty():
    ax = plots.grid(spend())
    assert [text.get_text() for text in ax.texts if text.get_text()] == ["2", "2", "3", "2", "3", "1", "1", "2"]
    assert len(ax.texts) == 35


def test_the_radar_reaches_the_rim_at_the_highest_value():
    ax = plots.radar({"a": 10, "b": 5, "c": 0}, high=10)
    drawn = next(line for line in ax.lines if line.get_label() == "present")
    radius = np.hypot(drawn.get_xdata(), drawn.get_ydata())
    assert radius.tolist() == pytest.approx([1, 0.5, 0, 1])


def test_the_priority_map_says_what_to_improve_first():
    ax = plots.priority_map(important())
    assert "Improve first: diagnose_and_quote, wait_and_repair." in plots.alt_text(ax)
    assert "Nothing lies in the corner" in plots.alt_text(plots.priority_map(important(), split=(0.0, 0.6)))


def test_a_path_map_leaves_rare_moves_out():
    percents = [text.get_text() for text in plots.path_map(moves(), least=0.12).texts if "%" in text.get_text()]
    assert percents == ["80%", "15%", "90%"]


def test_labels_at_line_ends_are_kept_apart():
    placed = spread([1.0, 1.0, 1.0, 9.0], 2.0)
    assert np.diff(np.sort(placed)).min() >= 2.0 - 1e-6
    assert placed.mean() == pytest.approx(3.0)


def test_the_palette_reads_in_grey():
    owners = [palette.lightness(colour) for colour in palette.OWNERS.values()]
    assert np.diff(owners).min() >= 10
    levels = [palette.lightness(colour) for colour in palette.LEVELS]
    assert np.diff(levels).min() >= 6
    first_three = sorted(palette.lightness(colour) for colour in palette.SERIES[:3])
    assert np.diff(first_three).min() >= 15
    assert len(set(palette.DASHES)) == len(set(palette.MARKERS)) == len(palette.SERIES) == len(palette.HATCHES)


def contrast(one: str, two: str) -> float:
    """Contrast of two colours as the web guidelines define it, from 1 to 21."""
    light, dark = sorted(((palette.lightness(colour) + 16) / 116) ** 3 for colour in (one, two))[::-1]
    return (light + 0.05) / (dark + 0.05)


def test_words_stand_out_from_what_they_stand_on():
    assert contrast("#FFFFFF", "#000000") == pytest.approx(20, abs=1.2)
    for colour in (*palette.OWNERS.values(), *palette.LEVELS, palette.YELLOW):
        assert contrast(colour, palette.text_on(colour)) >= 4.5, colour
    for colour in (palette.INK, palette.QUIET):
        assert contrast(colour, palette.PAPER) >= 4.5


def test_a_colour_blind_reader_can_tell_owners_and_classes_apart():
    """Deuteranopia after Vienot, Brettel and Mollon (1999), in linear light; distance by lightness and hue left over."""
    turn = np.array([[0.367, 0.861, -0.228], [0.280, 0.673, 0.047], [-0.012, 0.043, 0.969]])
    for colours in (palette.OWNERS.values(), palette.CLASSES.values(), palette.SERIES[:4]):
        seen = [np.clip(turn @ (np.array([int(c[i : i + 2], 16) for i in (1, 3, 5)]) / 255) ** 2.2, 0, 1) ** (1 / 2.2) for c in colours]
        assert min(np.linalg.norm(a - b) for a, b in itertools.combinations(seen, 2)) > 0.25


def test_errors_say_what_was_passed_and_how_to_mend_it(effects, contacts):
    with pytest.raises(KeyError, match=r"column='value' is not a column of the table"):
        plots.forest(effects.drop(columns="value"))
    with pytest.raises(ValueError, match=r"reference has the names \['other'\], and none of them is drawn. Use the names of the frame"):
        plots.forest(effects, reference=pd.DataFrame({"name": ["other"], "value": [1.0]}))
    with pytest.raises(TypeError, match=r"ax is a Figure, not Axes. Pass the Axes to draw on"):
        plots.bars(effects, plt.figure())
    with pytest.raises(ValueError, match=r"owner='shop' is not known. Choose from \['brand', 'partner', 'customer', 'social'\]"):
        plots.journey_map(contacts.assign(owner="shop"))
    with pytest.raises(ValueError, match=r"moments='colect_and_pay' is not known.*Did you mean 'collect_and_pay'\?"):
        plots.felt_curve(felt(), moments=["colect_and_pay"])
    with pytest.raises(ValueError, match=r"row of frame='sens' is not known.*Did you mean 'sense'\?"):
        plots.grid(spend().rename(index={"sense": "sens"}))
    with pytest.raises(ValueError, match=r"frame has a cell of -3. Spend is 0 or more"):
        plots.grid(-spend())
    with pytest.raises(ValueError, match=r"scores has 2 numbers and the pyramid 3 levels"):
        plots.pyramid(vocabulary.pyramid(3), scores=[1, 2])
    with pytest.raises(ValueError, match=r"prices has 1 numbers and the staircase 5 steps"):
        plots.progression(vocabulary.progression(), prices=[1])
    with pytest.raises(ValueError, match=r"participation has 2 in row 0, outside its scale from -1 to 1"):
        plots.realms(vocabulary.realms(), points=PLACES.assign(participation=[2.0, 0.0]))
    with pytest.raises(ValueError, match=r"values has 2 names. A radar needs at least 3"):
        plots.radar({"a": 1, "b": 2})
    with pytest.raises(ValueError, match=r"desired has the names \['a', 'b', 'd'\] and values \['a', 'b', 'c'\]"):
        plots.radar({"a": 1, "b": 2, "c": 3}, desired={"a": 1, "b": 2, "d": 3})
    with pytest.raises(ValueError, match=r"ratings has 6.5, which is not a whole number"):
        plots.distribution([6.5])
    with pytest.raises(ValueError, match=r"ratings has 11 in row 0, outside its scale from 0 to 10"):
        plots.distribution([11])
    with pytest.raises(ValueError, match=r"frame has 0 columns after the first. Pass from 1 to 6 lines"):
        plots.curve(lines()[["promise"]])
    with pytest.raises(ValueError, match=r"its lowest number is -1. Pass up to 6 parts, none below 0"):
        plots.stacked(pd.DataFrame({"served": [-1.0]}))
    with pytest.raises(ValueError, match=re.escape("holds no picture of cxlab.plots")):
        plots.alt_text(plt.figure().subplots())


def test_words_are_forgotten_with_their_picture():
    import gc

    from cxlab.plots.sentences import _SENTENCES

    gc.collect()
    before = len(_SENTENCES)
    ax = plots.heat(spend())
    assert len(_SENTENCES) == before + 1
    plt.close("all")
    del ax
    gc.collect()
    assert len(_SENTENCES) <= before


def test_a_picture_drawn_again_on_cleared_axes_has_the_new_words():
    ax = plots.bars(pd.DataFrame({"name": ["wait"], "value": [2.0]}))
    ax.clear()
    plots.bars(pd.DataFrame({"name": ["wait"], "value": [3.0]}), ax)
    assert plots.alt_text(ax) == "Bar chart. wait 3."
