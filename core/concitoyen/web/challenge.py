"""A small effort asked of whoever sends a form, only while the site is attacked: no picture and no riddle.

The page carries a signed challenge. A browser answers it with a second of computing; who has no JavaScript, or refuses
it, waits: twenty seconds after the page was given, the challenge stands without an answer. Nothing is kept of a
challenge until it has served; then its number is remembered until it would have expired, in memory and, as a keyed
hash, in the database, so that it serves one voter whichever process receives it. A voter who must show who they are is
not asked twice: the pages that follow carry a signed word, for that voter and that vote alone; and a form that is sent
again as it was is known again by the process that it was sent to.
"""

import hashlib
import hmac
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from threading import Lock
from typing import Literal

from concitoyen.domain.errors import StoreError
from concitoyen.settings import ChallengeMode
from concitoyen.usecases.desk import Engine
from concitoyen.usecases.spend_challenge import spend_challenge
from concitoyen.web.contexts.challenge import ChallengePart

WAIT = 20
"""Seconds after which no answer is needed: less than it takes to read a ballot."""

LIFE = 15 * 60
"""Seconds during which a challenge can serve."""

PUZZLES, BITS = 16, 10
"""Sixteen searches of about a thousand digests each: many small ones take nearly the same time on every try."""

SERVED = 60 * 60
"""Seconds during which a challenge that has served goes on serving the same voter: as long as a code may live."""

MOST_TIMES = 20
"""How often: a choice of ways, a code asked for, five tries at it twice over, and retries on a poor network."""

NONCE_BYTES = 16
MAC_DIGITS = 32
MOST_USED = 50_000
LONGEST_NUMBER = 7

FIELD, ANSWER = "defi", "defi_reponse"
"""The fields of the form."""


@dataclass(frozen=True, slots=True)
class Passed:
    """The challenge is met, and has served; `before` says that it had served the same voter already."""

    before: bool = False


@dataclass(frozen=True, slots=True)
class TooSoon:
    """No answer, and too early to do without: the same challenge will stand in so many seconds."""

    seconds: int


@dataclass(frozen=True, slots=True)
class Again:
    """This challenge cannot serve: give another. `why` is for who reads the tests and the logs."""

    why: Literal["absent", "forged", "expired", "used"]


Verdict = Passed | TooSoon | Again

Spend = Callable[[str, str, datetime, datetime, int], bool]
"""Has the challenge of an edition serve at an instant, for all processes, until another; False when it has so often."""


