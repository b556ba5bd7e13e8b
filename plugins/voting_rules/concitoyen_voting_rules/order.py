"""The order in which candidates are shown: that of their deposit, however they were read."""

from collections.abc import Iterable

from concitoyen.domain.ballot import Candidate


def by_deposit(candidates: Iterable[Candidate]) -> tuple[str, ...]:
    """The ids of candidates in order of deposit."""
    return tuple(one.id for one in sorted(candidates, key=lambda one: (one.order, one.id)))
