"""Whatever real files do to their bytes, alone or together, the same voters elect the same projects."""

import re
from collections.abc import Callable, Mapping, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from concitoyen.domain.election_files import ElectionReplay
from concitoyen_voting_rules.pabulib.replay import replay
from tests.packs.voting_rules.pabulib.files import PROJECTS, pb, points, ranked, read

Quirk = Callable[[bytes], bytes]


def lines_changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    return b"\n".join(change(line) if line else line for line in content.split(b"\n"))


def votes_changed(content: bytes, change: Callable[[bytes], bytes]) -> bytes:
    head, votes = content.split(b"VOTES\n")
    return head + b"VOTES\n" + lines_changed(votes, change)


def with_key(key: str, value: str) -> Quirk:
    return lambda content: content.replace(b"PROJECTS\n", f"{key};{value}\n".encode() + b"PROJECTS\n", 1)


QUIRKS: Mapping[str, Quirk] = {
    "decimals of a budget": lambda content: content.replace(b"budget;1000\n", b"budget;1000.0\n"),
    "cents after a comma": lambda content: content.replace(b"budget;1000\n", b"budget;1000,00\n"),
    "blanks between thousands": lambda content: content.replace(b"budget;1000\n", "budget;1\u202f000\n".encode()),
    "decimals of costs": lambda content: content.replace(b";600;", b";600.0;"),
    "votes recorded as decimals": lambda content: content.replace(b";5;", b";5.0;"),
    "blanks after commas": lambda content: votes_changed(content, lambda line: line.replace(b",", b", ")),
    "blanks at the end of cells": lambda content: content.replace(b"unit;Trifouilly", b"unit;Trifouilly "),
    "names in quotes": lambda content: content.replace("Vélos".encode(), '"Un ""vélo"" ; rouge"'.encode()),
    "votes in quotes": lambda content: votes_changed(content, lambda line: re.sub(rb";([^;]*,[^;]*)", rb';"\1"', line)),
    "cells that spreadsheets add": lambda content: lines_changed(content, lambda line: line + b";;"),
    "blank lines": lambda content: content.replace(b"PROJECTS\n", b"\n\nPROJECTS\n", 1) + b"\n\n",
    "no last end of line": lambda content: content.rstrip(b"\n"),
    "a comment in quotes": with_key("comment", '"#1: ""Projekt +1""; paper ballots. #2: a, b."'),
    "keys of no effect": with_key("subdistricts", "True"),
    "a key that nobody knows": with_key("colour", "green; or blue"),
    "small letters of sections": lambda content: content.replace(b"\nVOTES\n", b"\nvotes\n"),
    "a byte order mark": lambda content: b"\xef\xbb\xbf" + content,
    "ends of line of Windows": lambda content: content.replace(b"\n", b"\r\n"),
}


def told(content: bytes) -> tuple[ElectionReplay, Sequence[int], int, Sequence[Sequence[int]]]:
    """What must stay: the verdict and the funded, costs, budget and distinct ballots."""
    election = read(content)
    profile = election.profile
    arrays = [profile.starts.tolist(), profile.marked.tolist(), profile.values.tolist(), profile.weights.tolist()]
    scale = 10 ** (election.unit.decimals - 2)
    return replay(election), (election.costs // scale).tolist(), election.budget // scale, arrays


FILES = {"approval": pb(), "cumulative": points(), "ordinal": ranked()}


@given(st.sampled_from(sorted(FILES)), st.sets(st.sampled_from(sorted(QUIRKS))))
def test_harmless_quirks_change_nothing_in_any_combination(form: str, chosen: set[str]) -> None:
    content = FILES[form]
    for name in QUIRKS:  # in this order: bytes of the whole file come last
        content = QUIRKS[name](content) if name in chosen else content
    assert told(content) == told(FILES[form])


@pytest.mark.parametrize("quirk", QUIRKS)
def test_each_quirk_is_in_some_file(quirk: str) -> None:
    assert any(QUIRKS[quirk](content) != content for content in FILES.values())


def test_a_project_withdrawn_or_dearer_than_the_budget_wins_nothing() -> None:
    rows = ("a;999999999;6;A;0", "b;1001;5;B;0", "c;400;4;C;1", "d;0;3;D;1")
    votes = ["voter_id;vote", *(f"{number};{'abcd'[number % 4]},c" for number in range(1, 7))]
    content = pb({"max_length": None}, (PROJECTS[0], *rows), [row.replace(";c,c", ";c") for row in votes])
    assert set(replay(read(content)).funded) == {"c", "d"}


def test_everybody_may_be_funded_and_nobody_may_be() -> None:
    whole = pb({"fully_funded": "1", "budget": "1600"}, [row.replace(";0", ";1") for row in PROJECTS])
    assert replay(read(whole)).verdict == "reproduced"
    nobody = pb({"budget": "50"}, [re.sub(";1$", ";0", row) for row in PROJECTS])
    assert (replay(read(nobody)).verdict, replay(read(nobody)).funded) == ("reproduced", ())


def test_voters_told_apart_by_a_prefix_are_two_voters() -> None:
    rows = ["voter_id;vote", "12;velo", "99999912;four", "012;banc"]
    assert read(pb(votes=rows)).voters == 3


def test_free_projects_set_at_one_and_a_selection_written_as_decimals_are_read() -> None:
    rows = [PROJECTS[0], "velo;1;5;Vélos;1.0", "four;999;4;Four;1.0", "banc;1;3;Bancs;0.0", "puits;1;1;Puits;"]
    assert replay(read(pb(projects=rows))).verdict == "reproduced"
