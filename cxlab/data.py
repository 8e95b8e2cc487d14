"""Data sets: those the kit ships, and real ones fetched from their publishers. Nothing in a file is ever executed."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from cxlab import _validate

_NOT_USED = 6  # the answer "never used / not applicable"; 0 and blank are no answer
_NO_FLAG = ("overall", "safe")  # asked of everybody


def shipped(folder: str) -> Path:
    """The folder of the course or its data: inside the installed package, else in the checkout.

    Parameters
    ----------
    folder : "notebooks", "exercises" or "datasets".

    Raises
    ------
    FileNotFoundError
        When the folder is in neither place.

    Examples
    --------
    >>> shipped("datasets").name
    'datasets'
    """
    package = Path(__file__).resolve().parent
    places = [package / "_shipped" / folder, package.parent / folder]
    for place in places:
        if place.is_dir():
            return place
    raise FileNotFoundError(
        f"The folder {folder!r} is neither in {places[0]} nor in {places[1]}. Install cxlab again, or work from a full checkout."
    )


def datasets() -> pd.DataFrame:
    """List every data set: its name, how to get it, its size, licence and content.

    Returns
    -------
    DataFrame with the columns name, get, rows, licence, description.

    Examples
    --------
    >>> "sfo_airport" in datasets()["name"].tolist()
    True
    """
    rows = [(name, f'cx.load("{name}")', int(e["rows"]), e["licence"], e["description"]) for name, e in _registry().iterrows()]
    for name in _recipes():
        recipe = _recipe(name)
        rows.append((name, f'cx.fetch("{name}")', recipe["rows"], recipe["licence"], recipe["title"]))
    return pd.DataFrame(rows, columns=["name", "get", "rows", "licence", "description"])


def load(name: str) -> pd.DataFrame:
    """Read a data set that the kit ships.

    Parameters
    ----------
    name : a name listed by `cx.datasets()`.

    Returns
    -------
    DataFrame, one row per respondent, visit or journey as its card says.

    Raises
    ------
    ValueError
        When the name is unknown, or the file is not the one that was published.

    Examples
    --------
    >>> load("sfo_airport")
    Traceback (most recent call last):
        ...
    ValueError: name='sfo_airport' is not shipped with the kit but downloaded from its publisher. Use cx.fetch('sfo_airport').
    """
    registry = _registry()
    if name in _recipes():
        raise ValueError(f"name={name!r} is not shipped with the kit but downloaded from its publisher. Use cx.fetch({name!r}).")
    _validate.one_of("name", name, list(registry.index))
    entry = registry.loc[name]
    file = shipped("datasets") / Path(str(entry["file"])).name
    return pd.read_csv(io.BytesIO(_checked(file, str(entry["sha256"]))))


def truth_of(name: str) -> pd.DataFrame:
    """Read the truth behind a data set that the kit ships: what only the simulator knows.

    Parameters
    ----------
    name : a name listed by `cx.datasets()`; its card says which truth stands in the table.

    Returns
    -------
    DataFrame. For journeys one row per truth and touchpoint: truth (T1 weights, T2 effects, T3 shares), name, value, low, high, n.

    Raises
    ------
    ValueError
        When the name is unknown, the set has no truth beside it, or the file is not the one that was published.

    Examples
    --------
    >>> truth = truth_of("panel")
    >>> truth[truth["truth"] == "T1"].set_index("name")["value"].to_dict()["eye_test"]
    0.35
    """
    registry = _registry()
    _validate.one_of("name", name, list(registry.index))
    entry = registry.loc[name]
    if pd.isna(entry.get("truth")):
        simulated = [str(known) for known, row in registry.iterrows() if not pd.isna(row.get("truth"))]
        raise ValueError(f"name={name!r} was written by hand, so there is no truth behind it. Those with a truth are {simulated}.")
    return pd.read_csv(io.BytesIO(_checked(shipped("datasets") / Path(str(entry["truth"])).name, str(entry["truth_sha256"]))))


def fetch(name: str, *, path: str | os.PathLike[str] | None = None) -> pd.DataFrame:
    """Get a real data set from its publisher, checked by sha256 and brought to one set of names.

    Local copies in the folder named by `CXLAB_DATA` are used first; what is missing there is downloaded once.

    Parameters
    ----------
    name : "sfo_airport": 12,398 departing passengers of San Francisco airport, 2013 to 2016.
    path : folder for the downloaded files; the user's cache when left out.

    Returns
    -------
    DataFrame, one row per respondent. ZIP codes and free text are never read into it.

    Raises
    ------
    ValueError
        When the name is unknown, or a file is not the published one.
    ConnectionError
        When a file is missing and cannot be downloaded.

    Notes
    -----
    The licence, the columns and their traps are in the data card, `datasets/<name>.md`.

    Examples
    --------
    >>> airport = fetch("sfo_airport")  # doctest: +SKIP
    >>> airport.groupby("year").size().tolist()  # doctest: +SKIP
    [3535, 2818, 2958, 3087]
    """
    if name in _registry().index:
        raise ValueError(f"name={name!r} is shipped with the kit and needs no download. Use cx.load({name!r}).")
    recipe = _recipe(_validate.one_of("name", name, _recipes()))
    folder = _cache(name) if path is None else Path(path)
    local = {year: _local(name, part, folder) for year, part in recipe["parts"].items()}
    absent = [part["file"] for year, part in recipe["parts"].items() if local[year] is None]
    frames = []
    for year, part in recipe["parts"].items():
        file = local[year] or _download(name, part, recipe, folder, absent)
        frames.append(_harmonised(_checked(file, part["sha256"]), part["columns"], year=int(year)))
    return pd.concat(frames, ignore_index=True)


def missing(name: str) -> list[str]:
    """Names of the files that `fetch(name)` would still have to download; empty when all are at hand."""
    recipe = _recipe(_validate.one_of("name", name, _recipes()))
    return [part["file"] for part in recipe["parts"].values() if _local(name, part, _cache(name)) is None]


def _registry() -> pd.DataFrame:
    return pd.read_csv(shipped("datasets") / "registry.csv", index_col="name", dtype=str)


def _recipes() -> list[str]:
    return sorted(file.stem for file in shipped("datasets").glob("*.json"))


def _recipe(name: str) -> dict[str, Any]:
    return json.loads((shipped("datasets") / f"{name}.json").read_text(encoding="utf-8"))


def _cache(name: str) -> Path:
    import pooch

    return Path(pooch.os_cache("cxlab")) / name


def _local(name: str, part: dict[str, Any], folder: Path) -> Path | None:
    """The file at hand, first in `CXLAB_DATA` (itself or a folder there with the data set's name), then in the download folder."""
    named = os.environ.get("CXLAB_DATA")
    if named and not Path(named).is_dir():
        raise ValueError(f"CXLAB_DATA={named!r} is not a folder. Name the folder that holds the local copies, or unset it.")
    folders = ([Path(named), Path(named) / name] if named else []) + [folder]
    for place in folders:
        for file in (part["file"], part["also"], part["file"] + ".gz", part["also"] + ".gz"):
            if (place / file).is_file():
                return place / file
    return None


def _checked(file: Path, sha256: str) -> bytes:
    """The file's uncompressed bytes, when they are the published ones."""
    content = file.read_bytes()
    if file.suffix == ".gz":
        try:
            content = gzip.decompress(content)
        except (OSError, EOFError) as error:
            raise ValueError(f"{file} is not a readable gzip file ({error}). Remove it, or put a sound copy in its place.") from error
    found = hashlib.sha256(content).hexdigest()
    if found != sha256:
        raise ValueError(
            f"{file} is not the published file: its sha256 is {found}, not {sha256}. Remove it, or put an unchanged copy in its place."
        )
    return content


def _download(name: str, part: dict[str, Any], recipe: dict[str, Any], folder: Path, absent: list[str]) -> Path:
    import pooch

    try:
        pooch.retrieve(
            recipe["address"].format(file=part["file"]), known_hash=part["sha256"], fname=part["file"], path=folder, progressbar=True
        )
    except ValueError as error:
        raise ValueError(
            f"What came for {part['file']} is not the published file (its sha256 is not {part['sha256']}), and was not kept. "
            "A login page of the network may have come instead: try again later, or put a copy in the folder named by CXLAB_DATA."
        ) from error
    except OSError as error:
        raise ConnectionError(
            f"{part['file']} of the data set {name!r} could not be downloaded ({type(error).__name__}). Missing: {absent}. "
            f"Connect to the internet and try again; or put these files, plain or gzipped, in a folder and name that folder in the "
            f"environment variable CXLAB_DATA (or put them in {folder})."
        ) from error
    return folder / part["file"]


def _harmonised(content: bytes, columns: dict[str, str], *, year: int) -> pd.DataFrame:
    """One year's export under our names; only the mapped columns are read."""
    raw = pd.read_csv(io.BytesIO(content), usecols=list(columns.values()), dtype=str).rename(columns={v: k for k, v in columns.items()})
    run = raw["run_id"]
    table = {"year": np.full(len(raw), year), "resp_id": raw["resp_id"].astype("int64"), "weight": raw["weight"].astype(float).round(6)}
    table["run_id"] = (f"{year}-" + run).where(run.notna())
    items = [item for item in columns if item not in ("weight", "run_id", "resp_id")]
    answers = {item: pd.to_numeric(raw[item]) for item in items}
    ratings = {item: answer.where(answer.between(1, 5)) for item, answer in answers.items()}
    flags = {f"nu_{item}": (answer == _NOT_USED).astype("int64") for item, answer in answers.items() if item not in _NO_FLAG}
    return pd.DataFrame({**table, **ratings, **flags})
