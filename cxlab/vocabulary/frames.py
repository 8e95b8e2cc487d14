"""The words as tables: glossary, coverage, corrections."""

from __future__ import annotations

import unicodedata
from dataclasses import asdict
from typing import TYPE_CHECKING

from cxlab import _validate
from cxlab.vocabulary.records import concepts, mistakes_of_sources, terms
from cxlab.vocabulary.theory import listed

if TYPE_CHECKING:
    import pandas as pd


def glossary(lang: str = "en") -> pd.DataFrame:
    """The words of the course in two languages, one row each.

    Parameters
    ----------
    lang : "en" or "it": the language that leads and by which the rows are sorted.

    Returns
    -------
    pandas.DataFrame
        Columns term_en, term_it (in the order asked for), meaning, origin, verified, units.

    Raises
    ------
    ValueError
        When `lang` is another language.

    Examples
    --------
    >>> glossary("it").columns[0], len(glossary())
    ('term_it', 102)
    """
    import pandas as pd

    lead = f"term_{_validate.one_of('lang', lang, ('en', 'it'))}"
    other = "term_it" if lang == "en" else "term_en"
    rows = sorted((asdict(term) for term in terms()), key=lambda row: _sortable(row[lead]))
    frame = pd.DataFrame(rows)[[lead, other, "meaning", "origin", "verified", "units"]]
    return frame.assign(units=frame["units"].map("; ".join))


def coverage() -> pd.DataFrame:
    """Every concept of the sources, and where the course meets it.

    Returns
    -------
    pandas.DataFrame
        One row for each concept: id, concept, term_it, meaning, members, origin, verified, checked (what was checked,
        where only a part was), status (sourced, contested, unsupported, practitioner, case, editorial), added_by_kit,
        sources, units, able_to (what a student can then do).

    Examples
    --------
    >>> len(coverage()), coverage().loc[29, ["id", "concept"]].tolist()
    (203, ['C030', 'Moment of truth'])
    """
    import pandas as pd

    frame = pd.DataFrame([asdict(concept) for concept in concepts().values()]).drop(columns="aliases")
    frame.insert(4, "members", ["; ".join(listed(key)) for key in frame["id"]])
    return frame.assign(sources=frame["sources"].map("; ".join), units=frame["units"].map("; ".join))


def corrections() -> pd.DataFrame:
    """Where the sources are wrong, contradictory or unclear, and the better reading.

    Returns
    -------
    pandas.DataFrame
        Columns id, sources, problem, better_reading, concepts, units.

    Examples
    --------
    >>> len(corrections()), corrections().loc[6, "better_reading"]
    (63, 'Experiential modules; only Sense is sensory')
    """
    import pandas as pd

    frame = pd.DataFrame([asdict(item) for item in mistakes_of_sources()])
    return frame.assign(**{name: frame[name].map("; ".join) for name in ("sources", "concepts", "units")})


def _sortable(word: str) -> str:
    return unicodedata.normalize("NFKD", word.casefold())
