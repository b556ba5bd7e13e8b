"""A voting rule chosen on the command line, with its parameters and tie-breaks."""

import tomllib
from collections.abc import Sequence

from pydantic import ValidationError

from concitoyen.domain.count import TieBreak, VotingRule
from concitoyen.domain.errors import Refused
from concitoyen.domain.model import Model
from concitoyen.domain.problems import problems_of
from concitoyen.domain.reasons import Objection
from concitoyen.plugin.packs import Packs

TIES = ("voting_rules:lowest-cost", "voting_rules:earliest-deposit")
"""The usual advice: the cheaper first, then the order of the file."""


class Counting(Model):
    """A rule by its id, its parameters, and the ids of tie-breaks in order."""

    rule: str
    parameters: dict[str, str | int | bool | tuple[str | int, ...]]
    ties: tuple[str, ...]

    def bound(self, packs: Packs) -> tuple[VotingRule, Sequence[tuple[str, TieBreak]]]:
        """The working rule and tie-breaks; raises Unknown or Refused, with every fault."""
        chosen = packs.voting_rules.choose(self.rule)
        ties = [(name, packs.tie_breaks.choose(name)()) for name in self.ties]
        try:
            return chosen.model_validate(self.parameters), ties
        except ValidationError as error:
            raise Refused(
                [
                    Objection(rule=self.rule, message="{key} : {text}", values={"key": fault.key, "text": fault.text})
                    for fault in problems_of(error, chosen)
                ]
            ) from None


def counting(packs: Packs, rule: str, parameters: Sequence[str], ties: Sequence[str]) -> Counting:
    """What the options ask for; raises Refused on a parameter that is not « key=value », and as `bound` does."""
    found = Counting(rule=rule, parameters=dict(_pair(written) for written in parameters), ties=tuple(ties))
    found.bound(packs)
    return found


def _pair(written: str) -> tuple[str, object]:
    key, equals, value = written.partition("=")
    if not equals or not key.strip():
        message = "« {written} » n'est pas un paramètre : écrivez --param clé=valeur, comme --param skip=false."
        raise Refused([Objection(rule="core:count", message=message, values={"written": written})])
    return key.strip(), _value(value.strip())


def _value(written: str) -> object:
    """A value as TOML reads it (3, true, ["a", "b"]); anything else is a text."""
    try:
        return tomllib.loads(f"value = {written}")["value"]
    except tomllib.TOMLDecodeError:
        return written
