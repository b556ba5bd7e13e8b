"""From the closing to the published list: the count, the amendment, the publication, and who is told."""

from datetime import date

import pytest

from concitoyen.domain.award import Deliberation
from concitoyen.domain.edition import Stage
from concitoyen.domain.errors import CountError, NotFound
from concitoyen.domain.journal import check_chain
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Status
from tests.usecases.town import Town, at, ballot, citizen
from tests.usecases.ville import Ville


def euros(amount: int) -> Money:
    return Money.euros(amount)


# ── the count ─────────────────────────────────────────────────────────────────────────────────────────


def test_the_count_funds_the_most_voted_while_the_envelope_lasts(voting: Town) -> None:
    voting.vote(citizen("Un"), ballot(pratiques="jardin", innovation="fablab"))
    voting.vote(citizen("Deux"), ballot(innovation="fablab"))
    outcome = voting.count()
    assert [(result.candidate, result.votes, result.rank) for result in outcome.results] == [
        ("fablab", 2, 1),
        ("jardin", 1, 2),
        ("atelier", 0, 3),
    ]
    assert voting.awards() == {"fablab": (euros(16000), "principale"), "jardin": (euros(5000), "principale")}
    assert voting.statuses() == {
        "jardin": Status.LAUREATE,
        "atelier": Status.NOT_RETAINED,
        "fablab": Status.LAUREATE,
    }
    assert voting.edition.stage is Stage.COUNTED


def test_every_candidate_reads_why_it_is_funded_or_not(counted: Town) -> None:
    assert counted.reason("fablab") == "1er avec 2 voix ; retenu : 16\u202f000\u00a0€ pour 22\u202f000\u00a0€ restants."
    assert counted.reason("atelier") == (
        "3e avec 0 voix ; il restait 1\u202f000\u00a0€, il en coûte 5\u202f000\u00a0€ : non retenu."
    )


def test_a_recount_gives_the_count(counted: Town) -> None:
    with counted.engine.read() as desk:
        _, rules = desk.edition(counted.id)
        kept = desk.work.outcomes.get(counted.id)
        candidates = rules.candidates(desk.work.proposals.of(counted.id))
        ballots = desk.work.counted.ballots(counted.id)
    assert rules.count(candidates, ballots) == kept
    assert rules.count(candidates, ballots[::-1]) == kept


def test_nobody_counts_one_second_before_the_closing(voting: Town) -> None:
    told = voting.refusal(lambda: voting.count("2027-09-30 23:59:59"))
    assert told == "Le vote n'est pas clos : on ne compte pas avant le 30 septembre 2027 à\u00a024\u00a0h."
    voting.count("2027-10-01 00:00")


def test_nobody_counts_before_the_vote_even_opens(standing: Town) -> None:
    assert standing.refusal(lambda: standing.count("2027-08-01 12:00")) == (
        "Le vote n'est pas clos : on ne compte pas avant le 30 septembre 2027 à\u00a024\u00a0h."
    )


def test_nobody_counts_twice(counted: Town) -> None:
    assert counted.refusal(lambda: counted.count("2027-10-02 09:00")) == (
        "Le dépouillement de « Budget de la Ville 2027 » est déjà fait."
    )


def test_the_count_stops_when_the_roll_and_the_urn_disagree(voting: Town) -> None:
    voting.vote(citizen(), ballot(pratiques="jardin"))
    with voting.store.begin() as work:
        work.urn.put(voting.id, "f" * 32, b"a ballot from another door")
    assert voting.refusal(voting.count) == (
        "L'émargement compte 1 votants et l'urne 2 bulletins : le dépouillement s'arrête là."
    )


def test_nobody_came_and_the_count_says_so(standing: Town) -> None:
    outcome = standing.count()
    assert (outcome.voters, outcome.funded) == (0, ())
    assert {result.why.text for result in outcome.results} == {"aucun bulletin n'a été déposé : non retenu"}
    opened = next(act for act in standing.journal() if act.kind == "vote.opened")
    assert opened.at == at("2027-09-01 00:00")
    assert opened.details["ballot"] == ["atelier", "fablab", "jardin"]


