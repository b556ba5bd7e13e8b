"""Sentences with a source: why an act is refused, why a project is funded."""

from collections.abc import Mapping

from pydantic import Field

from concitoyen.domain.languages import CLAUSES, Language, translated, written
from concitoyen.domain.model import Model


class Message(Model):
    """A French sentence with its values apart, so that it can be translated and tested."""

    message: str
    values: Mapping[str, str | int] = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence, values filled in."""
        return self.message.format_map(self.values)

    def told(self, language: Language) -> str:
        """The sentence in a language, amounts too; in French where no catalogue knows it."""
        values = {name: written(value, language) for name, value in self.values.items()}
        return translated(self.message, language).format_map(values)


def clauses(*parts: Message) -> Message:
    """One sentence of several clauses, each translated by itself."""
    values = {name: value for part in parts for name, value in part.values.items()}
    return Message(message=CLAUSES.join(part.message for part in parts), values=values)


class Objection(Message):
    """A reason to refuse: which rule, which article, in words for the person concerned.

    `field` names the form field or file column to correct, or is empty; of a part of the ballot, `project` is the one
    whose mark alone is wrong.
    """

    rule: str
    article: str = ""
    field: str = ""
    project: str = ""

    @property
    def cited(self) -> str:
        """The sentence, followed by its article in brackets where there is one."""
        return f"{self.text} [{self.article}]" if self.article else self.text
