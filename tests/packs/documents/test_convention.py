"""Model A, read as the treasurer of an association reads it."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from concitoyen.domain.documents import DocumentModel

Print = Callable[..., bytes]
Read = Callable[[bytes], str]
ARTICLES = (
    "Objet de la convention",
    "Projet soutenu",
    "Durée de la convention",
    "Montant de la subvention",
    "Versement",
    "Bilan final",
    "Communication",
    "Contrôle",
    "Modification",
    "Manquement, résiliation et reversement",
    "Litiges",
)


def headings(text: str) -> list[tuple[str, str]]:
    """The numbers and titles of the articles, in order."""
    titles = "|".join(map(re.escape, (*ARTICLES, "Article d'essai")))
    return re.findall(rf"Article (\d+) – ({titles})", text.replace("’", "'"))


@pytest.fixture(scope="module")
def text(convention: Print, read: Read) -> str:
    """The convention of these tests."""
    return read(convention())


def test_the_convention_has_eleven_articles_in_order(text: str) -> None:
    assert headings(text) == [(str(rank), title) for rank, title in enumerate(ARTICLES, start=1)]


def test_the_parties_are_named_with_their_numbers(text: str) -> None:
    for words in (
        "Hôtel du Département rue Ferdinand Buisson 62018 Arras Cedex 9 SIRET 226 200 012 00012",
        "L'Atelier des Marais Association 12 rue de l'Exemple 62500 Saint-Omer",
        "SIRET 000 000 018 00010",
        "représenté par Madame Zoé Delexemple, présidente",
    ):
        assert words in text


def test_it_rests_on_the_reglement_and_on_the_deliberation(text: str) -> None:
    assert "Vu la délibération n° 2021-558 du 13 décembre 2021 portant règlement du Budget citoyen" in text
    assert "n° 2023-513 de la Commission permanente du 20 novembre 2023" in text


@pytest.mark.parametrize(
    ("amount", "printed"),
    [
        (5000, "5\u202f000 € (cinq mille euros)"),
        (16000, "16\u202f000 € (seize mille euros)"),
        ("21000.50", "21\u202f000,50 € (vingt et un mille euros et cinquante centimes)"),
    ],
)
def test_the_amount_is_in_figures_and_in_letters(convention: Print, read: Read, amount: object, printed: str) -> None:
    assert f"une subvention de {printed}." in read(convention(amount=amount))


@pytest.mark.parametrize(
    "duty",
    [
        "Elle dure dix-huit mois.",
        "Les dépenses du Projet sont payées pendant cette durée.",
        "La convention ne se renouvelle pas tacitement.",
        "six mois avant la fin de la convention. La demande est soumise à la Commission permanente",
        "Ce montant est un maximum.",
        "Le Département émet alors un titre de recette",
        "versée en une seule fois, à la signature de la convention par les deux parties.",
        "IBAN FR14 2004 1010 0505 0001 3M02 606",
        "Dans les six mois qui suivent la fin de la convention",
        "la manière dont les pratiques de l’économie sociale et solidaire ont été suivies",
        "présenté dans la même forme que le budget prévisionnel",
        "le logo du Département sur les documents imprimés, les panneaux et les invitations",
        "il y indique le montant de la subvention",
        "auprès de la presse et sur les réseaux sociaux",
        "Le Bénéficiaire devient ambassadeur de l’économie sociale et solidaire",
        "sur pièces et sur place",
        "d’un avenant signé par les deux parties",
        "Si cette lettre reste sans effet pendant un mois",
        "En cas de fausse déclaration du Bénéficiaire, le Département peut résilier la convention sans",
        "Si le bilan prévu à l’article 6 n’est pas produit six mois après la fin de la convention",
        "le Département peut demander le reversement de la totalité de la subvention",
        "il reverse la subvention dans le mois qui suit la demande du Département.",
        "cherchent d’abord une solution amiable",
        "le Tribunal administratif de Lille",
        "Fait en deux exemplaires originaux",
        "03 21 216 216",
    ],
)
def test_each_duty_of_the_model_is_written(text: str, duty: str) -> None:
    assert duty in text


REFERENCES = {
    "que dans les conditions prévues à l’": "Modification",
    "un avenant est signé comme le prévoit l’": "Modification",
    "après le contrôle, prévu à l’": "Contrôle",
    "d’un bilan non remis sont fixées à l’": "Manquement, résiliation et reversement",
    "Si le bilan prévu à l’": "Bilan final",
    "Dernier jour pour demander une prolongation ": "Durée de la convention",
    "Dernier jour pour remettre le bilan final ": "Bilan final",
}


def referred(text: str) -> dict[str, str]:
    """For each sentence that refers to an article, the title of the article whose number it prints."""
    titles = dict(headings(text))
    found = {words: re.search(re.escape(words) + r"article (\d+)", text) for words in REFERENCES}
    return {words: titles[match[1]] for words, match in found.items() if match}


def test_every_reference_leads_to_the_article_it_speaks_of(text: str) -> None:
    assert referred(text) == REFERENCES


@pytest.mark.parametrize("before", ["= Objet", "= Bilan final", "= Contrôle", "= Litiges"])
def test_an_article_inserted_renumbers_every_reference(
    convention: Print, read: Read, model: DocumentModel, tmp_path: Path, before: str
) -> None:
    template = tmp_path / "convention.typ"
    source = model.template.read_text(encoding="utf-8")
    inserted = f"= Article d'essai <art-essai>\n\nUn article de plus.\n\n{before}"
    template.write_text(source.replace(before, inserted, 1), encoding="utf-8")
    text = read(convention(model.model_copy(update={"template": template})))
    assert [number for number, _ in headings(text)] == [str(rank) for rank in range(1, 13)]
    assert referred(text) == REFERENCES


def test_no_article_number_is_written_by_hand_in_the_template(model: DocumentModel) -> None:
    source = model.template.read_text(encoding="utf-8")
    by_hand = re.findall(r"articles?[~ ]\d[\d-]*[^.;]*", source)
    # What remains are articles of the law of 2000, whose numbers are its own.
    assert [words for words in by_hand if not words.startswith(("article~10", "articles~10"))] == []


def test_the_republican_commitment_binds_associations_and_foundations_only(convention: Print, read: Read) -> None:
    words = "contrat d’engagement républicain prévu à l’article 10-1"
    for form in ("Association", "Fondation", "ASSOCIATION loi 1901"):
        assert words in read(convention(legal_form=form))
    for form in ("Société coopérative d'intérêt collectif", "Société coopérative de production"):
        text = read(convention(legal_form=form))
        assert "républicain" not in text
        assert "10-1" not in text
        assert len(headings(text)) == 11


def test_the_day_of_the_republican_commitment_is_printed_when_known(convention: Print, read: Read) -> None:
    assert "a souscrit le 1er mai 2023 le contrat" in read(convention(republican_commitment_on="2023-05-01"))


def test_a_specimen_says_so_in_the_text_and_on_each_page(convention: Print, read: Read) -> None:
    assert read(convention(is_sample=True)).count("SPÉCIMEN — données fictives") == 1 + 5
    assert "SPÉCIMEN" not in read(convention())


def test_the_annex_shows_the_project_as_deposited(text: str) -> None:
    annex = text.partition("Annexe — Présentation du Projet")[2]
    for words in (
        "Initiative Réparer plutôt que jeter",
        "Structure L'Atelier des Marais",
        "Commune Saint-Omer",
        "Territoire Audomarois",
        "Catégorie Innovation sociale",
        "Thèmes Citoyenneté, Environnement",
        "Un atelier où l'on répare ensemble. Ouvert le samedi, œuvre de bénévoles dévoués.",
    ):
        assert words in annex


def test_french_punctuation_never_starts_a_line(convention: Print, read: Read) -> None:
    text = read(convention(summary="Pourquoi ? Parce que : oui ; et « voilà » !"))
    assert re.findall(r"[ \n][;:?!»]|«[ \n]", text) == []
    assert "Pourquoi\u202f? Parce que\u202f: oui\u202f; et «\u202fvoilà\u202f»\u202f!" in text
