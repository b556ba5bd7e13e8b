"""The journal of acts: whatever is changed, removed, inserted or moved afterwards is found."""

import hashlib
import json
import re
from datetime import UTC, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.errors import JournalBroken
from concitoyen.domain.journal import FIRST, Act, check_chain, seal

AT = datetime(2027, 9, 1, 8, 0, 0, 500, tzinfo=ZoneInfo("Europe/Paris"))
details = st.dictionaries(st.text(max_size=5), st.none() | st.booleans() | st.integers() | st.text(max_size=5))


def chain(*kinds: str) -> list[Act]:
    acts: list[Act] = []
    for number, kind in enumerate(kinds):
        acts.append(
            seal(
                previous=acts[-1] if acts else None,
                at=AT + timedelta(minutes=number),
                actor="agent",
                kind=kind,
                edition="exemple-2027",
                details={"n": number},
            )
        )
    return acts


ACTS = chain("a", "b", "c", "d")


def test_a_chain_that_nobody_touched_holds_and_tells_its_length() -> None:
    assert check_chain(ACTS) == 4
    assert check_chain([]) == 0
    assert [act.number for act in ACTS] == [1, 2, 3, 4]
    assert [act.previous for act in ACTS] == [FIRST, *(act.hash for act in ACTS[:-1])]


@pytest.mark.parametrize(
    "touched",
    [
        [*ACTS[:1], ACTS[1].model_copy(update={"actor": "autre"}), *ACTS[2:]],
        [*ACTS[:1], ACTS[1].model_copy(update={"details": {"n": 9}}), *ACTS[2:]],
        [*ACTS[:1], ACTS[1].model_copy(update={"at": AT}), *ACTS[2:]],
        [*ACTS[:1], ACTS[1].model_copy(update={"hash": "0" * 64}), *ACTS[2:]],
        [ACTS[0], *ACTS[2:]],
        [*ACTS[:2], ACTS[1], *ACTS[2:]],
        [ACTS[1], ACTS[0], *ACTS[2:]],
        ACTS[1:],
    ],
    ids=["another actor", "other details", "another time", "another hash", "removed", "inserted", "moved", "no first"],
)
def test_a_chain_that_was_touched_is_broken(touched: list[Act]) -> None:
    with pytest.raises(JournalBroken, match="Le journal ne tient plus à l'acte n°"):
        check_chain(touched)


def test_an_act_resealed_after_a_change_breaks_at_the_next_one() -> None:
    forged = seal(previous=ACTS[0], at=ACTS[1].at, actor="autre", kind="b", edition="exemple-2027", details={"n": 1})
    with pytest.raises(JournalBroken) as caught:
        check_chain([ACTS[0], forged, *ACTS[2:]])
    assert str(caught.value).startswith("Le journal ne tient plus à l'acte n° 3 (c, ")


@given(details, st.datetimes(timezones=st.sampled_from([UTC, timezone(timedelta(hours=-5)), ZoneInfo("Europe/Paris")])))
def test_an_act_reads_back_from_its_line(told: dict[str, str | int | None], at: datetime) -> None:
    act = seal(previous=None, at=at, actor="é", kind="k", edition="e", subject="s", details=told)
    read = Act.model_validate_json(act.line())
    assert read == act
    assert check_chain([read]) == 1


@pytest.mark.parametrize("zone", [UTC, timezone(timedelta(hours=2)), ZoneInfo("America/New_York")])
def test_an_act_holds_whatever_the_time_zone_in_which_a_database_gives_it_back(zone: ZoneInfo) -> None:
    moved = [act.model_copy(update={"at": act.at.astimezone(zone)}) for act in ACTS]
    assert check_chain(moved) == 4


def test_anyone_can_recompute_the_hash_from_the_published_line() -> None:
    line = ACTS[1].line()
    published, seal_of_act = re.sub(r'"hash":"(\w+)",', "", line), json.loads(line)["hash"]
    assert hashlib.sha256(published.encode()).hexdigest() == seal_of_act
    assert json.loads(line)["previous"] == ACTS[0].hash
