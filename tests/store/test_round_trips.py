"""What is kept is read back the same, from the row and from the database."""

import json

from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.award import Award
from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Outcome, WeightedBallot
from concitoyen.domain.edition import Edition
from concitoyen.domain.journal import Act, check_chain
from concitoyen.domain.proposal import Proposal
from concitoyen.store import mapping
from concitoyen.store.store import Store
from tests.store import examples
from tests.store.examples import BALLOT_ID, EDITION, undone


@given(edition=examples.editions)
def test_an_edition_is_read_back_from_its_row(edition: Edition) -> None:
    assert mapping.edition_of_row(mapping.row_of_edition(edition)) == edition


@given(proposal=examples.proposals)
def test_a_proposal_is_read_back_from_its_row(proposal: Proposal) -> None:
    assert mapping.proposal_of_row(mapping.row_of_proposal(proposal)) == proposal


@given(ballot=examples.ballots)
def test_a_ballot_is_read_back_from_its_text(ballot: Ballot) -> None:
    assert Ballot.from_canonical(ballot.canonical()) == ballot
    written = json.dumps(json.loads(ballot.canonical()), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert ballot.canonical() == written


@given(act=examples.acts)
def test_an_act_is_read_back_from_its_row_and_its_seal_holds(act: Act) -> None:
    kept = mapping.act_of_row(mapping.row_of_act(act))
    assert kept == act
    assert check_chain([kept]) == 1


@given(outcome=examples.outcomes)
def test_an_outcome_is_read_back_from_its_row(outcome: Outcome) -> None:
    assert mapping.outcome_of_row(mapping.row_of_outcome("e", outcome)) == outcome


@given(award=examples.awards)
def test_an_award_is_read_back_from_its_row(award: Award) -> None:
    assert mapping.award_of_row(mapping.row_of_award("e", 1, award)) == award


@given(edition=examples.editions)
def test_an_edition_is_read_back_from_the_database(shared_store: Store, edition: Edition) -> None:
    with undone(shared_store) as work:
        work.editions.add(edition)
        assert work.editions.get(edition.id) == edition
        assert edition in work.editions.list()


@given(proposals=st.lists(examples.proposals, max_size=4, unique_by=lambda proposal: proposal.id))
def test_proposals_are_read_back_from_the_database(shared_store: Store, proposals: list[Proposal]) -> None:
    with undone(shared_store) as work:
        work.proposals.add_all(proposals)
        assert {found.id: found for found in work.proposals.of(EDITION.id)} == {p.id: p for p in proposals}
        assert [work.proposals.get(EDITION.id, p.id) for p in proposals] == proposals


@given(ballot=examples.ballots)
def test_a_ballot_is_read_back_from_the_database(shared_store: Store, ballot: Ballot) -> None:
    with undone(shared_store) as work:
        work.counted.save(EDITION.id, [(ballot.canonical(), 3)], [])
        assert work.counted.ballots(EDITION.id) == (WeightedBallot(ballot=ballot, weight=3),)


@given(entry=st.binary(max_size=400))
def test_a_sealed_ballot_is_read_back_from_the_database(shared_store: Store, entry: bytes) -> None:
    with undone(shared_store) as work:
        work.urn.put(EDITION.id, BALLOT_ID, entry)
        assert list(work.urn.entries(EDITION.id)) == [entry]


@given(act=examples.acts)
def test_an_act_is_read_back_from_the_database_and_its_seal_holds(shared_store: Store, act: Act) -> None:
    with undone(shared_store) as work:
        work.journal.append(act)
        assert work.journal.of(act.edition) == (act,)
        assert work.journal.last(act.edition) == act
        assert check_chain(work.journal.of(act.edition)) == 1


@given(outcome=examples.outcomes)
def test_an_outcome_is_read_back_from_the_database(shared_store: Store, outcome: Outcome) -> None:
    with undone(shared_store) as work:
        work.outcomes.save(EDITION.id, outcome)
        assert work.outcomes.get(EDITION.id) == outcome


@given(awards=st.lists(examples.awards, max_size=2, unique_by=lambda award: award.proposal))
def test_awards_are_read_back_from_the_database_in_their_order(shared_store: Store, awards: list[Award]) -> None:
    with undone(shared_store) as work:
        work.proposals.add_all([examples.proposal("p1"), examples.proposal("p2")])
        work.awards.replace(EDITION.id, awards)
        assert work.awards.of(EDITION.id) == tuple(awards)
