"""Runs larger than memory: blocks of customers as a partitioned Parquet data set, resumable after a stop."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np

from cxlab.simulation.runs import Model, Order, run

RECORD = "run.json"


def store(model: Model, text: str, order: Order, folder: Path, block: int, progress: bool) -> Path:
    """Write the blocks that are not there yet; `text` is the world as YAML and stands in the folder's record."""
    from joblib import Parallel, delayed

    _begin(folder, text, order, block)
    parts = [(i, first, min(block, order.customers - first)) for i, first in enumerate(range(0, order.customers, block))]
    missing = [part for part in parts if not _done(folder, part[0])]
    jobs = (delayed(_write_block)(model, order, folder, *part) for part in missing)
    bar = _bar(len(parts), len(parts) - len(missing)) if progress else _silent
    for _ in bar(Parallel(return_as="generator_unordered")(jobs) if missing else iter(())):
        pass
    return folder


def _begin(folder: Path, text: str, order: Order, block: int) -> None:
    """Make the folder and its record, or see that the record is of this very run."""
    wanted = {
        "customers": order.customers,
        "seed": order.seed,
        "cycles": order.cycles,
        "block": block,
        "world": sha256(text.encode()).hexdigest(),
    }
    record = folder / RECORD
    if record.exists():
        found = json.loads(record.read_text(encoding="utf-8"))
        differing = [key for key in wanted if found.get(key) != wanted[key]]
        if differing:
            raise ValueError(
                f"{str(folder)!r} holds another run: {', '.join(f'{k} is {found.get(k)!r} there and {wanted[k]!r} here' for k in differing)}. "
                "Pass the same settings to resume it, or another folder."
            )
        return
    if folder.exists() and any(folder.iterdir()):
        raise ValueError(f"{str(folder)!r} is not empty and holds no run of cxlab. Pass a new folder.")
    for kind in ("events", "customers"):
        (folder / kind).mkdir(parents=True, exist_ok=True)
    (folder / "world.yaml").write_text(text, encoding="utf-8")
    _whole(record, lambda path: path.write_text(json.dumps(wanted, indent=1), encoding="utf-8"))


def _name(folder: Path, kind: str, number: int) -> Path:
    return folder / kind / f"part-{number:06d}.parquet"


def _done(folder: Path, number: int) -> bool:
    return all(_name(folder, kind, number).exists() for kind in ("events", "customers"))


def _write_block(model: Model, order: Order, folder: Path, number: int, first: int, customers: int) -> int:
    """One block of customers, its events first: a block counts as done when both its files stand under their final names."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = run(model, replace(order, first=order.first + first, customers=customers))
    names = pa.array(model.journey.names)
    events = {name: pa.array(values) for name, values in columns.events.items()}
    events["touchpoint"] = pa.DictionaryArray.from_arrays(pa.array(columns.events["touchpoint"]), names)
    ids = np.repeat(np.arange(order.first + first, order.first + first + customers, dtype=np.int32), order.cycles)
    people = {"customer": pa.array(ids), **{name: pa.array(values) for name, values in columns.customers.items()}}
    if "segment" in people:
        people["segment"] = pa.DictionaryArray.from_arrays(people["segment"], pa.array([s.name for s in model.journey.segments]))
    for kind, table in (("events", pa.table(events)), ("customers", pa.table(people))):
        _whole(_name(folder, kind, number), lambda path, table=table: pq.write_table(table, path, compression="zstd"))  # type: ignore[misc]
    return number


def _whole(path: Path, write: Callable[[Path], Any]) -> None:
    """Write under another name in the same folder, then rename: a stop never leaves half a file under the final name."""
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        write(part)
        os.replace(part, path)
    finally:
        part.unlink(missing_ok=True)


def _bar(total: int, done: int) -> Callable[[Iterator[Any]], Iterator[Any]]:
    from tqdm.auto import tqdm

    def shown(steps: Iterator[Any]) -> Iterator[Any]:
        yield from tqdm(steps, total=total, initial=done, unit="block", desc="simulating")

    return shown


def _silent(steps: Iterator[Any]) -> Iterator[Any]:
    return steps
