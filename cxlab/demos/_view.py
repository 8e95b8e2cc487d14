"""What a demo shows: a picture, a sentence, a small table; and how they become HTML."""

from __future__ import annotations

import base64
import html
import io
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

DPI = 100.0
Size = tuple[float, float]


@dataclass(frozen=True, eq=False)
class View:
    """A picture with the sentence and the numbers that go with it.

    Parameters
    ----------
    figure : a matplotlib Figure.
    text : one or two sentences with the numbers a reader needs.
    table : at most a screenful of rounded numbers, rows named in words; None where there is nothing to add.
    alt : what the picture shows, for people who cannot see it; left out, it is built from the picture and the text.

    Examples
    --------
    >>> import pandas as pd
    >>> figure, (ax,) = panels(None)
    >>> view = View(figure, "Trial is 60%.", pd.DataFrame({"value": [0.6]}, index=["trial (share)"]))
    >>> view.alt
    'Trial is 60%.'
    """

    figure: Figure
    text: str
    table: pd.DataFrame | None = None
    alt: str | None = None

    def __post_init__(self) -> None:
        if self.alt is None:
            object.__setattr__(self, "alt", _described(self.figure, self.text))

    def to_html(self) -> str:
        """Picture, sentence and table as HTML that needs nothing else."""
        return image(self.figure, str(self.alt)) + words(self)

    def _repr_mimebundle_(self, include: Any = None, exclude: Any = None) -> dict[str, str]:
        _let_go(self.figure)
        return {"text/html": self.to_html(), "text/plain": repr(self)}

    def __repr__(self) -> str:
        return self.text if self.table is None else f"{self.text}\n{self.table.to_string()}"


def panels(
    figure: Figure | None,
    rows: int = 1,
    columns: int = 1,
    *,
    size: Size = (7.2, 3.4),
    margins: tuple[float, float, float, float] = (0.09, 0.17, 0.98, 0.88),
    gap: Size = (0.28, 0.45),
    widths: tuple[float, ...] | None = None,
) -> tuple[Figure, list[Axes]]:
    """An empty figure and its axes: a new one, or the one handed in, emptied.

    Parameters
    ----------
    figure : what `draw` was handed; None for a new one.
    rows, columns : how many axes.
    size : width and height in inches; 7.2 fills a notebook's column.
    margins : left, bottom, right, top of the axes, as shares of the figure.
    gap : free space between columns and between rows, as shares of one axes.
    widths : relative widths of the columns.

    Examples
    --------
    >>> figure, (left, right) = panels(None, 1, 2)
    >>> again, axes = panels(figure, 1, 1)
    >>> again is figure, len(axes)
    (True, 1)
    """
    figure = _emptied(figure, size)
    left, bottom, right, top = margins
    spacing: dict[str, Any] = {"left": left, "bottom": bottom, "right": right, "top": top, "wspace": gap[0], "hspace": gap[1]}
    axes = figure.subplots(rows, columns, squeeze=False, gridspec_kw=spacing | {"width_ratios": widths})
    return figure, list(axes.ravel())


def _emptied(figure: Figure | None, size: Size) -> Figure:
    """The figure with nothing left in it; its axes go first, since clearing them one by one is what takes time."""
    if figure is not None:
        for ax in list(figure.axes):
            figure.delaxes(ax)
        figure.clear()
        figure.set_size_inches(*size)
        figure.set_facecolor("white")
        return figure
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure as New

    made = New(figsize=size, dpi=DPI, facecolor="white")
    FigureCanvasAgg(made)
    return made


def png(figure: Figure, scale: float = 1.0) -> bytes:
    """The figure as a PNG, quickly: drawn once, lightly compressed."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from PIL import Image

    figure.set_dpi(DPI * scale)
    canvas = figure.canvas if isinstance(figure.canvas, FigureCanvasAgg) else FigureCanvasAgg(figure)
    canvas.draw()
    picture = Image.frombuffer("RGBA", canvas.get_width_height(), bytes(canvas.buffer_rgba()), "raw", "RGBA", 0, 1).convert("RGB")
    stream = io.BytesIO()
    picture.save(stream, "PNG", compress_level=1)
    return stream.getvalue()


def image(figure: Figure, alt: str, scale: float = 1.0) -> str:
    """The figure as an `<img>` with its alternative text; its size is said, so that nothing jumps while it loads."""
    data = base64.b64encode(png(figure, scale)).decode("ascii")
    width, height = (round(side * DPI * scale) for side in figure.get_size_inches())
    return (
        f'<img src="data:image/png;base64,{data}" alt="{html.escape(alt, quote=True)}" width="{width}" height="{height}" '
        f'decoding="sync" style="max-width:100%;height:auto;display:block">'
    )


def sentence(view: View) -> str:
    """The sentence of a view as HTML."""
    return f'<p style="margin:.4em 0;line-height:1.4;max-width:60em">{html.escape(view.text)}</p>'


def words(view: View) -> str:
    """The sentence and the table of a view as HTML."""
    return sentence(view) + ("" if view.table is None else table(view.table))


def table(frame: pd.DataFrame) -> str:
    """A small table as HTML; pandas takes ten times as long for it."""
    cell = 'style="padding:.1em .7em;text-align:right;border-bottom:1px solid #D9D9D9"'
    name = 'style="padding:.1em .7em;text-align:left;font-weight:normal;border-bottom:1px solid #D9D9D9"'
    head = "".join(f'<th scope="col" {cell}>{html.escape(str(column))}</th>' for column in frame.columns)
    body = "".join(
        f'<tr><th scope="row" {name}>{html.escape(str(label))}</th>'
        + "".join(f"<td {cell}>{html.escape(_shown(v))}</td>" for v in row)
        + "</tr>"
        for label, row in zip(frame.index, frame.itertuples(index=False, name=None), strict=True)
    )
    return f'<table style="border-collapse:collapse;margin:.3em 0"><tr><td></td>{head}</tr>{body}</table>'


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return "" if value != value else f"{value:,.3f}".rstrip("0").rstrip(".") if abs(value) < 1e6 else f"{value:,.0f}"
    return str(value)


def _described(figure: Figure, text: str) -> str:
    from cxlab.plots import alt_text

    known = []
    for ax in figure.axes:
        try:
            known.append(alt_text(ax))
        except ValueError:
            continue
    return " ".join([*known, text])


def _let_go(figure: Figure) -> None:
    """A figure made by pyplot would be shown a second time at the end of the cell."""
    pyplot = sys.modules.get("matplotlib.pyplot")
    if pyplot is not None:
        pyplot.close(figure)
