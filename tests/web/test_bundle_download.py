"""The published bundle on the site: the bytes of the command, made once, and nothing before the publication."""

import asyncio
import hashlib
import json
import re
import shutil
from base64 import b64encode
from collections.abc import Mapping
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
from concitoyen.web.bundles import Bundles
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
