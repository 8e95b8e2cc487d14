"""The benchmark of shares agrees with pingouin and notices a fault; the room loads what it uses and no more."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "benchmarks"))

import drivers as benchmark  # noqa: E402


def test_shares_agree_with_pingouin():
    pytest.importorskip("pingouin", reason="pingouin is needed only to compare; install the development packages to run this")
    line = benchmark.exact(10, peer=True)
    assert line["largest_difference"] < 1e-10 and abs(line["sum_less_r2"]) < 1e-10
    assert line["pingouin_over_sweep"] > 1
    assert benchmark.agrees({"exact": [line]})


@pytest.mark.parametrize("fault", [{"largest_difference": 1e-6}, {"sum_less_r2": -1e-6}])
def test_the_benchmark_notices_a_wrong_share(fault):
    assert not benchmark.agrees({"exact": [{"sum_less_r2": 0.0, "largest_difference": 0.0, **fault}]})


def loaded(code: str) -> set[str]:
    show = f"{code}\nimport sys; print(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run([sys.executable, "-c", show], capture_output=True, text=True, cwd=ROOT, check=True)
    return set(done.stdout.split())


def test_the_room_opens_without_its_heavy_tools():
    assert not {"numba", "statsmodels", "scipy", "matplotlib", "seaborn"} & loaded("import cxlab.estimators")


def test_slopes_need_no_compiler_and_shares_no_statsmodels():
    code = "import pandas as pd, cxlab.estimators as e; d = pd.DataFrame({'a': [1, 2, 3, 4, 5, 7.0], 'y': [1, 3, 2, 5, 4, 6.0]}); e.drivers(d, 'y', ['a'], %r)"
    assert "numba" not in loaded(code % "ols")
    assert "statsmodels" not in loaded(code % "lmg")
