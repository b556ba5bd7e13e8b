"""From the closing to the published list: the count, the amendment, the publication, and who is told."""

from datetime import date

import pytest

from concitoyen.domain.award import Deliberation
from concitoyen.domain.edition import Stage
from concitoyen.domain.errors import CountError, NotFound
from concitoyen.domain.journal import check_chain
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Status
from tests.usecases.town import RULEBOOK, Town, Ville, at, ballot, citizen


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
        ballots = desk.work.urn.weighted(counted.id)
    assert rules.count(candidates, ballots) == kept
    assert rules.count(candidates, ballots[::-1]) == kept


def test_nobody_counts_one_second_before_the_closing(voting: Town) -> None:
    told = voting.refusal(lambda: voting.count("2027-09-30 23:59:59"))
    assert told == "Le vote n'est pas clos : on ne compte pas avant le 1er octobre 2027 à 0 h 00."
    voting.count("2027-10-01 00:00")


def test_nobody_counts_before_the_vote_even_opens(standing: Town) -> None:
    assert standing.refusal(lambda: standing.count("2027-08-01 12:00")) == (
        "Le vote n'est pas clos : on ne compte pas avant le 1er octobre 2027 à 0 h 00."
    )


def test_nobody_counts_twice(counted: Town) -> None:
    assert counted.refusal(lambda: counted.count("2027-10-02 09:00")) == (
        "Le dépouillement de « Budget de la Ville 2027 » est déjà fait."
    )


def test_the_count_stops_when_the_roll_and_the_urn_disagree(voting: Town) -> None:
    voting.vote(citizen(), ballot(pratiques="jardin"))
    with voting.store.begin() as work:
        work.urn.put(voting.id, "f" * 32, ballot(pratiques="atelier"))
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


# ── the rulebook ──────────────────────────────────────────────────────────────────────────────────────

TWO_WEEKS_MORE = RULEBOOK.replace("closes = 2027-10-01", "closes = 2027-10-15")
OTHER_AGE = RULEBOOK.replace("age = 11", "age = 16")


def test_a_rulebook_changes_freely_before_the_vote_and_the_journal_says_it(standing: Town) -> None:
    before = standing.edition
    after = standing.change_rulebook(OTHER_AGE)
    assert after.rulebook_sha256 != before.rulebook_sha256
    assert standing.edition == after
    assert standing.journal()[-1].details == {
        "from": before.rulebook_sha256,
        "to": after.rulebook_sha256,
        "reason": "",
    }
    standing.open_vote()
    young = citizen(birth_date="2014-01-01")
    assert "16 ans ou plus" in standing.refusal(lambda: standing.vote(young, ballot(pratiques="jardin")))


def test_layout_and_comments_change_no_hash(standing: Town) -> None:
    before = standing.edition.rulebook_sha256
    reworked = "# le même règlement\n" + RULEBOOK.replace(" = ", "   =   ")
    assert standing.change_rulebook(reworked).rulebook_sha256 == before


def test_a_rulebook_for_another_edition_is_refused(standing: Town) -> None:
    other = RULEBOOK.replace('id = "ville-2027"', 'id = "ville-2028"')
    assert standing.refusal(lambda: standing.change_rulebook(other)) == (
        "Ce règlement est celui de « ville-2028 », pas de « ville-2027 » : corrigez [edition] id."
    )


def test_a_rulebook_that_loses_the_category_of_a_candidate_is_refused(standing: Town) -> None:
    start, end = (
        RULEBOOK.index('[[categories.list]]\nid = "innovation"'),
        RULEBOOK.index('[[categories.list]]\nid = "cooperation"'),
    )
    without = (RULEBOOK[:start] + RULEBOOK[end:]).replace('"cooperation", "innovation"', '"cooperation", "pratiques"')
    assert standing.refusal(lambda: standing.change_rulebook(without)) == (
        "« Fablab » n'est dans aucune catégorie du règlement (pratiques, cooperation, les-deux)."
    )


SEALED = "Le vote est ouvert, le règlement est scellé : une modification demande un motif écrit."


def test_a_sealed_rulebook_changes_with_a_written_reason_only(voting: Town) -> None:
    told = voting.refusal(lambda: voting.change_rulebook(TWO_WEEKS_MORE, "2027-09-10 09:00", " "))
    assert told == SEALED
    voting.change_rulebook(TWO_WEEKS_MORE, "2027-09-10 09:00", "Panne du site du 8 au 10")
    voting.vote(citizen(), ballot(pratiques="jardin"), "2027-10-10 12:00")
    assert voting.journal()[-1].details["reason"] == "Panne du site du 8 au 10"


def test_the_rulebook_is_sealed_at_the_minute_of_opening_even_before_the_first_ballot(standing: Town) -> None:
    assert standing.refusal(lambda: standing.change_rulebook(OTHER_AGE, "2027-09-01 00:00")) == SEALED
    standing.change_rulebook(OTHER_AGE, "2027-09-01 08:00", "Décision de l'assemblée")
    assert standing.kinds()[-2:] == ["vote.opened", "rulebook.changed"]
    assert standing.edition.stage is Stage.FROZEN


def test_a_change_that_would_undo_ballots_in_the_urn_is_refused(voting: Town) -> None:
    voting.vote(citizen(), ballot(pratiques="jardin", innovation="fablab"))
    favourites = RULEBOOK.replace(
        'form = "voting_rules:one-per-category"', 'form = "voting_rules:favourites"\nat_most = 3'
    )
    assert voting.refusal(lambda: voting.change_rulebook(favourites, "2027-09-10 09:00", "Plus simple")) == (
        "1 bulletin(s) déjà dans l'urne ne seraient plus valables : la modification est refusée."
    )


def test_what_tells_voters_apart_does_not_change_once_somebody_has_voted(voting: Town) -> None:
    by_name = RULEBOOK.replace('"birth_date", "commune"]', '"birth_date"]')
    voting.vote(citizen(), ballot(pratiques="jardin"))
    assert voting.refusal(lambda: voting.change_rulebook(by_name, "2027-09-10 09:00", "Plus simple")) == (
        "L'émargement est commencé : ce qui distingue deux votants ([roll] identity, [territories] list) "
        "ne change plus, sinon une personne pourrait voter deux fois."
    )


def test_the_rulebook_does_not_change_after_the_count(counted: Town) -> None:
    assert counted.refusal(lambda: counted.change_rulebook(OTHER_AGE, "2027-10-02 09:00", "Trop tard")) == (
        "Le dépouillement est fait : le règlement ne change plus."
    )


def test_a_new_rulebook_makes_a_new_ballot_paper(voting: Town) -> None:
    voting.vote(citizen("Un"), ballot(pratiques="jardin"))
    renamed = RULEBOOK.replace('title = "Pratiques"', 'title = "Bonnes pratiques"')
    voting.change_rulebook(renamed, "2027-09-10 09:00", "Le titre voté")
    told = voting.refusal(lambda: voting.vote(citizen("Deux"), ballot(pratiques="zeppelin")))
    assert told == "« Bonnes pratiques » : le projet « zeppelin » n'y est pas soumis au vote."


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
