"""Small .pb files, written by hand: a town, four projects, six voters."""

from collections.abc import Mapping, Sequence

from concitoyen_voting_rules.pabulib.election import PbElection

META: Mapping[str, str] = {
    "description": "Budget de Trifouilly",
    "country": "France",
    "unit": "Trifouilly",
    "instance": "2027",
    "num_projects": "4",
    "num_votes": "6",
    "budget": "1000",
    "vote_type": "approval",
    "rule": "greedy",
    "date_begin": "01.03.2027",
    "date_end": "31.03.2027",
    "max_length": "3",
}
FACTS: Mapping[str, str] = {
    "description": "Budget de Trifouilly",
    "country": "France",
    "unit": "Trifouilly",
    "instance": "2027",
    "date_begin": "01.03.2027",
    "date_end": "31.03.2027",
}
"""What a file says that an election does not know."""
PROJECTS = (
    "project_id;cost;votes;name;selected",
    "velo;600;5;Vélos;1",
    "four;500;4;Four à pain;0",
    "banc;400;3;Bancs;1",
    "puits;100;1;Puits;0",
)
VOTES = (
    "voter_id;vote;age",
    "1;velo,four;34",
    "2;velo,four,banc;51",
    "3;velo,banc;",
    "4;velo,four;40-59",
    "5;velo,banc;18",
    "6;four,puits;77",
)


def pb(
    meta: Mapping[str, str | None] | None = None,
    projects: Sequence[str] = PROJECTS,
    votes: Sequence[str] = VOTES,
    *,
    count: bool = True,
) -> bytes:
    """A file; `meta` changes keys (None takes one away), and numbers are counted unless told not to."""
    counted = {"num_projects": str(len(projects) - 1), "num_votes": str(len(votes) - 1)} if count else {}
    told = {**META, **counted, **(meta or {})}
    head = [f"{key};{value}" for key, value in told.items() if value is not None]
    lines = ["META", "key;value", *head, "PROJECTS", *projects, "VOTES", *votes]
    return ("\n".join(lines) + "\n").encode()


def read(content: bytes) -> PbElection:
    """The election in a file."""
    return PbElection.read(content, "ville.pb")


def line_of(content: bytes, start: str) -> int:
    """The line that begins so, from 1."""
    lines = content.decode().splitlines()
    return next(number for number, line in enumerate(lines, start=1) if line.startswith(start))


POINTS_PROJECTS = ("project_id;cost;votes;score;name;selected", "a;600;3;9;A;1", "b;500;2;5;B;0", "c;300;2;4;C;1")
POINTS_VOTES = ("voter_id;vote;points", "1;a,b;4,2", "2;a,c;3,3", "3;b,a,c;3,2,1")


def points(meta: Mapping[str, str | None] | None = None, votes: Sequence[str] = POINTS_VOTES) -> bytes:
    """A cumulative file of three projects."""
    told = {"vote_type": "cumulative", "max_sum_points": "6", "max_length": None, **(meta or {})}
    return pb(told, POINTS_PROJECTS, votes)


RANKED_PROJECTS = ("project_id;cost;votes;score;name;selected", "a;600;3;8;A;1", "b;500;3;6;B;0", "c;300;3;4;C;1")
RANKED_VOTES = ("voter_id;vote", "1;a,b,c", "2;a,c,b", "3;b,a,c")


def ranked(
    meta: Mapping[str, str | None] | None = None,
    projects: Sequence[str] = RANKED_PROJECTS,
    votes: Sequence[str] = RANKED_VOTES,
) -> bytes:
    """An ordinal file of three projects."""
    return pb({"vote_type": "ordinal", **(meta or {})}, projects, votes)
