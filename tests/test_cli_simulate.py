"""`cxlab simulate` and `cxlab compile` from the shell."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time

import pandas as pd
from click.testing import CliRunner

import cxlab as cx
from cxlab.cli import main


def test_a_world_file_becomes_a_folder_of_tables(tmp_path):
    world, out = tmp_path / "mine.yaml", tmp_path / "run"
    cx.world("officina").to_yaml(world)
    done = CliRunner().invoke(main, ["simulate", str(world), "--customers", "300", "--seed", "5", "--out", str(out)])
    assert done.exit_code == 0, done.output
    assert "300 customers in" in done.output
    satisfaction = pd.read_parquet(out / "customers")["satisfaction"]
    assert satisfaction.tolist() == cx.world("officina").simulate(300, rng=5).customers["satisfaction"].tolist()


def test_what_is_wrong_is_said_in_words(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("name: x\n")
    done = CliRunner().invoke(main, ["simulate", str(broken), "--out", str(tmp_path / "run")])
    assert done.exit_code == 1
    assert "broken.yaml is not a world file: it lacks touchpoints, segments, outcomes" in done.output
    assert "Traceback" not in done.output


def test_ctrl_c_leaves_whole_files_and_the_same_command_goes_on(tmp_path):
    world, out = tmp_path / "mine.yaml", tmp_path / "run"
    cx.world("officina").to_yaml(world)
    line = ["simulate", str(world), "--customers", "60000", "--seed", "5", "--block", "1000", "--out", str(out)]
    code = f"from cxlab.cli import main; main({line!r})"
    running = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, env=os.environ)
    end = time.monotonic() + 60
    while not list(out.glob("customers/part-*")) and time.monotonic() < end:
        time.sleep(0.005)  # waits for a file, not for time to pass
    running.send_signal(signal.SIGINT)
    assert running.wait(60) != 0
    assert not list(out.rglob("*.part"))
    for file in out.rglob("part-*.parquet"):
        pd.read_parquet(file)
    assert CliRunner().invoke(main, line).exit_code == 0
    assert sorted(pd.read_parquet(out / "customers")["customer"]) == list(range(60_000))


def test_compile_names_what_it_has_made_ready():
    done = CliRunner().invoke(main, ["compile"])
    assert done.output.split() == ["equations", "paths", "queues", "survey", "estimators", "market"]
