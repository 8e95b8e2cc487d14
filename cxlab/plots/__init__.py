"""Pictures: frames in, Axes out. Nothing is estimated here, and no global setting is touched.

Every function takes `ax=None` (a new figure when left out), returns the Axes it drew on, uses the one palette of
`cxlab.plots.palette`, and leaves a sentence that `alt_text(ax)` reads back.
"""

from cxlab.plots.charts import curve, heat, scatter, stacked
from cxlab.plots.distributions import distribution, histogram
from cxlab.plots.estimates import bars, forest, priority_map
from cxlab.plots.journeys import felt_curve, journey_map, stage_owner_map
from cxlab.plots.paths import path_map
from cxlab.plots.profiles import grid, radar
from cxlab.plots.sentences import alt_text
from cxlab.plots.theory import progression, pyramid, realms

__all__ = [
    "alt_text",
    "bars",
    "curve",
    "distribution",
    "felt_curve",
    "forest",
    "grid",
    "heat",
    "histogram",
    "journey_map",
    "path_map",
    "priority_map",
    "progression",
    "pyramid",
    "radar",
    "realms",
    "scatter",
    "stacked",
    "stage_owner_map",
]
