"""An urn is opened and counted beside the others' acts: nobody waits for it, and what changes meanwhile is seen."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from random import Random
from threading import Barrier, Thread

import pytest
from sqlalchemy import event, update

from concitoyen.domain.composition.composed_count import composed
from concitoyen.domain.composition.pots import Composition
from concitoyen.domain.count import Election, Outcome
from concitoyen.domain.edition import Stage
from concitoyen.domain.errors import ConcitoyenError, Refused
from concitoyen.domain.urn import Seal, receipt_of
from concitoyen.sealing.boxes import open_ballot
from concitoyen.store.rows import UrnRow, table_of
from concitoyen.store.store import Store
from concitoyen.testing.databases import Databases
from concitoyen.usecases.hand_in_ballots import hand_in
from concitoyen.usecases.replace_ballot import replace_ballot
from concitoyen.usecases.simulate_voters import Visit
from tests.usecases.conftest import opened, vote_is_open
from tests.usecases.town import ID, Town, at, ballot, by, citizen, packs_with
from tests.usecases.ville import RULEBOOK, Ville

URN = '\n[urn]\nsealing = "{}"\narticle = "Article 4"\n'
REPLACEABLE = f'{RULEBOOK}\n[urn]\nreplaceable = true\nchoices = {{ replaceable = "Chacun peut changer d\'avis." }}\n'
CODE = "0123456789abcdef" * 2
BALLOTS, EVERY = 3_000, 500
LAST_MINUTE = "2027-09-30 23:59:59"
AFTERWARDS = "2027-10-01 08:00"


class Opening:
    """Sealed ballots as they are opened: how many, and what happens `before` the first, the second…"""

    def __init__(self) -> None:
        self._numbers = count(1)
        self.opened = 0
        self.before: Callable[[int], object] = lambda _: None

    def open(self, entry: bytes, seal: Seal, key: bytes) -> str:
        self.before(next(self._numbers))
        self.opened += 1
        return open_ballot(entry, seal, key)

    def meanwhile(self, act: Callable[[], object]) -> None:
        """Have something else happen once, before the first ballot is opened."""
        self.before = lambda number: act() if number == 1 else None


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Opening:
    """The real opening, with an eye on it."""
    watched = Opening()
    monkeypatch.setattr("concitoyen.usecases.open_urn.open_ballot", watched.open)
    return watched


@contextmanager
def beside(town: Town, edition: str = ID) -> Iterator[Town]:
    """The same database as another process has it."""
    store = Store.open(town.store.engine.url.render_as_string(hide_password=False))
    yield Town(store, packs_with(Ville()), edition)
    store.close()


@pytest.fixture
def elsewhere(voting: Town) -> Iterator[Town]:
    """Another process on the database of `voting`, where two people have voted."""
    voting.vote(citizen("Un"), ballot(pratiques="jardin"))
    voting.vote(citizen("Deux"), ballot(pratiques="jardin"))
    with beside(voting) as found:
        yield found


def votes_of(town: Town) -> dict[str, int]:
    with town.store.read() as work:
        return {result.candidate: result.votes for result in work.outcomes.get(town.id).results if result.votes}


def refused(town: Town) -> str:
    """What is told to who counts, once it is sure that nothing of a count was written."""
    with pytest.raises(ConcitoyenError) as caught:
        town.count()
    assert town.edition.stage is Stage.FROZEN
    assert "vote.counted" not in town.kinds()
    assert town.awards() == {}
    with town.store.read() as work:
        assert (work.counted.receipts(town.id), work.counted.ballots(town.id)) == ((), ())
    return str(caught.value)


# ── nobody waits ──────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("sealing", ["bureau", "host"])
def test_who_votes_in_another_edition_is_thanked_while_thousands_of_ballots_are_opened(
    town: Town, opening: Opening, sealing: str
) -> None:
    town.create(RULEBOOK + URN.format(sealing))
    town.stand("Jardin")
    town.open_vote()
    crowd = (
        Visit(citizen(f"N° {number}"), ballot(pratiques="jardin"), at("2027-09-10 12:00")) for number in range(BALLOTS)
    )
    chance = Random("foule").randbytes  # noqa: S311 - tests are replayed
    assert sum(tally.total() for tally in hand_in(town.engine, town.id, crowd, chance)) == BALLOTS
    with beside(town, "ailleurs-2027") as other:
        other.create(RULEBOOK.replace(ID, other.id))
        other.stand("Verger")
        other.open_vote()
        thanked = []

        def vote(number: int) -> None:
            if number % EVERY == 0:
                other.vote(citizen(f"N° {number}"), ballot(pratiques="verger"))
                thanked.append((other.roll_and_urn(), town.edition.stage, opening.opened < BALLOTS))

        opening.before = vote
        outcome = town.count()
        assert thanked == [((done, done), Stage.FROZEN, True) for done in range(1, BALLOTS // EVERY + 1)]
        assert (outcome.voters, opening.opened) == (BALLOTS, BALLOTS)


def test_a_count_made_beside_others_is_to_the_byte_that_of_one_transaction(databases: Databases, ville: Ville) -> None:
    kept = []
    for alone in (True, False):
        with opened(databases, vote_is_open, ville) as town:
            town.vote(citizen("Un"), ballot(pratiques="jardin", innovation="fablab"))
            town.vote(citizen("Deux"), ballot(innovation="fablab"))
            if alone:
                with town.together():
                    town.count()
            else:
                town.count()
            kept.append(town.tables())
    assert kept[0] == kept[1]


def test_what_has_not_changed_is_neither_opened_nor_counted_twice(
    elsewhere: Town, opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    counted = list[int]()

    def counting(election: Election, composition: Composition) -> Outcome:
        counted.append(len(election.ballots))
        return composed(election, composition)

    monkeypatch.setattr("concitoyen.domain.rules.composed", counting)
    assert elsewhere.count().voters == 2
    assert (counted, opening.opened) == ([1], 2)


def test_a_count_that_cannot_be_committed_leaves_nothing_and_can_be_made_again(elsewhere: Town, ville: Ville) -> None:
    def power_cut(_: object) -> None:
        raise RuntimeError("coupure de courant")

    before = elsewhere.tables()
    event.listen(elsewhere.store.engine, "commit", power_cut)
    with pytest.raises(RuntimeError, match="coupure"):
        elsewhere.count()
    event.remove(elsewhere.store.engine, "commit", power_cut)
    assert (elsewhere.tables(), ville.told) == (before, [])
    assert elsewhere.count().voters == 2


# ── what changes meanwhile ────────────────────────────────────────────────────────────────────────────


def test_a_ballot_of_the_last_minute_that_is_written_meanwhile_is_counted(
    voting: Town, elsewhere: Town, opening: Opening
) -> None:
    opening.meanwhile(lambda: elsewhere.vote(citizen("Trois"), ballot(innovation="fablab"), LAST_MINUTE, CODE))
    assert voting.count().voters == 3
    assert votes_of(voting) == {"jardin": 2, "fablab": 1}
    assert opening.opened == 2 + 3
    with voting.store.read() as work:
        entries = sorted(receipt_of(entry) for entry in work.urn.entries(voting.id))
        assert [receipt.hex() for receipt in work.counted.receipts(voting.id)] == entries


def test_cards_that_a_place_puts_in_meanwhile_are_counted_as_paper(
    voting: Town, elsewhere: Town, opening: Opening
) -> None:
    def paper() -> None:
        elsewhere.place()
        elsewhere.sign(1, citizen("Trois"))
        elsewhere.two_read(1, ballot(innovation="fablab"))
        elsewhere.deposit_place(when=AFTERWARDS)

    opening.meanwhile(paper)
    voting.count()
    assert votes_of(voting) == {"jardin": 2, "fablab": 1}
    told = next(act for act in voting.journal() if act.kind == "vote.counted").details
    assert (told["channels"], told["roll"], told["urn"]) == ({"paper": 1, "site": 2}, 3, 3)


def test_a_place_that_opens_meanwhile_is_waited_for(voting: Town, elsewhere: Town, opening: Opening) -> None:
    opening.meanwhile(elsewhere.place)
    assert refused(voting) == "Le papier n'est pas rentré : les cartes de « Mairie » ne sont pas dans l'urne."


def test_a_ballot_taken_out_meanwhile_stops_the_count(voting: Town, elsewhere: Town, opening: Opening) -> None:
    opening.meanwhile(lambda: take_out(elsewhere))
    assert refused(voting) == ("L'émargement compte 2 votants et l'urne 1 bulletins : le dépouillement s'arrête là.")


def take_out(town: Town) -> None:
    urn = table_of(UrnRow)
    with town.store.read() as work:
        entry, *_ = work.urn.entries(town.id)
    with town.store.engine.begin() as connection:
        connection.execute(urn.delete().where(urn.c.entry == entry))


def test_a_ballot_altered_meanwhile_stops_the_count_and_is_named(
    voting: Town, elsewhere: Town, opening: Opening
) -> None:
    altered = []

    def alter() -> None:
        urn = table_of(UrnRow)
        with elsewhere.store.read() as work:
            entry, *_ = work.urn.entries(voting.id)
        altered.append(bytes([entry[0] ^ 1, *entry[1:]]))
        with elsewhere.store.engine.begin() as connection:
            connection.execute(update(urn).where(urn.c.entry == entry).values(entry=altered[0]))

    opening.meanwhile(alter)
    assert refused(voting) == (
        "Un bulletin ne s'ouvre pas : il a été abîmé ou remplacé dans la base. "
        f"Son reçu est {receipt_of(altered[0])}. Le dépouillement s'arrête là, rien n'est écrit."
    )


def test_of_a_ballot_replaced_meanwhile_the_new_one_is_counted(town: Town, opening: Opening) -> None:
    town.create(REPLACEABLE)
    town.stand("Jardin")
    town.stand("Fablab", "innovation", total_cost=40000, requested=16000)
    town.vote(citizen(), ballot(pratiques="jardin"), attempt=CODE)

    def replace() -> None:
        with beside(town) as other, other.engine.begin() as desk:
            replace_ballot(desk, town.id, CODE, ballot(innovation="fablab"), by("votant", LAST_MINUTE))

    opening.meanwhile(replace)
    town.count()
    assert votes_of(town) == {"fablab": 1}
    assert next(act for act in town.journal() if act.kind == "vote.counted").details["replaced"] == 1


def test_a_rulebook_changed_meanwhile_is_the_one_that_counts_and_no_ballot_is_opened_again(
    voting: Town, elsewhere: Town, opening: Opening
) -> None:
    poorer = RULEBOOK.replace("envelope = 22000", "envelope = 4000")
    opening.meanwhile(lambda: elsewhere.change_rulebook(poorer, AFTERWARDS, "Une recette de moins"))
    assert voting.count().funded == ()
    assert opening.opened == 2
    told = next(act for act in voting.journal() if act.kind == "vote.counted").details
    assert told["rulebook_sha256"] == voting.edition.rulebook_sha256


def test_a_vote_prolonged_meanwhile_is_not_counted(voting: Town, elsewhere: Town, opening: Opening) -> None:
    longer = RULEBOOK.replace("closes = 2027-10-01T00:00:00", "closes = 2027-10-15T00:00:00")
    opening.meanwhile(lambda: elsewhere.change_rulebook(longer, AFTERWARDS, "Panne du site"))
    assert refused(voting) == "Le vote n'est pas clos : on ne compte pas avant le 14 octobre 2027 à\u00a024\u00a0h."


def test_of_two_who_count_at_once_one_counts_and_the_other_is_told_so(
    voting: Town, elsewhere: Town, opening: Opening
) -> None:
    both, told = Barrier(2), list[str]()
    opening.before = lambda number: both.wait(30) if number <= len((voting, elsewhere)) else None

    def counts(town: Town) -> None:
        try:
            told.append(f"{town.count().voters} votants")
        except Refused as refusal:
            told.append(str(refusal))

    threads = [Thread(target=counts, args=(town,)) for town in (voting, elsewhere)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told) == ["2 votants", "Le dépouillement de « Budget de la Ville 2027 » est déjà fait."]
    assert voting.kinds().count("vote.counted") == 1
