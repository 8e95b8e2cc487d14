"""The machine behind every demo: controls, presets, Reset, the guess before, kind errors, the static twin, the picture."""

from __future__ import annotations

import ast
import io
import re
from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest
import small_unit
from PIL import Image

import cxlab as cx
from cxlab.course import opening
from cxlab.demos import _page
from cxlab.demos._catalogue import catalogue, parts_of
from cxlab.demos._controls import with_cell
from cxlab.demos._demo import Demo, opened
from cxlab.demos._parts import Part, Preset, Question, action, choice, grid, slider, switch, toggle, whole
from cxlab.demos._view import View, image, panels, png, table

QUESTION = Question("More?", ("Yes", "No"), after="Look.")


@pytest.fixture
def folder(monkeypatch, tmp_path):
    small_unit.install(monkeypatch, tmp_path)
    yield tmp_path / "course" / "demos"
    opening.close()


def queue(folder, **how):
    return opened("nb91", "queue", how.get("preset"), how.get("present", False), folder)


@dataclass(frozen=True)
class Dial:
    """Settings of a dial."""

    level: float = 0.5
    fails: bool = False


def draw_dial(state, figure=None):
    if state.fails:
        raise RuntimeError("no <needle>")
    figure, (ax,) = panels(figure)
    ax.bar([0], [state.level])
    return View(figure, f"The level is {state.level:g}.", pd.DataFrame({"level": [state.level]}, index=["now"]))


LEVEL = slider("level", "Level", low=0, high=1, step=0.1)
FAILS = switch("fails", "Break it")
PART = Part("dial", "A <dial>", Dial(), draw_dial, (LEVEL, FAILS), presets=(Preset("full", {"level": 1.0}, "Up & up."),), question=QUESTION)


def test_a_control_moves_picture_words_and_line(folder):
    demo = queue(folder)
    demo.guess("It grows")
    picture, said = demo._picture.value, demo._words.value
    demo.controls["staff"].box.value = 4
    assert demo._picture.value != picture and demo._words.value != said and demo.state.staff == 4
    assert "cx.demo(&quot;nb91&quot;, part=&quot;queue&quot;).at({&quot;staff&quot;: 4})" in demo._line.value
    assert "1.95" in demo.view.text and "1.95" in demo._words.value


def test_sliders_report_when_they_are_let_go_and_stand_on_their_stops(folder):
    demo = queue(folder)
    for name in ("staff", "arrivals"):
        assert demo.controls[name].box.continuous_update is False
    dial = Demo("nb91", PART)
    dial.controls["level"].box.value = 0.30000000000000004
    assert dial.state.level == 0.3 and dial.controls["level"].box.readout_format == ".1f"
    assert _page.state_as_code("nb91", PART, dial.state) == 'cx.demo("nb91", part="dial").at({"level": 0.3})'


def test_presets_and_reset(folder):
    demo = queue(folder)
    demo.guess(None)
    drawn = demo.pictures
    demo._presets["rush hour"].click()
    assert demo.state.arrivals == 10 and demo.controls["arrivals"].box.value == 10 and demo.pictures == drawn + 1
    assert "Look at the longest wait." in demo._note.value
    demo.controls["staff"].set(1)
    demo._reset.click()
    assert demo.state == demo.part.start and demo.controls["staff"].box.value == 2 and demo._note.value == ""
    busy = queue(folder, preset="rush hour")
    busy.guess(None)
    busy.controls["staff"].set(4)
    busy.reset()
    assert busy.state.arrivals == 10 and busy.state.staff == 2


def test_the_controls_are_shut_until_a_guess(folder):
    demo = queue(folder)
    page = demo._repr_mimebundle_()
    assert all(knob.box.disabled for knob in demo.controls.values()) and demo._reset.disabled
    asked = demo._asked.children
    commit, skip = asked[2].children
    assert commit.disabled and not skip.disabled and "First a guess." in asked[0].value
    asked[1].value = "It grows"
    assert not commit.disabled
    commit.click()
    assert not any(knob.box.disabled for knob in demo.controls.values()) and not demo._reset.disabled
    assert "Your guess: <b>It grows</b>. Look at the last bar." in demo._asked.children[0].value
    assert "application/vnd.jupyter.widget-view+json" in page


