"""Tags, compressed bytes and HEAD, at every address."""

import gzip

import pytest
from litestar.testing import TestClient

from concitoyen.testing.databases import Databases
from tests.web.conftest import Client
from tests.web.test_page_cache import PAGES, another_process
from tests.web.world import EDITION, FAVOURITE, World, world


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_told_unchanged_to_who_holds_it(reader: Client, path: str) -> None:
    first = reader.get(path)
    again = reader.get(path, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["vary"] == "Accept-Encoding"
    assert "content-security-policy" in again.headers
    assert "content-type" not in again.headers


@pytest.mark.parametrize(
    ("held", "status"), [("*", 304), ('"autre", W/{tag}', 304), ('"autre"', 200), ("", 200)], ids=str
)
def test_a_tag_is_looked_for_among_several(reader: Client, held: str, status: int) -> None:
    tag = reader.get("/").headers["etag"]
    assert reader.get("/", headers={"If-None-Match": held.format(tag=tag)}).status_code == status


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("gzip, deflate, br", "gzip"),
        ("*", "gzip"),
        ("br;q=1, GZIP;q=0.5", "gzip"),
        ("gzip;q=0, *", None),
        ("gzip;q=n", None),
        ("identity", None),
        ("", None),
        ("gzip," * 100, None),
    ],
)
def test_bytes_are_compressed_for_who_takes_gzip(reader: Client, accepted: str, encoding: str | None) -> None:
    plain = reader.get("/", headers={"Accept-Encoding": "identity"})
    asked = reader.get("/", headers={"Accept-Encoding": accepted})
    assert asked.headers.get("content-encoding") == encoding
    assert asked.content == plain.content
    assert asked.headers["vary"] == plain.headers["vary"] == "Accept-Encoding"
    assert (asked.headers["etag"] == plain.headers["etag"]) is (encoding is None)


def test_every_process_sends_the_same_bytes_under_the_same_tag(databases: Databases) -> None:
    with world(databases) as town, another_process(town) as other:
        answers = []
        for one in (town, other):
            with TestClient(one.app()) as client, client.stream("GET", f"/{EDITION}/") as answer:
                answers.append((answer.headers["etag"], b"".join(answer.iter_raw())))
    assert answers[0] == answers[1]
    assert gzip.decompress(answers[0][1]).startswith(b"<!doctype html>")


def test_every_address_that_can_be_read_can_be_asked_for_without_its_body(town: World) -> None:
    values = {"edition:str": EDITION, "proposal:str": FAVOURITE, "name:path": "site.css"}
    with TestClient(town.app()) as client:
        for route in town.app().routes:
            if "GET" in getattr(route, "methods", ()):
                path = route.path_format
                for name, value in values.items():
                    path = path.replace(f"{{{name.partition(':')[0]}}}", value)
                # A form holds a value drawn for each visitor, which compresses to one length or another.
                plain = {"Accept-Encoding": "identity"}
                got, asked = client.get(path, headers=plain), client.head(path, headers=plain)
                assert (asked.status_code, asked.content) == (got.status_code, b""), path
                assert asked.headers["content-length"] == got.headers["content-length"], path
