"""Communes by the names that people type, who may carry an initiative, and the laureates of two editions."""

import pytest

from concitoyen.domain.money import Money
from concitoyen.domain.names import fold
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.territory import Gazetteer
from concitoyen.plugin.packs import Packs
from concitoyen_pasdecalais.legal_forms import ARTICLE, legal_form_objections


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("Huby-Saint-Leu", "Hesdin-la-Forêt"),
        ("huby st leu", "Hesdin-la-Forêt"),
        ("Hesdin", "Hesdin-la-Forêt"),
        ("Clarques", "Saint-Augustin"),
        ("Outrean", "Outreau"),
        ("boulogne sur mer", "Boulogne-sur-Mer"),
        ("Boulogne", "Boulogne-sur-Mer"),
        ("ECOURT ST QUENTIN", "Écourt-Saint-Quentin"),
        ("Marœuil", "Marœuil"),
        ("Maroeuil", "Marœuil"),
        ("MAROEUIL", "Marœuil"),
        ("  Le Touquet ", "Le Touquet-Paris-Plage"),
        ("62041", "Arras"),
        ("Arras (62041)", "Arras"),
        ("hénin beaumont", "Hénin-Beaumont"),
        ("Bruay-en-Artois", "Bruay-la-Buissière"),
    ],
)
def test_a_commune_is_found_by_what_people_type(gazetteer: Gazetteer, typed: str, found: str) -> None:
    assert [commune.name for commune in gazetteer.find(typed)] == [found]


@pytest.mark.parametrize("typed", ["Lille", "62000", "", "Saint", "Pas-de-Calais"])
def test_what_is_no_commune_of_the_departement_is_not_found(gazetteer: Gazetteer, typed: str) -> None:
    assert gazetteer.find(typed) == ()


def test_a_slip_of_the_keyboard_is_met_with_a_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.suggest("Boulogne sur Mère") == "Boulogne-sur-Mer"
    assert gazetteer.suggest("Arass") == "Arras"


def test_every_commune_is_found_by_its_own_name_and_there_are_no_homonyms(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.communes) == 887
    astray = [one.name for one in gazetteer.communes if gazetteer.find(one.name) != (one,)]
    assert astray == []
    assert len({fold(one.name) for one in gazetteer.communes}) == 887


def test_every_former_name_leads_to_one_commune(gazetteer: Gazetteer) -> None:
    names = [(name, one) for one in gazetteer.communes for name in one.former_names]
    assert len(names) == 61
    assert [name for name, one in names if gazetteer.find(name) != (one,)] == []


def test_there_are_nine_territories_and_no_fault(gazetteer: Gazetteer) -> None:
    assert len(gazetteer.territories) == 9
    assert gazetteer.faults() == ()


# ── legal forms ───────────────────────────────────────────────────────────────────────────────────────


def carried_by(form: str) -> list[str]:
    proposal = Proposal(
        id="p",
        edition="e",
        title="P",
        commune="62041",
        territory="arrageois",
        legal_form=form,
        total_cost=Money.euros(1000),
        requested=Money.euros(1000),
    )
    found = legal_form_objections(proposal)
    assert {objection.article for objection in found} <= {ARTICLE}
    return [objection.text for objection in found]


@pytest.mark.parametrize(
    "form",
    [
        "",
        "association",
        "fondation",
        "mutuelle",
        "cooperative",
        "scic",
        "scop",
        "societe-ess",
        "esus",
        "citoyen",
        "collectif",
    ],
)
def test_the_social_economy_and_citizens_on_their_way_to_it_may_deposit(form: str) -> None:
    assert carried_by(form) == []


@pytest.mark.parametrize(
    ("form", "name"),
    [("societe-commerciale", "Société commerciale"), ("collectivite", "Collectivité ou établissement public")],
)
def test_a_form_outside_the_social_economy_may_not(form: str, name: str) -> None:
    (said,) = carried_by(form)
    assert said.startswith(
        f"« {name} » : le Budget citoyen soutient l'économie sociale et solidaire. Peuvent déposer : Association,"
    )


def test_an_unknown_form_is_met_with_the_nearest_or_with_all() -> None:
    assert carried_by("fondacion") == [
        "La forme juridique « fondacion » n'est pas connue ; vouliez-vous dire « fondation » ?"
    ]
    (said,) = carried_by("xyz")
    assert said.startswith("La forme juridique « xyz » n'est pas connue ; possibles : association, fondation,")


# ── laureates ─────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize(("dataset", "how_many"), [("laureates-2023", 59), ("laureates-2021", 49)])
def test_the_laureates_are_read_through_the_pack(packs: Packs, dataset: str, how_many: int) -> None:
    rows = list(packs.datasets[f"pasdecalais:{dataset}"].rows())
    assert len(rows) == len({row["id"] for row in rows}) == how_many
    assert [row["id"] for row in rows if not row["description"]] == []


def test_every_dataset_says_where_it_comes_from(packs: Packs) -> None:
    for name, dataset in packs.datasets.items():
        assert dataset.source, name
        assert dataset.licence, name
        assert next(dataset.rows(), None) is not None, name