def test_a_guess_openly_skipped_and_a_guess_that_is_none(folder):
    demo = queue(folder)
    demo.guess(None)
    assert "You skipped the guess." in demo._asked.children[0].value
    with pytest.raises(ValueError, match=r"guess='Maybe' is not known\. Choose from \['It grows', 'It stays'\]"):
        queue(folder).guess("Maybe")


def test_a_guess_is_kept_where_a_unit_was_begun(folder):
    queue(folder).guess("It stays")
    assert all(knob.box.disabled for knob in queue(folder).controls.values())
    cx.begin("nb91", student="Anna")
    queue(folder).guess("It stays")
    again = queue(folder)
    assert not any(knob.box.disabled for knob in again.controls.values())
    assert "Your guess: <b>It stays</b>" in again._asked.children[0].value


def test_presenting_is_large_and_without_guess_and_code(folder):
    demo, plain = queue(folder, present=True, preset="all hands"), queue(folder)
    assert demo.state.staff == 4 and not any(knob.box.disabled for knob in demo.controls.values())
    plain.guess(None)
    width = [int(re.search(r'width="(\d+)"', d._picture.value).group(1)) for d in (demo, plain)]
    assert width == [1080, 720] and "font-size:1.5em" in demo._words.value and demo._line not in demo._page.children
    assert not any("guess" in str(getattr(child, "value", "")) for child in demo._page.children)
    order = list(demo._page.children)
    assert (
        order.index(demo._words) < order.index(demo._picture) < order.index(demo._numbers)
    )  # the answer beside the control that was moved
    assert "cxlab-fits" in demo._picture._dom_classes and ".cxlab-fits img{max-height:46vh" in _page.looks(True)
    for shown, large in ((demo, True), (plain, False)):
        boxes = [child for child in shown._page.children if "cxlab-controls" in child._dom_classes]
        assert len(boxes) == 3 and all(("cxlab-large" in box._dom_classes) == large for box in boxes)
        assert ("--jp-widgets-font-size:19.5px" in shown._page.children[0].value) == large


def test_a_label_that_a_line_cannot_hold_takes_two(folder):
    """The style of the controls belongs to the live page only: what is saved with a lesson stays without it."""
    long = slider("level", "Share of what was told that is kept when the channel changes", unit="share", low=0, high=1, step=0.1)
    demo = Demo("nb91", Part("dial", "A dial", Dial(), draw_dial, (long,)))
    box = demo.controls["level"].box
    assert box.description == f"{long.label} (share)" and box.style.description_width == "26em" and box.layout.width == "46em"
    assert "white-space:normal" in demo._page.children[0].value
    assert "<style>" not in demo._repr_mimebundle_()["text/html"]


def test_controls_say_what_can_be_set(folder):
    said = [repr(control) for part in ("queue", "counter") for control in opened("nb91", part, None, False, folder).controls.values()]
    assert said == [
        "<Staff: 1 to 4 in steps of 1, now 2>",
        "<Arrivals (per hour): 2 to 10 in steps of 0.5, now 6.0>",
        "<Patient customers: True or False, now True>",
        "<Order: one of 'even', 'reversed', now 'even'>",
        "<Windows: a table of 3 rows and 2 columns, as a tuple of tuples>",
        "<One more: a button; press it with .set(None)>",
    ]


def test_a_tick_box_is_never_cut_on_a_narrow_page(folder):
    box = queue(folder).controls["patient"].box
    indent = box.layout.margin.split()[-1]
    assert indent.endswith("em") and box.layout.max_width == f"calc(100% - {indent})"


def test_buttons_in_a_row_keep_their_label_beside_them(folder):
    order = queue(folder).controls["shape"].box
    assert order.tooltip == "Order"
    assert ".widget-toggle-buttons{display:flex" in _page.looks(False)


