"""The fast reader gives what a slow reading, cell by cell, gives."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from tests.packs.voting_rules.pabulib.files import pb, read

IDS = st.text("ab1/.-é", min_size=1, max_size=20)
BLANKS = st.sampled_from(["", "", " "])


@st.composite
def files(draw: st.DrawFn) -> tuple[bytes, Counter[tuple[frozenset[str], int]]]:
    """A file with cells in any order, blanks and short rows, and its distinct ballots."""
    ids = draw(st.lists(IDS, min_size=1, max_size=8, unique=True))
    columns = draw(st.permutations(["voter_id", "vote", "age", "note"]))
    ballots = draw(st.lists(st.lists(st.sampled_from(ids), max_size=4, unique=True), max_size=8))
    rows = []
    for number, ballot in enumerate(ballots):
        listed = ",".join(f"{draw(BLANKS)}{name}{draw(BLANKS)}" for name in ballot)
        cells = {"voter_id": f"v{number}", "vote": listed, "age": draw(st.sampled_from(["", "4,5"])), "note": "n"}
        rows.append(";".join(cells[name] for name in columns))
    ending = draw(st.sampled_from([b"\n", b"\r\n"]))
    content = pb({"max_length": None}, ["project_id;cost", *(f"{name};1" for name in ids)], [";".join(columns), *rows])
    return content.replace(b"\n", ending), Counter((frozenset(ballot), len(ballot)) for ballot in ballots)


@given(files())
def test_the_profile_is_that_of_a_slow_reading(file: tuple[bytes, Counter[tuple[frozenset[str], int]]]) -> None:
    content, expected = file
    profile = read(content).profile
    found: Counter[tuple[frozenset[str], int]] = Counter()
    for start, end, weight in zip(profile.starts, profile.starts[1:], profile.weights, strict=False):
        names = frozenset(profile.candidates[place] for place in profile.marked[start:end])
        found[names, int(end - start)] += int(weight)
    assert found == expected
