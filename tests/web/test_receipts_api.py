"""The published receipts: anybody can check one without telling which."""

import hashlib
import re
from collections.abc import Sequence

import pytest

from concitoyen.domain.merkle import Stretch
from tests.web.conftest import Client
from tests.web.world import EDITION, World

RECEIPTS = f"/api/editions/{EDITION}/receipts"
PATHS = (RECEIPTS, f"{RECEIPTS}/stretch", f"{RECEIPTS}.txt")


def above(row: Sequence[bytes]) -> list[bytes]:
    pairs = zip(row[::2], row[1::2], strict=False)
    return [*(hashlib.sha256(b"\1" + one + other).digest() for one, other in pairs), *row[len(row) // 2 * 2 :]]


def test_the_root_of_the_receipts_is_that_of_the_journal(reader: Client, published: World) -> None:
    with published.engine.read() as desk:
        [counted] = [act for act in desk.work.journal.of(EDITION) if act.kind == "vote.counted"]
    told = reader.get(RECEIPTS).json()
    assert told == {
        "edition": EDITION,
        "size": 42,
        "root": counted.details["receipts_root"],
        "prefix_digits": 0,
    }


def test_the_results_page_shows_the_root_and_the_way_to_the_list(reader: Client) -> None:
    page = reader.get(f"/{EDITION}/resultats").text
    assert reader.get(RECEIPTS).json()["root"] in re.sub(r"<[^>]+>|\s", "", page)
    assert f'href="{RECEIPTS}.txt"' in page


def test_the_whole_list_gives_the_root(reader: Client) -> None:
    answer = reader.get(f"{RECEIPTS}.txt")
    lines = answer.text.splitlines()
    assert answer.headers["content-type"].startswith("text/plain")
    assert lines == sorted(set(lines))
    row = [bytes.fromhex(line) for line in lines]
    while len(row) > 1:
        row = above(row)
    assert row[0].hex() == reader.get(RECEIPTS).json()["root"]


def test_a_stretch_of_receipts_is_proven_by_its_nodes(reader: Client) -> None:
    told = reader.get(f"{RECEIPTS}/stretch?prefix=").json()
    hashes = {name: tuple(map(bytes.fromhex, told[name])) for name in ("receipts", "left", "right")}
    stretch = Stretch(told["size"], told["first"], hashes["receipts"], hashes["left"], hashes["right"])
    root = stretch.root()
    assert root is not None
    assert root.hex() == told["root"]
    assert len(told["receipts"]) == 42


def test_a_prefix_that_would_tell_which_receipt_is_meant_is_refused(reader: Client) -> None:
    one = reader.get(f"{RECEIPTS}.txt").text[:64]
    answer = reader.get(f"{RECEIPTS}/stretch", params={"prefix": one})
    assert answer.status_code == 409
    assert "le site n'a pas à savoir lequel est le vôtre" in answer.json()["detail"]


@pytest.mark.parametrize("path", PATHS)
def test_no_receipt_is_told_before_the_results_are_public(client: Client, town: World, path: str) -> None:
    before = client.get(path)
    town.count()
    assert (before.status_code, client.get(path).status_code) == (404, 404)
    town.publish()
    assert client.get(path).status_code == 200
