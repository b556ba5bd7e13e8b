"""What every answer promises to the browser, and what is refused at the door."""

import re

import pytest
from litestar.testing import TestClient

from concitoyen.domain.errors import StoreError
from concitoyen.web.app import create_app
from concitoyen.web.security import LARGEST_BODY, NO_CSRF
from tests.web.conftest import Client
from tests.web.forms import ANSWERS, send, token, words
from tests.web.world import EDITION, World

POLICY = (
    "default-src 'none'; style-src 'self'; img-src 'self' data:; script-src 'self'; connect-src 'self'; "
    "font-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
EVERY_KIND = ("/", f"/{EDITION}/vote", f"/{EDITION}/rien/du/tout", "/api/editions", "/api/rien")


@pytest.mark.parametrize("path", EVERY_KIND)
def test_every_answer_carries_the_strict_policy(client: Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"] == POLICY
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["permissions-policy"].startswith("camera=()")


@pytest.mark.parametrize("given", [{}, {"_csrf_token": "faux"}], ids=["no token", "a wrong token"])
def test_a_ballot_without_its_token_is_refused(client: Client, town: World, given: dict[str, str]) -> None:
    client.get(f"/{EDITION}/vote")
    answer = client.post(f"/{EDITION}/vote", data={**ANSWERS, **given})
    assert answer.status_code == 403
    assert "Cette page a expiré" in words(answer)
    with town.engine.read() as desk:
        assert desk.work.urn.count(EDITION) == 0


def test_the_token_of_another_browser_is_refused(client: Client, town: World) -> None:
    with TestClient(town.app()) as other:
        stolen = token(other.get(f"/{EDITION}/vote").text)
    client.get(f"/{EDITION}/vote")
    assert client.post(f"/{EDITION}/vote", data={**ANSWERS, "_csrf_token": stolen}).status_code == 403


def test_every_route_that_writes_asks_for_the_token_but_those_that_take_json_alone(town: World) -> None:
    free = [
        route.path
        for route in town.app().routes
        for handler in getattr(route, "route_handlers", [])
        if handler.opt.get(NO_CSRF) and handler.http_methods - {"GET", "HEAD", "OPTIONS"}
    ]
    # No form of another site can send JSON: test_ballots.py and test_identity_api.py hold that nothing else is read.
    assert free == [f"/api/editions/{{edition:str}}/{end}" for end in ("identity/codes", "identity/proofs", "ballots")]


def test_reading_sets_no_cookie(client: Client) -> None:
    for path in ("/", f"/{EDITION}/", f"/{EDITION}/projets", f"/{EDITION}/regles", "/api/editions"):
        assert "set-cookie" not in client.get(path).headers


def test_the_cookie_of_the_ballot_is_for_this_site_only(client: Client) -> None:
    cookie = client.get(f"/{EDITION}/vote").headers["set-cookie"]
    assert cookie.startswith("csrf=")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    assert "Secure" not in cookie


def test_under_tls_the_cookie_is_bound_to_the_host(town: World) -> None:
    settings = town.settings.model_copy(update={"public_url": "https://budget.exemple.fr"})
    with TestClient(create_app(settings, engine=town.engine, clock=town.clock)) as client:
        answer = client.get(f"/{EDITION}/vote")
    assert answer.headers["set-cookie"].startswith("__Host-csrf=")
    assert "Secure" in answer.headers["set-cookie"]
    assert "strict-transport-security" in answer.headers


def test_a_body_too_large_is_refused(client: Client) -> None:
    page = client.get(f"/{EDITION}/vote").text
    heavy = {**ANSWERS, "nom": "a" * LARGEST_BODY, "_csrf_token": token(page)}
    answer = client.post(f"/{EDITION}/vote", data=heavy)
    assert answer.status_code == 413
    assert "C’est trop long" in words(answer)


def test_a_fault_of_ours_shows_nothing_of_the_inside(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        msg = "the password is hunter2"
        raise RuntimeError(msg)

    monkeypatch.setattr("concitoyen.web.pages.routes.home_page", broken)
    with TestClient(town.app(), raise_server_exceptions=False) as client:
        answer = client.get(f"/{EDITION}/")
    assert answer.status_code == 500
    assert "Le site a un problème" in words(answer)
    assert re.findall("hunter2|Traceback|RuntimeError", answer.text) == []


def test_a_database_that_does_not_answer_asks_to_try_again(town: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def away(*_: object) -> None:
        msg = "La base sqlite:////srv/base.db ne répond pas."
        raise StoreError(msg)

    monkeypatch.setattr("concitoyen.web.pages.routes.home_page", away)
    with TestClient(town.app()) as client:
        answer = client.get(f"/{EDITION}/")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "5"
    assert "Réessayez dans un instant" in words(answer)
    assert "srv" not in answer.text


@pytest.mark.parametrize("path", ["/", f"/{EDITION}/", f"/{EDITION}/regles"])
def test_a_page_can_be_asked_for_without_its_body(client: Client, path: str) -> None:
    answer = client.head(path)
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"] == POLICY


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/rien", 404),
        (f"/{EDITION}/projets/rien", 404),
        (f"/{EDITION}/projets?page=trois", 400),
        ("/static/x.css", 404),
    ],
)
def test_what_does_not_exist_gets_a_page_with_a_way_out(client: Client, path: str, code: int) -> None:
    answer = client.get(path)
    assert answer.status_code == code
    assert "Toutes les éditions" in words(answer)
    assert "<h1>" in answer.text


def test_the_wrong_method_gets_a_page_too(client: Client) -> None:
    answer = client.put(f"/{EDITION}/regles")
    assert answer.status_code == 405
    assert "Cela ne se fait pas ici" in words(answer)


def test_static_files_are_kept_for_a_year_under_a_name_that_changes_with_them(client: Client) -> None:
    href = re.findall(r'rel="stylesheet" href="([^"]+)"', client.get("/").text)[0]
    answer = client.get(href)
    assert re.fullmatch(r"/static/site\.[0-9a-f]{10}\.css", href)
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["content-type"].startswith("text/css")
    for font in re.findall(r'url\("([^"]+)"\)', answer.text):
        assert client.get(f"/static/{font}").headers["content-type"] == "font/woff2"


def test_a_first_visit_is_light(client: Client) -> None:
    page = client.get(f"/{EDITION}/")
    names = set(re.findall(r'/static/[^"]+', page.text))
    fonts = re.findall(r'url\("([^"]+)"\)', client.get(next(name for name in names if name.endswith(".css"))).text)
    answers = [page, *(client.get(name) for name in names), *(client.get(f"/static/{font}") for font in fonts)]
    assert sum(answer.num_bytes_downloaded for answer in answers) <= 120 * 1024


def test_a_ballot_from_the_form_is_accepted_with_its_token(client: Client) -> None:
    assert send(client, ANSWERS).status_code == 201
