"""The base of every domain model: frozen, whole, nothing extra."""

from typing import ClassVar

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A frozen value that refuses unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Rule(Model):
    """A rule that a rulebook may choose by id: its fields are the parameters that the rulebook gives.

    A pack contributes the class; the rulebook's table becomes the instance. `id` is local to the pack
    (« minimum-age »), the rulebook writes it with the pack's name (« core:minimum-age »).
    """

    id: ClassVar[str]
    title: ClassVar[str]
