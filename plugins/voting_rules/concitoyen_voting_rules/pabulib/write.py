"""An election of ours as a .pb file that the format's checker accepts, and any .pb file made tidy."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import count, repeat

from concitoyen.domain.ballot import Candidate
from concitoyen.domain.count import Election, Outcome, WeightedBallot
from concitoyen.domain.errors import CountError
from concitoyen.domain.money import Money
from concitoyen_voting_rules.pabulib import fields
from concitoyen_voting_rules.pabulib.file import PbFile

APPROVAL = (1, 1)
SCORING = "scoring_fn"


def pb_file(election: Election, outcome: Outcome | None, facts: Mapping[str, str]) -> PbFile:
    """The file of an election; `facts` are keys of META that the election does not know, and win over its own.

    `facts["vote_type"]` says « ordinal » where values are ranks; otherwise values above 1 are points. Ranks are scored
    from `facts["max_length"]` down, by Borda where `facts["scoring_fn"]` says so (not a key of the format: it is not
    written), or else from the length of each ballot. Equals come in the order in which the outcome puts them. Blank
    ballots are left out, since the format has none, and a comment says how many. Raises CountError on an id that no
    ballot of the format could write.
    """
    for candidate in election.candidates:
        if any(mark in candidate.id for mark in ',;"\n') or candidate.id != candidate.id.strip():
            raise CountError(
                f"L'identifiant « {candidate.id} » ne peut pas s'écrire dans un bulletin .pb : ni virgule, ni "
                "point-virgule, ni guillemet, ni blanc autour."
            )
    form = facts.get("vote_type") or _form(election)
    rows = [row for cast in election.ballots for row in _rows(cast, form)]
    blanks = sum(cast.weight for cast in election.ballots if cast.ballot.is_blank)
    columns = ("voter_id", "vote") if form in ("approval", "choose-1") else ("voter_id", "vote", "points")
    columns = columns[:2] if form == "ordinal" else columns
    return PbFile(
        meta=_meta(election, outcome, facts, form, len(rows), blanks),
        project_columns=_project_columns(outcome, form),
        projects=tuple(_projects(election, outcome, form, facts)),
        vote_columns=columns,
        votes=tuple((str(number), *cells) for number, cells in zip(count(1), rows, strict=False)),
    )


def _form(election: Election) -> str:
    if any(contest.values != APPROVAL for contest in election.contests):
        return "cumulative"
    one = len(election.contests) == 1 and election.contests[0].most == 1
    return "choose-1" if one else "approval"


def _rows(cast: WeightedBallot, form: str) -> Iterator[tuple[str, ...]]:
    """The cells of one distinct ballot, as many times as it was cast."""
    values = _values(cast)
    if not values:
        return
    descending = sorted(values, key=lambda name: values[name] if form == "ordinal" else -values[name])
    cells: tuple[str, ...] = (",".join(descending),)
    if form in ("cumulative", "scoring"):
        cells = (*cells, ",".join(str(values[name]) for name in descending))
    yield from repeat(cells, cast.weight)


def _values(cast: WeightedBallot) -> dict[str, int]:
    return {name: value for marks in cast.ballot.choices.values() for name, value in marks.items()}


def _meta(
    election: Election, outcome: Outcome | None, facts: Mapping[str, str], form: str, voters: int, blanks: int
) -> dict[str, str]:
    own = {
        "num_projects": str(len(election.candidates)),
        "num_votes": str(voters),
        "budget": _plain(election.envelope),
        "vote_type": form,
        "rule": rule_name(outcome),
        **_limits(election, form),
    }
    total = sum(candidate.cost.cents for candidate in election.candidates)
    if total <= election.envelope.cents:
        own["fully_funded"] = "1"
    known = {**own, **facts}
    if blanks:
        known["comment"] = _comment(known.get("comment", ""), f"{blanks} blank ballots are left out of this file.")
    return {key: known[key] for key in sorted(known, key=_order) if key != SCORING}


def _comment(written: str, more: str) -> str:
    number = written.count("#") + 1
    return f"{written} #{number}: {more}".strip()


def _order(key: str) -> int:
    return list(fields.META).index(key) if key in fields.META else len(fields.META)


def _limits(election: Election, form: str) -> dict[str, str]:
    if form == "choose-1":
        return {"min_length": "1", "max_length": "1"}
    most = min(sum(contest.most for contest in election.contests), len(election.candidates))
    least = sum(contest.least for contest in election.contests)
    limits = {"min_length": str(max(1, least)), "max_length": str(most)}
    if form == "cumulative":
        sums = [sum(_values(cast).values()) for cast in election.ballots]
        limits["max_sum_points"] = str(max(sums, default=1))
    return limits


def rule_name(outcome: Outcome | None) -> str:
    """The format's name of a rule of ours; « unknown » where it has none."""
    return "greedy" if outcome and outcome.rule == "voting_rules:greedy" else "unknown"


