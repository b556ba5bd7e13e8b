"""The published bundle on the site: the bytes of the command, made once, and nothing before the publication."""

import asyncio
import hashlib
import json
import re
import shutil
from base64 import b64encode
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import BinaryIO

import pytest
from litestar.testing import TestClient

from concitoyen.usecases.bundle import keep
from concitoyen.usecases.bundle.container import Part, write_bundle
from concitoyen.usecases.bundle.make import make_bundle
from concitoyen.usecases.bundle.verify import verify_bundle
from concitoyen.usecases.desk import Signature
from concitoyen.web.bundles import Bundles, read
from concitoyen.web.wording import octets
from tests.loops import run
from tests.web.conftest import Client
from tests.web.forms import words
from tests.web.world import EDITION, World

BUNDLE = f"/api/editions/{EDITION}/bundle.zip"
OUTCOME = f"/api/editions/{EDITION}/outcome"
RESULTS = f"/{EDITION}/resultats"


def by_the_command(town: World) -> bytes:
    with town.engine.read() as desk:
        return make_bundle(desk, EDITION)


def files(town: World) -> list[Path]:
    return sorted(path for path in town.settings.bundles.glob("*") if not path.name.startswith("."))


def test_the_file_is_that_of_the_command_and_all_agree_on_its_fingerprint(reader: Client, published: World) -> None:
    answer = reader.get(BUNDLE)
    data = by_the_command(published)
    assert answer.content == data
    assert verify_bundle(answer.content, published.engine.packs).faults == ()
    digest = hashlib.sha256(data)
    assert (answer.headers["content-type"], answer.headers["content-length"]) == ("application/zip", str(len(data)))
    assert answer.headers["repr-digest"] == f"sha-256=:{b64encode(digest.digest()).decode()}:"
    assert "content-encoding" not in answer.headers
    assert answer.headers.get_list("cache-control") == ["max-age=300, public"]
    assert reader.get(OUTCOME).json()["bundle"] == {"url": BUNDLE, "size": len(data), "sha256": digest.hexdigest()}


def test_the_results_page_gives_the_file_its_size_and_its_fingerprint(reader: Client, published: World) -> None:
    page, data = reader.get(RESULTS).text, by_the_command(published)
    assert f'href="{BUNDLE}" download>Télécharger le dossier (ZIP, {octets(len(data))})' in page
    assert hashlib.sha256(data).hexdigest() in re.sub(r"<[^>]+>|\s", "", page)
    assert "concitoyen verify" in page


def test_who_has_the_file_already_is_told_so(reader: Client) -> None:
    etag = reader.get(BUNDLE).headers["etag"]
    again = reader.get(BUNDLE, headers={"If-None-Match": etag})
    assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", etag)
    assert reader.get(BUNDLE, headers={"If-None-Match": '"autre"'}).status_code == 200


