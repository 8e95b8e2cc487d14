"""Data sets: the airport equals the reference table; every failure says what is missing and how to mend it."""

from __future__ import annotations

import functools
import gzip
import hashlib
import http.server
import shutil
import threading
from pathlib import Path

import pandas as pd
import pytest

import cxlab as cx
from cxlab import data

SHARED = Path(__file__).resolve().parents[1].parent / "shared" / "data" / "sfo_airport"
NAME = "sfo_airport"
needs_shared = pytest.mark.skipif(not SHARED.is_dir(), reason="../shared/data/sfo_airport is not on this machine")


@pytest.fixture
def nowhere(monkeypatch, tmp_path):
    """No local copies, an empty cache, and an address where nobody answers."""
    monkeypatch.delenv("CXLAB_DATA", raising=False)
    monkeypatch.setattr(data, "_cache", lambda name: tmp_path / "cache" / name)
    recipe = data._recipe(NAME) | {"address": "http://127.0.0.1:9/{file}"}
    monkeypatch.setattr(data, "_recipe", lambda name: recipe)
    return recipe


@needs_shared
def test_the_airport_equals_the_reference_table(monkeypatch):
    monkeypatch.setenv("CXLAB_DATA", str(SHARED / "raw"))
    airport = cx.fetch(NAME)
    expected = pd.read_csv(SHARED / "sfo_2013_2016.csv.gz")
    pd.testing.assert_frame_equal(airport, expected[list(airport.columns)], check_exact=True)
    items = [name for name in airport if f"nu_{name}" in airport]
    assert len(airport) == 12_398 and len(items) == 23
    assert {"year", "resp_id", "run_id", "weight", "overall", "safe"} == set(airport) - set(items) - {f"nu_{name}" for name in items}
    assert airport["run_id"].isna().sum() == 24


@needs_shared
def test_not_used_and_not_answered_stay_apart(monkeypatch):
    monkeypatch.setenv("CXLAB_DATA", str(SHARED / "raw"))
    airport = cx.fetch(NAME)
    raw = pd.read_csv(SHARED / "raw" / "2013_SFO_Customer_Survey.csv.gz", usecols=["Q7K_PARK"])["Q7K_PARK"]
    first = airport[airport["year"] == 2013]
    assert first["nu_park"].sum() == (raw == 6).sum() == 2023
    assert (first["park"].isna() & (first["nu_park"] == 0)).sum() == (raw == 0).sum() == 219
    assert airport.loc[airport["nu_park"] == 1, "park"].isna().all()


@needs_shared
@pytest.mark.parametrize("naming", ["plain", "gzipped", "dated"])
def test_local_copies_are_found_under_each_name(naming, nowhere, monkeypatch, tmp_path):
    for year, part in nowhere["parts"].items():
        source = SHARED / "raw" / f"{year}_SFO_Customer_Survey.csv.gz"
        if naming == "gzipped":
            shutil.copy(source, tmp_path / source.name)
        else:
            (tmp_path / part["also" if naming == "plain" else "file"]).write_bytes(gzip.decompress(source.read_bytes()))
    assert len(data.missing(NAME)) == 4
    monkeypatch.setenv("CXLAB_DATA", str(tmp_path))
    assert data.missing(NAME) == [] and len(cx.fetch(NAME)) == 12_398


@needs_shared
def test_download_is_checked_kept_and_shows_progress(nowhere, tmp_path, capsys):
    served = tmp_path / "served"
    served.mkdir()
    for year, part in nowhere["parts"].items():
        (served / part["file"]).write_bytes(gzip.decompress((SHARED / "raw" / f"{year}_SFO_Customer_Survey.csv.gz").read_bytes()))
    handler = functools.partial(_Quiet, directory=str(served))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        nowhere["address"] = f"http://127.0.0.1:{server.server_port}/{{file}}"
        airport = cx.fetch(NAME, path=tmp_path / "kept")
        server.shutdown()
    assert len(airport) == 12_398 and "100%" in capsys.readouterr().err
    nowhere["address"] = "http://127.0.0.1:9/{file}"
    pd.testing.assert_frame_equal(cx.fetch(NAME, path=tmp_path / "kept"), airport)


class _Quiet(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *values):
        """Say nothing."""


