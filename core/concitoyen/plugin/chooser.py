"""Chooses what packs offer by id, with its parameters, and collects what cannot be chosen."""

from collections.abc import Sequence
from typing import TypeVar

from pydantic import ValidationError

from concitoyen.domain.count import TieBreak
from concitoyen.domain.model import Rule
from concitoyen.domain.problems import Path, Problem, problems_of
from concitoyen.domain.tables import Chosen, Table, Tie
from concitoyen.plugin.packs import Catalogue, Packs, Unknown

R = TypeVar("R", bound=Rule)
T = TypeVar("T")


class Chooser:
    """Collects every fault in `problems`, so that a jurist sees all of them at once."""

    def __init__(self, packs: Packs) -> None:
        self.packs = packs
        self.problems: list[Problem] = []

    def tell(self, path: Path, faults: Sequence[str]) -> None:
        """Add faults of the table or key at `path`."""
        self.problems += [Problem(path=path, text=fault) for fault in faults]

    def choose(self, catalogue: Catalogue[T], name: str, path: Path) -> T | None:
        """What a pack offers under this id."""
        try:
            return catalogue.choose(name)
        except Unknown as error:
            self.tell(path, [str(error)])
            return None

    def instance(self, catalogue: Catalogue[type[R]], table: Table, path: Path, key: str = "rule") -> R | None:
        """The rule that a table chooses, with the parameters that it gives."""
        rule = self.choose(catalogue, getattr(table, key), (*path, key))
        if rule is None:
            return None
        try:
            return rule.model_validate(table.extras())
        except ValidationError as error:
            self.problems += problems_of(error, rule, path, around=tuple(type(table).model_fields))
            return None

    def ties(self, written: Sequence[Tie], path: Path) -> tuple[tuple[str, TieBreak], ...]:
        """A list of tie-breaks, which must end with one that always decides."""
        ties = []
        for index, tie in enumerate(written):
            table = tie if isinstance(tie, Chosen) else Chosen(rule=tie)
            tie_break = self.instance(self.packs.tie_breaks, table, (*path, index))
            if tie_break:
                ties.append((table.rule, tie_break))
        if len(ties) == len(written) and not (ties and ties[-1][1].decisive):
            decisive = [name for name, rule in self.packs.tie_breaks.items() if rule.decisive]
            text = (
                "la liste doit finir par un critère qui départage toujours, sinon une égalité arrêterait "
                f"le dépouillement ; possibles : {', '.join(decisive) or 'aucun'}."
            )
            self.tell(path, [text])
        return tuple(ties)
