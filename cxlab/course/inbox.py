"""A folder of files that others handed in, and small records read from them. They are data: nothing in them is executed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from cxlab.course.writing import printable

LARGEST = 100_000  # bytes of an order or a decision that is read at all
_SAID = 400  # letters of a complaint: what is quoted in it may be as long as its file


class Malformed(ValueError):
    """An order or a decision that cannot be used; its words say why."""


def files_in(folder: Path) -> Iterator[tuple[str, Path]]:
    """Files of a folder and its subfolders in order, each with its place in the folder; hidden ones are left out."""
    for place, folders, names in os.walk(folder):
        folders.sort()
        links = [name for name in folders if (Path(place) / name).is_symlink()]  # not followed: told as files that cannot be read
        folders[:] = [name for name in folders if not name.startswith(".") and name not in links]
        for name in sorted(name for name in [*names, *links] if not name.startswith(".")):
            file = Path(place) / name
            yield printable(file.relative_to(folder).as_posix()), file


def brief(words: object) -> str:
    """A complaint that any screen can take, cut where it would fill it."""
    text = printable(str(words))
    return text if len(text) <= _SAID else text[:_SAID] + " ..."


def _written_out(node: Any, known: dict[int, int]) -> int:
    """Letters of a part of a YAML file once every reference in it is written out; a part that holds itself has no end."""
    if id(node) not in known:
        known[id(node)] = LARGEST + 1
        value = getattr(node, "value", "")
        parts = [] if isinstance(value, str) else [part for entry in value for part in (entry if isinstance(entry, tuple) else (entry,))]
        known[id(node)] = sum((_written_out(part, known) for part in parts), len(value) + 1)
    return known[id(node)]


def text_of(file: Path, largest: int, refuse: type[ValueError]) -> str:
    """The text of a file that was handed in; `refuse` with the reason where there is none, or more than is read."""
    try:
        if not file.is_file():
            raise refuse("is a broken link, or no file")
        if file.stat().st_size > largest:
            size = f"{largest // 1_000_000} MB" if largest >= 1_000_000 else f"{largest // 1000} kB"
            raise refuse(f"is larger than {size} and was not read")
        return file.read_bytes().decode("utf-8")
    except OSError as error:
        raise refuse(f"cannot be read ({error.strerror})") from error


def read_record(file: Path) -> dict[str, Any]:
    """A small YAML or JSON file as a dict; a Malformed that says why not."""
    import yaml

    try:
        text = text_of(file, LARGEST, Malformed)
        if _written_out(yaml.compose(text, yaml.SafeLoader), {}) > LARGEST:
            raise Malformed("repeats parts of itself (& and *) until they fill the memory; write them out")
        content = yaml.safe_load(text)
    except Malformed:
        raise
    except (yaml.YAMLError, ValueError, TypeError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        raise Malformed("is not readable as YAML or JSON" + (f"; look at line {mark.line + 1}" if mark else "")) from error
    if not isinstance(content, dict):
        raise Malformed("holds no settings by name; begin with 'team:'")
    return content
