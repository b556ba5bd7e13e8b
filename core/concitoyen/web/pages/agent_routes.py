"""The handlers of the agents' pages: sign in and out, their space, their own password and PIN."""

from collections.abc import Callable
from typing import Annotated, Any

from litestar import Request, Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import QueryParameter
from litestar.response import Redirect
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_303_SEE_OTHER,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_429_TOO_MANY_REQUESTS,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.template.base import csrf_token

from concitoyen.domain.agents import Act, folded_login
from concitoyen.domain.errors import Refused
from concitoyen.usecases.desk import Desk
from concitoyen.usecases.manage_agents import set_password, set_pin
from concitoyen.usecases.sign_in import SignedIn, confirm, must_match, sign_in, sign_out
from concitoyen.web.contexts.base import Page
from concitoyen.web.contexts.vote import FormError
from concitoyen.web.door import Crowded
from concitoyen.web.pages.agents import (
    HOME,
    confirm_page,
    form_errors,
    home_page,
    safe_way_back,
    self_page,
    sign_in_page,
)
from concitoyen.web.signing import requires
from concitoyen.web.site import Site
from concitoyen.web.wording import count, spaced

AnyRequest = Request[Any, Any, State]
Back = Annotated[str, QueryParameter(name="vers", max_length=200)]
ErrorsShown = Callable[[tuple[FormError, ...]], Page]
LONGEST_ANSWER = 1000


async def typed(request: AnyRequest, *names: str) -> tuple[str, ...]:
    """What was typed in the fields of a form, empty where there is nothing."""
    form = await request.form()
    return tuple(str(form.get(name) or "")[:LONGEST_ANSWER] for name in names)


def token_of(request: AnyRequest) -> str:
    """The token that the forms of a page send back."""
    return csrf_token({"request": request})


def go(path: str) -> Redirect:
    """See other, kept nowhere."""
    return Redirect(path, status_code=HTTP_303_SEE_OTHER, headers={"Cache-Control": "no-store"})


@get("/connexion")
async def sign_in_form(request: AnyRequest, site: NamedDependency[Site], back: Back = HOME) -> Response[str]:
    """The sign-in."""
    return site.private_page(sign_in_page(token_of(request), safe_way_back(back)))


@post("/connexion")
async def enter(request: AnyRequest, site: NamedDependency[Site]) -> Response[Any]:
    """Sign in: a new token, whatever the device held before."""
    login, password, back = await typed(request, "identifiant", "motdepasse", "vers")
    jar, way = site.door.jar, safe_way_back(back)

    def shown(errors: tuple[FormError, ...]) -> Page:
        return sign_in_page(token_of(request), way, login.strip(), errors)

    refused = _too_many(request, site, folded_login(login), shown)
    if refused is not None:
        return refused
    held = request.cookies.get(jar.name("agent"), "")
    at = site.clock()
    try:
        token, _ = await site.door.slowly(sign_in, site.engine, login, password, at, chance=site.chance, replaces=held)
    except Refused as refusal:
        errors = form_errors(refusal.objections, "identifiant")
        return site.private_page(shown(errors), HTTP_422_UNPROCESSABLE_ENTITY)
    except Crowded:
        return _crowded(site, shown)
    answer = go(way)
    answer.set_cookie(jar.give("agent", token))
    return answer


@post("/deconnexion")
async def leave(site: NamedDependency[Site], agent: NamedDependency[SignedIn]) -> Response[Any]:
    """Sign out, of this device only."""
    await sync_to_thread(sign_out, site.engine, agent, site.clock())
    answer = go("/agents/connexion")
    answer.set_cookie(site.door.jar.take("agent"))
    return answer


@get("/", guards=[requires(Act.VISIT, somewhere=True)])
async def home(request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn]) -> Response[str]:
    """The agent's space."""
    views = await sync_to_thread(site.editions)
    return site.private_page(home_page(agent, token_of(request), views))


@get("/confirmer", guards=[requires(Act.VISIT, somewhere=True)])
async def confirm_form(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], back: Back = HOME
) -> Response[str]:
    """The password again, before a grave act."""
    return site.private_page(confirm_page(agent, token_of(request), safe_way_back(back)))


@post("/confirmer", guards=[requires(Act.VISIT, somewhere=True)])
async def confirmed(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn]
) -> Response[Any]:
    """The password was typed again: a new token, and back to the grave act."""
    password, back = await typed(request, "motdepasse", "vers")
    way = safe_way_back(back)

    def shown(errors: tuple[FormError, ...]) -> Page:
        return confirm_page(agent, token_of(request), way, errors)

    refused = _too_many(request, site, agent.agent.login, shown)
    if refused is not None:
        return refused
    at = site.clock()
    try:
        token = await site.door.slowly(confirm, site.engine, agent, password, at, chance=site.chance)
    except Refused as refusal:
        errors = form_errors(refusal.objections, "motdepasse")
        return site.private_page(shown(errors), HTTP_422_UNPROCESSABLE_ENTITY)
    except Crowded:
        return _crowded(site, shown)
    answer = go(way)
    answer.set_cookie(site.door.jar.give("agent", token))
    return answer


