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


def points_given(election: Election, *, rule: str) -> Profile:
    """Every ballot of the election, each mark its points, a choice being one; marks of no point are forgotten.

    Raises CountError, in the name of `rule`, on a contest of ranks or grades.
    """
    for contest in election.contests:
        if contest.marking in ("rank", "grade"):
            raise CountError(
                f"La règle « {rule} » compte des points ou des choix simples, et « {contest.title} » se remplit par "
                "rangs ou par mentions. Formes de bulletin possibles : voting_rules:points, voting_rules:scores, "
                "ou toute forme dont chaque choix vaut 1. Des rangs se comptent par voting_rules:positional, des "
                "mentions par voting_rules:majority-judgment."
            )
    return Profile.from_election(election).given()


def ranks_given(election: Election, *, rule: str) -> Profile:
    """Every ballot of the election, each mark a rank in its contest; raises CountError on what is not a ranking."""
    contest_of(election, rule=rule)
    titles = {contest.id: contest.title for contest in election.contests}
    narrowed = {contest.id for contest in election.contests if contest.size > len(contest.candidates)}
    for contest in election.contests:
        if contest.marking not in (None, "rank"):
            raise CountError(_not_ranks(rule, f"« {contest.title} » ne se remplit pas par rangs"))
    for weighted in election.ballots:
        for name, marks in weighted.ballot.choices.items():
            ranks = sorted(marks.values())
            whole = ranks == list(range(1, len(marks) + 1))
            # those who are left out of this part of the count leave gaps, and the others keep the rank they were given
            if not whole and not (name in narrowed and len(set(ranks)) == len(ranks) and ranks[0] > 0):
                raise CountError(
                    _not_ranks(rule, f"un bulletin ne classe pas de 1 en 1 dans « {titles.get(name, name)} »")
                )
    return Profile.from_election(election)


def grades_given(election: Election, *, rule: str) -> Profile:
    """Every ballot of the election, each mark a grade of its contest; raises CountError on what is not one."""
    contests = contest_of(election, rule=rule)
    for contest in election.contests:
        low, high = contest.values
        if contest.marking not in (None, "grade") or low == high:
            raise CountError(_not_grades(rule, f"« {contest.title} » ne se remplit pas par mentions"))
    for _, candidate, value, _ in _marks(election):
        bounds = contests[candidate].values if candidate in contests else (value, value)
        if not bounds[0] <= value <= bounds[1]:
            raise CountError(_not_grades(rule, f"un bulletin donne la valeur {value} à « {candidate} »"))
    return Profile.from_election(election)


def _not_ranks(rule: str, found: str) -> str:
    return (
        f"La règle « {rule} » compte des rangs, de 1 en 1 et sans égalité, et {found}. "
        "Forme de bulletin possible : voting_rules:ranking."
    )


def _not_grades(rule: str, found: str) -> str:
    return f"La règle « {rule} » compte des mentions, et {found}. Forme de bulletin possible : voting_rules:grades."


def contest_of(election: Election, *, rule: str) -> dict[str, Contest]:
    """The one contest in which each candidate stands; raises CountError on one that stands in none, or in several."""
    found = dict[str, Contest]()
    for contest in election.contests:
        for name in contest.candidates:
            if name in found:
                titles = f"« {found[name].title} » et « {contest.title} »"
                raise CountError(
                    f"La règle « {rule} » compte chaque partie du bulletin : « {name} » est dans {titles}."
                )
            found[name] = contest
    lost = sorted(set(election.by_id) - set(found))
    if lost:
        raise CountError(f"La règle « {rule} » ne peut pas compter {', '.join(lost)} : aucune partie du bulletin.")
    return found


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
        "voting_rules:one-per-category, voting_rules:favourites, ou toute forme dont chaque choix vaut 1. Des points "
        'se comptent par voting_rules:greedy avec by = "points", des rangs par voting_rules:positional, des mentions '
        "par voting_rules:majority-judgment."
    )
