"""Write every page, in each state that a visitor can meet, into a folder: ``python -m tests.web.preview OUT``."""

import shutil
import sys
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from unittest.mock import patch

from litestar import Litestar
from litestar.testing import TestClient

from concitoyen.settings import Allowance
from concitoyen.testing.databases import SqliteDatabases
from concitoyen.web.assets import Assets
from concitoyen.web.site import Site
from tests.web.elsewhere import BASKET, CHANGES, PARIS, POINTS, RANKS, WIELICZKA, Project, settle
from tests.web.forms import ANSWERS, IDENTITY, again, send, token
from tests.web.world import EDITION, FAVOURITE, FAVOURITES, IN_PREPARATION, VOTE_IS_OPEN, VOTE_OF_2024, World, world

OTHER_FORMS: Mapping[str, tuple[str, tuple[Project, ...], Mapping[str, str]]] = {
    "grades": ("paris-2021", PARIS, {"partie-votre-arrondissement": "", "valeur-paris|p4": "4"}),
    "points": (POINTS, WIELICZKA, {"valeur-projects|p1": "deux", "valeur-projects|p2": "3"}),
    "ranks": (RANKS, WIELICZKA, {"valeur-projects|p1": "2", "valeur-projects|p2": "2"}),
    "basket": (BASKET, WIELICZKA, {}),
}
READ = {
    "editions": "/",
    "home": f"/{EDITION}/",
    "proposals": f"/{EDITION}/projets",
    "proposals-none": f"/{EDITION}/projets?q=planche+a+voile",
    "proposal": f"/{EDITION}/projets/{FAVOURITE}",
    "rules": f"/{EDITION}/regles",
    "vote": f"/{EDITION}/vote",
    "results": f"/{EDITION}/resultats",
    "missing": f"/{EDITION}/projets/rien",
}


def pages(town: World) -> Iterator[tuple[str, str]]:
    """Every page by the name of its file, from the preparation to the publication."""
    with TestClient(town.app(), raise_server_exceptions=False) as client:
        town.clock.now = IN_PREPARATION
        yield "home-preparing", client.get(READ["home"]).text
        town.clock.now = VOTE_OF_2024
        four = [FAVOURITE, "touchez-terre", "la-mine-d-art", "cantine-fanzine-de-cuisine"]
        many: dict[str, str | list[str]] = {**IDENTITY, "choix-favourites": four}
        yield "favourites-wrong", send(client, many, FAVOURITES).text
        town.clock.now = VOTE_IS_OPEN
        yield from ((f"{name}-open", client.get(path).text) for name, path in READ.items())
        yield "vote-wrong", send(client, {**ANSWERS, "nom": "", "mois": "14", "commune": ""}).text
        yield "vote-slip", send(client, {**ANSWERS, "commune": "Bétune"}).text
        yield "vote-too-young", send(client, {**ANSWERS, "annee": "2019"}).text
        yield "vote-thanks", send(client, ANSWERS).text
        yield "vote-twice", send(client, ANSWERS).text
        yield from elsewhere(town, client)
        town.clock.now = VOTE_IS_OPEN
        yield "receipt-pending", client.get(f"/{EDITION}/bulletin").text
        town.play()
        yield "receipt-published", client.get(f"/{EDITION}/bulletin").text
        yield from ((f"{name}-published", client.get(path).text) for name, path in READ.items())


def elsewhere(town: World, client: TestClient[Litestar]) -> Iterator[tuple[str, str]]:
    """The other forms of ballot, with a slip in each, and a ballot that is replaced."""
    for name, (rulebook, projects, wrong) in OTHER_FORMS.items():
        edition = settle(town, rulebook, projects)
        yield f"vote-{name}", client.get(f"/{edition}/vote").text
        yield f"vote-{name}-wrong", send(client, {**IDENTITY, **wrong}, edition).text
    edition = settle(town, "wieliczka-2023", WIELICZKA, urn=CHANGES)
    thanks = send(client, {**IDENTITY, "commune": "Wieliczka", "choix-projects": "p1"}, edition).text
    yield "vote-thanks-code", thanks
    page = client.get(f"/{edition}/vote/remplacer").text
    yield "replace", page
    sent = {"_csrf_token": token(page), "choix-projects": "p2", "remplacement": "0000 1111"}
    yield "replace-wrong", client.post(f"/{edition}/vote/remplacer", data=sent).text


