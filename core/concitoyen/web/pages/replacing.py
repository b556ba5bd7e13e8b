"""The page on which a voter replaces a ballot, by the code that was shown once."""

import re
from collections.abc import Sequence
from typing import Any

from litestar import Request, Response, Router, get, post
from litestar.concurrency import sync_to_thread
from litestar.datastructures import State
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.status_codes import (
    HTTP_200_OK,
    HTTP_201_CREATED,
    HTTP_409_CONFLICT,
    HTTP_422_UNPROCESSABLE_ENTITY,
    HTTP_503_SERVICE_UNAVAILABLE,
)
from litestar.template.base import csrf_token

from concitoyen.domain.errors import Refused, StoreError
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.desk import Signature
from concitoyen.usecases.replace_ballot import VOTER, replace_ballot
from concitoyen.web.contexts import vote as context
from concitoyen.web.failures import RETRY_AFTER
from concitoyen.web.frame import frame
from concitoyen.web.pages.ballot_form import REPLACING as FIELD
from concitoyen.web.pages.ballot_form import Answers, objection_errors
from concitoyen.web.pages.busy import busy_page
from concitoyen.web.pages.contest_form import ballot_parts, rule_sentences
from concitoyen.web.pages.marks import ballot_of, mark_errors
from concitoyen.web.pages.thanks import thanks_page
from concitoyen.web.pages.vote import (
    CLOSED,
    REPLACEMENT,
    URN,
    anchored,
    by_anchor,
    closed_objection,
    closing_words,
    contests_of,
    refused_page,
    urn_objection,
)
from concitoyen.web.public import PublicEdition
from concitoyen.web.security import VOTE_LIMIT
from concitoyen.web.site import Site

AnyRequest = Request[Any, Any, State]
LEAD = "Faites vos choix comme la première fois, donnez votre code, puis envoyez."
OLD_ONE_GOES = "Votre nouveau bulletin prendra la place de l’ancien, qui n’existera plus."
FINAL = "Dans cette édition, un vote est définitif\u00a0: il ne peut pas être remplacé."
WAIT = "Votre bulletin n’a pas changé. Vos réponses sont gardées sur cette page\u00a0: réessayez dans un instant."


@get("/{edition:str}/vote/remplacer", sync_to_thread=True)
def replacement(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The form: the choices and the code."""
    return _form(request, site, site.edition(edition), Answers.blank(), HTTP_200_OK)


@post("/{edition:str}/vote/remplacer", middleware=[VOTE_LIMIT.middleware])
async def replace(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """Replace the ballot: one act, accepted or refused whole."""
    answers = Answers.read(await request.form())
    return await sync_to_thread(_receive, request, site, edition, answers)


@post("/{edition:str}/vote/remplacer/corriger", status_code=HTTP_200_OK, middleware=[VOTE_LIMIT.middleware])
async def correct(request: AnyRequest, site: NamedDependency[Site], edition: FromPath[str]) -> Response[str]:
    """The form again, filled with the answers that another page carried."""
    answers = Answers.read(await request.form())
    view = await site.awaited_edition(edition)
    return _form(request, site, view, answers, HTTP_200_OK)


def replace_page(
    view: PublicEdition, answers: Answers, token: str, errors: Sequence[context.FormError] = ()
) -> context.VotePage:
    """The form, with everything as typed and every error beside its field."""
    contests = contests_of(view)
    return context.VotePage(
        title="Erreur\u00a0: remplacer mon bulletin" if errors else "Remplacer mon bulletin",
        edition=frame(view),
        indexed=False,
        heading="Remplacer mon bulletin",
        lead=f"{view.rules.form.instructions()} {LEAD}",
        action=f"{view.href}vote/remplacer",
        csrf_token=token,
        attempt="",
        errors=anchored(contests, errors),
        parts=ballot_parts(view, contests, answers, by_anchor(errors)),
        said=rule_sentences(),
        identity=None,
        code=context.FormField(
            id=FIELD,
            name=FIELD,
            value=answers.field(FIELD),
            error=by_anchor(errors).get(FIELD) or None,
        ),
        communes=(),
        finality=OLD_ONE_GOES,
        closes=closing_words(view),
        button="Je remplace mon bulletin",
    )


def _form(
    request: AnyRequest,
    site: Site,
    view: PublicEdition,
    answers: Answers,
    status: int,
    errors: Sequence[context.FormError] = (),
) -> Response[str]:
    token = csrf_token({"request": request})
    objection = _objection(view)
    if objection is not None:
        return site.private_page(refused_page(view, [objection], answers, token), HTTP_409_CONFLICT)
    return site.private_page(replace_page(view, answers, token, errors), status)


def _objection(view: PublicEdition) -> Objection | None:
    """Why no ballot can be replaced here and now."""
    if not view.rules.rulebook.urn.replaceable:
        basis = view.rules.rulebook.urn.basis("replaceable")
        return Objection(rule=REPLACEMENT, message=FINAL, article=basis.text if basis else "")
    return urn_objection(view) if view.vote_is_open else closed_objection(view)


def _receive(request: AnyRequest, site: Site, edition: str, answers: Answers) -> Response[str]:
    try:
        view = site.edition(edition)
        if _objection(view) is not None:
            return _form(request, site, view, answers, HTTP_409_CONFLICT)
        return _replace(request, site, view, answers)
    except StoreError:
        token = csrf_token({"request": request})
        page = busy_page(request.url.path, answers, token, WAIT)
        answer = site.private_page(page, HTTP_503_SERVICE_UNAVAILABLE)
        answer.headers["Retry-After"] = RETRY_AFTER
        return answer


def _replace(request: AnyRequest, site: Site, view: PublicEdition, answers: Answers) -> Response[str]:
    contests = contests_of(view)
    errors = mark_errors(answers, contests)
    code = re.sub(r"[\s-]", "", answers.field(FIELD)).lower()
    if not code:
        errors.append(context.FormError(anchor=FIELD, text="Écrivez le code montré après votre vote."))
    if errors:
        return _form(request, site, view, answers, HTTP_422_UNPROCESSABLE_ENTITY, errors)
    ballot = ballot_of(answers, contests, view.rules.form.marking)
    try:
        with site.engine.begin() as desk:
            receipt = replace_ballot(desk, view.edition.id, code, ballot, Signature(VOTER, view.at), chance=site.chance)
    except Refused as refusal:
        if {one.rule for one in refusal.objections} & {CLOSED, URN}:
            token = csrf_token({"request": request})
            return site.private_page(refused_page(view, refusal.objections, answers, token), HTTP_409_CONFLICT)
        wrong = objection_errors(refusal.objections, contests)
        return _form(request, site, view, answers, HTTP_422_UNPROCESSABLE_ENTITY, wrong)
    page = thanks_page(view, receipt, site=site.public_url, replaced=True)
    return site.private_page(page, HTTP_201_CREATED)


REPLACING = Router(path="/", route_handlers=[replacement, replace, correct], include_in_schema=False)
