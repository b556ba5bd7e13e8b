"""Opening an edition, and what becomes of a file until the vote."""

import pytest
from pydantic import ValidationError

from concitoyen.domain.edition import Stage
from concitoyen.domain.errors import NotFound, RulebookError
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Status
from tests.usecases.town import Town, at, ballot, citizen, file
from tests.usecases.ville import RULEBOOK

THEMES = (
    "action-sociale, agriculture-peche, alimentation, citoyennete, communication, culture, education, "
    "enfance-famille, environnement, handicap, insertion, jeunesse, logement, mobilite, numerique, "
    "personnes-agees, sante, sport, tourisme"
)


# ── the edition ───────────────────────────────────────────────────────────────────────────────────────


def test_an_edition_keeps_its_rulebook_its_hash_and_the_versions_of_its_packs(town: Town) -> None:
    edition = town.create()
    assert town.edition == edition
    assert edition.stage is Stage.PREPARED
    assert edition.rulebook_source == RULEBOOK
    assert edition.packs["ville"] == "1.0"
    assert edition.packs.keys() == {"categories", "core", "pasdecalais", "ville", "voting_rules"}
    assert edition.created_at == at("2027-01-04 09:00")


def test_an_edition_is_opened_once(town: Town) -> None:
    town.create()
    assert town.refusal(town.create) == (
        "L'édition « ville-2027 » existe déjà : donnez un autre id à [edition], ou modifiez le règlement de celle-ci."
    )


@pytest.mark.parametrize("id", ["agents", "api", "static"])
def test_an_edition_cannot_bear_the_name_of_an_address_of_the_site(town: Town, id: str) -> None:
    refusal = town.refusal(lambda: town.create(RULEBOOK.replace('id = "ville-2027"', f'id = "{id}"')))
    assert refusal == f"« {id} » est une adresse du site : donnez un autre id à [edition]."


def test_a_faulty_rulebook_opens_no_edition_and_all_its_faults_are_told(town: Town) -> None:
    faulty = RULEBOOK.replace("amount = 5000", "amount = -1").replace("envelope = 22000", "enveloppe = 22000")
    told = town.refusal(lambda: town.create(faulty), RulebookError)
    assert told.splitlines()[0] == "Le règlement est refusé, 1 point à corriger :"
    assert "cette valeur est obligatoire et manque ; « enveloppe » y ressemble" in told


def test_an_edition_that_does_not_exist_is_named_with_those_that_do(town: Town) -> None:
    town.create()
    town.id = "ville-2028"
    assert town.refusal(lambda: town.deposit(file()), NotFound) == (
        "L'édition « ville-2028 » n'existe pas (éditions connues : ville-2027)."
    )


# ── the deposit ───────────────────────────────────────────────────────────────────────────────────────


def test_a_deposited_file_keeps_what_was_said_and_its_instant(town: Town) -> None:
    town.create()
    proposal = town.deposit(file("Jardin partagé", commune="huby st leu"), "2027-04-10 10:00")
    assert (proposal.id, proposal.commune, proposal.territory) == ("jardin-partage", "99002", "nord")
    assert (proposal.total_cost, proposal.requested) == (Money.euros(20000), Money.euros(5000))
    assert (proposal.status, proposal.deposited_at) == (Status.DEPOSITED, at("2027-04-10 10:00"))
    assert town.statuses() == {"jardin-partage": Status.DEPOSITED}