def test_without_a_network_the_error_lists_the_files_and_the_way_out(nowhere, tmp_path):
    with pytest.raises(ConnectionError) as caught:
        cx.fetch(NAME, path=tmp_path / "kept")
    words = str(caught.value)
    assert all(part["file"] in words for part in nowhere["parts"].values())
    assert "CXLAB_DATA" in words and str(tmp_path / "kept") in words and "gzipped" in words
    assert not list(tmp_path.rglob("*.csv"))


def test_a_changed_local_copy_is_refused(nowhere, monkeypatch, tmp_path):
    file = tmp_path / nowhere["parts"]["2013"]["also"]
    file.write_text("RESPNUM\n1\n")
    monkeypatch.setenv("CXLAB_DATA", str(tmp_path))
    with pytest.raises(ValueError, match=r"is not the published file: its sha256 is .*Remove it") as caught:
        cx.fetch(NAME)
    assert str(file) in str(caught.value)


def test_a_broken_gzip_file_is_named(nowhere, monkeypatch, tmp_path):
    (tmp_path / (nowhere["parts"]["2013"]["also"] + ".gz")).write_bytes(b"not gzip")
    monkeypatch.setenv("CXLAB_DATA", str(tmp_path))
    with pytest.raises(ValueError, match="is not a readable gzip file"):
        cx.fetch(NAME)


def test_a_wrong_answer_from_the_network_is_not_kept(nowhere, tmp_path):
    part = nowhere["parts"]["2013"]
    served = tmp_path / "served"
    served.mkdir()
    (served / part["file"]).write_text("<html>please log in</html>")
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), functools.partial(_Quiet, directory=str(served))) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        nowhere["address"] = f"http://127.0.0.1:{server.server_port}/{{file}}"
        with pytest.raises(ValueError, match=r"not the published file.*was not kept.*CXLAB_DATA"):
            cx.fetch(NAME, path=tmp_path / "kept")
        server.shutdown()
    assert not list((tmp_path / "kept").glob("*.csv"))


def test_local_folder_that_is_not_there(nowhere, monkeypatch, tmp_path):
    monkeypatch.setenv("CXLAB_DATA", str(tmp_path / "gone"))
    with pytest.raises(ValueError, match=r"CXLAB_DATA='.*gone' is not a folder"):
        cx.fetch(NAME)


def test_unknown_names_list_the_choices():
    with pytest.raises(ValueError, match=r"name='sfo' is not known. Choose from \['sfo_airport'\]"):
        cx.fetch("sfo")
    with pytest.raises(ValueError, match=r"Use cx.fetch\('sfo_airport'\)"):
        cx.load("sfo_airport")
    with pytest.raises(ValueError, match=r"name='nothing' is not known. Choose from"):
        cx.load("nothing")


def test_a_shipped_set_is_read_and_checked(monkeypatch, tmp_path):
    content = b"rating\n1\n2\n"
    sha256 = hashlib.sha256(content).hexdigest()
    (tmp_path / "tiny.csv.gz").write_bytes(gzip.compress(content))
    header = "name,file,sha256,rows,licence,description"
    (tmp_path / "registry.csv").write_text(f"{header}\ntiny,tiny.csv.gz,{sha256},2,CC BY 4.0,two ratings\n")
    monkeypatch.setattr(data, "shipped", lambda folder: tmp_path)
    assert cx.load("tiny")["rating"].tolist() == [1, 2]
    assert cx.datasets().loc[0, ["name", "get", "rows"]].tolist() == ["tiny", 'cx.load("tiny")', 2]
    with pytest.raises(ValueError, match=r"Use cx.load\('tiny'\)"):
        cx.fetch("tiny")
    (tmp_path / "tiny.csv.gz").write_bytes(gzip.compress(b"rating\n1\n3\n"))
    with pytest.raises(ValueError, match="is not the published file"):
        cx.load("tiny")


def test_every_shipped_set_is_listed_with_a_card():
    listed = cx.datasets()
    assert listed["name"].is_unique and not listed.isna().any().any()
    folder = data.shipped("datasets")
    assert [name for name in listed["name"] if not (folder / f"{name}.md").is_file()] == []
    for name in listed.loc[listed["get"].str.startswith("cx.load"), "name"]:
        assert len(cx.load(name)) == listed.set_index("name").loc[name, "rows"]


def test_a_missing_course_folder_says_where_it_was_sought():
    with pytest.raises(FileNotFoundError, match=r"The folder 'nowhere' is neither in .*_shipped"):
        data.shipped("nowhere")
