"""Labels that the committee gives: they change no category, are kept, and the count knows them."""

from tests.usecases.town import Town, file
from tests.usecases.ville import RULEBOOK

WITH_LABELS = RULEBOOK.replace("[proposals]", '[proposals]\nlabels = { jeunes = "Jeunes", aines = "Aînés" }', 1)


def test_a_declared_label_is_borne_and_plays_no_part_in_the_category(town: Town) -> None:
    town.create(WITH_LABELS)
    town.deposit(file())
    labelled = town.label("jardin", "jeunes", "pratiques")
    assert (labelled.category, labelled.labels) == ("pratiques", ("jeunes",))
    with town.store.read() as work:
        assert work.proposals.get("ville-2027", "jardin").labels == ("jeunes",)
    assert town.journal()[-1].details == {"category": "pratiques", "labels": ["jeunes"]}


def test_the_count_knows_the_labels_and_the_bearer_of_a_project(town: Town) -> None:
    town.create(WITH_LABELS)
    town.deposit(file())
    town.label("jardin", "aines", "pratiques")
    with town.engine.read() as desk:
        _, rules = desk.edition("ville-2027")
        (candidate,) = rules.candidates(desk.work.proposals.of("ville-2027"))
    assert candidate.labels == ("aines",)
    assert (candidate.groups("label"), candidate.groups("bearer")) == (("aines",), ("les amis de jardin",))


def test_labels_alone_give_no_category(town: Town) -> None:
    town.create(WITH_LABELS)
    town.deposit(file())
    told = town.refusal(lambda: town.label("jardin", "jeunes"))
    assert told.startswith("Aucune catégorie ne correspond à une liste vide")
