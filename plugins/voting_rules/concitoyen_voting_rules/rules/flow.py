"""Can projects be paid by those who chose them, nobody above a limit? A flow in whole units answers exactly.

Projects on one side, groups of voters on the other; a project may be paid by the groups that chose it. The flow is
improved by waves: labels tell how far each project is from voters who can still pay, each project then moves what it
lacks one step nearer (Dinic 1970; labels as in Goldberg and Tarjan 1988). A project that reaches nobody shows who is
asked too much, the minimum cut.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Amounts = NDArray[Any]
"""Whole units: 64-bit integers, or Python's own where those would overflow."""
Nodes = NDArray[np.int64]


class Payments:
    """Payments of projects by groups, whole units; `start` proposes some, which must respect needs and limits."""

    def __init__(
        self, payers: Sequence[Nodes], needs: Sequence[int], limits: Amounts, start: Sequence[Amounts] | None = None
    ) -> None:
        self._payers = payers
        self.paid = [np.zeros(len(nodes), limits.dtype) for nodes in payers] if start is None else list(start)
        self._lacking = [need - int(paid.sum()) for need, paid in zip(needs, self.paid, strict=True)]
        self._slack = limits.copy()
        for nodes, paid in zip(payers, self.paid, strict=True):
            self._slack[nodes] -= paid
        self._scratch = np.zeros_like(limits)

    def overcharged(self) -> list[int]:
        """Route everything that is lacking; if that cannot be, the projects whose payers cannot bear it together."""
        while any(self._lacking):
            layers = self._layers()
            reached = {project for layer in layers for project in layer}
            lost = [project for project, lacking in enumerate(self._lacking) if lacking and project not in reached]
            if lost:
                return self._reach(lost)
            self._wave(layers)
        return []

    def _layers(self) -> list[list[int]]:
        """Projects by their distance to payers who can still pay: first those who have one themselves."""
        ahead, open_nodes = list(range(len(self._payers))), self._slack > 0
        layers: list[list[int]] = []
        while ahead:
            layer = [project for project in ahead if open_nodes[self._payers[project]].any()]
            if not layer:
                break
            layers.append(layer)
            reached = set(layer)
            ahead = [project for project in ahead if project not in reached]
            for project in layer:
                open_nodes[self._payers[project][self.paid[project] > 0]] = True
        return layers

    def _reach(self, lost: list[int]) -> list[int]:
        """The projects that stand in the way of these: those whom their payers pay, and so on."""
        found, seen = list(lost), np.zeros(len(self._slack), bool)
        for project in found:
            seen[self._payers[project]] = True
            found += [
                other
                for other in range(len(self._payers))
                if other not in found and (self.paid[other][seen[self._payers[other]]] > 0).any()
            ]
        return sorted(found)

    def _wave(self, layers: list[list[int]]) -> None:
        """From the farthest layer down, each project passes what it lacks one layer nearer, then to its own payers."""
        for nearer, layer in zip(reversed(layers[:-1]), reversed(layers), strict=False):
            for project in layer:
                for other in nearer:
                    if not self._lacking[project]:
                        break
                    self._displace(project, other)
        for project in layers[0]:
            if self._lacking[project]:
                nodes = self._payers[project]
                taken = _at_most(self._slack[nodes], self._lacking[project])
                self._slack[nodes] -= taken
                self.paid[project] += taken
                self._lacking[project] -= int(taken.sum())

    def _displace(self, project: int, other: int) -> None:
        """Payers of both pay `project` rather than `other`, which lacks it in turn."""
        mine, theirs, scratch = self._payers[project], self._payers[other], self._scratch
        scratch[theirs] = self.paid[other]
        taken = _at_most(scratch[mine], self._lacking[project])
        scratch[theirs] = 0
        moved = int(taken.sum())
        if not moved:
            return
        self.paid[project] += taken
        scratch[mine] = taken
        self.paid[other] = self.paid[other] - scratch[theirs]
        scratch[mine] = 0
        self._lacking[project] -= moved
        self._lacking[other] += moved


def _at_most(available: Amounts, amount: int) -> Amounts:
    """What is available, from the first on, until the amount is reached."""
    so_far = np.cumsum(available)
    if so_far[-1] <= amount:
        return available
    last = int(np.searchsorted(so_far, amount))
    taken = np.zeros_like(available)
    taken[:last] = available[:last]
    taken[last] = amount - (so_far[last] - available[last])
    return taken
