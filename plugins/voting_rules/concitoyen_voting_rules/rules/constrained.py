"""The set of projects of greatest value under a budget and maxima by group: HiGHS searches, whole numbers check.

Needs the `highs` extra. HiGHS counts in floats: what it answers is accepted only when whole numbers confirm that every
maximum is kept, and when its own upper bound leaves no room for one unit more.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import gcd
from typing import Any

from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.rules.knapsack import Best

_MOST = 2**50
"""Floats count by units up to there, and a little beyond."""


@dataclass(frozen=True)
class Maximum:
    """What is chosen among these candidates, each counted by its weight, may not exceed `most`."""

    weights: Mapping[int, int]
    most: int


def constrained(
    values: Sequence[int], maxima: Sequence[Maximum], fixed: Mapping[int, bool] | None = None
) -> Best | None:
    """A set of greatest value that exceeds no maximum, or None when what is `fixed` cannot be kept.

    Raises CountError without HiGHS, on figures too large for it, or when its answer is not confirmed.
    """
    if not values:
        return Best((), 0)
    unit = gcd(*values) or 1
    if sum(values) // unit >= _MOST:
        raise CountError("Les voix ou les montants sont trop grands pour un maximum sous plafonds calculé par HiGHS.")
    solver = _solver([value // unit for value in values], maxima, fixed or {})
    if solver is None:
        return None
    chosen = tuple(one for one, part in enumerate(solver.getSolution().col_value) if round(part))
    best = Best(chosen, sum(values[one] for one in chosen))
    _confirm(best, maxima, fixed or {}, solver.getInfo().mip_dual_bound * unit, unit)
    return best


def _solver(values: Sequence[int], maxima: Sequence[Maximum], fixed: Mapping[int, bool]) -> Any | None:  # noqa: ANN401 - highspy is optional and untyped
    """HiGHS after its search; None when it proves that nothing is feasible."""
    try:
        import highspy  # noqa: PLC0415 - an optional extra, asked for only where it is needed
    except ImportError:
        raise CountError(
            "Un maximum de voix sous plafonds ou incompatibilités se calcule avec HiGHS, qui n'est pas installé. "
            "Installez concitoyen-voting-rules[highs], ou choisissez une autre règle."
        ) from None
    solver: Any = highspy.Highs()  # type: ignore[no-untyped-call] # highspy is not annotated
    solver.setOptionValue("output_flag", False)  # noqa: FBT003 - highspy's signature
    for option, figure in (("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0), ("mip_feasibility_tolerance", 1e-9)):
        solver.setOptionValue(option, figure)
    for one, value in enumerate(values):
        kept = fixed.get(one)
        solver.addCol(float(value), float(kept is True), float(kept is not False), 0, [], [])
        solver.changeColIntegrality(one, highspy.HighsVarType.kInteger)
    for maximum in maxima:
        scale = gcd(*maximum.weights.values()) or 1
        weights = [float(weight // scale) for weight in maximum.weights.values()]
        solver.addRow(-highspy.kHighsInf, float(maximum.most // scale), len(weights), list(maximum.weights), weights)
    solver.changeObjectiveSense(highspy.ObjSense.kMaximize)
    solver.run()
    return solver if solver.getModelStatus() == highspy.HighsModelStatus.kOptimal else None


def _confirm(best: Best, maxima: Sequence[Maximum], fixed: Mapping[int, bool], bound: float, unit: int) -> None:
    """Raise CountError unless whole numbers confirm the answer."""
    kept = all(sum(maximum.weights.get(one, 0) for one in best.chosen) <= maximum.most for maximum in maxima)
    kept = kept and all((one in best.chosen) == inside for one, inside in fixed.items())
    if not kept or bound >= best.value + unit:
        raise CountError("HiGHS a donné un ensemble que les nombres entiers ne confirment pas : rien n'est proclamé.")
