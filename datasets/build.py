"""Make the data sets of the kit from their worlds and seeds, or check that the files are what would be made.

    python datasets/build.py                  # make all tables, truths, cards and registry.csv
    python datasets/build.py panel b2b        # make some
    python datasets/build.py --check          # write nothing; 1 when a file differs from what would be made

Tables are plain CSV with rounded numbers and the same byte for byte on one lock file. After a change of a world, of the
simulator or of the survey, make them again and look at what changed.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml
from makers import MAKERS, Made

FOLDER = Path(__file__).resolve().parent
LICENCE = "CC BY 4.0"
MOST_BYTES = 3_000_000
HEADER = ("name", "file", "sha256", "rows", "licence", "description", "unit", "world", "seed", "call", "truth", "truth_sha256")
BY_HAND = {"officina_contacts": ("Thirty contacts with a car workshop: stage, owner, kind, medium, stimulus, weight", "one contact")}
MOST_WORDS = 7  # categories that a card lists


def as_csv(table: pd.DataFrame) -> bytes:
    """A table as the bytes of its file."""
    return table.to_csv(index=False, lineterminator="\n").encode("utf-8")


def words() -> dict[str, dict[str, Any]]:
    """What the cards say, by data set."""
    return dict(yaml.safe_load((FOLDER / "cards.yaml").read_text(encoding="utf-8")))


def files_of(name: str, made: Made) -> dict[str, bytes]:
    """Every file of one data set: the table, its truth and its card."""
    files = {f"{name}.csv": as_csv(made.table)}
    if made.truth is not None:
        files[f"{name}_truth.csv"] = as_csv(made.truth)
    if name not in BY_HAND:
        files[f"{name}.md"] = card(name, made, words()[name]).encode("utf-8")
    return files


def entry(name: str, made: Made) -> tuple[Any, ...]:
    """The line of the registry."""
    files, known = files_of(name, made), words().get(name, {})
    description, unit = BY_HAND.get(name) or (known["description"], known["unit"])
    hashes = {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}
    table, truth = f"{name}.csv", f"{name}_truth.csv"
    about = (len(made.table), LICENCE, description, unit, made.world, made.seed, made.call)
    return (name, table, hashes[table], *about, truth if truth in files else "", hashes.get(truth, ""))


def card(name: str, made: Made, known: dict[str, Any]) -> str:
    """The data card: what stands in cards.yaml, with the ranges that the table has."""
    lines = [
        f"# {name}: {known['title']}",
        "",
        "| | |",
        "|---|---|",
        f"| what for | {known['purpose'].strip()} |",
        f'| get it | `cx.load("{name}")` |',
    ]
    lines += [
        f"| one row | {known['unit']}; {len(made.table):,} rows |",
        f"| how made | world `{made.world}`, seed {made.seed}: {made.call} |",
    ]
    lines += [f"| licence | {LICENCE}; simulated, no person is behind any row |", f"| used in | {known['used_in']} |", "", "## Columns", ""]
    lines += ["| column | values | meaning |", "|---|---|---|"]
    groups = known.get("groups", {})
    for column in made.table:
        if column in known["columns"]:
            lines.append(f"| `{column}` | {values(made.table[column])} | {known['columns'][column]} |")
    for pattern, meaning in groups.items():
        inside = [c for c in made.table if any(c.startswith(part.strip().rstrip("*")) for part in pattern.split(","))]
        lines.append(f"| `{pattern}` | {values(made.table[inside].stack())} | {meaning} |")
    lines += ["", "## Traps", "", *(f"- {trap}" for trap in known["traps"])]
    if made.truth is not None:
        lines += ["", "## Truth", "", f'`{name}_truth.csv` (`cx.data.truth_of("{name}")`): {known["truth"]}.']
    return "\n".join(lines) + "\n"


def values(column: pd.Series) -> str:
    """The range of a column in words."""
    gaps = int(column.isna().sum())
    lost = f", {gaps:,} missing" if gaps else ""
    present = column.dropna()
    if pd.api.types.is_numeric_dtype(present):
        whole = "whole" if pd.api.types.is_integer_dtype(present) else "decimals"
        return f"{present.min():g} to {present.max():g}, {whole}{lost}"
    found = list(dict.fromkeys(present.astype(str)))
    return (", ".join(found) if len(found) <= MOST_WORDS else f"text, {len(found)} different") + lost


def make(names: Iterable[str]) -> dict[str, Made]:
    """Make the named data sets."""
    return {name: MAKERS[name]() for name in names}


def registry(made: dict[str, Made]) -> bytes:
    """The registry: new lines for what was made, old ones for the rest, in the order of the makers."""
    path = FOLDER / "registry.csv"
    old = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("name") if path.is_file() else pd.DataFrame()
    lines = {name: entry(name, one) for name, one in made.items()}
    rest = {
        name: (name, *(old.loc[name].get(column, "") for column in HEADER[1:]))
        for name in MAKERS
        if name not in lines and name in old.index
    }
    return as_csv(pd.DataFrame([(lines | rest)[name] for name in MAKERS if name in lines or name in rest], columns=list(HEADER)))


def differing(made: dict[str, Made]) -> list[str]:
    """What is wrong with the files: missing, different, too large."""
    faults = []
    for file, content in expected(made).items():
        path = FOLDER / file
        if not path.is_file():
            faults.append(f"{file} is missing")
        elif path.read_bytes() != content:
            faults.append(f"{file} is not what would be made")
    total = sum(path.stat().st_size for path in FOLDER.glob("*.csv"))
    if total > MOST_BYTES:
        faults.append(f"the tables take {total:,} bytes; at most {MOST_BYTES:,} are allowed")
    return faults


def expected(made: dict[str, Made]) -> dict[str, bytes]:
    """Every file that the made data sets should have, the registry included."""
    files = {file: content for name, one in made.items() for file, content in files_of(name, one).items()}
    return files | {"registry.csv": registry(made)}


def main(arguments: Sequence[str] | None = None) -> int:
    """Make or check; 1 when something is wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("names", nargs="*", metavar="name", help=f"data sets to make (all when left out): {', '.join(MAKERS)}")
    parser.add_argument("--check", action="store_true", help="write nothing, and say which files differ from what would be made")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in MAKERS]
    if unknown:
        parser.error(f"{unknown[0]!r} is not a data set. Choose from {', '.join(MAKERS)}.")
    made = make(options.names or MAKERS)
    if not options.check:
        for file, content in expected(made).items():
            (FOLDER / file).write_bytes(content)
    faults = differing(made)
    total = sum(path.stat().st_size for path in FOLDER.glob("*.csv"))
    print(
        "\n".join(faults)
        if faults
        else f"{len(made)} data sets are what their worlds and seeds make; all tables together take {total:,} bytes."
    )
    return int(bool(faults))


if __name__ == "__main__":
    raise SystemExit(main())
