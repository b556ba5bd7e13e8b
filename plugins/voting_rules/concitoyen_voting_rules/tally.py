"""How many voters chose each candidate, from ballots where a choice is a choice."""

from collections.abc import Iterator

from concitoyen.domain.ballot import Contest
from concitoyen.domain.count import Election
from concitoyen.domain.errors import CountError
from concitoyen_voting_rules.profile import Profile

APPROVAL = 1


def approvals(election: Election, *, rule: str) -> dict[str, int]:
    """Votes by candidate, everyone included, in the order of ids.

    Raises CountError, in the name of `rule`, on a contest marked by ranks, points or grades, and on a choice
    that does not stand in its contest.
    """
    standing = {contest.id: _approved(contest, rule) for contest in election.contests}
    votes = dict.fromkeys(sorted(election.by_id), 0)
    arrays = getattr(election.ballots, "profile", None)  # ballots read from a file come with their arrays
    if isinstance(arrays, Profile) and set(arrays.candidates) == set(votes) and (arrays.values == APPROVAL).all():
        return dict(sorted(zip(arrays.candidates, arrays.approvals().tolist(), strict=True)))
    for contest, candidate, value, weight in _marks(election):
        if value != APPROVAL:
            raise CountError(_other_form(rule, f"un bulletin donne la valeur {value} à « {candidate} »"))
        if candidate not in standing.get(contest, ()) or candidate not in votes:
            raise CountError(
                f"Un bulletin choisit « {candidate} » dans « {contest} », où il n'est pas soumis au vote : "
                "dépouillez avec les projets et le règlement qui ont servi au vote."
            )
        votes[candidate] += weight
    return votes


def simple_choices(election: Election, *, rule: str) -> Profile:
    """Every ballot of the election, each mark a choice; raises CountError as `approvals` does."""
    approvals(election, rule=rule)
    return Profile.from_election(election)


def _marks(election: Election) -> Iterator[tuple[str, str, int, int]]:
    for weighted in election.ballots:
        for contest, marks in weighted.ballot.choices.items():
            for candidate, value in marks.items():
                yield contest, candidate, value, weighted.weight


def _approved(contest: Contest, rule: str) -> frozenset[str]:
    if contest.values != (APPROVAL, APPROVAL):
        low, high = contest.values
        raise CountError(_other_form(rule, f"« {contest.title} » se note de {low} à {high}"))
    return frozenset(contest.candidates)


def _other_form(rule: str, found: str) -> str:
    return (
        f"La règle « {rule} » compte des choix simples, et {found}. Formes de bulletin possibles : "
        "voting_rules:one-per-category, voting_rules:favourites, ou toute forme dont chaque choix vaut 1."
    )