def test_two_files_of_the_same_title_have_two_ids(town: Town) -> None:
    town.create()
    assert [town.deposit(file("Jardin")).id for _ in range(3)] == ["jardin", "jardin-2", "jardin-3"]


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"category": "inovation"},
            "La catégorie « inovation » n'existe pas dans cette édition ; vouliez-vous dire « innovation » ?",
        ),
        (
            {"category": "sport"},
            (
                "La catégorie « sport » n'existe pas dans cette édition ; "
                "possibles : pratiques, innovation, cooperation, les-deux."
            ),
        ),
        (
            {"commune": "Lille"},
            "« Lille » n'est pas une commune de la liste « communes de la Ville ».",
        ),
        (
            {"commune": "Maroeuille"},
            (
                "« Maroeuille » n'est pas une commune de la liste « communes de la Ville ». "
                "Vouliez-vous dire « Marœuil » ?"
            ),
        ),
        (
            {"commune": "SAINT LEGER"},
            "Plusieurs communes s'appellent « SAINT LEGER » : écrivez Saint-Léger (99003) ou Saint-Léger (99004).",
        ),
        (
            {"requested": 20001},
            "Le montant demandé (20\u202f001\u00a0€) dépasse le coût total du projet (20\u202f000\u00a0€).",
        ),
        (
            {"themes": ["culture", "sport", "sante", "tourisme"]},
            "4 thèmes sont choisis, le maximum est 3.",
        ),
        (
            {"themes": ["culture", "culture"]},
            "Le thème « Culture » est choisi 2 fois : une seule suffit.",
        ),
        (
            {"themes": ["xylophone"]},
            f"Le thème « xylophone » n'existe pas dans cette édition ; possibles : {THEMES}.",
        ),
        (
            {"legal_form": "societe-commerciale"},
            (
                "« Société commerciale » : le Budget citoyen soutient l'économie sociale et solidaire. "
                "Peuvent déposer : "
                "Association, Fondation, Mutuelle, Coopérative, Société coopérative d'intérêt collectif (SCIC), "
                "Société coopérative et participative (SCOP), Société commerciale de l'économie sociale et solidaire, "
                "Entreprise solidaire d'utilité sociale (agrément ESUS), Citoyenne ou citoyen, Collectif sans statut."
            ),
        ),
        (
            {"legal_form": "asociation"},
            "La forme juridique « asociation » n'est pas connue ; vouliez-vous dire « association » ?",
        ),
        (
            {"title": "  …  "},
            "L'initiative n'a pas de titre : donnez-lui un nom.",
        ),
    ],
    ids=[
        "category misspelt",
        "unknown category",
        "commune from elsewhere",
        "commune misspelt",
        "homonyms",
        "asks for more than it costs",
        "too many themes",
        "a theme twice",
        "unknown theme",
        "outside the social economy",
        "unknown legal form",
        "no title",
    ],
)
def test_a_faulty_file_is_refused_with_one_clear_sentence(town: Town, changes: dict[str, object], told: str) -> None:
    town.create()
    assert town.refusal(lambda: town.deposit(file(**changes))) == told  # type: ignore[arg-type] # any field of a file


def test_a_bearer_reads_every_objection_at_once_those_of_packs_too(town: Town) -> None:
    town.create()
    wrong = file(category="sport", requested=30000, legal_form="asociation")
    told = town.refusal(lambda: town.deposit(wrong))
    assert [word in told for word in ("« sport »", "30\u202f000\u00a0€", "« asociation »")] == [True] * 3


def test_a_negative_amount_never_makes_a_file() -> None:
    with pytest.raises(ValidationError, match="un montant ne peut pas être négatif"):
        file(requested=-1)


def test_a_file_is_taken_until_the_last_second_and_not_one_second_after(town: Town) -> None:
    town.create()
    town.deposit(file("À temps"), "2027-05-31 23:59:59")
    told = town.refusal(lambda: town.deposit(file("Trop tard"), "2027-06-01 00:00:01"))
    assert told == "Le dépôt des initiatives n'est pas ouvert : c'est terminé depuis le 31 mai 2027 à\u00a024\u00a0h."
    assert list(town.statuses()) == ["a-temps"]


def test_a_file_is_not_taken_before_the_deposit_opens(town: Town) -> None:
    town.create()
    told = town.refusal(lambda: town.deposit(file(), "2027-03-31 23:59:59"))
    assert told == "Le dépôt des initiatives n'est pas ouvert : ouverture le 1er avril 2027."


# ── the committee and the bearer ──────────────────────────────────────────────────────────────────────


def test_the_committee_puts_a_file_in_the_category_of_its_labels(town: Town) -> None:
    town.create()
    town.deposit(file("Jardin", category=""))
    assert town.label("jardin", "cooperation", "innovation").category == "les-deux"


def test_labels_that_make_no_category_are_refused(town: Town) -> None:
    town.create()
    town.deposit(file())
    known = "catégories : pratiques, innovation, cooperation, les-deux"
    assert town.refusal(lambda: town.label("jardin", "pratiques", "innovation")) == (
        f"Aucune catégorie ne correspond à « innovation » + « pratiques » ({known})."
    )
    assert town.refusal(lambda: town.label("jardin")) == f"Aucune catégorie ne correspond à une liste vide ({known})."


