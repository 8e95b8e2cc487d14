"""The tables of a run as columns, filled chunk by chunk in order, by one thread or several."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import numpy as np

from cxlab._compiling import kernel
from cxlab.simulation.plan import ENGAGES, FAILS, IMAGED, PROMISED, SEGMENTED, SWITCHES, Plan

EVENTS = {"customer": np.int32, "step": np.int16, "touchpoint": np.int8, "felt": np.float32}
EXTRAS = {"points": np.float32, "incident": np.int8, "cycle": np.int16}
QUEUE = {"arrival": np.float64, "wait": np.float32}
PERSON = {
    "n_visits": np.int16, "peak": np.float32, "end": np.float32, "segment": np.int8, "branch": np.int16,
    "expectation": np.float32, "engagement": np.float32, "image": np.float32, "cycle": np.int16,
}  # fmt: skip
PERSON_ROWS = len(PERSON)


def seed64(seed: int) -> np.uint64:
    """The seed as the 64 bits kernels mix."""
    return np.uint64(seed & 0xFFFFFFFFFFFFFFFF)


@kernel
def _cut(values, thresholds, base, out):  # type: ignore[no-untyped-def]
    for i in range(values.size):
        rating = base
        for cut in thresholds:
            if cut < values[i]:
                rating += 1
        out[i] = rating


def ratings_of(values: np.ndarray, thresholds: Sequence[float]) -> np.ndarray:
    """Base rating plus the number of thresholds below each value; the base is 0 on an eleven-point scale, else 1."""
    cuts, out = np.asarray(thresholds, dtype=np.float64), np.empty(len(values), dtype=np.int8)
    _cut(values, cuts, 0 if cuts.size == 10 else 1, out)
    return out


class Columns:
    """The growing columns of a run: events, customers, and the scratch of one chunk.

    Parameters
    ----------
    plan : the plan of the run; switches decide which columns there are.
    thresholds : cut points of each outcome, in order of the plan (empty where the outcome stays a number).
    names : names of the outcomes.
    lines : rows of the customer table (customers times journeys each).
    expected : rows of the event table to make room for; it grows when that was too few.
    record : whether events are kept at all.
    queue : whether arrivals and waits are kept.
    """

    def __init__(
        self,
        plan: Plan,
        names: Sequence[str],
        thresholds: Sequence[Sequence[float]],
        lines: int,
        expected: int,
        *,
        cycles: int = 1,
        record: bool = True,
        queue: bool = False,
        latent: bool = False,
    ) -> None:
        self.plan, self.names, self.thresholds, self.record, self.queue = plan, list(names), list(thresholds), record, queue
        self.has_extras = plan.has(FAILS | SWITCHES) or cycles > 1
        kinds = EVENTS | (EXTRAS if self.has_extras else {}) | (QUEUE if queue else {})
        self.event_types = {name: np.dtype(kind) for name, kind in kinds.items()}
        self.events = {name: np.empty(expected if record else 0, dtype=kind) for name, kind in self.event_types.items()}
        self.used = 0
        wanted = {
            "segment": plan.has(SEGMENTED), "branch": plan.branches > 0, "expectation": cycles > 1 or plan.has(PROMISED),
            "engagement": plan.has(ENGAGES), "image": plan.has(IMAGED), "cycle": cycles > 1,
        }  # fmt: skip
        self.customers: dict[str, np.ndarray] = {
            name: np.empty(lines, dtype=kind) for name, kind in PERSON.items() if wanted.get(name, True)
        }
        for name, cuts in zip(self.names, self.thresholds, strict=True):
            self.customers[name] = np.empty(lines, dtype=np.int8 if len(cuts) and not latent else np.float32)
        self.latent = latent

    def make_room(self, rows: int) -> None:
        """Let the event columns hold `rows` more; growing moves pages, it does not copy them."""
        have = len(self.events["customer"])
        if self.used + rows > have:
            for column in self.events.values():
                column.resize(max(self.used + rows, int(have * 1.1) + 1), refcheck=False)

    def append(self, events: dict[str, np.ndarray], rows: int) -> None:
        """Append the first `rows` rows of the scratch columns."""
        if self.record:
            self.make_room(rows)
            for name, column in self.events.items():
                column[self.used : self.used + rows] = events[name][:rows]
        self.used += rows

    def put_customers(self, latent: np.ndarray, person: np.ndarray, here: slice | np.ndarray, lines: int) -> None:
        """Write `lines` rows of the customer table at `here`."""
        for row, name in enumerate(PERSON):
            if name in self.customers:
                self.customers[name][here] = person[row, :lines]
        for row, (name, cuts) in enumerate(zip(self.names, self.thresholds, strict=True)):
            values = latent[row, :lines]
            self.customers[name][here] = ratings_of(values, cuts) if len(cuts) and not self.latent else values

    def close(self) -> None:
        """Give back the room that was not used."""
        for column in self.events.values():
            if len(column) != self.used and self.record:
                column.resize(self.used, refcheck=False)


class Scratch:
    """Room for one chunk: its events, its outcomes, its customers, and one customer's memory."""

    def __init__(self, columns: Columns, rows: int, lines: int, cells: int) -> None:
        self.events = {name: np.empty(rows, dtype=kind) for name, kind in columns.event_types.items()}
        self.latent = np.empty((len(columns.names), lines))
        self.person = np.empty((PERSON_ROWS, lines))
        self.memory = np.zeros(cells)
        self.answers = np.empty(len(columns.names))


class Turns:
    """Chunks are taken by whoever is free and handed in strictly in order."""

    def __init__(self, bounds: Sequence[tuple[int, int]]) -> None:
        self.bounds = bounds
        self._taken, self._handed_in, self._failed = 0, 0, False
        self._change = threading.Condition()

    def __iter__(self) -> Iterator[tuple[int, int, int]]:
        while True:
            with self._change:
                number = self._taken
                self._taken += 1
            if number >= len(self.bounds) or self._failed:
                return
            yield (number, *self.bounds[number])

    def hand_in(self, number: int, write: Callable[[], None]) -> None:
        """Call `write` when every chunk before has been handed in."""
        with self._change:
            while self._handed_in != number and not self._failed:
                self._change.wait()
            if not self._failed:
                write()
                self._handed_in += 1
            self._change.notify_all()

    def fail(self) -> None:
        """Let nobody wait for a chunk that will not come."""
        with self._change:
            self._failed = True
            self._change.notify_all()


def run_chunks(
    work: Callable[[int, int, Scratch], int], columns: Columns, customers: int, cycles: int, cap: int, chunk: int, workers: int, cells: int
) -> None:
    """Run `work(lo, hi, scratch)` over all chunks on `workers` threads; append every chunk in its turn."""
    turns = Turns([(lo, min(lo + chunk, customers)) for lo in range(0, customers, chunk)])
    longest = min(chunk, customers)

    def put(scratch: Scratch, rows: int, lo: int, hi: int) -> None:
        columns.append(scratch.events, rows)
        columns.put_customers(scratch.latent, scratch.person, slice(lo * cycles, hi * cycles), (hi - lo) * cycles)

    def serve() -> None:
        scratch = Scratch(columns, longest * cycles * cap if columns.record else 1, longest * cycles, cells)
        try:
            for number, lo, hi in turns:
                rows = work(lo, hi, scratch)
                turns.hand_in(number, partial(put, scratch, rows, lo, hi))
        except BaseException:
            turns.fail()
            raise

    if workers == 1 or len(turns.bounds) == 1:
        serve()
        return
    with ThreadPoolExecutor(workers) as pool:
        for done in [pool.submit(serve) for _ in range(workers)]:
            done.result()