def test_a_tie_that_needs_a_draw_is_not_counted_without_a_seed(town: Town) -> None:
    town.create()
    town.stand("Jardin")
    town.stand("Atelier")
    town.vote(citizen("Un"), ballot(pratiques="jardin"))
    town.vote(citizen("Deux"), ballot(pratiques="atelier"))
    told = town.refusal(town.count, CountError)
    assert told.startswith("Une égalité doit être tirée au sort et le tirage n'a pas de graine.")
    assert town.count(draw_seed="Loto 4 8 15").draw_seed == "Loto 4 8 15"


def test_nothing_is_amended_before_the_count(voting: Town) -> None:
    assert voting.refusal(lambda: voting.amend(adds=("jardin",))) == (
        "« Budget de la Ville 2027 » n'est pas entre le dépouillement et la publication : "
        "la liste ne peut pas être amendée."
    )


# ── the amendment ─────────────────────────────────────────────────────────────────────────────────────


def test_an_amendment_adds_on_another_line_what_the_rulebook_grants(counted: Town) -> None:
    counted.amend(adds=("atelier",), line="annuelle")
    assert counted.awards()["atelier"] == (euros(5000), "annuelle")
    assert counted.statuses()["atelier"] is Status.LAUREATE
    assert counted.reason("atelier") == "Ajoutée par amendement (auteur : une élue) : un projet de plus."
    with counted.store.read() as work:
        added = work.awards.of(counted.id)[-1]
    assert added.why.text == (
        "ajouté par amendement (auteur : une élue ; motif : un projet de plus) ; plafond de 5\u202f000\u00a0€"
    )


def test_an_amendment_may_take_out_and_make_room(counted: Town) -> None:
    counted.amend(removes=("jardin",), adds=("atelier",))
    assert counted.awards() == {"fablab": (euros(16000), "principale"), "atelier": (euros(5000), "principale")}
    assert counted.statuses()["jardin"] is Status.NOT_RETAINED


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        (
            {"adds": ("atelier",)},
            (
                "La ligne 6568//01 (Ligne principale) serait dépassée : "
                "26\u202f000\u00a0€ imputés pour 22\u202f000\u00a0€ disponibles."
            ),
        ),
        (
            {"adds": ("atelier",), "line": "secrete"},
            (
                "L'attribution à « atelier » est imputée sur la ligne « secrete », "
                "qui n'est pas au règlement (lignes : annuelle, principale)."
            ),
        ),
        (
            {"adds": ("fablab",), "line": "annuelle"},
            (
                "L'initiative « Fablab » est lauréate : l'étape « désigner lauréate » n'est pas possible "
                "(étapes possibles : ne pas retenir)."
            ),
        ),
        (
            {"removes": ("atelier",)},
            (
                "L'initiative « Atelier » est non retenue : l'étape « ne pas retenir » n'est pas possible "
                "(étapes possibles : désigner lauréate)."
            ),
        ),
        ({"adds": ("zeppelin",)}, "L'initiative « zeppelin » n'existe pas dans l'édition « ville-2027 »."),
        (
            {"adds": ("atelier", "atelier"), "line": "annuelle"},
            "L'amendement nomme 2 fois l'initiative « atelier » : une seule suffit.",
        ),
        (
            {"adds": ("jardin",), "removes": ("jardin",)},
            "L'amendement nomme 2 fois l'initiative « jardin » : une seule suffit.",
        ),
        ({}, "Cet amendement n'ajoute et ne retire aucune initiative."),
        (
            {"adds": ("atelier",), "line": "annuelle", "author": " "},
            "Un amendement a un auteur et un motif : écrivez les deux.",
        ),
        (
            {"adds": ("atelier",), "line": "annuelle", "reason": ""},
            "Un amendement a un auteur et un motif : écrivez les deux.",
        ),
    ],
    ids=[
        "a line overdrawn",
        "an unknown line",
        "a laureate already",
        "not a laureate",
        "an unknown initiative",
        "twice the same",
        "in and out",
        "nothing",
        "nobody's",
        "no reason",
    ],
)
def test_an_amendment_that_cannot_be_is_refused(counted: Town, changes: dict[str, object], told: str) -> None:
    assert counted.refusal(lambda: counted.amend(**changes)) == told  # type: ignore[arg-type] # any field of an amendment


