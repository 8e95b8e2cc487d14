"""Pictures of how answers and values are spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np

from cxlab import _validate
from cxlab.plots import palette
from cxlab.plots.canvas import BODY, NOTE, axes_for, frame_axes
from cxlab.plots.sentences import amount, listed, remember, span

if TYPE_CHECKING:
    from matplotlib.axes import Axes


def distribution(
    ratings: Sequence[float] | Mapping[float, float],
    ax: Axes | None = None,
    *,
    title: str = "",
    low: int = 0,
    high: int = 10,
    cuts: tuple[int, int] | None = (6, 9),
    unit: str = "rating",
) -> Axes:
    """Draw how many gave each rating; on 0 to 10, coloured as detractors, passives and promoters.

    Parameters
    ----------
    ratings : the ratings themselves, whole numbers, or a mapping from rating to count.
    ax : where to draw; a new figure when left out.
    low, high : ends of the rating scale.
    cuts : highest detractor and lowest promoter; None for one colour.
    title, unit : words for the head and the horizontal axis.

    Returns
    -------
    Axes

    Raises
    ------
    ValueError
        When a rating is off the scale or not a whole number.

    Examples
    --------
    >>> ax = distribution([10, 9, 7, 3])
    >>> [text.get_text() for text in ax.texts]
    ['detractors\\n25%', 'passives\\n25%', 'promoters\\n50%']
    """
    counts = _counts(ratings, low, high)
    points = np.arange(low, high + 1)
    ax = axes_for(ax, 8.0, 4.2)
    groups = _classes(points, cuts)
    for name, inside in groups.items():
        hatch = "///" if name == "detractors" else ""
        ax.bar(
            points[inside],
            counts[inside],
            width=0.82,
            color=palette.CLASSES.get(name, palette.BLUE),
            edgecolor=palette.INK,
            linewidth=0.8,
            hatch=hatch,
        )
    total = counts.sum()
    shares = {name: counts[inside].sum() / total for name, inside in groups.items()}
    ax.set_ylim(0, counts.max() * (1.3 if cuts else 1.08))
    if cuts:
        for name, inside in groups.items():
            ax.text(
                points[inside].mean(),
                counts.max() * 1.27,
                f"{name}\n{shares[name]:.0%}",
                ha="center",
                va="top",
                fontsize=BODY,
                color=palette.INK,
            )
    ax.set_xticks(points)
    ax.locator_params(axis="y", integer=True)
    frame_axes(ax, title=title, x=unit, y="answers")
    facts = "; ".join(f"{name} {share:.0%}" for name, share in shares.items()) if cuts else listed(points, counts)
    return remember(ax, "Rating bars", title, f"{total:,.0f} answers from {low} to {high}", facts)


def histogram(
    values: Sequence[float] | Mapping[str, Sequence[float]],
    ax: Axes | None = None,
    *,
    title: str = "",
    unit: str = "",
    bins: int = 30,
    mark: float | None = None,
    mark_label: str = "",
) -> Axes:
    """Draw how often each value occurs, for one group or several on the same bins.

    Parameters
    ----------
    values : numbers, or a mapping from a group's name to its numbers.
    ax : where to draw; a new figure when left out.
    title, unit : words for the head and the horizontal axis.
    bins : number of bins, from 2.
    mark, mark_label : a value to mark with a line, and the words for it.

    Returns
    -------
    Axes

    Examples
    --------
    >>> from cxlab import plots
    >>> plots.alt_text(histogram([1.0, 2.0, 3.0], bins=3))
    'Histogram. 3 values from 1 to 3, median 2.'
    """
    groups = dict(values) if isinstance(values, Mapping) else {"": values}
    arrays = {name: np.asarray(group, dtype=float) for name, group in groups.items()}
    arrays = {name: group[~np.isnan(group)] for name, group in arrays.items()}
    together = np.concatenate(list(arrays.values()))
    if len(together) == 0:
        raise ValueError("values is empty. Pass at least one number.")
    edges = np.histogram_bin_edges(together, bins=_validate.count("bins", bins, low=2))
    ax = axes_for(ax, 8.0, 4.2)
    for number, (name, group) in enumerate(arrays.items()):
        filled = number == 0
        ax.hist(
            group,
            edges.tolist(),
            histtype="stepfilled" if filled else "step",
            color=palette.SERIES[number],
            linestyle=palette.DASHES[number],
            linewidth=2,
            alpha=0.75 if filled else 1,
            label=name,
        )
    if mark is not None:
        ax.axvline(mark, color=palette.INK, linewidth=2, linestyle=palette.DASHES[1], label=mark_label or f"{amount(mark)}")
    if len(arrays) > 1 or mark is not None:
        ax.legend(loc="lower right", bbox_to_anchor=(1, 1), ncols=3, frameon=False, fontsize=NOTE, borderaxespad=0)
    frame_axes(ax, title=title, x=unit, y="count", lines="y")
    facts = (_group_fact(name, group) for name, group in arrays.items() if len(group))
    return remember(ax, "Histogram", title, *facts, f"{mark_label or 'Marked'}: {amount(mark)}" if mark is not None else "")


def _counts(ratings: Sequence[float] | Mapping[float, float], low: int, high: int) -> np.ndarray:
    if isinstance(ratings, Mapping):
        values, weights = np.array(list(ratings), dtype=float), np.array(list(ratings.values()), dtype=float)
    else:
        values, weights = np.asarray(ratings, dtype=float), None
    values = _validate.ratings(values, low=low, high=high)
    if (values % 1 != 0).any():
        raise ValueError(
            f"ratings has {values[values % 1 != 0][0]:g}, which is not a whole number. Round the ratings, or draw them with histogram."
        )
    if len(values) == 0 or (weights is not None and weights.sum() == 0):
        raise ValueError("ratings is empty. Pass at least one rating.")
    return np.bincount((values - low).astype(int), weights=weights, minlength=high - low + 1)


def _classes(points: np.ndarray, cuts: tuple[int, int] | None) -> dict[str, np.ndarray]:
    if cuts is None:
        return {"all": np.ones(len(points), dtype=bool)}
    return {"detractors": points <= cuts[0], "passives": (points > cuts[0]) & (points < cuts[1]), "promoters": points >= cuts[1]}


def _group_fact(name: str, values: np.ndarray) -> str:
    return (f"{name}: " if name else "") + f"{span(values)}, median {amount(float(np.median(values)))}"
