"""A rulebook changes freely before the vote, with a reason once it is sealed, never after the count."""

from concitoyen.domain.edition import Stage
from tests.usecases.town import Town, ballot, citizen
from tests.usecases.ville import RULEBOOK

TWO_WEEKS_MORE = RULEBOOK.replace("closes = 2027-10-01", "closes = 2027-10-15")
FAVOURITES = RULEBOOK.replace('form = "voting_rules:one-per-category"', 'form = "voting_rules:favourites"\nat_most = 3')
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
    assert voting.refusal(lambda: voting.change_rulebook(FAVOURITES, "2027-09-10 09:00", "Plus simple")) == (
        "1 bulletin(s) déjà dans l'urne ne seraient plus valables : la modification est refusée."
    )


def test_a_change_that_would_undo_cards_on_their_way_to_the_urn_is_refused(voting: Town) -> None:
    voting.place()
    voting.sign(1, citizen())
    voting.card(1, ballot(pratiques="jardin", innovation="fablab"), when="2027-09-12 09:00")
    told = voting.refusal(lambda: voting.change_rulebook(FAVOURITES, "2027-09-13 09:00", "Plus simple"))
    assert told == (
        "1 lecture(s) de cartes qui attendent d'entrer dans l'urne ne seraient plus valables : la modification est "
        "refusée."
    )
    voting.change_rulebook(TWO_WEEKS_MORE, "2027-09-13 09:00", "Panne du site du 8 au 10")


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


def test_once_somebody_has_voted_the_age_brackets_stay_as_they_are(voting: Town) -> None:
    with_brackets = RULEBOOK.replace("[roll]\n", "[roll]\nbrackets = [11, 60]\n")
    voting.change_rulebook(with_brackets, "2027-09-02 09:00", "on compte les âges")
    voting.vote(citizen(), ballot(pratiques="jardin"))
    told = voting.refusal(lambda: voting.change_rulebook(RULEBOOK, "2027-09-11 09:00", "on ne les compte plus"))
    assert told == (
        "Des votants sont déjà comptés par âge : les tranches ([roll] brackets) ne changent plus, car aucune date de "
        "naissance n'est gardée pour les recompter."
    )
