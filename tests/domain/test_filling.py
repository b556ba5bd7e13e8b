"""A document that lacks something is refused before printing, every faulty field named by its French title."""

from typing import Self

import pytest
from pydantic import BaseModel, ConfigDict, Field, model_validator

from concitoyen.domain.documents import DocumentModel
from concitoyen.domain.errors import DocumentError
from concitoyen.domain.filling import fill
from tests.plugin.exemple import CONVENTION


class Fields(BaseModel):
    """The merge fields of a small convention."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str = Field(title="Nom de la structure", min_length=2)
    siret: str = Field(title="SIRET", pattern=r"^\d{14}$")
    pages: int = Field(default=1, ge=1)
    dates: tuple[str, ...] = Field(default=(), title="Dates des délibérations")

    @model_validator(mode="after")
    def _not_twice(self) -> Self:
        if self.name == self.siret:
            raise ValueError("le SIRET et le nom sont le même texte")
        return self


MODEL: DocumentModel = CONVENTION.model_copy(update={"fields": Fields})
SOUND: dict[str, object] = {"name": "Les Semis", "siret": "12345678901234"}


def refusal(subject: str = "Jardin", **values: object) -> str:
    with pytest.raises(DocumentError) as caught:
        fill(MODEL, {**SOUND, **values}, subject=subject)
    return str(caught.value).removeprefix("Le document « Convention » pour « Jardin » n'est pas imprimé. ")


def test_a_whole_document_has_its_fields() -> None:
    assert fill(MODEL, SOUND, subject="Jardin") == Fields(name="Les Semis", siret="12345678901234")


def test_a_document_about_nothing_names_itself_alone() -> None:
    assert refusal("", name=None) == "Le document « Convention » n'est pas imprimé. Il manque : Nom de la structure."


@pytest.mark.parametrize("blank", [None, "", " ", (), []])
def test_a_blank_is_a_missing_field(blank: object) -> None:
    assert refusal(name=blank) == "Il manque : Nom de la structure."


def test_every_fault_is_told_at_once() -> None:
    with pytest.raises(DocumentError) as caught:
        fill(MODEL, {"siret": "123", "pages": 0, "dates": ["1er mars", 5], "nane": "x", "zzzz": 1}, subject="Jardin")
    assert str(caught.value) == (
        "Le document « Convention » pour « Jardin » n'est pas imprimé. Il manque : Nom de la structure. "
        "Champs inconnus du modèle : « nane » (vouliez-vous dire « name » ?), « zzzz ». "
        r"À corriger : SIRET : n'a pas la forme attendue (^\d{14}$). pages : doit être au moins 1. "
        "Dates des délibérations (n° 2) : un texte entre guillemets est attendu."
    )


def test_a_fault_of_the_whole_keeps_its_capitals() -> None:
    assert refusal(name="12345678901234") == "À corriger : Le SIRET et le nom sont le même texte."
