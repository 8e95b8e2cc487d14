"""The sentence that stands for a picture where it cannot be seen, built from the data drawn."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

if TYPE_CHECKING:
    from matplotlib.axes import Axes

_SENTENCES: WeakKeyDictionary[Axes, str] = WeakKeyDictionary()


def alt_text(ax: Axes) -> str:
    """What the picture on `ax` shows, in words, for people who cannot see it.

    Parameters
    ----------
    ax : Axes returned by a function of cxlab.plots.

    Returns
    -------
    str
        One or two sentences with the numbers drawn.

    Raises
    ------
    ValueError
        When nothing of cxlab.plots was drawn on `ax`.

    Examples
    --------
    >>> import pandas as pd
    >>> from cxlab import plots
    >>> alt_text(plots.bars(pd.DataFrame({"name": ["wait", "staff"], "value": [2, 5]}), title="Complaints"))
    'Bar chart, Complaints. wait 2; staff 5.'
    """
    if ax not in _SENTENCES:
        raise ValueError(f"ax={ax!r} holds no picture of cxlab.plots. Pass the Axes that a function of cxlab.plots returned.")
    return _SENTENCES[ax]


def remember(ax: Axes, kind: str, title: str, *facts: str) -> Axes:
    """Keep the sentence of `ax`; a later picture on the same Axes replaces it."""
    head = f"{kind}, {title}" if title not in ("", kind) else kind
    _SENTENCES[ax] = " ".join(f"{part.rstrip('.')}." for part in (head, *facts) if part)
    return ax


def amount(value: float) -> str:
    """A number as it is read aloud: three figures, no exponent.

    Examples
    --------
    >>> amount(0.4567), amount(1234.5), amount(float("nan"))
    ('0.457', '1,234', 'none')
    """
    if math.isnan(value):
        return "none"
    size = abs(value)
    digits = 0 if size >= 100 else 1 if size >= 10 else 2 if size >= 1 else 3
    text = f"{value:,.{digits}f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def listed(names: Iterable[object], values: Iterable[float], *, most: int = 12) -> str:
    """`name value; name value`, or only the ends when there are more than `most`."""
    pairs = [(str(name), float(value)) for name, value in zip(names, values, strict=True)]
    if len(pairs) <= most:
        return "; ".join(f"{name} {amount(value)}" for name, value in pairs)
    known = [pair for pair in pairs if not math.isnan(pair[1])] or pairs
    high, low = max(known, key=lambda pair: pair[1]), min(known, key=lambda pair: pair[1])
    return f"{len(pairs)} values, from {amount(low[1])} ({low[0]}) to {amount(high[1])} ({high[0]})"


def span(values: Iterable[float]) -> str:
    """How many values, from which to which."""
    known = [float(value) for value in values]
    return f"{len(known):,} values from {amount(min(known))} to {amount(max(known))}"
