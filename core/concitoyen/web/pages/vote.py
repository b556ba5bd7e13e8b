"""The voter's pages before the urn: the form and the refusal."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from concitoyen.domain.ballot import Contest
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.edition import Stage
from concitoyen.domain.people import Person
from concitoyen.domain.proposal import Status
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.identify import open_ways
from concitoyen.web.contexts import vote as context
from concitoyen.web.contexts.base import Link, Reason
from concitoyen.web.contexts.challenge import ChallengePart
from concitoyen.web.frame import frame
from concitoyen.web.pages.ballot_form import CHOICE, CODE, TOKEN, WAY, Answers, branch_id, option_id, part_of
from concitoyen.web.pages.contest_form import ballot_parts, rule_sentences
from concitoyen.web.public import PublicEdition
from concitoyen.web.timeline import open_until
from concitoyen.web.wording import opening, until

FINAL = "Votre vote est définitif."
REPLACEABLE = "Vous recevrez un code pour remplacer votre bulletin, si vous changez d’avis avant la fermeture."
CLOSED = "core:calendar"
ALREADY = "core:one-ballot-each"
URN = "core:urn"
REPLACEMENT = "core:replacement"
AT_A_DESK = "core:desk"
HEADINGS = {
    ALREADY: "Vous avez déjà voté",
    URN: "L’urne n’est pas prête",
    AT_A_DESK: "Ce vote se fait au guichet",
    REPLACEMENT: "Ce vote est définitif",
}
"""What a refusal is called, the first reason that has a name of its own."""


@dataclass(frozen=True)
class Booth:
    """Where somebody votes: the address below the edition's, and the tablet when it is one.

    `admits` is the tablet after an agent has checked who the voter is: nothing of it is asked there.
    """

    path: str = "vote"
    kiosk: context.Kiosk | None = None
    admits: bool = False

    def action(self, view: PublicEdition) -> str:
        """The address that receives the ballot."""
        return f"{view.href}{self.path}"


AT_HOME = Booth()


def contests_of(view: PublicEdition) -> tuple[Contest, ...]:
    """The contests of the ballot, or none when the vote is not open."""
    standing = [proposal for proposal in view.proposals if proposal.status is Status.ON_THE_BALLOT]
    return view.rules.contests(view.rules.candidates(standing)) if view.vote_is_open else ()


def required_fields(view: PublicEdition) -> tuple[str, ...]:
    """The text fields that must be filled: the commune always, the others as the rulebook's roll asks."""
    identity = view.rules.rulebook.roll.identity
    asked = {"last_name": "nom", "first_name": "prenom", "email": "courriel"}
    needed = {*identity, *fields_every_way_asks(view)}
    return ("commune", *(name for key, name in asked.items() if key in needed))


def fields_every_way_asks(view: PublicEdition) -> set[str]:
    """What the form asks because no way to show who one is does without it; one of several asks for itself later."""
    asked = [set(way.asks) for way in open_ways(view.rules).values()]
    return set.intersection(*asked) if asked else set()


def finality(view: PublicEdition) -> str:
    """Whether the vote can be changed, in one sentence."""
    return REPLACEABLE if view.rules.rulebook.urn.replaceable else FINAL


def vote_page(
    view: PublicEdition,
    answers: Answers,
    csrf_token: str,
    errors: Sequence[context.FormError] = (),
    *,
    booth: Booth = AT_HOME,
    notice: str | None = None,
    challenge: ChallengePart | None = None,
) -> context.VotePage:
    """The form, with everything as typed and every error beside its field."""
    contests = contests_of(view)
    asks_again = booth.admits and any(error.anchor == CODE for error in errors)
    carried = {WAY, TOKEN} if asks_again else {WAY, CODE, TOKEN}
    return context.VotePage(
        title="Erreur\u00a0: je vote" if errors else "Je vote",
        edition=frame(view),
        lead=f"{view.rules.form.instructions()} Puis {_then(booth)}\u00a0: deux minutes suffisent.",
        action=booth.action(view),
        csrf_token=csrf_token,
        attempt=answers.attempt,
        errors=anchored(contests, errors),
        notice=notice,
        parts=ballot_parts(view, contests, answers, by_anchor(errors)),
        said=rule_sentences(),
        identity=None if booth.admits else identity_fields(view, answers, errors),
        admission=_admission(answers, errors) if booth.admits else None,
        communes=() if booth.admits else communes_of(view),
        finality=finality(view),
        closes=closing_words(view),
        challenge=challenge,
        kiosk=booth.kiosk,
        hidden=tuple(
            context.KeptField(name=name, value=value) for name, value in answers.kept() if value and name in carried
        ),
    )