@get("/moi", guards=[requires(Act.VISIT, somewhere=True)])
async def oneself(request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn]) -> Response[str]:
    """The agent's own password and PIN."""
    return site.private_page(self_page(agent, token_of(request)))


@post("/moi/mot-de-passe", status_code=HTTP_200_OK, guards=[requires(Act.VISIT, somewhere=True)])
async def change_password(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn]
) -> Response[Any]:
    """Another password; the agent's other devices are signed out."""
    current, new, again = await typed(request, "motdepasse", "nouveau", "nouveau-encore")

    def change(desk: Desk) -> None:
        one = desk.work.agents.get(agent.agent.id)
        set_password(desk, one, new, agent.signature(site.clock()), keep=agent.session.token)

    mismatch = FormError(anchor="nouveau-encore", text="Les deux nouveaux mots de passe ne sont pas les mêmes.")
    said = "Votre mot de passe est changé. Vos autres appareils sont déconnectés."
    fields = ("motdepasse", "nouveau")
    return await _change(request, site, agent, (current, change, mismatch if new != again else None, said), fields)


@post("/moi/code", status_code=HTTP_200_OK, guards=[requires(Act.VISIT, somewhere=True)])
async def change_pin(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn]
) -> Response[Any]:
    """Another PIN for the tablets that the agent lends."""
    current, new, again = await typed(request, "motdepasse-code", "code", "code-encore")

    def change(desk: Desk) -> None:
        set_pin(desk, desk.work.agents.get(agent.agent.id), new, agent.signature(site.clock()))

    mismatch = FormError(anchor="code-encore", text="Les deux codes ne sont pas les mêmes.")
    said = "Votre code est changé. Il vaut tout de suite pour vos bornes."
    fields = ("motdepasse-code", "code")
    return await _change(request, site, agent, (current, change, mismatch if new != again else None, said), fields)


Wanted = tuple[str, Callable[[Desk], None], FormError | None, str]
"""The current password as typed, the change, why it cannot be made, and what is said once it is."""


async def _change(
    request: AnyRequest, site: Site, who: SignedIn, wanted: Wanted, fields: tuple[str, str]
) -> Response[Any]:
    current, change, mismatch, said = wanted

    def shown(errors: tuple[FormError, ...]) -> Page:
        return self_page(who, token_of(request), errors=errors)

    if mismatch is not None:
        return site.private_page(shown((mismatch,)), HTTP_422_UNPROCESSABLE_ENTITY)
    refused = _too_many(request, site, who.agent.login, shown)
    if refused is not None:
        return refused
    try:
        await site.door.slowly(must_match, who.agent, current)
    except Refused as refusal:
        errors = tuple(FormError(anchor=fields[0], text=spaced(one.text)) for one in refusal.objections)
        return site.private_page(shown(errors), HTTP_422_UNPROCESSABLE_ENTITY)
    except Crowded:
        return _crowded(site, shown)
    try:
        changed = await site.door.slowly(_done, site, change, who)
    except Refused as refusal:
        errors = tuple(FormError(anchor=fields[1], text=spaced(one.text)) for one in refusal.objections)
        return site.private_page(shown(errors), HTTP_422_UNPROCESSABLE_ENTITY)
    return site.private_page(self_page(changed, token_of(request), done=said))


def _done(site: Site, change: Callable[[Desk], None], who: SignedIn) -> SignedIn:
    with site.engine.begin() as desk:
        change(desk)
        return SignedIn(desk.work.agents.get(who.agent.id), who.session)


def _too_many(request: AnyRequest, site: Site, login: str, shown: ErrorsShown) -> Response[str] | None:
    seconds = site.door.wait(site.limits.address(request.scope), login)
    if not seconds:
        return None
    text = f"Trop d’essais d’ici. Attendez {count(seconds, 'seconde')}, puis réessayez."
    answer = site.private_page(shown((FormError(anchor="motdepasse", text=text),)), HTTP_429_TOO_MANY_REQUESTS)
    answer.headers["Retry-After"] = str(seconds)
    return answer


def _crowded(site: Site, shown: ErrorsShown) -> Response[str]:
    text = "Beaucoup de connexions arrivent en même temps. Réessayez dans un instant."
    answer = site.private_page(shown((FormError(anchor="motdepasse", text=text),)), HTTP_503_SERVICE_UNAVAILABLE)
    answer.headers["Retry-After"] = "2"
    return answer


AGENTS = Router(
    path="/agents",
    route_handlers=[
        sign_in_form,
        enter,
        leave,
        home,
        confirm_form,
        confirmed,
        oneself,
        change_password,
        change_pin,
    ],
    include_in_schema=False,
)