def test_a_refusal_gives_a_reason_that_the_bearer_reads(town: Town) -> None:
    town.create()
    town.deposit(file())
    assert town.refusal(lambda: town.refuse("jardin", "  ")) == "Un refus doit être motivé : écrivez la raison."
    town.refuse("jardin", "Le projet existe déjà. ")
    assert (town.statuses(), town.reason("jardin")) == ({"jardin": Status.REFUSED}, "Le projet existe déjà.")


def test_a_refused_file_goes_no_further(town: Town) -> None:
    town.create()
    town.deposit(file())
    town.refuse("jardin", "Hors sujet.")
    assert town.refusal(lambda: town.confirm("jardin")) == (
        "L'initiative « Jardin » est non labellisée : l'étape « confirmer la candidature » n'est pas possible "
        "(étapes possibles : aucune)."
    )


def test_a_file_that_is_not_labelled_cannot_stand(town: Town) -> None:
    town.create()
    town.deposit(file())
    assert "L'initiative « Jardin » est déposée" in town.refusal(lambda: town.confirm("jardin"))


def test_a_file_is_labelled_once(town: Town) -> None:
    town.create()
    town.deposit(file())
    town.label("jardin", "pratiques")
    assert "L'initiative « Jardin » est labellisée" in town.refusal(lambda: town.label("jardin", "pratiques"))


def test_the_committee_and_the_bearers_keep_to_their_phases(town: Town) -> None:
    town.create()
    town.deposit(file())
    assert town.refusal(lambda: town.label("jardin", "pratiques", when="2027-07-01 00:00")) == (
        "La labellisation n'est pas ouverte : c'est terminé depuis le 30 juin 2027 à\u00a024\u00a0h."
    )
    assert town.refusal(lambda: town.refuse("jardin", "Non.", when="2027-05-31 12:00")) == (
        "La labellisation n'est pas ouverte : ouverture le 1er juin 2027."
    )
    town.label("jardin", "pratiques")
    assert town.refusal(lambda: town.confirm("jardin", "2027-06-30 12:00")) == (
        "La confirmation de candidature n'est pas ouverte : ouverture le 1er juillet 2027."
    )


def test_a_phase_that_the_rulebook_does_not_have_is_never_open(town: Town) -> None:
    start, end = RULEBOOK.index('[[phases]]\nkind = "labelling"'), RULEBOOK.index('[[phases]]\nkind = "standing"')
    town.create(RULEBOOK[:start] + RULEBOOK[end:])
    town.deposit(file())
    assert town.refusal(lambda: town.label("jardin", "pratiques")) == (
        "La labellisation n'est pas ouverte : le règlement n'en prévoit pas."
    )


def test_a_bearer_may_withdraw_until_the_vote_opens(town: Town) -> None:
    town.create()
    town.stand("Jardin")
    town.stand("Atelier")
    town.withdraw("jardin", "Plus de local.", "2027-08-31 23:59:59")
    assert town.reason("jardin") == "Plus de local."
    assert town.refusal(lambda: town.withdraw("atelier", when="2027-09-01 00:00")) == (
        "Le vote de « Budget de la Ville 2027 » a commencé : la liste des initiatives soumises au vote ne change plus."
    )


def test_nobody_joins_the_ballot_once_the_vote_has_begun_even_without_a_phase_for_it(town: Town) -> None:
    start, end = RULEBOOK.index('[[phases]]\nkind = "standing"'), RULEBOOK.index('[[phases]]\nkind = "vote"')
    town.create(RULEBOOK[:start] + RULEBOOK[end:])
    town.stand("Jardin")
    town.deposit(file("Retard"))
    town.label("retard", "pratiques")
    town.vote(citizen(), ballot(pratiques="jardin"), "2027-09-01 08:00")
    assert "a commencé" in town.refusal(lambda: town.confirm("retard", "2027-09-02 08:00"))


def test_an_unknown_initiative_is_named(town: Town) -> None:
    town.create()
    assert town.refusal(lambda: town.label("zeppelin", "pratiques"), NotFound) == (
        "L'initiative « zeppelin » n'existe pas dans l'édition « ville-2027 »."
    )
