"""The equations as objects: one source for scalars, arrays and kernels, with and without the compiler; and what they say of themselves."""

from __future__ import annotations

import importlib
import inspect
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

import cxlab as cx
from cxlab.mechanisms import _MODULES

ROOT = Path(__file__).resolve().parents[1]
pytestmark = pytest.mark.filterwarnings("error")
STATUSES = ("established", "contested", "assumption")
SIGNED = np.array([-2.5, -0.5, 0.0, 0.5, 3.0])
POINTS = np.array([0.0, 2.5, 5.0, 6.0, 10.0])
SHARE = np.array([0.0, 0.2, 0.5, 0.9, 1.0])
FLAG = np.array([0.0, 1.0, 0.0, 1.0, 1.0])
ABOVE = np.array([0.3, 1.0, 2.0, 4.5, 12.0])

# Arguments for each equation, row by row: its branches and both signs where it has them.
CASES: dict[str, tuple] = {
    "asymmetry._felt_gap": (SIGNED, 2.25, np.array([1.0, 0.88, 0.88, 1.0, 0.5])),
    "asymmetry._kinked": (SIGNED, 0.4, 1.7),
    "asymmetry._offsetting_gain": (ABOVE, 2.25, 0.88),
    "asymmetry._expected_gap": (SIGNED, np.array([0.0, 1.0, 1.0, 0.0, 2.0]), 2.0),
    "asymmetry._asymmetry_index": (ABOVE, ABOVE[::-1].copy()),
    "automation._resolves": (FLAG, FLAG[::-1].copy(), 0.9, 0.35, 0.95, 0.85),
    "automation._bot_complex": (SHARE, 0.6),
    "automation._cost": (SHARE, 0.5, 6.0),
    "bonds._engagement": (SIGNED, 1.0, 0.8),
    "bonds._engagement_limit": (SIGNED, 0.8),
    "bonds._image_weight": (np.arange(5.0), 4.0),
    "bonds._talk": (POINTS, 0.05, 0.03, 6.5),
    "bonds._heard": (SHARE, FLAG, 0.4, 0.3),
    "bonds._logistic": (np.array([-800.0, -2.0, 0.0, 2.0, 800.0]),),
    "bonds._repurchase": (POINTS, 5.0, SHARE, 1.0, 6.0, 0.5, -4.0, 0.8, 0.5, 0.3, 1.0),
    "bonds._wallet": (np.arange(1.0, 6.0), 5.0),
    "channels._switch_loss": (SHARE, ABOVE, 1.5),
    "channels._repeats": (np.arange(5.0), SHARE),
    "channels._no_repeat": (np.arange(5.0), SHARE),
    "channels._handling_time": (ABOVE, SHARE, 0.4),
    "channels._saturation": (np.arange(1.0, 6.0), ABOVE, 0.85),
    "diffusion._adopted": (np.arange(5.0), 0.03, 0.38),
    "diffusion._adopting": (SHARE, 0.03, 0.38),
    "diffusion._peak_time": (ABOVE / 20, 0.1),
    "expectation._updated": (POINTS, 6.0, SHARE),
    "expectation._gain": (np.arange(5.0), 4.0),
    "expectation._promised": (POINTS, 9.0, SHARE),
    "expectation._satisfaction": (POINTS, 6.0, 1.0, 0.3, 0.4, 0.5, 2.0, np.array([1.0, 0.88, 1.0, 0.5, 0.88])),
    "memory._remembered": (SIGNED, 1.0, -2.0, 0.5, 3.0, 0.4, 0.3, 0.2, 0.1, 0.05),
    "memory._recent": (SIGNED, 2.0, SHARE),
    "memory._is_peak": (
        np.array([-2.0, 2.0, 2.0, -1.0, 0.0]),
        np.array([2.0, -2.0, 1.0, 1.5, 0.0]),
        1.0,
        np.array([1.0, 1.0, 3.0, 0.5, 0.0]),
    ),
    "modules._score": (ABOVE, 0.2),
    "modules._utility": (POINTS, 4.0, 1.0, 9.0, 0.0, 0.3, 0.2, 0.2, 0.2, 0.1, np.array([0.0, 0.1, 0.0, 0.05, 0.1])),
    "modules._mood": (SIGNED, 2.0, 0.9),
    "modules._emotion": (SIGNED, 2.0, 1.5),
    "ownership._arrives": (SIGNED, 0.5),
    "personalisation._gain": (SHARE, 0.8, 1.0, 1.5, 1.0, 0.5, 0.2),
    "personalisation._best_level": (SHARE, 1.0, 1.0, 1.0, np.array([0.5, 0.5, 0.0, 0.9, 0.1]), 0.2),
    "personalisation._break_even_accuracy": (ABOVE, 3.0, 0.5),
    "promise._trial": (POINTS, -4.0, 0.6),
    "pyramid._gate": (POINTS, 6.0, np.array([0.0, 1.0, np.inf, 2.0, np.inf])),
    "pyramid._compensatory": (POINTS, 9.0, 5.0, 0.5, 0.3, 0.2),
    "pyramid._gated": (POINTS, POINTS[::-1].copy(), 9.0, 0.5, 0.3, 0.2, 6.0, np.array([0.0, 1.0, np.inf, 2.0, np.inf])),
    "queues._utilisation": (ABOVE, 6.0, 5.0, SHARE),
    "queues._erlang_c": (np.arange(1.0, 6.0), 0.9),
    "queues._wait": (np.array([0.0, 3.0, 8.0, 11.0, 11.9]), 12.0, np.array([1.0, 2.0, 3.0, 1.0, 1.0])),
    "recovery._after_failure": (ABOVE, 2.0, SHARE, 0.5, 1.0, 0.7, 0.5, 0.6, 0.2, FLAG, 1.5),
    "recovery._break_even_severity": (SHARE, 0.5, 1.0, 2.0, 0.7, 0.5, 0.6, 0.2),
    "recovery._for_repurchase": (SIGNED,),
    "rivalry._attraction": (POINTS, 7.0, POINTS[::-1].copy(), 0.4, 0.3, 0.3),
    "rivalry._odds": (SIGNED, 3.0),
    "rivalry._believed": (POINTS, 6.0, SHARE),
    "rivalry._remembered": (POINTS, 7.0, np.arange(1.0, 6.0), np.array([0.0, 0.3, 0.5, 1.0, 0.1])),
    "rivalry._weighed": (SHARE, np.array([0.1, 0.2, 0.3, 0.95, 0.5])),
    "rivalry._held": (np.array([0.1, 0.5, 0.9, 1.0, 0.3]), np.array([0.0, 2.0, -2.0, 800.0, -800.0])),
    "rivalry._share_after": (np.arange(5.0), 0.3, np.array([0.9, 0.8, 1.0, 0.0, 1.0]), np.array([0.7, 0.5, 1.0, 0.5, 0.2])),
    "services._delivered": (7.0, 1.0, SIGNED, 0.5, SHARE, 1.5),
    "services._spread": (ABOVE, 0.5, SHARE),
    "services._signal": (POINTS, 2.0, SIGNED),
    "services._served": (40.0, np.array([0.0, 25.0, 40.0, 55.0, 80.0])),
    "services._lost": (40.0, np.array([0.0, 25.0, 40.0, 55.0, 80.0]), 0.5),
    "services._turned_away": (40.0, np.array([0.0, 25.0, 40.0, 55.0, 80.0])),
    "value._value": (SIGNED, 2.0, -1.0, 0.2, 0.3, 0.5),
    "value._net_value": (POINTS, 4.0, 2.0),
    "waiting._ease_loss": (ABOVE, 6.0, 0.5),
    "waiting._factor": (SHARE, 0.5, 0.0, FLAG, 1.0, 0.2, 0.0, 0.3, 0.25, 0.2, 0.3, 0.15, 0.2, 0.1),
    "waiting._perceived": (ABOVE, 1.3),
    "waiting._tolerance_loss": (ABOVE, 4.0, 0.1),
    "waiting._leaves": (ABOVE, 0.1),
    "waiting._maister": (POINTS, 6.0),
}


