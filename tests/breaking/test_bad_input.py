"""Anything may be sent: it is answered in order, nothing of the inside is shown, and only a vote is written."""

import json
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.schemas import BaseSchema

from concitoyen.testing.databases import SqliteDatabases
from tests.breaking.served import Served, served
from tests.breaking.town import SEALED, UNSEALED, body, open_engine, roll_and_urn, two_open_votes, vote_of

PATH = f"/api/editions/{SEALED}/ballots"
QUICKLY = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
BRIEFLY = settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
INSIDE = ("Traceback", "sqlite", "site-packages", 'File "')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Served, str]]:
    """A site in a process of its own."""
    databases = SqliteDatabases(tmp_path_factory.mktemp("bad-input"))
    with databases.fresh(prepare=two_open_votes) as url, served(url) as made:
        yield made, url


@pytest.fixture
def api(site: tuple[Served, str]) -> BaseSchema:
    """The API as it describes itself."""
    return schemathesis.openapi.from_url(f"http://127.0.0.1:{site[0].port}/api/schema")


def test_whatever_the_api_says_that_it_reads_is_answered_in_order(api: BaseSchema) -> None:
    paths = set()
    for found in api.get_all_operations():
        operation: Any = found.ok()  # type: ignore[union-attr] # a description that is wrong has none, and fails here
        paths.add(operation.path)

        @BRIEFLY
        @given(case=operation.as_strategy())
        def holds(case: Case[Any]) -> None:
            answered_in_order(case)

        holds()
    assert "/api/editions/{edition}/ballots" in paths


def answered_in_order(case: Case[Any]) -> None:
    answer = case.call()
    assert answer.status_code < 500 or answer.status_code == 503
    assert not any(word in answer.text for word in INSIDE)
    if answer.status_code >= 400 and case.method == "POST":
        assert answer.headers["content-type"] == ["application/problem+json"]


def ask(site: Served, sent: bytes, kind: str) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", site.port, timeout=10)
    connection.request("POST", PATH, sent, {"Content-Type": kind})
    answer = connection.getresponse()
    told = answer.status, answer.read().decode()
    connection.close()
    return told


def refused(site: tuple[Served, str], sent: bytes, kind: str = "application/json") -> None:
    status, told = ask(site[0], sent, kind)
    assert 400 <= status < 500
    assert not any(word in told for word in INSIDE)


@pytest.fixture(autouse=True, scope="module")
def _nothing_is_written(site: tuple[Served, str]) -> Iterator[None]:
    yield
    engine = open_engine(site[1])
    assert [roll_and_urn(engine, edition) for edition in (SEALED, UNSEALED)] == [(0, 0), (0, 0)]
    engine.store.close()


@given(sent=st.binary(max_size=300))
@QUICKLY
def test_any_bytes_are_refused(site: tuple[Served, str], sent: bytes) -> None:
    refused(site, sent)


@given(kind=st.text(st.characters(min_codepoint=32, max_codepoint=126), max_size=40), sent=st.binary(max_size=40))
@QUICKLY
def test_any_type_of_content_is_refused(site: tuple[Served, str], kind: str, sent: bytes) -> None:
    refused(site, sent, kind)


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=10), inner, max_size=3),
    max_leaves=8,
)


@given(place=st.sampled_from(["person", "choices", "attempt", "last_name", "birth_date", "commune"]), value=ANYTHING)
@QUICKLY
def test_a_ballot_with_anything_in_one_place_is_refused_or_is_a_vote(
    site: tuple[Served, str], place: str, value: object
) -> None:
    sent = {**wrong(site[1]), "person": dict(wrong(site[1])["person"])}
    (sent["person"] if place in sent["person"] else sent)[place] = value
    refused(site, json.dumps(sent).encode())


def wrong(url: str) -> dict[str, Any]:
    """A ballot for a project that does not stand, so that nothing that is sent here can be a vote."""
    if url not in _KNOWN:
        engine = open_engine(url)
        _KNOWN[url] = body(vote_of(engine, SEALED).contests, 1)
        engine.store.close()
    return {**_KNOWN[url], "choices": {"pratiques": {"nothing": 1}}}


_KNOWN: dict[str, dict[str, Any]] = {}
