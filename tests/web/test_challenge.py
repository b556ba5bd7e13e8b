"""The challenge: met by computing or by waiting, once, for one edition, for a quarter of an hour."""

import hashlib
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.settings import ChallengeMode, Settings
from concitoyen.web.assets import Assets
from concitoyen.web.challenge import (
    ANSWER,
    BITS,
    FIELD,
    LIFE,
    PUZZLES,
    WAIT,
    Again,
    Challenges,
    Passed,
    TooSoon,
    Used,
    give,
    judge,
    solves,
)
from concitoyen.web.limits import Refusals
from concitoyen.web.rendering import Renderer
from tests.web.world import Pulse

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
NONCE = bytes(range(16))
NOW = datetime(2023, 9, 10, 10, tzinfo=UTC)
EDITION = "ville-2027"
GIVEN = give(KEY, EDITION, NOW, NONCE)


def after(seconds: float) -> datetime:
    return NOW + timedelta(seconds=seconds)


def solution(challenge: str) -> str:
    """What the script of the page finds."""

    def search(puzzle: int) -> int:
        number = 0
        while int.from_bytes(hashlib.sha256(f"{challenge}:{puzzle}:{number}".encode()).digest()) >> (256 - BITS):
            number += 1
        return number

    return ".".join(str(search(puzzle)) for puzzle in range(PUZZLES))


SOLVED = solution(GIVEN)


def test_an_answer_is_accepted_at_once() -> None:
    assert judge(KEY, EDITION, after(1), GIVEN, SOLVED, Used()) == Passed()


@pytest.mark.parametrize("answer", ["", "0", SOLVED[:-1] + "x", SOLVED + ".1", "." * (PUZZLES - 1), "٣" * PUZZLES])
def test_without_an_answer_one_waits_and_then_needs_none(answer: str) -> None:
    used = Used()
    assert judge(KEY, EDITION, after(3), GIVEN, answer, used) == TooSoon(WAIT - 3)
    assert judge(KEY, EDITION, after(WAIT), GIVEN, answer, used) == Passed()


@pytest.mark.parametrize(
    ("key", "edition", "seconds", "challenge", "why"),
    [
        (KEY, EDITION, 30, "", "absent"),
        (KEY, EDITION, 30, "n'importe quoi", "forged"),
        (KEY, EDITION, 30, GIVEN[:-1], "forged"),
        (KEY, EDITION, 30, "1" + GIVEN, "forged"),
        (KEY, EDITION, 30, GIVEN + "é\udcff", "forged"),
        (OTHER_KEY, EDITION, 30, GIVEN, "forged"),
        (KEY, "ville-2028", 30, GIVEN, "forged"),
        (KEY, EDITION, LIFE, GIVEN, "expired"),
        (KEY, EDITION, -5, GIVEN, "expired"),
    ],
)
def test_a_challenge_that_cannot_serve_is_given_again(
    key: bytes, edition: str, seconds: float, challenge: str, why: str
) -> None:
    found = judge(key, edition, after(seconds), challenge, SOLVED, Used())
    assert isinstance(found, Again)
    assert found.why == why


def test_a_challenge_serves_once_until_it_expires() -> None:
    used = Used()
    assert judge(KEY, EDITION, after(1), GIVEN, SOLVED, used) == Passed()
    assert judge(KEY, EDITION, after(2), GIVEN, SOLVED, used) == Again("used")
    assert judge(KEY, EDITION, after(LIFE - 1), GIVEN, "", used) == Again("used")


def test_what_has_served_is_forgotten_when_it_has_expired_and_never_fills_the_memory() -> None:
    used = Used(most=10)
    assert all(used.add(str(number), now=0, until=100) for number in range(30))
    assert len(used) == 10
    assert not used.add("29", now=99, until=100)
    assert used.add("new", now=100, until=200)
    assert len(used) == 1


@given(st.text(max_size=300))
def test_no_answer_makes_the_check_fail(answer: str) -> None:
    assert isinstance(solves(GIVEN, answer), bool)


@given(st.text(max_size=120))
def test_nobody_writes_a_challenge_without_the_key(challenge: str) -> None:
    assert isinstance(judge(KEY, EDITION, after(WAIT), challenge, SOLVED, Used()), Again)


def challenges(mode: ChallengeMode, refusals: Refusals | None = None) -> Challenges:
    attacked = (refusals or Refusals(1)).are_many
    return Challenges(b"a secret", mode, attacked, bytes, lambda *_: True)


@pytest.mark.parametrize(
    ("mode", "quiet", "attacked"), [("auto", False, True), ("always", True, True), ("never", False, False)]
)
def test_challenges_are_for_attacks_unless_the_host_says_otherwise(
    mode: ChallengeMode, *, quiet: bool, attacked: bool
) -> None:
    refusals = Refusals(2, Pulse())
    made = challenges(mode, refusals)
    assert made.are_needed() is quiet
    refusals.add()
    refusals.add()
    assert made.are_needed() is attacked


def test_the_site_asks_for_a_challenge_under_attack_only_unless_told() -> None:
    assert Settings().challenge == "auto"


def test_a_form_sent_too_soon_keeps_its_challenge_and_its_wait_goes_on() -> None:
    made = challenges("always")
    part = made.part(EDITION, NOW)
    form: Mapping[str, object] = {FIELD: part.given, ANSWER: ""}
    assert made.judge(EDITION, after(5), form) == TooSoon(WAIT - 5)
    assert made.part(EDITION, after(5), form) == part
    assert made.judge(EDITION, after(WAIT), form) == Passed()


def test_the_part_of_the_form_tells_how_to_do_without_a_script() -> None:
    part = challenges("always").part(EDITION, NOW)
    source = '{% import "parts/challenge.html" as parts with context %}{{ parts.challenge(part) }}'
    html = Renderer(Assets())._environment.from_string(source).render(part=part)
    assert f'name="{FIELD}" value="{part.given}"' in html
    assert 'aria-live="polite"' in html
    assert "20&nbsp;secondes après l’ouverture de cette page" in html
    assert '<script src="/static/challenge.' in html
