"""Filling in the ballot as a browser does: the page is fetched, its token sent back with the answers."""

import re
from collections.abc import Mapping
from html import unescape

from httpx import Response
from litestar import Litestar
from litestar.testing import TestClient

from tests.web.world import EDITION, FAVOURITE

IDENTITY: Mapping[str, str] = {
    "prenom": "Zoé",
    "nom": "Delattre",
    "jour": "27",
    "mois": "3",
    "annee": "2001",
    "commune": "Béthune",
}
ANSWERS: Mapping[str, str] = {**IDENTITY, "choix-cooperation-innovation": FAVOURITE}


def tied(page: str, field: str) -> str:
    """The error that stands beside a field and is tied to it, and to which the summary at the top leads."""
    assert f'<a href="#{field}">' in page
    assert re.search(rf'id="{field}"[^>]* aria-invalid="true" aria-describedby="{field}-erreur"', page)
    found = re.search(rf'id="{field}-erreur">.*?</span>(.*?)</span></p>', page, re.DOTALL)
    assert found is not None
    return unescape(found[1]).replace("\u202f", " ").replace("\u00a0", " ")


def token(page: str) -> str:
    """The hidden token of a form."""
    found = re.search(r'name="_csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found[1]


def attempt(page: str) -> str:
    """The form's own random value."""
    found = re.search(r'name="essai" value="([0-9a-f]{32})"', page)
    assert found is not None
    return found[1]


def send(client: TestClient[Litestar], answers: Mapping[str, str | list[str]], edition: str = EDITION) -> Response:
    """Open the ballot and send it."""
    page = client.get(f"/{edition}/vote").text
    return client.post(f"/{edition}/vote", data={**answers, "_csrf_token": token(page), "essai": attempt(page)})


def words(response: Response) -> str:
    """The text of a page as somebody reads it."""
    bare = re.sub(r"<[^>]+>", " ", response.text)
    return re.sub(r"\s+", " ", unescape(bare)).strip()


def hidden(page: Response) -> dict[str, str | list[str]]:
    """Everything that a page carries without showing it; several values of one name as a list."""
    carried: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page.text):
        carried.setdefault(name, []).append(unescape(value))
    return {name: values[0] if len(values) == 1 else values for name, values in carried.items()}


def again(client: TestClient[Litestar], page: Response, edition: str = EDITION, **typed: str) -> Response:
    """Send back all that a page carries, with what the voter types there."""
    return client.post(f"/{edition}/vote", data={**hidden(page), **typed})
