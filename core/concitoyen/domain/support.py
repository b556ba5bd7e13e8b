"""How many voters gave each candidate something above zero, whatever the form of the ballot."""

from concitoyen.domain.count import Election


def support(election: Election, *, points: bool = False) -> dict[str, int]:
    """Voters by candidate, each counted once; or the sum of what they gave, with `points`."""
    found = dict.fromkeys(election.by_id, 0)
    for cast in election.ballots:
        seen: set[str] = set()
        for marks in cast.ballot.choices.values():
            for name, value in marks.items():
                if name in found and (points or (value > 0 and name not in seen)):
                    seen.add(name)
                    found[name] += cast.weight * (value if points else 1)
    return found