def _then(booth: Booth) -> str:
    return "envoyez" if booth.admits else "présentez-vous et envoyez"


def _admission(answers: Answers, errors: Sequence[context.FormError]) -> context.FormField:
    return context.FormField(id=CODE, name=CODE, value=answers.field(CODE), error=_error(errors, CODE) or None)


def closing_words(view: PublicEdition) -> str:
    """When the vote closes."""
    phase = open_until(view.rules.calendar, VOTE, view)
    return f"Le vote ferme le {until(view.rules.calendar, phase.closes)}." if phase else "Le vote est fermé."


def anchored(contests: Sequence[Contest], errors: Sequence[context.FormError]) -> tuple[context.FormError, ...]:
    """The lines of the error summary; what is said of a whole contest leads to its first control."""
    first = {f"{CHOICE}{contest.id}": option_id(contest.id, contest.candidates[0]) for contest in contests}
    for contest in reversed([one for one in contests if one.family]):
        first[part_of(contest)] = branch_id(contest)
    return tuple(context.FormError(anchor=first.get(one.anchor, one.anchor), text=one.text) for one in errors)


def by_anchor(errors: Sequence[context.FormError]) -> dict[str, str]:
    """The sentences of each field."""
    return {error.anchor: _error(errors, error.anchor) for error in errors}


def _error(errors: Iterable[context.FormError], anchor: str) -> str:
    return " ".join(error.text for error in errors if error.anchor == anchor)


def identity_fields(view: PublicEdition, answers: Answers, errors: Sequence[context.FormError]) -> context.Identity:
    """What is asked of a voter, as typed, each error beside its field."""
    required = required_fields(view)

    def field(name: str) -> context.FormField:
        return context.FormField(
            id=name,
            name=name,
            value=answers.field(name),
            error=_error(errors, name) or None,
            required=name in required,
        )

    def part(name: str) -> context.FormField:
        return context.FormField(id=name, name=name, value=answers.field(name))

    return context.Identity(
        first_name=field("prenom"),
        last_name=field("nom"),
        day=part("jour"),
        month=part("mois"),
        year=part("annee"),
        birth_error=_error(errors, "jour") or None,
        commune=field("commune"),
        email=field("courriel") if "courriel" in required else None,
        minimum_age_hint="En chiffres, par exemple 27 3 2012.",
    )


def communes_of(view: PublicEdition) -> tuple[str, ...]:
    """The names to choose from; homonyms carry their code, as the gazetteer reads them."""
    communes = view.rules.gazetteer.communes
    bearers = Counter(commune.name for commune in communes)
    return tuple(f"{one.name} ({one.code})" if bearers[one.name] > 1 else one.name for one in communes)


def belongs_on_the_form(view: PublicEdition, person: Person, objections: Sequence[Objection]) -> bool:
    """Whether the objections are slips to correct on the form, rather than a reason not to vote.

    A name that is no commune of the list is a slip when another looks like it; an eligibility rule that does not
    hold is a reason.
    """
    if any(objection.rule in {CLOSED, ALREADY, URN} for objection in objections):
        return False
    eligibility = {terms.rule for _, terms in view.rules.eligibility}
    if not any(objection.rule in eligibility for objection in objections):
        return True
    gazetteer = view.rules.gazetteer
    slip = not gazetteer.find(person.commune) and gazetteer.suggest(person.commune) is not None
    return slip and all(one.field == "commune" for one in objections if one.rule in eligibility)