class Used:
    """The challenges that have served and have not expired; beyond so many the oldest is forgotten."""

    def __init__(self, most: int = MOST_USED) -> None:
        """None has served."""
        self._most = most
        self._until: OrderedDict[str, int] = OrderedDict()
        self._served: dict[str, tuple[str, int]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        """How many are remembered."""
        return len(self._until)

    def add(self, nonce: str, now: int, until: int, who: str = "") -> bool:
        """Have a challenge serve somebody; False when it has served already."""
        with self._lock:
            if nonce in self._until:
                return False
            while self._until and (len(self._until) >= self._most or next(iter(self._until.values())) <= now):
                self._served.pop(self._until.popitem(last=False)[0])
            self._until[nonce] = until
            self._served[nonce] = (who, 1)
            return True

    def again(self, nonce: str, now: int, who: str) -> bool:
        """Have a challenge serve once more whom it has served, a few times."""
        with self._lock:
            known, times = self._served.get(nonce, ("", 0))
            if not who or known != who or times >= MOST_TIMES or now >= self._until[nonce]:
                return False
            self._served[nonce] = (who, times + 1)
            return True

    def forget(self, nonce: str) -> None:
        """Let a challenge serve again: it could not be written that it has."""
        with self._lock:
            self._until.pop(nonce, None)
            self._served.pop(nonce, None)


def give(key: bytes, edition: str, at: datetime, nonce: bytes) -> str:
    """A challenge for one edition, given at an instant; `nonce` is drawn at random."""
    written = f"{int(at.timestamp())}.{nonce.hex()}"
    return f"{written}.{_signature(key, edition, written)}"


def judge(key: bytes, edition: str, at: datetime, given: str, answer: str, used: Used, who: str = "") -> Verdict:
    """Whether a challenge is met at an instant; one that is met has served from then on, this voter and nobody else.

    `who` is a text that only the same voter sends again; empty, the challenge serves once.
    """
    written, _, signature = given.rpartition(".")
    if not given:
        return Again("absent")
    if not hmac.compare_digest(signature.encode("utf-8", "replace"), _signature(key, edition, written).encode()):
        return Again("forged")
    issued, now = int(written.partition(".")[0]), int(at.timestamp())
    if used.again(written, now, who):
        return Passed(before=True)
    if not issued <= now < issued + LIFE:
        return Again("expired")
    if now < issued + WAIT and not solves(given, answer):
        return TooSoon(issued + WAIT - now)
    return Passed() if used.add(written, now, issued + SERVED, who) else Again("used")


def solves(given: str, answer: str) -> bool:
    """Whether an answer holds one number per puzzle, each making a digest that begins with enough zero bits."""
    numbers = answer.split(".") if len(answer) <= PUZZLES * (LONGEST_NUMBER + 1) else []
    return len(numbers) == PUZZLES and all(
        number.isascii() and number.isdigit() and _begins_with_zeros(f"{given}:{puzzle}:{number}")
        for puzzle, number in enumerate(numbers)
    )


def _begins_with_zeros(text: str) -> bool:
    digest = hashlib.sha256(text.encode()).digest()
    return int.from_bytes(digest[:4]) >> (32 - BITS) == 0


def _signature(key: bytes, edition: str, written: str) -> str:
    text = f"{edition}\n{written}\n{PUZZLES} {BITS}".encode("utf-8", "replace")
    return hmac.digest(key, text, hashlib.sha256).hex()[:MAC_DIGITS]


def spending(engine: Engine) -> Spend:
    """Have challenges serve once for all the processes that share the engine's database."""

    def spend(edition: str, written: str, at: datetime, until: datetime, most: int) -> bool:
        with engine.begin() as desk:
            return spend_challenge(desk, edition, written, at, until, most)

    return spend


class Challenges:
    """The challenges of a site, for the handlers of forms.

    `if site.challenges.are_needed():` give `part(edition, now)` to the page, whose template calls the macro of
    `parts/challenge.html` inside its form; and when the form comes back, **after** every other check and just before
    the act, `judge(edition, now, form, who)`: a challenge serves one voter, and a slip elsewhere must not use it up. On
    `TooSoon` show the form again with `part(edition, now, form)`, which keeps the same challenge, so that the wait goes
    on; on `Again`, with a new one.
    """

    def __init__(
        self,
        secret: bytes,
        mode: ChallengeMode,
        attacked: Callable[[], bool],
        chance: Callable[[int], bytes],
        spend: Spend,
    ) -> None:
        """`attacked` says whether many were refused lately (`Refusals.are_many`)."""
        self._key = hmac.digest(secret, b"concitoyen challenge", hashlib.sha256)
        self._mode = mode
        self._attacked = attacked
        self._chance = chance
        self._spend = spend
        self._used = Used()

    def are_needed(self) -> bool:
        """Whether a form must bring a challenge now."""
        return self._mode == "always" or (self._mode == "auto" and self._attacked())

    def part(self, edition: str, at: datetime, form: Mapping[str, object] | None = None) -> ChallengePart:
        """What the page needs: a new challenge, or the one of a form that came too soon."""
        kept = str((form or {}).get(FIELD, ""))
        given = kept or give(self._key, edition, at, self._chance(NONCE_BYTES))
        return ChallengePart(field=FIELD, given=given, answer=ANSWER, puzzles=PUZZLES, bits=BITS, wait=WAIT)

    def judge(self, edition: str, at: datetime, form: Mapping[str, object], who: Sequence[str] = ()) -> Verdict:
        """Whether the form that came back may go on; asks the database, so it is for a thread.

        `who` is what the same voter sends again, kept as a hash. Raises StoreError when the database does not answer;
        the same challenge then serves at the next try.
        """
        given, answer = (str(form.get(name, "")) for name in (FIELD, ANSWER))
        if answer.startswith(DONE):
            return self._again(edition, at, given, answer, who)
        voter = hmac.digest(self._key, "\n".join(who).encode("utf-8", "replace"), hashlib.sha256).hex() if who else ""
        verdict = judge(self._key, edition, at, given, answer, self._used, voter)
        if not isinstance(verdict, Passed) or verdict.before:
            return verdict
        written = given.rpartition(".")[0]
        try:
            return verdict if self._spend(edition, written, at, _after(written, LIFE), 1) else Again("used")
        except StoreError:
            self._used.forget(written)
            raise

    def done(self, edition: str, form: Mapping[str, object], who: Sequence[str]) -> Mapping[str, str]:
        """What the pages that follow carry in place of an answer that was judged and has passed."""
        given = str(form.get(FIELD, ""))
        return {FIELD: given, ANSWER: self._word(edition, given, who)} if given else {}

    def _again(self, edition: str, at: datetime, given: str, word: str, who: Sequence[str]) -> Verdict:
        written, _, signature = given.rpartition(".")
        pairs = ((signature, _signature(self._key, edition, written)), (word, self._word(edition, given, who)))
        if not all(hmac.compare_digest(one.encode("utf-8", "replace"), ours.encode()) for one, ours in pairs):
            return Again("forged")
        until = _after(written, SERVED)
        serves = at < until and self._spend(edition, f"{written} again", at, until, MOST_TIMES)
        return Passed(before=True) if serves else Again("used")

    def _word(self, edition: str, given: str, who: Sequence[str]) -> str:
        text = "\n".join((DONE, edition, given, *who)).encode("utf-8", "replace")
        return f"{DONE}{hmac.digest(self._key, text, hashlib.sha256).hex()}"


DONE = "fait."


def _after(written: str, seconds: int) -> datetime:
    """So many seconds after a challenge was given."""
    return datetime.fromtimestamp(int(written.partition(".")[0]) + seconds, UTC)