def module(name):
    return importlib.import_module(f"cxlab.mechanisms.{name}")


def equation(name):
    room, _, private = name.partition(".")
    return getattr(module(room), private)


def declared():
    """Names under `@equation` in the sources."""
    text = {name: inspect.getsource(module(name)) for name in _MODULES}
    return {f"{name}.{found}" for name, source in text.items() for found in re.findall(r"@equation\ndef (\w+)", source)}


def public():
    return [
        (f"{name}.{label}", thing)
        for name in _MODULES
        for label, thing in vars(module(name)).items()
        if inspect.isfunction(thing) and thing.__module__ == f"cxlab.mechanisms.{name}" and not label.startswith("_")
    ]


PUBLIC = public()
named = pytest.mark.parametrize(("name", "function"), PUBLIC, ids=[name for name, _ in PUBLIC])


def evaluated():
    """Every case by array and row by row by scalars, as plain lists."""
    answers = {}
    for name, arguments in CASES.items():
        rows = np.broadcast_arrays(*arguments)
        scalars = [float(equation(name)(*(float(column[i]) for column in rows))) for i in range(len(rows[0]))]
        answers[name] = [np.asarray(equation(name)(*arguments), dtype=float).tolist(), scalars]
    return answers


@pytest.fixture(scope="module")
def compiled():
    return evaluated()


