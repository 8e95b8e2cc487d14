"""Files written whole or not at all, and one writer at a time."""

from __future__ import annotations

import contextlib
import json
import os
import tempfile
import time
import unicodedata
from collections.abc import Iterator
from pathlib import Path
from typing import Any

_TURNS = ("LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI")
PATIENCE = 10.0  # seconds to wait for another notebook that is writing


def printable(text: str) -> str:
    """The text with a mark in place of what no file or screen can take: halves of characters, and control characters.

    Examples
    --------
    >>> printable("wait\x1b[2J") == "wait\N{REPLACEMENT CHARACTER}[2J"
    True
    """
    return "".join("\N{REPLACEMENT CHARACTER}" if hidden(letter) and letter not in "\n\t" else letter for letter in text)


def hidden(letter: str) -> bool:
    """Whether a character is a control, half a character, a blank without width, or one that turns the direction of a line."""
    odd = unicodedata.category(letter) in ("Cc", "Cs", "Zl", "Zp") or letter in "\u200b\ufeff"
    return odd or unicodedata.bidirectional(letter) in _TURNS


def write_whole(file: Path, content: str | bytes) -> None:
    """Write `content` under a temporary name beside `file`, then put it in its place; on any failure the old file stays.

    Raises
    ------
    OSError
        When the folder cannot be written, or the disk is full; it names `file`.
    """
    try:
        _write(file, content.encode("utf-8") if isinstance(content, str) else content)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error


def _write(file: Path, data: bytes) -> None:
    handle, name = tempfile.mkstemp(prefix=f".{file.name[:60]}.", suffix=".part", dir=file.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(data)
            stream.flush()
            os.fsync(stream.fileno())
        os.chmod(name, 0o644)
        os.replace(name, file)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise


def write_json(file: Path, record: Any) -> None:
    """Write a record as readable JSON, whole or not at all."""
    write_whole(file, json.dumps(record, indent=1, sort_keys=True, allow_nan=False) + "\n")


@contextlib.contextmanager
def only_writer(file: Path, patience: float = PATIENCE) -> Iterator[None]:
    """Hold the lock beside `file` while writing, so that two notebooks do not overwrite each other's answers.

    Raises
    ------
    OSError
        When the folder cannot be written, or another program holds the lock for longer than `patience` seconds.
    """
    with _lock_beside(file) as lock:
        _take(lock, patience)
        try:
            yield
        finally:
            _give_back(lock)


def _lock_beside(file: Path) -> Any:
    try:
        return open(file.with_name(f".{file.name}.lock"), "a+b")
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file.parent)) from error


def _take(lock: Any, patience: float) -> None:
    end = time.monotonic() + patience
    while True:
        try:
            _try(lock)
            return
        except BlockingIOError:
            if time.monotonic() > end:
                raise TimeoutError("another notebook has held the progress file for too long; close it and try again") from None
            time.sleep(0.02)


def _try(lock: Any) -> None:
    if os.name == "nt":
        import msvcrt

        lock.seek(0)
        try:
            msvcrt.locking(lock.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError as error:
            raise BlockingIOError from error
    else:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


def _give_back(lock: Any) -> None:
    if os.name == "nt":
        import msvcrt

        lock.seek(0)
        msvcrt.locking(lock.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined]
    else:
        import fcntl

        fcntl.flock(lock, fcntl.LOCK_UN)
