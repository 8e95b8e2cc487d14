"""One palette, safe for colour-blind readers and legible in grey (Okabe and Ito 2008).

Neighbours in every ordered set differ in lightness, and lines differ in dash and marker as well, so that no picture
depends on hue alone.
"""

from __future__ import annotations

INK = "#222222"
QUIET = "#595959"
FAINT = "#D9D9D9"
PAPER = "#FFFFFF"
BLUE = "#0072B2"
VERMILLION = "#D55E00"
GREEN = "#009E73"
ORANGE = "#E69F00"
SKY = "#56B4E9"
YELLOW = "#F0E442"

SERIES = (BLUE, ORANGE, INK, GREEN, SKY, VERMILLION)
DASHES = ("-", (0, (5, 2)), (0, (1, 1.5)), (0, (6, 2, 1, 2)), (0, (3, 1, 1, 1, 1, 1)), (0, (8, 3)))
MARKERS = ("o", "s", "^", "D", "v", "P")
HATCHES = ("", "//", "..", "xx", "\\\\", "++")

ABOVE, BELOW = BLUE, VERMILLION
OWNERS = {"brand": BLUE, "partner": GREEN, "customer": ORANGE, "social": YELLOW}
CLASSES = {"detractors": VERMILLION, "passives": FAINT, "promoters": BLUE}
SEQUENCE = "Blues"
LEVELS = ("#08306B", "#0072B2", "#3A93C9", "#7DBDE3", "#B5DAF0", "#DCEEF8")


def lightness(colour: str) -> float:
    """CIE lightness L* of a hex colour, from 0 (black) to 100 (white): what is left of it in grey.

    Examples
    --------
    >>> round(lightness("#FFFFFF")), round(lightness("#000000"))
    (100, 0)
    """
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 116 * luminance ** (1 / 3) - 16 if luminance > 0.008856 else 903.3 * luminance


def text_on(colour: str) -> str:
    """The text colour that reads on `colour`: white on dark, ink on light.

    Examples
    --------
    >>> text_on("#0072B2"), text_on("#F0E442")
    ('#FFFFFF', '#222222')
    """
    return PAPER if lightness(colour) < 55 else INK
