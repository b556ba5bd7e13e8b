"""Printed codes as a document: what the core fills in, whatever the template that prints it."""

from pydantic import Field

from concitoyen.domain.model import Model


class CodeSheet(Model):
    """One slip: its code in three groups, the address that opens the vote with it, and that address as an SVG."""

    code: str
    address: str
    square: str


class CodeSheets(Model):
    """The slips of one place; `address` is what people type who cannot scan, `closes` says until when."""

    subject: str = Field(title="Sujet")
    edition: str = Field(title="Titre de l'édition")
    authority: str = Field(title="Collectivité")
    place: str = Field(title="Lieu")
    address: str = Field(title="Adresse du vote")
    closes: str = Field(title="Fermeture du vote")
    sheets: tuple[CodeSheet, ...] = Field(title="Codes", min_length=1)
