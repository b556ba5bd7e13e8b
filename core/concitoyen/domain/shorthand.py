"""A ballot in few bytes, as it is sealed: numbers stand for the names that the seal of the urn knows.

An urn is written and read once for each voter, and the names of projects are long: a ballot of the Pas-de-Calais takes
48 bytes this way, and 320 as its canonical text.
"""

import json
from collections.abc import Sequence
from json.encoder import encode_basestring

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.channel import CHANNEL_KEY, CHANNELS
from concitoyen.domain.contest import Contest

BLOCK = 16


class Shorthand:
    """Writes and reads ballots with a number in the place of each of these names, which is its rank from 0.

    A name that is not among them is written whole.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._names = tuple(names)
        self._numbers = _Numbers({name: str(rank) for rank, name in enumerate(self._names)})

    def write(self, ballot: Ballot) -> str:
        """The same text for the same choices: a JSON list of contests, each followed by its projects and their values.

        As in the canonical text, the key of the channel is written for `channel` alone.
        """
        number = self._numbers
        parts = [
            f"{number[contest]},[{','.join([f'{number[project]},{marks[project]:d}' for project in sorted(marks)])}]"
            for contest, marks in sorted(ballot.choices.items())
            if marks and contest != CHANNEL_KEY
        ]
        if ballot.channel:
            parts.append(f'"{CHANNEL_KEY}","{ballot.channel}"')
        return f"[{','.join(parts)}]"

    def read(self, text: str) -> Ballot:
        """Read what `write` wrote, or a canonical text; raises ValueError for anything else."""
        told = json.loads(text)
        choices = told if isinstance(told, dict) else {name: self._marks(part) for name, part in self._pairs(told)}
        return Ballot(channel=choices.pop(CHANNEL_KEY, ""), choices=choices)

    def size(self, contests: Sequence[Contest], *, channels: bool) -> int:
        """How many bytes hold any valid ballot of these contests: the one size of all of them, a multiple of 16.

        `channels` says that each ballot tells its channel.
        """
        fullest = {}
        for contest in contests:
            longest = sorted(contest.candidates, key=self._bytes, reverse=True)[: contest.most]
            fullest[contest.id] = dict.fromkeys(longest, max(contest.values, key=lambda value: len(str(value))))
        longest_channel = max(CHANNELS, key=len) if channels else ""
        bytes_needed = len(self.write(Ballot(choices=fullest, channel=longest_channel)).encode())
        return (bytes_needed // BLOCK + 1) * BLOCK

    def _bytes(self, name: str) -> int:
        return len(self._numbers[name].encode())

    def _marks(self, part: object) -> object:
        return dict(self._pairs(part)) if isinstance(part, list) else part

    def _pairs(self, told: object) -> list[tuple[str, object]]:
        """The elements of a list two by two, the first of each being a name or its number, and never the same twice."""
        if not isinstance(told, list) or len(told) % 2:
            raise ValueError("a ballot is a list of names, each followed by what it is for")
        pairs = [(self._name(name), value) for name, value in zip(told[::2], told[1::2], strict=True)]
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a ballot names each contest and each project once")
        return pairs

    def _name(self, told: object) -> str:
        if isinstance(told, str):
            return told
        if type(told) is int and 0 <= told < len(self._names):
            return self._names[told]
        raise ValueError("a ballot names a contest or a project that the seal of the urn does not know")


class _Numbers(dict[str, str]):
    """The number of each name, as it is written; a name that has none is written whole."""

    def __missing__(self, name: str) -> str:
        return encode_basestring(name)


def names_of(contests: Sequence[Contest]) -> tuple[str, ...]:
    """The names that a ballot of these contests may hold, each once: contests first, and then their projects."""
    projects = [project for contest in contests for project in contest.candidates]
    return tuple(dict.fromkeys([*[contest.id for contest in contests], *projects]))
