"""The checks at the door: one rule of what a rating is, and of what names a column."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from cxlab import _validate as check

PAIRS = pd.MultiIndex.from_arrays([[5, 6], [0, 1]])
TABLE = pd.DataFrame({"a": [1, 2], "b": [True, False], 0: [1, 2]})

RATINGS = {
    "digits kept as text": (["9", "8"], "ratings has '9' in row 0, which is not a number. Turn words into ratings first; digits kept as text"),
    "text among numbers": ([10, "good"], "ratings has 'good' in row 1"),
    "a word among digits": (pd.Series(["10", "good"], name="r"), "ratings has 'good' in row 1"),
    "booleans": ([True, False], "ratings has True in row 0, which is not a number. If False and True mean 0 and 1, say so: data['ratings'].astype(int)"),
    "a boolean among numbers": ([8, True], "ratings has True in row 1"),
    "booleans with gaps": (pd.Series([True, None], dtype="boolean"), "True in row 0"),
    "complex": ([1 + 2j, 1], "ratings holds complex numbers"),
    "complex array": (np.array([1 + 2j]), "ratings holds complex numbers"),
    "dates": (pd.Series([pd.Timestamp(0)]), "which is not a number. Use numbers, or leave the cell missing. Ratings run from 0 to 10."),
    "lists": ([1, [2]], "ratings has [2] in row 1"),
    "classes of text": (pd.Series(["1"]).astype("category"), "pd.to_numeric(data['ratings'])"),
    "off the scale": (pd.Series([1, 99], index=PAIRS), "99 in row (6, 1), outside its scale from 0 to 10 (1 such rows: [(6, 1)])"),
}  # fmt: skip


@pytest.mark.parametrize("name", RATINGS)
def test_what_is_no_rating_is_refused_with_the_mend(name):
    values, words = RATINGS[name]
    with pytest.raises((TypeError, ValueError)) as caught:
        check.ratings(values, low=0, high=10)
    assert words in str(caught.value)


@pytest.mark.parametrize(
    "values",
    [[1, None], pd.Series([1, None], dtype="Int64"), np.array([1, np.nan]), pd.Series([1, None], dtype=object), (1, pd.NA), [1, pd.NaT]],
)
def test_a_missing_rating_is_missing_whatever_it_is_called(values):
    np.testing.assert_array_equal(check.ratings(values, low=0, high=10, allow_missing=True), [1, np.nan])


def test_an_endless_scale_is_not_named():
    with pytest.raises(TypeError) as caught:
        check.ratings(["a"], low=-np.inf, high=np.inf)
    assert "inf" not in str(caught.value)


NAMES = {
    "a list": ([["a"]], TypeError, "what holds a list, not the name of a column. Pass a name out of ['a', 'b', 0]; put values"),
    "a column": ([TABLE["a"]], TypeError, "what holds a Series"),
    "nothing": (None, TypeError, "what is None, which is not a list of names. Pass a list of names, as in what=["),
    "a number": (3, TypeError, "what is 3, which is not a list of names"),
    "a set": ({"a"}, TypeError, "what is a set, which has no order"),
    "text for a number": (["0"], KeyError, "Did you mean 0?"),
}


@pytest.mark.parametrize("name", NAMES)
def test_what_names_no_column_is_refused_with_the_mend(name):
    names, kind, words = NAMES[name]
    with pytest.raises(kind) as caught:
        check.columns(TABLE, names, what="what")
    assert words in str(caught.value)


def test_a_name_must_stand_for_one_column():
    with pytest.raises(ValueError, match=r"2 columns called 'a'. Rename them so that each name stands once"):
        check.columns(TABLE[["a", "a"]], ["a"])
    with pytest.raises(ValueError, match=r"columns in 2 levels. Give each one name first"):
        check.columns(pd.DataFrame([[1, 2]], columns=PAIRS), [5])
    assert check.columns(TABLE, (name for name in ["a", 0])) == ["a", 0] and check.columns(TABLE, "a") == ["a"]


@pytest.mark.parametrize("value", [None, 1, "ab", (1,), (1, 2, 3), {1, 2}, [1, [2]], ("a", "b"), (2, 1), (np.nan, 1)])
def test_two_numbers_that_rise_are_two_numbers_that_rise(value):
    with pytest.raises((TypeError, ValueError), match=r"^scale="):
        check.pair("scale", value, "(1, 10)")
    assert check.pair("scale", np.array([1, 10]), "(1, 10)") == (1.0, 10.0)


@pytest.mark.parametrize("value", [1j, np.complex64(1), np.datetime64("2020"), "1", True, None, pd.NA])
def test_one_number_is_one_number(value):
    with pytest.raises(TypeError, match=r"is not a number. Pass one number"):
        check.number("x", value)