def test_a_still_view_leaves_the_demo_as_it_is(folder):
    demo = queue(folder)
    before = demo._repr_mimebundle_()["text/plain"]
    view = demo.at({"staff": 4, "shape": "reversed"})
    assert view.table.loc["longest wait", "minutes"] < demo.view.table.loc["longest wait", "minutes"]
    assert demo._repr_mimebundle_()["text/plain"] == before and all(knob.box.disabled for knob in demo.controls.values())
    bundle = view._repr_mimebundle_()
    assert set(bundle) == {"text/html", "text/plain"} and view.text in bundle["text/html"]


@pytest.mark.parametrize(
    ("call", "told"),
    [
        (lambda f: cx.demo("nb99x"), r"unit='nb99x' is not known\. Choose from \["),
        (
            lambda f: opened("nb91", "queu", None, False, f),
            r"part='queu' is not known\. Choose from \['queue', 'counter', 'order'\]\. Did you mean 'queue'\?",
        ),
        (lambda f: opened("nb91", None, "rush", False, f), r"preset='rush' is not known\. Choose from \['rush hour', 'all hands'\]"),
        (lambda f: queue(f).at({"staf": 3}), r"control='staf' is not known\. Choose from \['staff', .*Did you mean 'staff'\?"),
        (lambda f: queue(f).at({"staff": 9}), r"staff=9 cannot be set in part 'queue'\. Pass a number from 1 to 4 in steps of 1\."),
        (lambda f: queue(f).at({"arrivals": 2.2}), r"Pass a number from 2 to 10 in steps of 0\.5"),
        (lambda f: queue(f).at({"patient": 1}), "Pass True or False"),
        (lambda f: queue(f).at({"shape": "odd"}), r"Choose from \['even', 'reversed'\]"),
        (
            lambda f: opened("nb91", "counter", None, False, f).at({"cells": ((1, "fast"),)}),
            "Pass a tuple of 3 rows, each a tuple of 2 allowed cells",
        ),
        (lambda f: opened("nb91", "counter", None, False, f).at({"One more": 1}), "It is a button: press it instead of setting it"),
    ],
)
def test_what_cannot_be_set_is_said(call, told, folder):
    with pytest.raises(ValueError, match=told):
        call(folder)


def test_a_table_is_edited_a_page_at_a_time(folder):
    demo = opened("nb91", "counter", None, True, folder)
    knob = demo.controls["cells"]
    assert len(knob._cells) == 2 and [name for name, _ in knob._pages.options] == ["rows 1 to 2", "rows 3 to 3"]
    knob.edit(2, 0, 5)
    assert demo.state.cells == ((1, "fast"), (2, "slow"), (5, "slow")) and knob._names[0].value == "three"
    assert knob._cells[1][0].layout.visibility == "hidden"
    knob.edit(0, 1, "slow")
    assert demo.state.cells[0] == (1, "slow") and "There are 16 tickets." in demo.view.text
    demo.controls["One more"].set(None)
    demo.controls["One more"].box.click()
    assert demo.state.extra == 2
    assert "after a button: no line sets extra" in demo._line.value or not demo.present
    demo.reset()
    assert demo.state == demo.part.start and knob._cells[0][0].value == 1
    assert with_cell(((1, 2),), 0, 1, 5) == ((1, 5),)


def test_an_error_shows_a_kind_message_and_keeps_the_last_picture(monkeypatch):
    monkeypatch.delenv("CX_STRICT", raising=False)
    demo = Demo("nb91", PART)
    demo.guess(None)
    picture = demo._picture.value
    demo.controls["fails"].box.value = True
    assert demo._picture.value == picture and len(demo.errors) == 1
    for words in (
        "This picture could not be drawn after “Break it” was moved.",
        "Press Reset, or move the control back.",
        "no &lt;needle&gt;",
        'role="alert"',
    ):
        assert words in demo._words.value
    demo.reset()
    assert "The level is 0.5." in demo._words.value


def test_strict_raises_what_people_would_be_shown(monkeypatch):
    monkeypatch.setenv("CX_STRICT", "1")
    demo = Demo("nb91", PART)
    with pytest.raises(RuntimeError, match="no <needle>"):
        demo.controls["fails"].box.value = True
    with pytest.raises(RuntimeError, match="no <needle>"):
        demo.at({"fails": True})


