"""How equations and kernels are compiled, and where the compiled code is kept.

The folder is named by a hash of the sources that kernels are made of: numba notices an edit of the file a kernel stands in,
but not of another file whose equation was inlined, and would go on answering with the old equation.
"""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numba
import numpy as np

ROOMS = ("_compiling.py", "draws.py", "mechanisms", "simulation", "survey.py", "survey", "market.py", "market", "estimators")
JIT = not numba.config.DISABLE_JIT


def sources_hash(package: Path, rooms: tuple[str, ...] = ROOMS) -> str:
    """Hash of every source file in the rooms kernels are made of, and of the compiler's version."""
    digest = hashlib.sha256(f"{numba.__version__} {np.__version__} {platform.python_version()}".encode())
    for room in rooms:
        path = package / room
        for file in sorted(path.rglob("*.py")) if path.is_dir() else [path] if path.exists() else []:
            digest.update(file.relative_to(package).as_posix().encode())
            digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


@functools.cache
def cache_folder() -> Path:
    """Folder of the compiled kernels: `CXLAB_CACHE`, else the user's cache, else a temporary folder."""
    named = os.environ.get("CXLAB_CACHE")
    home = Path(named) if named else Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "cxlab"
    name = f"kernels-{sources_hash(Path(__file__).parent)}"
    for base in (home, Path(tempfile.gettempdir()) / f"cxlab-{os.getuid() if hasattr(os, 'getuid') else 'user'}"):
        try:
            (base / name).mkdir(parents=True, exist_ok=True)
        except OSError:
            continue
        if os.access(base / name, os.W_OK):
            return base / name
    return Path(tempfile.mkdtemp(prefix="cxlab-")) / name


@contextmanager
def _kept() -> Iterator[None]:
    """numba picks a kernel's cache folder when the kernel is declared: name ours just then, and leave its setting as it was."""
    before = numba.config.CACHE_DIR
    numba.config.CACHE_DIR = str(cache_folder())
    try:
        yield
    finally:
        numba.config.CACHE_DIR = before


def kernel(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a module-level kernel: cached, and free of the interpreter's lock.

    Kernels are handed all the memory they use (`_nrt=False`): counting references to arrays took most of the time without it.
    """
    if not JIT:
        return function
    with _kept():
        return numba.njit(cache=True, nogil=True, error_model="numpy", _nrt=False)(function)


def inlined(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small function that kernels call; it is made part of each of them."""
    if not JIT:
        return function
    return numba.njit(nogil=True, error_model="numpy", forceinline=True, _nrt=False)(function)


def called(function: Callable[..., Any]) -> Callable[..., Any]:
    """Compile a small function that kernels call and that is not made part of them: the rare branch of a hot loop."""
    if not JIT:
        return function
    return numba.njit(nogil=True, error_model="numpy", _nrt=False)(function)


def equation(function: Callable[..., float]) -> Callable[..., Any]:
    """Compile one equation, written for scalars, so that kernels, scalars and arrays all call the same object.

    Positional arguments only; people call a wrapper with keywords.
    """
    if not JIT:
        return _elementwise(function)
    with _kept():
        return numba.vectorize(cache=True)(function)


def _elementwise(function: Callable[..., float]) -> Callable[..., Any]:
    spread = np.frompyfunc(function, function.__code__.co_argcount, 1)

    @functools.wraps(function)
    def twin(*values: Any) -> Any:
        if all(np.ndim(value) == 0 for value in values):
            return function(*values)
        return spread(*values).astype(float)

    return twin