def _project_columns(outcome: Outcome | None, form: str) -> tuple[str, ...]:
    scored = ("score",) if form not in ("approval", "choose-1") else ()
    return ("project_id", "cost", "votes", *scored, "name", "category", *(("selected",) if outcome else ()))


def _best(election: Election, facts: Mapping[str, str]) -> Callable[[int], int]:
    """What the first rank of a ballot of so many ranks is worth."""
    if facts.get(SCORING) == "Borda":
        return lambda _: len(election.candidates) - 1
    most = facts.get("max_length", "")
    return (lambda _: int(most)) if most else (lambda length: length)


def _projects(
    election: Election, outcome: Outcome | None, form: str, facts: Mapping[str, str]
) -> Iterator[tuple[str, ...]]:
    best = _best(election, facts)
    votes, scores = dict.fromkeys(election.by_id, 0), dict.fromkeys(election.by_id, 0)
    for cast in election.ballots:
        values = _values(cast)
        for name, value in values.items():
            votes[name] += cast.weight
            scores[name] += cast.weight * (max(best(len(values)) - value + 1, 0) if form == "ordinal" else value)
    funded = {result.candidate for result in outcome.funded} if outcome else set()
    places = {result.candidate: result.rank for result in outcome.results} if outcome else {}
    ranked = sorted(election.candidates, key=lambda one: (-scores[one.id], places.get(one.id, 0), one.order))
    for candidate in ranked:
        scored = () if form in ("approval", "choose-1") else (str(scores[candidate.id]),)
        selected = (str(int(candidate.id in funded)),) if outcome else ()
        yield (
            *(candidate.id, _plain(candidate.cost), str(votes[candidate.id]), *scored),
            *(_line(candidate), candidate.category, *selected),
        )


def _line(candidate: Candidate) -> str:
    return " ".join(candidate.title.split())


def _plain(amount: Money) -> str:
    """An amount as the format writes it: no « .00 », a point before cents."""
    return str(amount.in_euros)


def tidied(file: PbFile) -> PbFile:
    """The same election as the checker wants it: no blank around cells or commas, whole amounts without « .0 ».

    `target` becomes `beneficiaries`; columns come in the order of the format, unknown ones last.
    """
    meta = {key: _tidy(key, value, fields.LISTS["META"]) for key, value in file.meta.items()}
    project_columns, projects = _tidy_table(file.project_columns, file.projects, "PROJECTS")
    vote_columns, votes = _tidy_table(file.vote_columns, file.votes, "VOTES")
    return PbFile(
        meta={key: meta[key] for key in sorted(meta, key=_order)},
        project_columns=project_columns,
        projects=projects,
        vote_columns=vote_columns,
        votes=votes,
    )


def _tidy_table(
    columns: Sequence[str], rows: Sequence[tuple[str, ...]], section: str
) -> tuple[tuple[str, ...], tuple[tuple[str, ...], ...]]:
    names = ["beneficiaries" if name.strip() == "target" else name.strip() for name in columns]
    schema = list(fields.PROJECTS if section == "PROJECTS" else fields.VOTES)
    order = sorted(range(len(names)), key=lambda place: _place(names[place], schema))
    lists = fields.LISTS[section]
    return tuple(names[place] for place in order), tuple(
        tuple(_tidy(names[place], row[place] if place < len(row) else "", lists) for place in order) for row in rows
    )


def _place(name: str, schema: list[str]) -> int:
    return schema.index(name) if name in schema else len(schema)


def _tidy(name: str, cell: str, lists: Sequence[str]) -> str:
    text = cell.strip()
    if name in lists:
        return ",".join(part.strip() for part in text.split(",") if part.strip())
    if name in ("budget", "cost", "max_sum_cost", "min_sum_cost"):
        whole, point, cents = text.replace(",", ".").partition(".")
        return whole if point and not cents.strip("0") else text.replace(",", ".")
    return text