def test_a_part_that_fails_at_once_says_so_in_a_script(monkeypatch):
    monkeypatch.delenv("CX_STRICT", raising=False)
    broken = Part("dial", "A dial", Dial(fails=True), draw_dial, (LEVEL, FAILS))
    with pytest.raises(RuntimeError):
        Demo("nb91", broken).view  # noqa: B018
    other = Part("dial", "A dial", Dial(), lambda state, figure=None: 3, (LEVEL,))
    with pytest.raises(TypeError, match="draw of part 'dial' returned int, not a View"):
        Demo("nb91", other).view  # noqa: B018
    bundle = Demo("nb91", broken)._repr_mimebundle_()
    assert any("widget" in kind for kind in bundle)


def test_where_there_are_no_widgets_there_is_a_twin(folder):
    bundle = queue(folder)._repr_mimebundle_()
    html = bundle["text/html"]
    assert html.count("<img ") == 1 and "First a guess: One more customer comes." in html and "(It grows / It stays)" in html
    assert "longest wait" in html and "cx.demo(" in html and "need a running notebook" in html
    assert bundle["text/plain"].startswith("A queue\nThe mean wait is 3.89 minutes.")


def test_words_are_escaped():
    demo = Demo("nb91", PART)
    html = demo._repr_mimebundle_()["text/html"]
    assert "A &lt;dial&gt;" in html and "<dial>" not in html
    view = View(panels(None)[0], "a < b & c", pd.DataFrame({"<x>": ["<b>"]}, index=["<i>"]), alt='a "quoted" <word>')
    html = view.to_html()
    assert "a &lt; b &amp; c" in html and "&lt;x&gt;" in html and "<b>" not in html and 'alt="a &quot;quoted&quot; &lt;word&gt;"' in html


def test_the_picture_is_the_figure():
    figure, (ax,) = panels(None, size=(4, 2))
    ax.imshow(np.arange(12).reshape(3, 4))
    picture = Image.open(io.BytesIO(png(figure)))
    assert picture.size == (400, 200) and len(picture.getcolors(10_000)) > 12
    assert Image.open(io.BytesIO(png(figure, 1.5))).size == (600, 300)
    assert Image.open(io.BytesIO(png(figure))).size == (400, 200)
    assert 'width="400" height="200"' in image(figure, "x") and 'decoding="sync"' in image(figure, "x")


def pixels(figure):
    png(figure)
    return np.asarray(figure.canvas.buffer_rgba()).copy()


LEFTOVERS = {
    "scales": lambda f, ax: (ax.plot([1, 100], [1, 100]), ax.set_xscale("log"), ax.set_ylim(5, 9)),
    "aspect and axis": lambda f, ax: (ax.imshow([[1, 2]]), ax.axis("off"), ax.invert_yaxis()),
    "a second axis": lambda f, ax: ax.twinx().plot([1, 2]),
    "a colour bar": lambda f, ax: f.colorbar(ax.imshow([[1, 2]])),
    "words on the figure": lambda f, ax: (f.suptitle("x"), f.text(0.1, 0.1, "y"), f.legend(*[[], []])),
    "spines and ticks": lambda f, ax: (
        ax.spines[:].set_visible(False),
        ax.tick_params(labelsize=20, length=9),
        ax.xaxis.tick_top(),
        ax.grid(True),
    ),
    "face and size": lambda f, ax: (ax.set_facecolor("red"), ax.margins(0.4), f.set_size_inches(3, 3)),
    "the figure itself": lambda f, ax: (f.set_facecolor("grey"), f.subplots_adjust(left=0.4), f.add_axes([0.1, 0.1, 0.2, 0.2])),
    "place": lambda f, ax: ax.set_position([0.4, 0.4, 0.2, 0.2]),
}


@pytest.mark.parametrize("left", LEFTOVERS)
@pytest.mark.parametrize("layout", [(1, 1), (1, 2)])
def test_nothing_of_the_last_picture_stays(left, layout):
    def fill(figure):
        figure, axes = panels(figure, *layout)
        axes[0].bar([1, 2, 3], [3, 1, 2])
        return figure

    fresh = pixels(fill(None))
    used, axes = panels(None, *layout)
    LEFTOVERS[left](used, axes[0])
    pixels(used)
    assert np.array_equal(pixels(fill(used)), fresh)