def test_a_head_tells_all_and_reads_nothing_of_the_file(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    town.play()
    opened = list[Path]()

    def seen(path: Path, stretch: range) -> Iterator[bytes]:
        opened.append(path)
        return read(path, stretch)

    monkeypatch.setattr("concitoyen.web.api.bundles.read", seen)
    with TestClient(town.app()) as client:
        whole = client.get(BUNDLE)
        assert len(opened) == 1
        told = client.head(BUNDLE, headers={"Range": "bytes=0-9"})
    assert (told.status_code, told.content, len(opened)) == (200, b"", 1)
    assert dict(told.headers) == dict(whole.headers)
    assert told.headers["accept-ranges"] == "bytes"


def test_a_download_that_broke_off_goes_on_where_it_stopped(reader: Client) -> None:
    whole = reader.get(BUNDLE)
    size, headers = len(whole.content), {"If-Range": whole.headers["etag"]}
    for asked, first, last in (
        ("bytes=0-999", 0, 999),
        ("bytes=1000-", 1000, size - 1),
        ("bytes=-700", size - 700, size - 1),
        (f"bytes={size - 1}-{size + 5}", size - 1, size - 1),
        (f"bytes=-{size * 2}", 0, size - 1),
    ):
        part = reader.get(BUNDLE, headers={**headers, "Range": asked})
        assert (part.status_code, part.content) == (206, whole.content[first : last + 1]), asked
        assert part.headers["content-range"] == f"bytes {first}-{last}/{size}"
        assert part.headers["content-length"] == str(last + 1 - first)
        assert part.headers["etag"] == whole.headers["etag"]
        assert part.headers["repr-digest"] == whole.headers["repr-digest"]
        assert "content-encoding" not in part.headers


def test_pieces_larger_than_one_read_are_whole(tmp_path: Path) -> None:
    data = bytes(number % 251 for number in range(700_000))
    (tmp_path / "file").write_bytes(data)
    for stretch in (range(700_000), range(5, 600_000), range(262_144, 524_288), range(699_999, 700_000)):
        assert b"".join(read(tmp_path / "file", stretch)) == data[stretch.start : stretch.stop]


@pytest.mark.parametrize(
    "headers",
    [
        {"Range": "bytes=0-9", "If-Range": '"autre"'},
        {"Range": "bytes=0-9", "If-Range": "Wed, 21 Oct 2015 07:28:00 GMT"},
        {"Range": "bytes=0-9, 20-29"},
        {"Range": "lines=0-9"},
        {"Range": "bytes=9-0"},
        {"Range": "bytes=-"},
        {"Range": "bytes=a-9"},
    ],
    ids=lambda headers: " ".join(headers.values()),
)
def test_another_file_or_what_is_no_single_range_gives_the_whole(reader: Client, headers: dict[str, str]) -> None:
    answer = reader.get(BUNDLE, headers=headers)
    assert (answer.status_code, len(answer.content)) == (200, int(answer.headers["content-length"]))
    assert "content-range" not in answer.headers
    assert hashlib.sha256(answer.content).hexdigest() == answer.headers["etag"].strip('"')


@pytest.mark.parametrize("asked", ["bytes={size}-", "bytes=999999999999-", "bytes=-0"])
def test_bytes_that_are_not_there_are_refused_with_the_size(reader: Client, asked: str) -> None:
    size = len(reader.get(BUNDLE).content)
    answer = reader.get(BUNDLE, headers={"Range": asked.format(size=size)})
    assert (answer.status_code, answer.content) == (416, b"")
    assert answer.headers["content-range"] == f"bytes */{size}"
    assert answer.headers.get_list("cache-control") == ["no-store"]


def test_who_has_the_file_is_told_so_whatever_range_is_asked(reader: Client) -> None:
    etag = reader.get(BUNDLE).headers["etag"]
    again = reader.get(BUNDLE, headers={"If-None-Match": etag, "Range": "bytes=0-9"})
    assert (again.status_code, again.content) == (304, b"")


def test_before_the_publication_there_is_no_file_and_no_word_of_it(client: Client, town: World) -> None:
    town.count()
    assert client.get(BUNDLE).status_code == 404
    assert client.get("/api/editions/rien/bundle.zip").status_code == 404
    assert "bundle.zip" not in client.get(RESULTS).text
    assert files(town) == []
    town.publish()
    assert client.get(BUNDLE).status_code == 200
    assert "bundle.zip" in client.get(RESULTS).text


def test_a_crowd_has_the_file_made_once(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    town.play()
    made = list[str]()

    def counted(file: BinaryIO, edition: str, parts: Mapping[str, Part]) -> None:
        made.append(edition)
        write_bundle(file, edition, parts)

    monkeypatch.setattr(keep, "write_bundle", counted)
    bundles = Bundles(town.engine, town.settings.bundles)

    async def crowd() -> set[str]:
        return {kept.sha256 for kept in await asyncio.gather(*(bundles.kept(EDITION) for _ in range(50)))}

    assert len(run(crowd())) == 1
    with ThreadPoolExecutor(4) as others:  # as so many processes
        kept = list(others.map(lambda _: keep.keep_bundle(town.engine, town.settings.bundles, EDITION), range(8)))
    assert len(set(kept)) == 1
    assert made == [EDITION]
    assert files(town) == [kept[0].path]


def test_the_first_file_of_a_publication_is_served_for_ever_whatever_a_later_engine_would_write(
    town: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.play()
    with TestClient(town.app()) as before:
        first = before.get(BUNDLE)

    def otherwise(file: BinaryIO, edition: str, parts: Mapping[str, Part]) -> None:
        write_bundle(file, edition, {**parts, "edition.json": "{}\n"})

    monkeypatch.setattr(keep, "write_bundle", otherwise)
    monkeypatch.setattr("concitoyen.usecases.bundle.make.version", lambda _: "99.0")
    with TestClient(town.app()) as upgraded:
        again = upgraded.get(BUNDLE)
        assert (again.content, again.headers["etag"]) == (first.content, first.headers["etag"])
        assert upgraded.get(OUTCOME).json()["bundle"]["sha256"] == hashlib.sha256(first.content).hexdigest()
    assert len(files(town)) == 1


def test_a_folder_that_was_emptied_is_filled_again(client: Client, town: World) -> None:
    town.play()
    first = client.get(BUNDLE).content
    shutil.rmtree(town.settings.bundles)
    assert client.get(BUNDLE).content == first


def test_a_folder_that_cannot_be_written_takes_the_file_off_the_page_and_nothing_else(town: World) -> None:
    town.play()
    town.settings.bundles.write_text("pas un dossier", encoding="utf-8")
    with TestClient(town.app()) as client:
        answer = client.get(BUNDLE)
        assert (answer.status_code, answer.headers["retry-after"]) == (503, "60")
        assert answer.headers.get_list("cache-control") == ["no-store"]
        page = client.get(RESULTS)
        assert "bundle.zip" not in page.text
        assert "Les lauréats" in page.text
        assert json.loads(client.get(f"/api/editions/{EDITION}/outcome?x").text)["bundle"] is None
        town.settings.bundles.unlink()
        assert "bundle.zip" in client.get(RESULTS).text


def test_the_page_gives_the_last_act_of_the_bundle_whatever_is_written_later(client: Client, town: World) -> None:
    town.play()
    with town.engine.begin() as desk:
        desk.record(Signature("mission", town.clock()), "codes.revoked", EDITION, "Mairie", {"count": 1})
    told = re.sub(r"<[^>]+>|\s", "", client.get(RESULTS).text)
    assert verify_bundle(client.get(BUNDLE).content, town.engine.packs).head in told


def test_the_page_says_how_many_voted_on_paper(client: Client, town: World) -> None:
    with town.engine.begin() as desk:
        desk.record(Signature("mission", town.clock()), "place.deposited", EDITION, "mairie", {"in_the_urn": 5})
    town.play()
    assert "votants 42 voix simulées, dont 5 sur papier" in words(client.get(RESULTS))