def refused_page(
    view: PublicEdition,
    objections: Sequence[Objection],
    answers: Answers,
    csrf_token: str,
    *,
    booth: Booth = AT_HOME,
) -> context.RefusedPage:
    """Why this vote cannot be received, and what can be done."""
    rules = {objection.rule for objection in objections}
    correctable = not rules & {CLOSED, ALREADY, URN, REPLACEMENT, AT_A_DESK}
    heading = _heading(view, rules)
    return context.RefusedPage(
        title=heading,
        edition=frame(view),
        indexed=False,
        heading=heading,
        reasons=tuple(Reason(text=one.text, article=one.article or None) for one in objections),
        advice=_advice(rules),
        correct_action=f"{booth.action(view)}/corriger" if correctable else None,
        csrf_token=csrf_token,
        kept=kept_fields(answers) if correctable else (),
        links=_ways_on(view, rules, booth),
        kiosk=booth.kiosk,
    )


def kept_fields(answers: Answers) -> tuple[context.KeptField, ...]:
    """Every answer, to be carried through another page."""
    return tuple(context.KeptField(name=name, value=value) for name, value in answers.kept())


def _ways_on(view: PublicEdition, rules: set[str], booth: Booth) -> tuple[Link, ...]:
    if booth.kiosk:
        return (Link(href=booth.kiosk.start, label="Au suivant"),)
    replace = Link(href=f"{view.href}vote/remplacer", label="Remplacer mon bulletin avec mon code")
    offered = ALREADY in rules and view.rules.rulebook.urn.replaceable
    return (
        *((replace,) if offered else ()),
        Link(href=f"{view.href}projets", label="Voir les projets"),
        Link(href=f"{view.href}regles", label="Lire les règles"),
    )


def _heading(view: PublicEdition, rules: set[str]) -> str:
    if said := next((HEADINGS[rule] for rule in HEADINGS if rule in rules), ""):
        return said
    if CLOSED not in rules:
        return "Vous ne pouvez pas voter dans cette édition"
    calendar = view.rules.calendar
    last = calendar.last_close(VOTE)
    if last is None:
        return "Il n’y a pas de vote"
    return "Le vote est fermé" if view.at >= last else "Le vote n’a pas commencé"


def _advice(rules: set[str]) -> str:
    if ALREADY in rules:
        return "Votre premier vote est bien dans l’urne, il n’a pas changé. Si ce n’était pas vous, appelez-nous."
    if URN in rules:
        return "Rien n’a été enregistré. Revenez dans un moment, ou appelez-nous."
    if AT_A_DESK in rules:
        return "Venez avec une pièce d’identité. Pour savoir où et quand, appelez-nous."
    if rules & {CLOSED, REPLACEMENT}:
        return "Rien n’a été enregistré. Vous pouvez toujours découvrir les projets."
    return "Rien n’a été enregistré. En cas de faute de frappe, vous pouvez corriger vos réponses."


def urn_objection(view: PublicEdition) -> Objection | None:
    """Why no ballot can be shown although it is the time of the vote, or None when it can."""
    if view.edition.stage is Stage.PREPARED:
        text = "Les membres du bureau n’ont pas encore formé la clé qui scelle les bulletins."
    elif not contests_of(view):
        text = "Aucun projet n’est soumis au vote."
    else:
        return None
    return Objection(rule=URN, message="{text}", values={"text": text})


def desk_objection(view: PublicEdition) -> Objection | None:
    """Why nobody votes without having seen an agent, where the rulebook has no other way, or None."""
    if open_ways(view.rules):
        return None
    basis = view.rules.rulebook.roll.basis("providers")
    text = "Un agent vérifie qui vous êtes, puis vous votez seul, sur une tablette ou sur papier."
    return Objection(rule=AT_A_DESK, message="{text}", values={"text": text}, article=basis.text if basis else "")


def closed_objection(view: PublicEdition) -> Objection:
    """The reason shown to who opens or sends the ballot while no vote is open."""
    calendar = view.rules.calendar
    phases = calendar.of_kind(VOTE)
    coming = [phase.opens for phase in phases if phase.opens > view.at]
    article = " ; ".join(sorted({phase.article for phase in phases if phase.article}))
    if not phases:
        text = "Cette édition n’a pas de vote."
    elif coming:
        text = f"Le vote ouvrira le {opening(calendar, min(coming))}."
    else:
        text = f"Le vote est fermé depuis le {until(calendar, max(phase.closes for phase in phases))}."
    return Objection(rule=CLOSED, message="{text}", values={"text": text}, article=article)
