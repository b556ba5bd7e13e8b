"""META as the tables of a rulebook, and tables of a rulebook as META."""

import json
from collections.abc import Iterator, Mapping, Sequence

from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.rulebook_ballot import Table, ballot_meta, ballot_table
from concitoyen_voting_rules.pabulib.rulebook_count import available, count_tables
from concitoyen_voting_rules.pabulib.rulebook_meta import count_meta

LINE = "participatif"
_UNSAID = {
    "line": "La ligne budgétaire n'est pas dans META.",
    "imputation": "L'imputation n'est pas dans META.",
    "label": "Le libellé n'est pas dans META.",
    "ties": "Le départage n'est pas dans META.",
}


def rulebook_text(election: PbElection) -> str:
    """The TOML of [ballot], [count] and [[budget_lines]], each table with META as its article.

    Put beside the other tables of an edition, they bind, and count the file's ballots as `replay` does. What META does
    not say is marked by `choices`. Raises ElectionFileError for what no form or rule of the pack says whole.
    """
    count, more = count_tables(election)
    money = available(election, more)
    line: Table = {"id": LINE, "imputation": "non relevée", "label": "Budget participatif", "available": money}
    tables = [
        ("[ballot]", ballot_table(election), ()),
        ("[count]", {**count, "line": LINE}, ("line", "ties")),
        *((name, table, ()) for name, table in more),
        ("[[budget_lines]]", line, ("imputation", "label")),
    ]
    article = f"META de {election.source}"
    return "\n".join("\n".join(_lines(name, table, article, unsaid)) + "\n" for name, table, unsaid in tables)


def meta_of(ballot: Mapping[str, object], count: Mapping[str, object]) -> dict[str, str]:
    """The keys of META that the tables [ballot] and [count] of a rulebook say.

    The rule is « unknown » where the format has no word for the whole of [count]. Otherwise, a file written with them
    replays to the same winners. `scoring_fn` is for the writer, and stays out of the file.
    """
    return {**ballot_meta(ballot), **count_meta(ballot, count)}


def _lines(name: str, table: Table, article: str, unsaid: Sequence[str]) -> Iterator[str]:
    yield name
    yield from (f"{key} = {_toml(value)}" for key, value in table.items())
    yield f"article = {_toml(article)}"
    if unsaid:
        yield f"choices = {_toml({key: _UNSAID[key] for key in unsaid})}"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "{ " + ", ".join(f"{key} = {_toml(one)}" for key, one in value.items()) + " }"
    if isinstance(value, list):
        return f"[{', '.join(map(_toml, value))}]"
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)
