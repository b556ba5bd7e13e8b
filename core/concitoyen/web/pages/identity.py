"""The voter shows who they are, between the form and the ballot; the page carries everything, the server nothing."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from litestar.status_codes import HTTP_200_OK, HTTP_422_UNPROCESSABLE_ENTITY, HTTP_503_SERVICE_UNAVAILABLE

from concitoyen.domain.errors import Refused
from concitoyen.domain.identity import Declared, HeldCode, IdentityProvider, Proof, SentCode
from concitoyen.domain.mail import masked
from concitoyen.domain.people import Person
from concitoyen.usecases.cast_ballot import ATTEMPT_BYTES, open_vote, vote_objections
from concitoyen.usecases.desk import Desk, Signature, refuse_if
from concitoyen.usecases.identify import (
    Claim,
    Leaving,
    Verdict,
    check_held_code,
    check_sent_code,
    open_ways,
    proof_of,
    send_code,
)
from concitoyen.web.contexts.vote import FormField, IdentityPage, KeptField, Way
from concitoyen.web.frame import frame
from concitoyen.web.letters import has_left
from concitoyen.web.pages.ballot_form import CODE, GESTURE, TOKEN, WAY, Answers
from concitoyen.web.pages.marks import ballot_of
from concitoyen.web.public import PublicEdition
from concitoyen.web.site import Site

VOTER = "votant"
RESEND = "renvoyer"
MAIL = "courriel"
WORD_JOINER = "\u2060"
KEEP = "Vos choix sont gardés dans cette page\u00a0: ne la fermez pas."


@dataclass(frozen=True)
class Shown:
    """A voter who may go on: the proof, None where the rulebook takes their word, and the answers that carry it."""

    answers: Answers
    proof: Proof | None = None


@dataclass(frozen=True)
class Asked:
    """What must still be shown: a page for the voter, and its status."""

    page: IdentityPage
    status: int = HTTP_200_OK


CodePage = Callable[["_Step", str | None], IdentityPage]


@dataclass(frozen=True)
class _Step:
    """What one request has to go by."""

    view: PublicEdition
    answers: Answers
    person: Person
    csrf_token: str
    provider: str = ""

    def typed(self) -> str:
        return self.answers.field(CODE) if self.answers.field(GESTURE) != RESEND else ""


def identify(
    site: Site, view: PublicEdition, answers: Answers, person: Person, *, network: str, csrf_token: str
) -> Shown | Asked:
    """Whether a voter has shown who they are; raises Refused for a person or ballot that would be refused anyway.

    Nothing here looks into the roll: whether somebody has voted appears only once they have proved to be that person.
    """
    ways = open_ways(view.rules)
    provider = _chosen(ways, answers)
    if isinstance(ways.get(provider), Declared):
        return Shown(answers)
    answers = answers if answers.attempt else answers.under(site.chance(ATTEMPT_BYTES).hex())
    step = _Step(view, answers, person, csrf_token, provider)
    with site.engine.begin() as desk:
        vote = open_vote(desk, view.edition.id, Signature(VOTER, view.at))
        refuse_if(vote_objections(vote, person, ballot_of(answers, vote.contests, view.rules.form.marking)))
        claim = Claim(vote, person, answers.attempt, view.at, network)
        proof = proof_of(claim, answers.field(TOKEN))
        outcome = Shown(answers, proof) if proof else _go_on(site, desk, claim, ways, step)
    return _send(site, step, outcome) if isinstance(outcome, Leaving) else outcome


def _chosen(ways: Mapping[str, IdentityProvider], answers: Answers) -> str:
    """The way that the voter takes: the one they chose, or the only one."""
    wanted = answers.field(WAY)
    return wanted if wanted in ways else next(iter(ways)) if len(ways) == 1 else ""


def _go_on(
    site: Site, desk: Desk, claim: Claim, ways: Mapping[str, IdentityProvider], step: _Step
) -> Shown | Asked | Leaving:
    """The next thing to do for who has not proved anything yet."""
    way = ways.get(step.provider)
    if isinstance(way, SentCode):
        return _by_mail(site, desk, claim, way, step)
    if isinstance(way, HeldCode):
        verdict = check_held_code(desk, claim, step.provider, way, step.typed()) if step.typed() else None
        return _judged(claim, step, verdict, _sheet_page)
    return Asked(_choice_page(step, ways))


def _by_mail(site: Site, desk: Desk, claim: Claim, way: SentCode, step: _Step) -> Shown | Asked | Leaving:
    if step.typed():
        return _judged(claim, step, check_sent_code(desk, claim, step.provider, way, step.typed()), _mail_page)
    try:
        again = step.answers.field(GESTURE) == RESEND
        leaving = send_code(desk, claim, step.provider, way, site.chance, again=again)
        return leaving or Asked(_mail_page(step, None))
    except Refused as refusal:
        if not step.answers.field(MAIL):
            return Asked(_address_page(step, None))
        error = " ".join(one.text for one in refusal.objections)
        return Asked(_address_page(step, error), HTTP_422_UNPROCESSABLE_ENTITY)


def _judged(claim: Claim, step: _Step, verdict: Verdict | None, page: CodePage) -> Shown | Asked:
    if verdict is None:
        return Asked(page(step, None))
    if verdict.objection:
        return Asked(page(step, verdict.objection.text), HTTP_422_UNPROCESSABLE_ENTITY)
    return Shown(step.answers.having(**{TOKEN: verdict.token}), proof_of(claim, verdict.token))


def _send(site: Site, step: _Step, leaving: Leaving) -> Asked:
    """Send a letter once its code is kept; the voter is told when it did not leave, and loses nothing."""
    if has_left(site, leaving):
        return Asked(_mail_page(step, None))
    return Asked(_unsent_page(step), HTTP_503_SERVICE_UNAVAILABLE)


# ── pages ─────────────────────────────────────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class _Controls:
    """What stands on the page beside its heading: at most one thing to choose or to type."""

    error: str | None = None
    ways: tuple[Way, ...] = ()
    email: FormField | None = None
    code: FormField | None = None
    digits: bool = True
    resend: bool = False
    advice: tuple[str, ...] = ()


def _choice_page(step: _Step, ways: Mapping[str, IdentityProvider]) -> IdentityPage:
    offered = enumerate(ways.items(), start=1)
    return _page(
        step,
        "Montrez que c’est vous",
        "Pour que chacun vote une seule fois, choisissez une façon de montrer qui vous êtes.",
        "Continuer",
        _Controls(
            ways=tuple(
                Way(id=f"moyen-{number}", value=name, label=way.label.replace("e-mail", f"e-{WORD_JOINER}mail"))
                for number, (name, way) in offered
            ),
        ),
    )


def _address_page(step: _Step, error: str | None) -> IdentityPage:
    return _page(
        step,
        "Où envoyer votre code\u00a0?",
        "Un code de six chiffres vous sera envoyé par e-mail.",
        "Recevoir le code",
        _Controls(email=FormField(id=MAIL, name=MAIL, value=step.answers.field(MAIL), error=error)),
    )


def _mail_page(step: _Step, error: str | None) -> IdentityPage:
    return _page(
        step,
        "Un code vous attend",
        f"Un code vient d’être envoyé à {masked(step.person.email).replace('@', WORD_JOINER + '@')}. "
        "Écrivez-le ici\u00a0: votre vote partira en même temps.",
        "Je vote",
        _Controls(
            code=FormField(id=CODE, name=CODE, value=step.typed(), error=error),
            resend=True,
            advice=("Rien reçu\u00a0? Regardez dans les courriers indésirables, puis demandez un autre code.",),
        ),
    )


def _unsent_page(step: _Step) -> IdentityPage:
    return _page(
        step,
        "Le code n’est pas parti",
        "C’est notre faute, pas la vôtre\u00a0: le message n’a pas pu être envoyé. "
        "Attendez une minute, puis demandez un autre code.",
        "Envoyer un autre code",
        _Controls(),
    )


def _sheet_page(step: _Step, error: str | None) -> IdentityPage:
    return _page(
        step,
        "Votre code, s’il vous plaît",
        "Recopiez le code de la feuille qui vous a été remise. Il sert une seule fois, pour vous.",
        "Je vote",
        _Controls(code=FormField(id=CODE, name=CODE, value=step.typed(), error=error), digits=False),
    )


def _page(step: _Step, heading: str, lead: str, send_label: str, controls: _Controls) -> IdentityPage:
    answers = step.answers.having(**{WAY: step.provider}) if step.provider else step.answers
    typed_here = {GESTURE, CODE, *([MAIL] if controls.email else []), *([WAY] if controls.ways else [])}
    fields = (controls.email, controls.code)
    wrong = controls.error or any(field is not None and field.error for field in fields)
    return IdentityPage(
        title=f"Erreur\u00a0: {heading}" if wrong else heading,
        edition=frame(step.view),
        indexed=False,
        heading=heading,
        lead=lead,
        error=controls.error,
        action=f"{step.view.href}vote",
        correct_action=f"{step.view.href}vote/corriger",
        csrf_token=step.csrf_token,
        kept=tuple(KeptField(name=name, value=value) for name, value in answers.kept() if name not in typed_here),
        ways=controls.ways,
        email=controls.email,
        code=controls.code,
        digits=controls.digits,
        send_label=send_label,
        resend=controls.resend,
        advice=(*controls.advice, KEEP),
    )
