"""Runs larger than memory: resumed after a stop, moved to a cluster, never half a file."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

import cxlab as cx


def tables(folder):
    return [pq.read_table(folder / kind).to_pandas() for kind in ("events", "customers")]


def as_simulated(folder, customers, seed):
    events, people = tables(folder)
    one = cx.world("officina").simulate(customers, rng=seed)
    pd.testing.assert_frame_equal(events, one.events, check_exact=True, check_categorical=False)
    pd.testing.assert_frame_equal(
        people.drop(columns="customer"), one.customers.reset_index(drop=True), check_exact=True, check_categorical=False
    )
    assert people["customer"].tolist() == list(range(customers))


def test_blocks_are_the_run_in_pieces(tmp_path):
    cx.world("officina").simulate_to(tmp_path / "run", customers=2_500, rng=4, block=1_000, progress=False)
    as_simulated(tmp_path / "run", 2_500, 4)


def test_a_missing_block_is_written_again_and_no_other(tmp_path):
    world, folder = cx.world("officina"), tmp_path / "run"
    world.simulate_to(folder, customers=3_000, rng=4, block=1_000, progress=False)
    kept = folder / "events" / "part-000000.parquet"
    before = kept.stat().st_mtime_ns
    (folder / "customers" / "part-000001.parquet").unlink()
    world.simulate_to(folder, customers=3_000, rng=4, block=1_000, progress=False)
    as_simulated(folder, 3_000, 4)
    assert kept.stat().st_mtime_ns == before


KILLED = """
import os, cxlab as cx
from cxlab.simulation import storage
write, count = storage._write_block, [0]
def counted(*args):
    count[0] += 1
    if count[0] == 3:
        import pyarrow.parquet as pq
        whole = pq.write_table
        def half(table, path, **more):
            whole(table.slice(0, 5), path, **more)
            os.kill(os.getpid(), 9)
        pq.write_table = half
    return write(*args)
storage._write_block = counted
cx.world("officina").simulate_to({folder!r}, customers=5000, rng=6, block=1000, progress=False)
"""


def test_a_kill_in_the_middle_of_a_file_loses_and_doubles_nobody(tmp_path):
    folder = tmp_path / "run"
    killed = subprocess.run([sys.executable, "-c", KILLED.format(folder=str(folder))])
    assert killed.returncode == -9
    assert len(list((folder / "customers").glob("part-*"))) == 2
    cx.world("officina").simulate_to(folder, customers=5_000, rng=6, block=1_000, progress=False)
    as_simulated(folder, 5_000, 6)


def test_another_run_is_refused(tmp_path):
    world = cx.world("officina")
    world.simulate_to(tmp_path / "run", customers=100, rng=1, progress=False)
    with pytest.raises(
        ValueError, match=r"holds another run: customers is 100 there and 200 here\. Pass the same settings to resume it, or another folder"
    ):
        world.simulate_to(tmp_path / "run", customers=200, rng=1, progress=False)
    with pytest.raises(ValueError, match="holds another run: world is"):
        world.improve("book", ease=1.0).simulate_to(tmp_path / "run", customers=100, rng=1, progress=False)


def test_a_folder_with_other_things_is_refused(tmp_path):
    (tmp_path / "thesis.txt").write_text("chapter 1")
    with pytest.raises(ValueError, match="is not empty and holds no run of cxlab"):
        cx.world("officina").simulate_to(tmp_path, customers=10, rng=1, progress=False)


def test_the_record_and_the_world_stand_beside_the_data(tmp_path):
    folder = cx.world("officina").simulate_to(tmp_path / "run", customers=100, rng=1, progress=False)
    assert json.loads((folder / "run.json").read_text())["seed"] == 1
    assert cx.World.from_yaml(folder / "world.yaml") == cx.world("officina")


def test_a_cluster_that_loses_a_worker_writes_every_block_once(tmp_path):
    distributed = pytest.importorskip("dask.distributed")
    from joblib import parallel_config

    world, folder = cx.world("officina"), tmp_path / "run"
    with (
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, processes=True, host="127.0.0.1", dashboard_address=None) as cluster,
        distributed.Client(cluster) as client,
        parallel_config(backend="dask", wait_for_workers_timeout=60),
    ):
        import threading

        victim = next(iter(client.run(os.getpid).values()))

        def strike():
            while not list(folder.glob("customers/part-*")):
                time.sleep(0.01)
            os.kill(victim, 9)

        killer = threading.Thread(target=strike)
        killer.start()
        world.simulate_to(folder, customers=24_000, rng=9, block=1_000, progress=False)
        killer.join()
    assert len(list((folder / "customers").glob("part-*"))) == 24
    as_simulated(folder, 24_000, 9)


MEMORY = """
import resource, sys, cxlab as cx
world = cx.world("officina")
world.simulate(10, rng=1)
import pyarrow.parquet, joblib
world.simulate_to({folder!r} + "/small", customers=200_000, rng=1, block=50_000, progress=False)
small = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
world.simulate_to({folder!r} + "/large", customers=1_200_000, rng=1, block=50_000, progress=False)
print(small, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def test_memory_does_not_grow_with_the_number_of_customers(tmp_path):
    printed = subprocess.run([sys.executable, "-c", MEMORY.format(folder=str(tmp_path))], check=True, capture_output=True, text=True).stdout
    small, large = map(int, printed.split())
    # Six times the customers; were blocks kept, the large run would hold 80 MB of events more.
    assert (large - small) / 1024 < 30


def test_event_log_names_what_process_mining_reads(tmp_path):
    simulated = cx.world("officina").simulate(50, rng=3)
    log = simulated.to_event_log(tmp_path / "log.csv")
    assert list(log.columns[:3]) == ["case:concept:name", "concept:name", "time:timestamp"]
    assert len(log) == len(simulated.events)
    assert log.groupby("case:concept:name")["time:timestamp"].is_monotonic_increasing.all()
    again = pd.read_csv(tmp_path / "log.csv", parse_dates=["time:timestamp"], dtype={"case:concept:name": str})
    assert again["concept:name"].tolist() == log["concept:name"].tolist()
    np.testing.assert_array_equal(again["time:timestamp"].astype("datetime64[us]"), log["time:timestamp"].astype("datetime64[us]"))


def test_event_log_start_must_be_a_moment():
    with pytest.raises(ValueError, match=r"start='soon' is not a moment\. Pass text such as"):
        cx.world("officina").simulate(5, rng=3).to_event_log(start="soon")