def test_nothing_is_amended_once_published(counted: Town) -> None:
    counted.publish()
    assert "n'est pas entre le dépouillement et la publication" in counted.refusal(
        lambda: counted.amend(adds=("atelier",), line="annuelle")
    )


# ── the publication ───────────────────────────────────────────────────────────────────────────────────


def test_the_results_pass_the_gate_with_their_deliberation(counted: Town) -> None:
    before = counted.edition
    after = counted.publish()
    assert (before.results_are_public, after.results_are_public) == (False, True)
    assert after.published_at == at("2027-11-20 18:00")
    assert after.deliberation == Deliberation(number="2027-1", body="L'assemblée", day=date(2027, 11, 20))
    assert counted.edition == after


def test_nothing_is_published_before_the_count(voting: Town) -> None:
    assert voting.refusal(voting.publish) == (
        "Les résultats de « Budget de la Ville 2027 » ne sont pas encore dépouillés."
    )


def test_nothing_is_published_twice(counted: Town) -> None:
    counted.publish()
    assert counted.refusal(counted.publish) == "Les résultats de « Budget de la Ville 2027 » sont déjà publics."


# ── who is told ───────────────────────────────────────────────────────────────────────────────────────


def test_packs_are_told_of_the_laureates_after_the_commit(voting: Town, ville: Ville) -> None:
    ville.store = voting.store
    voting.vote(citizen(), ballot(innovation="fablab"))
    with voting.together():
        voting.count()
        assert ville.told == []
    assert [(event.edition, len(event.awards)) for event in ville.told] == [("ville-2027", 2)]
    assert ville.seen_in_the_database == [2]
    assert ville.told[0].act == voting.journal()[-1].number


def test_packs_are_not_told_of_what_was_undone(voting: Town, ville: Ville) -> None:
    def power_cut() -> None:
        with voting.together():
            voting.count()
            raise RuntimeError("coupure de courant")

    with pytest.raises(RuntimeError, match="coupure"):
        power_cut()
    assert ville.told == []
    assert voting.edition.stage is Stage.FROZEN


def test_packs_are_told_again_of_an_amendment(counted: Town, ville: Ville) -> None:
    counted.amend(adds=("atelier",), line="annuelle")
    assert [[award.proposal for award in event.awards] for event in ville.told] == [["fablab", "jardin", "atelier"]]


def test_a_pack_that_fails_when_told_does_not_undo_the_decision(
    counted: Town, ville: Ville, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("imprimante en panne")

    ville.told = type("Ear", (list,), {"append": fail})()
    counted.amend(adds=("atelier",), line="annuelle")
    assert "atelier" in counted.awards()
    assert "Le pack « ville » a échoué en réponse à on_laureates_decided." in caplog.text


# ── the journal ───────────────────────────────────────────────────────────────────────────────────────


def test_the_journal_of_a_whole_edition_holds_and_names_each_act_in_order(counted: Town) -> None:
    counted.amend(adds=("atelier",), line="annuelle")
    counted.publish()
    of_one_file = ["proposal.deposited", "proposal.labelled", "proposal.standing"]
    assert counted.kinds() == [
        "edition.created",
        *of_one_file * 3,
        "vote.opened",
        "vote.counted",
        "awards.amended",
        "results.published",
    ]
    assert check_chain(counted.journal()) == 14


def test_the_journal_says_who_did_what_when_to_which_thing(counted: Town) -> None:
    act = counted.journal()[2]
    assert (act.actor, act.kind, act.subject, act.at) == (
        "comité",
        "proposal.labelled",
        "jardin",
        at("2027-06-10 10:00"),
    )


def test_the_act_of_the_count_carries_what_a_third_party_checks(counted: Town) -> None:
    details = counted.journal()[-1].details
    assert (details["roll"], details["urn"], details["laureates"], details["spent"]) == (2, 2, 2, 21000)
    assert len(str(details["urn_sha256"])) == len(str(details["outcome_sha256"])) == 64


def test_an_unknown_edition_has_nothing_to_count(town: Town) -> None:
    assert town.refusal(town.count, NotFound) == "L'édition « ville-2027 » n'existe pas (éditions connues : aucune)."