def test_a_figure_is_refilled_with_another_layout():
    figure, _ = panels(None, 1, 2)
    again, axes = panels(figure, 2, 2, size=(5, 5))
    assert again is figure and len(axes) == len(figure.axes) == 4 and tuple(figure.get_size_inches()) == (5, 5)


def test_a_table_reads_as_numbers_should():
    frame = pd.DataFrame({"value": [0.5, 1234567.0, np.nan, 2.0], "name": ["a", "b", "c", "d"]}, index=list("wxyz"))
    text = re.sub(r"<[^>]+>", " ", table(frame)).split()
    assert text == ["value", "name", "w", "0.5", "a", "x", "1,234,567", "b", "y", "c", "z", "2", "d"]


def test_alt_text_comes_from_the_pictures_own_words():
    from cxlab import plots

    figure, (ax,) = panels(None)
    plots.bars(pd.DataFrame({"name": ["wait", "staff"], "value": [2, 5]}), ax=ax, title="Complaints")
    assert View(figure, "Staff leads.").alt == "Bar chart, Complaints. wait 2; staff 5. Staff leads."
    assert View(panels(None)[0], "Only this.").alt == "Only this."


def test_a_view_of_a_pyplot_figure_is_shown_once():
    import matplotlib.pyplot as plt

    figure = plt.figure()
    number = figure.number
    assert "text/html" in View(figure, "A figure.")._repr_mimebundle_() and not plt.fignum_exists(number)


@dataclass
class Thawed:
    """Not frozen."""

    level: float = 0.5


@pytest.mark.parametrize(
    ("declare", "told"),
    [
        (lambda: Part("p", "P", Dial(), draw_dial, ()), "shows 0 controls. Show 1 to 4"),
        (lambda: Part("p", "P", Dial(), draw_dial, (LEVEL,) * 5), "shows 5 controls"),
        (lambda: Part("p", "P", Dial(), draw_dial, (LEVEL, LEVEL)), "names a control twice"),
        (lambda: Part("p", "P", Thawed(), draw_dial, (LEVEL,)), "is not a frozen dataclass"),
        (lambda: Part("p", "P", Dial, draw_dial, (LEVEL,)), "is not a frozen dataclass"),
        (lambda: Part("p", "P", Dial(), draw_dial, (switch("leve", "x"),)), "Did you mean 'level'"),
        (lambda: Part("p", "P", Dial(level=0.55), draw_dial, (LEVEL,)), "starts with level=0.55, where its control cannot stand"),
        (lambda: Part("p", "P", Dial(), draw_dial, (LEVEL,), presets=(Preset("x", {"level": 7}),)), "level=7 cannot be set"),
        (
            lambda: Part("p", "P", Dial(), draw_dial, (slider("level", "L" * 74, unit="share", low=0, high=1, step=0.1),)),
            "has 82 letters, its unit included. Write at most 80: more does not fit beside a control.",
        ),
        (lambda: slider("a", "A", low=0, high=1, step=0.3), "do not fit. Choose a step that divides the span"),
        (lambda: slider("a", "A", low=0, high=1, step=0), "do not fit"),
        (lambda: whole("a", "A", low=3, high=3), "do not fit"),
    ],
)
def test_a_declaration_that_cannot_be_is_refused(declare, told):
    with pytest.raises(ValueError, match=re.escape(told) if "." in told else told):
        declare()


def test_controls_know_their_stops():
    assert slider("a", "A", low=0, high=1, step=0.1).stops() == [0.0, 0.5, 1.0]
    assert whole("a", "A", low=1, high=4).stops() == [1, 3, 4] or whole("a", "A", low=1, high=4).stops() == [1, 2, 4]
    assert choice("a", "A", {"one": 1, "two": 2}).stops() == [1, 2] and toggle("a", "A", ("x", "y")).buttons
    table_control = grid("a", "A", rows=("r", "s", "t"), columns={"n": (0, 4, 2), "w": ("x", "y")})
    assert len(table_control.sampled()) == 3 * (3 + 2) and table_control.holds(((0, "x"),) * 3) and not table_control.holds(((1, "x"),) * 3)
    assert action("Go", lambda state: state).name == "Go"