def identity_pages(town: World) -> Iterator[tuple[str, str]]:
    """The pages of an edition that asks its voters to show who they are."""
    town.ask_for_proof('["core:email-code", "core:one-time-code"]')
    with TestClient(town.app(), raise_server_exceptions=False) as client:
        mail = {**ANSWERS, "moyen": "core:email-code"}
        yield "identity-choice", send(client, ANSWERS).text
        yield "identity-address", send(client, mail).text
        yield "identity-address-wrong", send(client, {**mail, "courriel": "zoe"}).text
        asked = send(client, {**mail, "courriel": "zoe@exemple.org"})
        yield "identity-mail", asked.text
        yield "identity-mail-wrong", again(client, asked, code="000000").text
        yield "identity-sheet", send(client, {**ANSWERS, "moyen": "core:one-time-code"}).text
        wrong = {**ANSWERS, "moyen": "core:one-time-code", "code": "ABCD-EFGH-JKMN"}
        yield "identity-sheet-wrong", send(client, wrong).text
        shutil.rmtree(town.letters)
        town.letters.write_text("no folder any more")
        yield "identity-unsent", again(client, asked, geste="renvoyer").text
        town.letters.unlink()
        town.letters.mkdir()


def troubles(town: World) -> Iterator[tuple[str, str]]:
    """What a visitor sees when something stands in the way: a form too old or too long, a crowd, an attack, a fault."""
    town.clock.now = VOTE_IS_OPEN
    vote = f"/{EDITION}/vote"
    with TestClient(town.app(challenge="always"), raise_server_exceptions=False) as client:
        yield "vote-challenged", client.get(vote).text
        yield "error-expired", client.post(vote, data=ANSWERS).text
        yield "error-too-long", send(client, {**ANSWERS, "nom": "x" * 1_000_000}).text
    with TestClient(town.app(limit_votes=Allowance(1, 1)), raise_server_exceptions=False) as client:
        send(client, {})
        yield "vote-waiting", send(client, ANSWERS).text
    with TestClient(town.app(limit_pages=Allowance(1, 0.1)), raise_server_exceptions=False) as client:
        client.get("/")
        yield "error-too-many", client.get("/").text
    app = town.app()
    with TestClient(app, raise_server_exceptions=False) as client:
        site: Site = app.state.site
        site.station.intake._room = 0
        yield "vote-busy", send(client, ANSWERS).text
        with patch.object(Site, "edition", side_effect=RuntimeError("a fault of ours")):
            yield "error-fault", client.get(f"/{EDITION}/projets?q=jardin").text


def write(out: Path) -> list[Path]:
    """Write the pages and the static files below a folder and give the paths of the pages."""
    out.mkdir(parents=True, exist_ok=True)
    for name, asset in Assets().by_name.items():
        target = out / "static" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(asset.content)
    with tempfile.TemporaryDirectory() as folder, world(SqliteDatabases(Path(folder))) as town:
        written = [(out / f"{name}.html", page) for name, page in pages(town)]
    with tempfile.TemporaryDirectory() as folder, world(SqliteDatabases(Path(folder))) as town:
        written += [(out / f"{name}.html", page) for name, page in identity_pages(town)]
    with tempfile.TemporaryDirectory() as folder, world(SqliteDatabases(Path(folder))) as town:
        written += [(out / f"{name}.html", page) for name, page in troubles(town)]
    for path, page in written:
        path.write_text(page, encoding="utf-8")
    return [path for path, _ in written]


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        sys.stdout.write(f"{path}\n")