def test_every_equation_has_a_case():
    assert set(CASES) == declared()


def test_scalars_and_arrays_agree(compiled):
    for name, (together, one_by_one) in compiled.items():
        np.testing.assert_allclose(together, one_by_one, rtol=1e-14, atol=0, err_msg=name)
        assert np.isfinite(together).all(), name


def test_without_the_compiler_the_numbers_are_the_same(compiled):
    code = (
        f"import sys, json; sys.path.insert(0, {str(ROOT / 'tests')!r})\n"
        "import test_mechanisms_equations as t; print(json.dumps(t.evaluated()))"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, env={**os.environ, "NUMBA_DISABLE_JIT": "1"}, capture_output=True, text=True, check=True
    )
    plain = json.loads(ran.stdout)
    assert set(plain) == set(compiled)
    for name, answers in plain.items():
        np.testing.assert_allclose(answers, compiled[name], rtol=1e-12, atol=1e-14, err_msg=name)


def test_every_equation_can_be_compiled_ahead():
    from cxlab.mechanisms._ready import make_ready

    assert make_ready() == len(CASES)


@pytest.mark.parametrize("name", ["asymmetry._felt_gap", "memory._is_peak", "pyramid._gated", "queues._wait", "recovery._after_failure"])
def test_a_kernel_calls_the_same_object(name, compiled):
    import numba

    call = equation(name)
    arguments = [np.ascontiguousarray(column, dtype=float) for column in np.broadcast_arrays(*CASES[name])]
    table = np.column_stack(arguments)
    spelled = ", ".join(f"table[i, {j}]" for j in range(table.shape[1]))
    space: dict = {"call": call}
    exec(f"def loop(table, out):\n    for i in range(len(table)):\n        out[i] = call({spelled})", space)
    out = np.empty(len(table))
    numba.njit(space["loop"])(table, out)
    np.testing.assert_allclose(out, compiled[name][0], rtol=1e-14)


def test_submodules_load_on_first_use_only():
    code = (
        "import sys, cxlab as cx\n"
        "assert not [m for m in sys.modules if m.startswith('cxlab.mechanisms.')]\n"
        "assert cx.mechanisms.memory.peak_end([6, 7, 3, 6, 8], weights=(0, 0.5, 0.5)) == 8.0\n"
        "loaded = {m.rpartition('.')[2] for m in sys.modules if m.startswith('cxlab.mechanisms.')}\n"
        "assert loaded == {'_numbers', 'memory'}, loaded\n"
        "assert not {'scipy.stats', 'statsmodels', 'matplotlib', 'ipywidgets'} & set(sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", code], cwd=ROOT, check=True)