def test_demos_are_found_by_their_file_names(tmp_path):
    for name in ("nb05_promise.py", "nb07_queue.py", "tour_what.py", "_demo.py", "nb5_x.py", "notes.py"):
        (tmp_path / name).write_text("")
    assert list(catalogue(tmp_path)) == ["nb05", "nb07", "tour"]


def test_unit_files_import_no_plotting_when_they_are_loaded(folder):
    """Heavy libraries are loaded at the first picture, not at import."""
    for file in catalogue().values():
        tops = [node for node in ast.parse(file.read_text(encoding="utf-8")).body if isinstance(node, (ast.Import, ast.ImportFrom))]
        names = {alias.name for node in tops for alias in node.names} | {getattr(node, "module", "") or "" for node in tops}
        assert not {name.split(".")[0] for name in names} & {"matplotlib", "seaborn", "scipy", "statsmodels", "ipywidgets"}, file.name
    assert list(parts_of("nb91", folder)) == ["queue", "counter", "order"]


def test_a_still_view_leaves_no_widget_behind(folder):
    """Each left one sixty, in the kernel and in the browser."""
    from ipywidgets.widgets.widget import _instances

    shown = queue(folder)
    assert shown._repr_mimebundle_()
    before = set(_instances)
    assert shown.at({"staff": 4}).table is not None
    with pytest.raises(ValueError):
        shown.at({"staff": 40})
    assert set(_instances) == before


def test_a_round_of_garbage_holds_up_no_control(folder):
    """What is loaded when a demo is shown is left out of later rounds: a full one took a quarter of a second, every twentieth move."""
    import gc

    assert queue(folder)._repr_mimebundle_()
    assert gc.get_freeze_count() > 100_000


def test_a_move_is_one_draw_and_no_more(folder):
    """Counted, not timed: presets and Reset set several controls and draw once."""
    demo = queue(folder, present=True)
    demo.controls  # noqa: B018
    counts, calls = [], 0
    part, inner = demo.part, demo.part.draw

    def counted(state, figure=None):
        nonlocal calls
        calls += 1
        return inner(state, figure=figure)

    object.__setattr__(part, "draw", counted)
    for move in (lambda: demo.controls["staff"].set(4), lambda: demo.use("rush hour"), demo.reset, lambda: demo.controls["staff"].set(2)):
        before = calls
        move()
        counts.append(calls - before)
    assert counts == [1, 1, 1, 0]


@pytest.mark.parametrize("number", [np.int64(7), np.float64(7.0), np.float32(7.0), np.array(7), 7])
def test_numbers_and_yeses_of_numpy_are_settings(folder, number):
    view = queue(folder).at({"arrivals": number, "patient": np.bool_(False)})
    assert view.text == queue(folder).at({"arrivals": 7.0, "patient": False}).text
    tenth = Demo("nb91", PART).at({"level": np.float32(0.3)})
    assert tenth.text == "The level is 0.3."
    cells = ((np.int64(1), "fast"), (2, "slow"), (3, np.str_("slow")))
    assert opened("nb91", "counter", None, False, folder).at({"cells": cells}).text == "There are 11 tickets."


@pytest.mark.parametrize(
    ("call", "error", "told"),
    [
        (lambda demo: demo.at(None), TypeError, r'settings=None is not a dict\. Pass one, as in \{"promise": 7\}'),
        (lambda demo: demo.at([("staff", 4)]), TypeError, "is not a dict"),
        (
            lambda demo: demo.at(staff=4),
            TypeError,
            r"at\(staff=\.\.\.\) is not known\. Pass the settings in a dict, as in at\(\{'staff': 4\}\)",
        ),
        (lambda demo: demo.at({"shape": np.array(["even", "odd"])}), ValueError, r"Choose from \['even', 'reversed'\]"),
    ],
)
def test_settings_that_are_no_dict_are_told_how(call, error, told, folder):
    with pytest.raises(error, match=told):
        call(queue(folder))
