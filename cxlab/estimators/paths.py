"""Partial least squares path models, from the correlations of the items alone (Wold 1982; Lohmoeller 1989).

Every construct is a weighted sum of its items; the weights are those that correlate best with its neighbours in the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

SCHEMES = ("path", "factorial", "centroid")
_STEPS, _STILL = 3000, 1e-13
SAME = 1e-10  # eigenvalue of correlated constructs below which two of them are one


@dataclass(frozen=True)
class Model:
    """Constructs in causal order, the items of each, and which construct leads to which."""

    constructs: tuple[str, ...]
    items: tuple[tuple[str, ...], ...]
    leads: np.ndarray  # leads[a, b]: a path runs from a to b

    @property
    def columns(self) -> tuple[str, ...]:
        """All items, block after block."""
        return tuple(item for block in self.items for item in block)

    @property
    def member(self) -> np.ndarray:
        """Items by constructs: 1 where the item belongs to the construct."""
        out, row = np.zeros((len(self.columns), len(self.constructs))), 0
        for j, block in enumerate(self.items):
            out[row : row + len(block), j] = 1.0
            row += len(block)
        return out

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """The paths, by the construct they lead to."""
        return [(int(a), int(b)) for b in range(len(self.constructs)) for a in np.flatnonzero(self.leads[:, b])]


def model_of(paths: Mapping[str, Sequence[str]], items: Mapping[str, Sequence[str]]) -> Model:
    """A model from {construct: what leads to it} and {construct: its items}; a ring of paths is an error."""
    named = list(dict.fromkeys([*items, *(c for into, froms in paths.items() for c in (*froms, into))]))
    bare = [c for c in named if not items.get(c)]
    if bare:
        raise ValueError(f"{bare[0]!r} stands in the paths and has no items. Give it at least one column in `items`.")
    loose = [c for c in named if c not in paths and not any(c in froms for froms in paths.values())]
    if loose:
        raise ValueError(f"{loose[0]!r} has items and no path. Give it one, or leave it out.")
    order: list[str] = []
    while len(order) < len(named):
        ready = [c for c in named if c not in order and all(f in order for f in paths.get(c, ()))]
        if not ready:
            ring = [c for c in named if c not in order]
            raise ValueError(f"The paths among {ring} run in a ring. Leave out the arrow that closes it.")
        order.append(ready[0])
    leads = np.array([[a in paths.get(b, ()) for b in order] for a in order])
    return Model(tuple(order), tuple(tuple(items[c]) for c in order), leads)


@dataclass(frozen=True)
class Solution:
    """Weights and correlations of one PLS fit; everything else follows from them."""

    weights: np.ndarray  # items by constructs, for items scaled to variance 1; constructs have variance 1
    latent: np.ndarray  # correlations of the constructs
    loadings: np.ndarray
    paths: np.ndarray  # paths[a, b]: coefficient from a to b
    r2: np.ndarray

    @property
    def totals(self) -> np.ndarray:
        """Direct and indirect effects of each construct (row) on each other (column)."""
        return np.linalg.inv(np.eye(len(self.paths)) - self.paths) - np.eye(len(self.paths))


def solve(model: Model, r: np.ndarray, scheme: str = "path") -> Solution:
    """Fit the model to the correlation matrix `r` of its items (mode A)."""
    member = model.member
    weights = _unit(member.copy(), r)
    for _ in range(_STEPS):
        latent = weights.T @ r @ weights
        new = _unit(member * (r @ weights @ _inner(model, latent, scheme)), r)
        moved = np.abs(new - weights).max()
        weights = new
        if moved < _STILL:
            break
    else:
        raise ValueError(
            f"The weights did not settle in {_STEPS} steps. Leave out a construct whose items hardly correlate with the others."
        )
    latent = weights.T @ r @ weights
    for b in range(len(latent)):
        a = np.flatnonzero(model.leads[:, b])
        if len(a) > 1 and np.linalg.eigvalsh(latent[np.ix_(a, a)])[0] < SAME:
            raise _alike(model, a, b)
    paths, r2 = _regressions(model, latent)
    return Solution(weights, latent, member * (r @ weights), paths, r2)


def _unit(weights: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Weights scaled so that every construct has variance 1."""
    return weights / np.sqrt(np.einsum("ij,ik,kj->j", weights, r, weights))


def _inner(model: Model, latent: np.ndarray, scheme: str) -> np.ndarray:
    """How much each construct (row) counts in the stand-in of each construct (column)."""
    near = model.leads | model.leads.T
    if scheme == "centroid":
        return near * np.sign(latent)
    if scheme == "factorial":
        return near * latent
    return _regressions(model, latent)[0] + (model.leads * latent).T


def _regressions(model: Model, latent: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    paths, r2 = np.zeros_like(latent), np.full(len(latent), np.nan)
    for b in range(len(latent)):
        a = np.flatnonzero(model.leads[:, b])
        if len(a):
            try:
                paths[a, b] = np.linalg.solve(latent[np.ix_(a, a)], latent[a, b])
            except np.linalg.LinAlgError:
                raise _alike(model, a, b) from None
            r2[b] = paths[a, b] @ latent[a, b]
    return paths, r2


def _alike(model: Model, a: np.ndarray, b: int) -> ValueError:
    return ValueError(
        f"{', '.join(model.constructs[i] for i in a)} lead to {model.constructs[b]!r} and cannot be told apart: one of them is a weighted "
        "sum of the others. Leave one out, or give it other items."
    )


def reliability(model: Model, solution: Solution, r: np.ndarray) -> dict[str, np.ndarray]:
    """Standardised alpha, composite reliability (rho_C), rho_A and AVE of each construct; 1 for a single item."""
    out = {name: np.ones(len(model.constructs)) for name in ("alpha", "composite", "rho_A", "AVE")}
    for j in range(len(model.constructs)):
        own = np.flatnonzero(model.member[:, j])
        if len(own) == 1:
            continue
        load, w, block = solution.loadings[own, j], solution.weights[own, j], r[np.ix_(own, own)]
        k, between = len(own), block - np.diag(np.diag(block))
        out["alpha"][j] = k / (k - 1) * between.sum() / block.sum()
        out["composite"][j] = load.sum() ** 2 / (load.sum() ** 2 + (1 - load**2).sum())
        outer = np.outer(w, w)
        out["rho_A"][j] = (w @ w) ** 2 * (w @ between @ w) / (w @ (outer - np.diag(np.diag(outer))) @ w)
        out["AVE"][j] = np.mean(load**2)
    return out


def htmt(model: Model, r: np.ndarray) -> np.ndarray:
    """Heterotrait-monotrait ratio of each pair of constructs (Henseler, Ringle & Sarstedt 2015)."""
    size = np.abs(r)
    blocks = [np.flatnonzero(column) for column in model.member.T]
    same = np.array([size[np.ix_(b, b)][np.triu_indices(len(b), 1)].mean() if len(b) > 1 else 1.0 for b in blocks])
    out = np.eye(len(blocks))
    for i, a in enumerate(blocks):
        for j, b in enumerate(blocks):
            if i != j:
                out[i, j] = size[np.ix_(a, b)].mean() / np.sqrt(same[i] * same[j])
    return out