def test_an_unknown_submodule_is_answered_with_the_nearest():
    with pytest.raises(AttributeError, match=r"has no 'memmory'. Choose from \['asymmetry', .*'waiting'\]. Did you mean 'memory'\?"):
        cx.mechanisms.memmory  # noqa: B018
    assert dir(cx.mechanisms) == sorted(_MODULES)


@named
def test_each_docstring_says_source_status_and_example(name, function):
    text = inspect.getdoc(function)
    assert "Parameters\n-----" in text and ">>> " in text, name
    assert "Source: " in text, name
    status = " ".join(text.split()).partition("Status: ")[2]
    assert any(word in status for word in STATUSES), name
    for parameter in inspect.signature(function).parameters:
        assert re.search(rf"\b{parameter}\b", text), f"{name} does not say what {parameter} is"


@named
def test_each_function_is_annotated_and_takes_its_parameters_by_name(name, function):
    signature = inspect.signature(function)
    assert signature.return_annotation is not inspect.Signature.empty
    for parameter in signature.parameters.values():
        assert parameter.annotation is not inspect.Parameter.empty, (name, parameter.name)
        assert parameter.kind is not inspect.Parameter.VAR_KEYWORD
        assert (
            parameter.default is inspect.Parameter.empty
            or parameter.kind is inspect.Parameter.KEYWORD_ONLY
            or name
            in (
                "asymmetry.offsetting_gain",
                "asymmetry.expected_gap",
            )
        ), (name, parameter.name)


@pytest.mark.parametrize("name", _MODULES)
def test_the_table_of_parameters_fits_the_functions(name):
    table = module(name).PARAMETERS
    keywords = [p for n, f in PUBLIC if n.startswith(f"{name}.") for p in inspect.signature(f).parameters.values()]
    for label, row in table.items():
        assert row.low < row.high and row.status in STATUSES and row.source, label
        found = [p for p in keywords if p.name == label]
        assert found, f"{label} is no parameter of {name}"
        for value in (p.default for p in found if isinstance(p.default, (int, float)) and not isinstance(p.default, bool)):
            # a weight may be switched off by its default
            assert value == 0 or row.low <= value <= row.high, f"{name}.{label}: default {value} is outside {row.low} to {row.high}"


