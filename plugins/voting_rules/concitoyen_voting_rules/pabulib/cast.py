"""The ballots of a profile as the domain knows them, made only when a rule asks for them one by one."""

from collections.abc import Callable, Iterator, Sequence
from functools import cached_property
from typing import overload

from concitoyen.domain.ballot import Ballot
from concitoyen.domain.channel import Weights
from concitoyen.domain.count import WeightedBallot
from concitoyen_voting_rules.profile import Profile


class CastBallots(Sequence[WeightedBallot]):
    """Weighted ballots of one contest; `profile` is what a rule that counts arrays takes instead.

    `by_channel` gives the profile in which channels weigh, where the file tells the channel of each ballot.
    """

    def __init__(self, profile: Profile, contest: str, by_channel: Callable[[Weights], Profile]) -> None:
        self.profile = profile
        self._contest = contest
        self._by_channel = by_channel

    def weighed(self, weights: Weights) -> "CastBallots":
        """The same ballots, each as often as its channel weighs; raises ElectionFileError as `by_channel` does."""
        return CastBallots(self._by_channel(weights), self._contest, self._by_channel)

    @property
    def voters(self) -> int:
        """How many ballots were cast, blank ones included."""
        return self.profile.voters

    def __len__(self) -> int:
        return len(self.profile.weights)

    def __iter__(self) -> Iterator[WeightedBallot]:
        return iter(self._all)

    @overload
    def __getitem__(self, index: int) -> WeightedBallot: ...
    @overload
    def __getitem__(self, index: slice) -> Sequence[WeightedBallot]: ...
    def __getitem__(self, index: int | slice) -> WeightedBallot | Sequence[WeightedBallot]:
        return self._all[index]

    @cached_property
    def _all(self) -> tuple[WeightedBallot, ...]:
        profile = self.profile
        names = [profile.candidates[index] for index in profile.marked.tolist()]
        values, starts = profile.values.tolist(), profile.starts.tolist()
        return tuple(
            WeightedBallot.model_construct(
                ballot=Ballot.model_construct(
                    choices={self._contest: dict(zip(names[start:end], values[start:end], strict=True))}
                ),
                weight=weight,
            )
            for start, end, weight in zip(starts, starts[1:], profile.weights.tolist(), strict=False)
        )
