"""What the tests of the store put in it: one example of each thing, and strategies that draw any."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime, timedelta, timezone
from pathlib import Path

from hypothesis import strategies as st

from concitoyen.domain.award import Award, Deliberation
from concitoyen.domain.ballot import Ballot
from concitoyen.domain.count import Outcome, Result, Round, TieBroken
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.journal import Act, seal
from concitoyen.domain.money import Money
from concitoyen.domain.proposal import Proposal, Status
from concitoyen.domain.reasons import Message
from concitoyen.store.migrate import HERE
from concitoyen.store.store import Store, Work

CORE_HISTORY = tuple(f"core {path.name.partition('_')[0]}" for path in sorted((HERE / "versions").glob("r*.py")))
"""Every revision of the core's tables, the oldest first."""

NOON = datetime(2023, 9, 1, 12, tzinfo=UTC)
VOTER = "ab" * 32
BALLOT_ID = "cd" * 16
ENTRY = b"a sealed ballot"
BALLOT = Ballot(choices={"pratiques": {"p1": 1}})

EDITION = Edition(
    id="pasdecalais-2023",
    title="Budget citoyen 2023",
    rulebook_source="2023.toml",
    rulebook_text="[edition]",
    rulebook_sha256="0" * 64,
    packs={"categories": "0.1.0"},
    created_at=NOON,
)


def proposal(id: str, *, status: Status = Status.DEPOSITED, deposited_at: datetime | None = NOON) -> Proposal:
    """A proposal of the edition."""
    return Proposal(
        id=id,
        edition=EDITION.id,
        title=f"Épicerie {id}",
        commune="62041",
        territory="arrageois",
        total_cost=Money(1_000_000),
        requested=Money(500_000),
        status=status,
        deposited_at=deposited_at,
    )


def award(proposal: str, euros: int = 5000) -> Award:
    """An award on the edition's line."""
    return Award(proposal=proposal, amount=Money.euros(euros), line="ae", why=Message(message="élue"))


def act(previous: Act | None, subject: str = "") -> Act:
    """The next act of the edition's journal."""
    return seal(previous=previous, at=NOON, actor="agent", kind="label", edition=EDITION.id, subject=subject)


class _UndoError(Exception):
    pass


@contextmanager
def undone(store: Store) -> Iterator[Work]:
    """A unit of work of which nothing remains."""
    with suppress(_UndoError), store.begin() as work:
        yield work
        raise _UndoError


def write_history(package: Path, table: str, *, also: str = "SELECT 1") -> Path:
    """Write a pack's history, whose only revision makes one table and does one more thing; gives its package."""
    folder = package / "migrations"
    folder.mkdir(parents=True)
    revision = f'''"""One table."""
import sqlalchemy as sa
from alembic import op
revision, down_revision, branch_labels, depends_on = "r0001", None, None, None
def upgrade():
    op.create_table("{table}", sa.Column("id", sa.Text, primary_key=True))
    op.execute("{also}")
'''
    (folder / "r0001_one_table.py").write_text(revision, encoding="utf-8")
    return package


# ── any edition, proposal, act, outcome ───────────────────────────────────────────────────────────────

texts = st.text(st.characters(codec="utf-8", exclude_characters="\0"), max_size=20)
names = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=12)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1900, 1, 1), datetime(2200, 1, 1), timezones=offsets)  # noqa: DTZ001 - hypothesis adds the zone
amounts = st.integers(0, 10**17 - 1).map(Money)  # as many digits as Money reads
messages = st.builds(Message, message=texts, values=st.dictionaries(names, texts | st.integers(), max_size=3))
deliberations = st.builds(Deliberation, number=texts, body=texts, day=st.dates(date(1900, 1, 1)))
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | texts,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(texts, inner, max_size=3),
    max_leaves=6,
)

editions = st.builds(
    Edition,
    id=names,
    title=texts,
    rulebook_source=texts,
    rulebook_text=texts,
    rulebook_sha256=texts,
    packs=st.dictionaries(names, texts, max_size=3),
    stage=st.sampled_from(Stage),
    practice=st.booleans(),
    simulated=st.booleans(),
    deliberation=st.none() | deliberations,
    created_at=instants,
    published_at=st.none() | instants,
)
proposals = st.builds(
    Proposal,
    id=names,
    edition=st.just(EDITION.id),
    title=texts,
    structure=texts,
    legal_form=texts,
    summary=texts,
    commune=texts,
    territory=texts,
    category=texts,
    themes=st.lists(texts, max_size=3).map(tuple),
    total_cost=amounts,
    requested=amounts,
    status=st.sampled_from(Status),
    status_reason=texts,
    deposited_at=st.none() | instants,
)
marks = st.dictionaries(names, st.integers(-100, 100), min_size=1, max_size=3)
ballots = st.builds(Ballot, choices=st.dictionaries(names, marks, max_size=3))
acts = st.builds(
    seal,
    previous=st.none(),
    at=instants,
    actor=texts,
    kind=texts,
    edition=names,
    subject=texts,
    details=st.dictionaries(texts, json_values, max_size=3),
)
decisions = st.sampled_from(["funded", "not-funded"])
numbers = st.integers(1, 1000)
results = st.builds(
    Result, candidate=names, votes=numbers, rank=numbers, decision=decisions, amount=amounts, why=messages
)
rounds = st.builds(
    Round,
    number=numbers,
    candidate=names,
    decision=decisions,
    cost=amounts,
    remaining_before=amounts,
    remaining_after=amounts,
    why=messages,
)
some_names = st.lists(names, max_size=3).map(tuple)
ties = st.builds(TieBroken, candidates=some_names, score=numbers, decided_by=some_names, order=some_names)
outcomes = st.builds(
    Outcome,
    rule=texts,
    results=st.lists(results, max_size=3).map(tuple),
    rounds=st.lists(rounds, max_size=3).map(tuple),
    ties=st.lists(ties, max_size=2).map(tuple),
    envelope=amounts,
    voters=numbers,
    draw_seed=texts,
)
awards = st.builds(Award, proposal=st.sampled_from(["p1", "p2"]), amount=amounts, line=texts, why=messages)