WRONG = {
    "text": (lambda: cx.mechanisms.expectation.updated("8", 6), TypeError, r"expected='8' is not a number\. Pass one number\."),
    "text in a list": (
        lambda: cx.mechanisms.bonds.talk(["9"]),
        TypeError,
        r"satisfaction holds str\d* values, not numbers\. Pass numbers\.",
    ),
    "missing": (lambda: cx.mechanisms.bonds.talk([9, np.nan]), ValueError, r"satisfaction has nan at position 1, which is not allowed"),
    "outside": (
        lambda: cx.mechanisms.expectation.updated(8, 6, gain=1.5),
        ValueError,
        r"gain=1.5 is not allowed\. Pass a number from 0 to 1\.",
    ),
    "outside, in an array": (
        lambda: cx.mechanisms.bonds.heard([0.2, 1.2]),
        ValueError,
        r"chance has 1.2 at position 1, which is not allowed\. Pass numbers from 0 to 1\.",
    ),
    "shapes": (
        lambda: cx.mechanisms.expectation.updated([1, 2], [1, 2, 3]),
        ValueError,
        r"do not line up: their shapes are \[\(2,\), \(3,\)\]\. Pass arrays of one shape",
    ),
    "flag": (lambda: cx.mechanisms.bonds.heard(0.3, positive="yes"), ValueError, r"positive='yes' is not yes or no\. Pass True or False"),
    "grid": (lambda: cx.mechanisms.modules.depth([[1, 2]]), ValueError, r"shape \(1, 2\)\. Pass 5 rows \(the modules\) of 7 numbers"),
    "weights": (lambda: cx.mechanisms.memory.peak_end([5], weights=(0.5, 0.5)), ValueError, r"is not three numbers.*\(0.4, 0.3, 0.3\)"),
    "mot length": (lambda: cx.mechanisms.memory.parts([5, 6], mot=[1]), ValueError, r"mot has the shape \(1,\), the journey 2 visits"),
    "mot zero": (lambda: cx.mechanisms.memory.parts([5, 6], mot=[0, 0]), ValueError, r"nothing is remembered.*at least one visit"),
    "empty journey": (lambda: cx.mechanisms.memory.parts([]), ValueError, r"shape \(0,\)\. Pass one journey"),
    "owner": (
        lambda: cx.mechanisms.ownership.arrives(1, "partners"),
        ValueError,
        r"owner='partners' is not known\. Choose from \['brand', 'partner', 'customer', 'social'\]\. Did you mean 'partner'\?",
    ),
    "Kano answer": (lambda: cx.mechanisms.asymmetry.kano_cell("likes", "dislike"), ValueError, r"Did you mean 'like'\?"),
    "Kano letter": (
        lambda: cx.mechanisms.asymmetry.berger({"B": 3}),
        ValueError,
        r"letter='B' is not known\. Choose from \['A', 'O', 'M', 'I'",
    ),
    "Kano nobody": (lambda: cx.mechanisms.asymmetry.berger({"R": 3}), ValueError, r"holds nobody in A, O, M or I"),
    "no slope": (
        lambda: cx.mechanisms.asymmetry.asymmetry_index(0, 0),
        ValueError,
        r"reward \+ penalty=0.0 is not allowed\. Pass a number above 0",
    ),
    "rank": (lambda: cx.mechanisms.bonds.wallet(3, 2), ValueError, r"rank=3 is beyond the 2 brands"),
    "promise": (
        lambda: cx.mechanisms.promise.outcome(12),
        ValueError,
        r"promise=12 is not allowed\. Pass a number from 0 to 10 \(points\)",
    ),
    "one promise of many": (lambda: cx.mechanisms.promise.trial([5, 12]), ValueError, r"promise has 12 at position 1, .* from 0 to 10"),
    "half a server": (lambda: cx.mechanisms.queues.wait(1, 2, servers=1.5), ValueError, r"servers=1.5 is not a whole number"),
    "text as path": (lambda: cx.mechanisms.attribution.last_touch(["shop"]), ValueError, r"Pass each path as a tuple .* \('shop',\)"),
    "no path": (lambda: cx.mechanisms.attribution.last_touch({}), ValueError, r"holds no conversion"),
    "level": (lambda: cx.mechanisms.pyramid.published_level(7), ValueError, r"six=7 is not allowed\. Pass a whole number from 1 to 6"),
}


@pytest.mark.parametrize("fault", WRONG)
def test_errors_say_what_was_passed_and_how_to_mend_it(fault):
    call, kind, words = WRONG[fault]
    with pytest.raises(kind, match=words):
        call()


@pytest.mark.parametrize(("touchpoint", "name"), [(None, "The queue"), ("desk", "Touchpoint 'desk'")])
def test_an_overloaded_queue_has_no_steady_state_and_says_so(touchpoint, name):
    words = f"{name} has a utilisation of 1.1, and at 1 or more a steady state does not exist.*finite day, which may be overloaded"
    with pytest.raises(ValueError, match=words):
        cx.mechanisms.queues.wait(33, 6, servers=5, touchpoint=touchpoint)
    with pytest.raises(ValueError, match="utilisation of 1,"):
        cx.mechanisms.queues.wait([10, 12], 12)
    assert cx.mechanisms.queues.day_wait(33, 6, servers=5) > 0
