"""Sentences with a source: why an act is refused, why a project is funded."""

from collections.abc import Mapping

from pydantic import Field

from concitoyen.domain.model import Model


class Message(Model):
    """A French sentence with its values apart, so that it can be translated and tested."""

    message: str
    values: Mapping[str, str | int] = Field(default_factory=dict)

    @property
    def text(self) -> str:
        """The sentence, values filled in."""
        return self.message.format_map(self.values)


class Objection(Message):
    """A reason to refuse: which rule, which article, in words for the person concerned.

    `field` names the form field or file column to correct, or is empty.
    """

    rule: str
    article: str = ""
    field: str = ""

    @property
    def cited(self) -> str:
        """The sentence, followed by its article in brackets where there is one."""
        return f"{self.text} [{self.article}]" if self.article else self.text
