"""The publication of the results: what they are, the assembly's decision, and the act that makes them public."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from litestar import Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY

from concitoyen.domain.agents import Act
from concitoyen.domain.award import Deliberation
from concitoyen.domain.dates import french_date
from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.errors import Refused
from concitoyen.domain.money import total
from concitoyen.domain.rules import Rules
from concitoyen.usecases.desk import Desk, refuse
from concitoyen.usecases.publish_results import publish_results
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts.base import Figure, Link
from concitoyen.web.contexts.publication import PublicationPage
from concitoyen.web.contexts.vote import FormError, FormField
from concitoyen.web.pages.agent_routes import AnyRequest, go, token_of, typed
from concitoyen.web.pages.agents import field, form_errors, frame
from concitoyen.web.pages.thanks import in_groups
from concitoyen.web.signing import requires
from concitoyen.web.site import Site
from concitoyen.web.wording import number

GUARD = requires(Act.PUBLISH_RESULTS, fresh=True)
FIELDS = ("numero", "assemblee", "jour")


@get("/publication", guards=[GUARD])
async def publication(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[str]:
    """Where the results stand."""
    return await sync_to_thread(_shown, request, site, agent, edition)


@post("/publication", status_code=HTTP_200_OK, guards=[GUARD])
async def publish(
    request: AnyRequest, site: NamedDependency[Site], agent: NamedDependency[SignedIn], edition: FromPath[str]
) -> Response[Any]:
    """The results become public, and the bundle is made before anybody asks for it."""
    given = dict(zip(FIELDS, await typed(request, *FIELDS), strict=True))

    def act() -> Response[Any]:
        try:
            with site.engine.begin() as desk:
                decided = _deliberation(given)
                publish_results(desk, edition, agent.signature(site.clock()), deliberation=decided)
        except Refused as refused:
            return _shown(request, site, agent, edition, given, form_errors(refused.objections, "publication"))
        return go(f"/agents/{edition}/publication")

    answer: Response[Any] = await sync_to_thread(act)
    await site.bundles.offered(edition)
    return answer


def _deliberation(given: Mapping[str, str]) -> Deliberation | None:
    """The assembly's decision, whole or not at all."""
    values = {name: given[name].strip() for name in FIELDS}
    if not any(values.values()):
        return None
    for name in FIELDS:
        if not values[name]:
            raise refuse(
                "core:publication",
                "Donnez le numéro, l'assemblée et le jour de la délibération, ou aucun des trois.",
                field=name,
            )
    try:
        day = date.fromisoformat(values["jour"])
    except ValueError:
        raise refuse("core:publication", "Écrivez le jour ainsi : 2027-11-20.", field="jour") from None
    return Deliberation(number=values["numero"], body=values["assemblee"], day=day)


def _shown(
    request: AnyRequest,
    site: Site,
    agent: SignedIn,
    edition_id: str,
    given: Mapping[str, str] | None = None,
    errors: tuple[FormError, ...] = (),
) -> Response[str]:
    with site.engine.read() as desk:
        edition, rules = desk.edition(edition_id)
        page = PublicationPage(
            title="Publier les résultats",
            indexed=False,
            frame=frame(agent, token_of(request)),
            edition_title=edition.title,
            sentence="",
            action=f"/agents/{edition_id}/publication",
            errors=errors,
        ).model_copy(update=_standing(desk, edition, rules, given or {}, errors))
    return site.private_page(page, HTTP_422_UNPROCESSABLE_ENTITY if errors else HTTP_200_OK)


def _standing(
    desk: Desk, edition: Edition, rules: Rules, given: Mapping[str, str], errors: tuple[FormError, ...]
) -> dict[str, object]:
    if edition.stage is Stage.PUBLISHED:
        when = french_date(rules.calendar.local(edition.published_at).date()) if edition.published_at else ""
        return {
            "sentence": f"Les résultats sont publics depuis le {when}.",
            "results": Link(href=f"/{edition.id}/resultats", label="Voir la page des résultats"),
        }
    if edition.stage is not Stage.COUNTED:
        return {"sentence": "L’urne n’est pas dépouillée\u00a0: il n’y a rien à publier."}
    outcome, awards = desk.work.outcomes.get(edition.id), desk.work.awards.of(edition.id)
    return {
        "sentence": "Le dépouillement est fait, et rien n’en est public.",
        "figures": (
            Figure(value=number(outcome.voters), label="bulletins", note=None),
            Figure(value=number(len(awards)), label="lauréats", note=None),
            Figure(value=str(total([award.amount for award in awards])), label="accordés", note=None),
        ),
        "head": in_groups(desk.work.journal.shown(edition.id)),
        **{key: _optional(name, errors, given) for key, name in zip(("number", "body", "day"), FIELDS, strict=True)},
    }


def _optional(name: str, errors: tuple[FormError, ...], given: Mapping[str, str]) -> FormField:
    return field(name, errors, given.get(name, "")).model_copy(update={"required": False})


PUBLICATION = Router(path="/agents/{edition:str}", route_handlers=[publication, publish], include_in_schema=False)
