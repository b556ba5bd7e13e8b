"""The draw that anybody can replay."""

from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.count import TieBreak, break_tie
from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.rules.greedy import Greedy
from concitoyen_voting_rules.ties.public_draw import PublicDraw
from tests.docs.snippets import read_snippets
from tests.packs.voting_rules.elections import voted

HOW_TO = Path(__file__).parents[3] / "docs/how-to/replay-a-draw.md"

NAMES = ["velo-ecole", "four-a-pain", "ressourcerie"]
LOTO = "Loto du 30/09/2023 : 5 12 23 31 44 - 7"
DRAW: tuple[tuple[str, TieBreak], ...] = (("voting_rules:public-draw", PublicDraw()),)


def drawn(names: list[str], *, committed: str = "", given: str = "") -> tuple[str, ...]:
    """The order of these candidates under a seed committed in the rulebook, or given at closing."""
    election = voted(dict.fromkeys(names, 1000), {}, envelope=1000, draw_seed=given)
    return break_tie(names, 0, election, [("voting_rules:public-draw", PublicDraw(seed=committed))]).order


def test_candidates_go_in_the_order_of_their_fingerprint() -> None:
    by_hand = sorted(NAMES, key=lambda name: sha256(f"{LOTO}\n{name}".encode()).hexdigest())
    assert drawn(NAMES, given=LOTO) == tuple(by_hand)


def test_a_known_seed_gives_a_known_order() -> None:
    assert drawn(NAMES, given="62") == ("four-a-pain", "velo-ecole", "ressourcerie")


def test_the_seed_is_the_same_draw_whether_committed_in_the_rulebook_or_given_at_closing() -> None:
    assert drawn(NAMES, committed=LOTO) == drawn(NAMES, given=LOTO) == drawn(NAMES, given=LOTO, committed=LOTO)


def test_another_seed_may_give_another_order() -> None:
    assert len({drawn(NAMES, given=str(number)) for number in range(50)}) == 6


@given(seed=st.text(min_size=1).filter(str.strip), names=st.permutations(NAMES))
def test_the_order_in_which_equals_are_read_does_not_change_the_draw(seed: str, names: list[str]) -> None:
    assert drawn(names, given=seed) == drawn(NAMES, given=seed)


def test_a_candidate_who_leaves_does_not_change_the_order_of_the_others() -> None:
    before = drawn(NAMES, given=LOTO)
    assert drawn([name for name in NAMES if name != before[0]], given=LOTO) == before[1:]


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_without_a_seed_nothing_is_drawn_and_the_agent_is_told_what_to_give(blank: str) -> None:
    with pytest.raises(CountError) as refused:
        drawn(NAMES, given=blank)
    assert str(refused.value) == (
        "Une égalité doit être tirée au sort et le tirage n'a pas de graine. Donnez au "
        "dépouillement une valeur publique que personne ne connaissait avant la clôture (un "
        "tirage du Loto, par exemple), ou fixez-la "
        'd\'avance au règlement : { rule = "voting_rules:public-draw", seed = "…" }.'
    )


def test_a_seed_that_contradicts_the_one_of_the_rulebook_is_refused() -> None:
    with pytest.raises(CountError) as refused:
        drawn(NAMES, committed="séance du 20 mars", given="une autre")
    assert str(refused.value) == (
        "Le règlement fixe la graine du tirage (« séance du 20 mars ») et le dépouillement en "
        "reçoit une autre (« une autre ») : celle du règlement vaut, relancez sans en donner."
    )


def test_no_seed_is_asked_where_nobody_is_equal() -> None:
    election = voted({"velo": 10, "four": 10}, {"velo": 2, "four": 1}, envelope=20)
    assert [result.rank for result in Greedy().count(election, DRAW).results] == [1, 2]


def test_a_draw_is_decisive() -> None:
    assert PublicDraw.decisive


def test_the_ten_lines_of_the_how_to_replay_the_draw_of_the_pack() -> None:
    (snippet,) = [block for block in read_snippets(HOW_TO) if block.language == "python"]
    assert len(snippet.code.splitlines()) <= 10
    page: dict[str, object] = {}
    exec(snippet.code, page)  # noqa: S102 - the code that our own page shows
    tied, seed = page["ex_aequo"], page["graine"]
    assert isinstance(tied, list)
    assert isinstance(seed, str)
    assert page["ordre"] == list(drawn(tied, given=seed))
