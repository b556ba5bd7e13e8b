"""Nothing of a file is lost: every column, every cell, every key comes back."""

from hypothesis import given
from hypothesis import strategies as st

from concitoyen_voting_rules.pabulib.file import PbFile
from tests.packs.voting_rules.pabulib.files import pb

TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]) | st.just("\n"), max_size=12)
WORDS = TEXTS.map(lambda text: f"m{text}x")
COLUMNS = st.lists(st.text("abcdefgh_", min_size=1, max_size=8), max_size=4, unique=True)


def tables(file: PbFile) -> tuple[object, ...]:
    return (dict(file.meta), file.project_columns, list(file.projects), file.vote_columns, list(file.votes))


def test_a_file_comes_back_byte_for_byte() -> None:
    assert PbFile.read(pb()).write() == pb()


def test_blanks_inside_cells_and_columns_of_our_own_stay() -> None:
    votes = ("voter_id;vote;time_taken_seconds;mood", "1;velo;12; happy ", "2;four;;sad")
    file = PbFile.read(pb(votes=votes))
    assert file.votes[0] == ("1", "velo", "12", " happy ")
    assert file.votes[:1] == [("1", "velo", "12", " happy ")]
    assert file.vote_values("mood") == ("happy", "sad")
    assert file.project_values("nothing") == ()
    assert PbFile.read(file.write()).vote_values("time_taken_seconds") == ("12", "")


@given(st.data())
def test_any_table_written_is_read_back_the_same(data: st.DataObject) -> None:
    project_columns = ("project_id", "cost", *data.draw(COLUMNS))
    vote_columns = ("voter_id", "vote", *data.draw(COLUMNS))
    rows = [st.lists(st.tuples(*[WORDS] * len(columns)), max_size=4) for columns in (project_columns, vote_columns)]
    file = PbFile(
        meta=data.draw(st.dictionaries(st.text("klmn", min_size=1), TEXTS, max_size=4)),
        project_columns=project_columns,
        projects=data.draw(rows[0]),
        vote_columns=vote_columns,
        votes=data.draw(rows[1]),
    )
    assert tables(PbFile.read(file.write())) == tables(file)
