"""The base of every domain model: frozen, whole, nothing extra."""

from collections.abc import Mapping
from typing import Any, ClassVar, Self

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed; what a cached property computed before is forgotten.

        As in pydantic, `update` is not validated: it takes values of the domain, never a person's input.
        """
        copy = super().model_copy(update=update, deep=deep)
        for name in set(copy.__dict__) - set(type(self).model_fields):
            del copy.__dict__[name]
        return copy


class Rule(Model):
    """A rule that a rulebook may choose by id: its fields are the parameters that the rulebook gives.

    A pack contributes the class; the rulebook's table becomes the instance. `id` is local to the pack
    (« minimum-age »), the rulebook writes it with the pack's name (« core:minimum-age »).
    """

    id: ClassVar[str]
    title: ClassVar[str]
