"""The voter's pages: the form, the refusal, the thanks."""

from collections import Counter
from collections.abc import Iterable, Sequence

from concitoyen.domain.ballot import Contest
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.people import Person
from concitoyen.domain.proposal import Status
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.identify import open_ways
from concitoyen.web.cards import tag
from concitoyen.web.contexts import vote as context
from concitoyen.web.contexts.base import Link, Reason
from concitoyen.web.frame import frame
from concitoyen.web.pages.ballot_form import ATTEMPT, CHOICE, CODE, TOKEN, WAY, Answers
from concitoyen.web.public import PublicEdition
from concitoyen.web.timeline import open_until
from concitoyen.web.wording import count, opening, until

FINAL = "Votre vote est définitif."
CLOSED = "core:calendar"
ALREADY = "core:one-ballot-each"
FAVOURITES_TINT = 2


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


def vote_page(
    view: PublicEdition, answers: Answers, csrf_token: str, errors: Sequence[context.FormError] = ()
) -> context.VotePage:
    """The form, with everything as typed and every error beside its field."""
    phase = open_until(view.rules.calendar, VOTE, view)
    contests = tuple(_contest(view, contest, answers, errors) for contest in contests_of(view))
    first_boxes = {contest.id: contest.options[0].id for contest in contests}
    return context.VotePage(
        title="Erreur\u00a0: je vote" if errors else "Je vote",
        edition=frame(view),
        lead=f"{view.rules.form.instructions()} Puis présentez-vous et envoyez\u00a0: deux minutes suffisent.",
        action=f"{view.href}vote",
        csrf_token=csrf_token,
        errors=tuple(
            context.FormError(anchor=first_boxes.get(error.anchor, error.anchor), text=error.text) for error in errors
        ),
        contests=contests,
        identity=_identity(view, answers, errors),
        communes=_communes(view),
        finality=FINAL,
        hidden=tuple(
            context.KeptField(name=name, value=value)
            for name, value in answers.kept()
            if value and name in {ATTEMPT, WAY, CODE, TOKEN}
        ),
        closes=f"Le vote ferme le {until(view.rules.calendar, phase.closes)}." if phase else "Le vote est fermé.",
    )


def _error(errors: Iterable[context.FormError], anchor: str) -> str | None:
    return " ".join(error.text for error in errors if error.anchor == anchor) or None


def _contest(
    view: PublicEdition, contest: Contest, answers: Answers, errors: Sequence[context.FormError]
) -> context.Contest:
    one = view.rules.form.marking == "one"
    ticked = answers.choices.get(contest.id, ())
    name = f"{CHOICE}{contest.id}"
    category = contest.id in view.rules.category_titles
    standing = [proposal for proposal in view.proposals if proposal.id in contest.candidates]
    return context.Contest(
        id=name,
        name=name,
        legend=contest.title,
        hint=_hint(contest, one=one),
        tint=tag(view, contest.id).tint if category else FAVOURITES_TINT,
        kind="one" if one else "several",
        limit=contest.most,
        none_label="Je ne choisis pas dans cette catégorie" if one and not contest.least else None,
        none_checked=contest.id in answers.abstained,
        error=_error(errors, name),
        options=tuple(
            context.BallotOption(
                id=f"{name}-{proposal.id}",
                value=proposal.id,
                title=proposal.title,
                structure=proposal.structure,
                place=view.place(proposal),
                summary=proposal.summary,
                checked=proposal.id in ticked,
            )
            for proposal in standing
        ),
    )


def _hint(contest: Contest, *, one: bool) -> str:
    if one:
        return "Un seul projet." if contest.least else "Un seul projet, ou aucun."
    most = count(contest.most, "projet")
    if contest.least == contest.most:
        return f"Cochez {most}, ni plus ni moins."
    return f"Cochez {most} au plus." if contest.least <= 1 else f"Cochez de {contest.least} à {most}."


def _identity(view: PublicEdition, answers: Answers, errors: Sequence[context.FormError]) -> context.Identity:
    required = required_fields(view)

    def field(name: str) -> context.FormField:
        return context.FormField(
            id=name,
            name=name,
            value=answers.field(name),
            error=_error(errors, name),
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
        birth_error=_error(errors, "jour"),
        commune=field("commune"),
        email=field("courriel") if "courriel" in required else None,
        minimum_age_hint="En chiffres, par exemple 27 3 2012.",
    )


def _communes(view: PublicEdition) -> tuple[str, ...]:
    """The names to choose from; homonyms carry their code, as the gazetteer reads them."""
    communes = view.rules.gazetteer.communes
    bearers = Counter(commune.name for commune in communes)
    return tuple(f"{one.name} ({one.code})" if bearers[one.name] > 1 else one.name for one in communes)


def belongs_on_the_form(view: PublicEdition, person: Person, objections: Sequence[Objection]) -> bool:
    """Whether the objections are slips to correct on the form, rather than a reason not to vote.

    A name that is no commune of the list is a slip when another looks like it; an eligibility rule that does not
    hold is a reason.
    """
    if any(objection.rule in {CLOSED, ALREADY} for objection in objections):
        return False
    eligibility = {terms.rule for _, terms in view.rules.eligibility}
    if not any(objection.rule in eligibility for objection in objections):
        return True
    gazetteer = view.rules.gazetteer
    slip = not gazetteer.find(person.commune) and gazetteer.suggest(person.commune) is not None
    return slip and all(one.field == "commune" for one in objections if one.rule in eligibility)


def refused_page(
    view: PublicEdition, objections: Sequence[Objection], answers: Answers, csrf_token: str
) -> context.RefusedPage:
    """Why this vote cannot be received, and what can be done."""
    rules = {objection.rule for objection in objections}
    correctable = not rules & {CLOSED, ALREADY}
    return context.RefusedPage(
        title=_heading(rules),
        edition=frame(view),
        indexed=False,
        heading=_heading(rules),
        reasons=tuple(Reason(text=one.text, article=one.article or None) for one in objections),
        advice=_advice(rules),
        correct_action=f"{view.href}vote/corriger" if correctable else None,
        csrf_token=csrf_token,
        kept=tuple(context.KeptField(name=name, value=value) for name, value in answers.kept()) if correctable else (),
        links=(
            Link(href=f"{view.href}projets", label="Voir les projets"),
            Link(href=f"{view.href}regles", label="Lire les règles"),
        ),
    )


def _heading(rules: set[str]) -> str:
    if ALREADY in rules:
        return "Vous avez déjà voté"
    if CLOSED in rules:
        return "Le vote n’est pas ouvert"
    return "Vous ne pouvez pas voter dans cette édition"


def _advice(rules: set[str]) -> str:
    if ALREADY in rules:
        return "Votre premier vote est bien dans l’urne, il n’a pas changé. Si ce n’était pas vous, appelez-nous."
    if CLOSED in rules:
        return "Rien n’a été enregistré. Vous pouvez toujours découvrir les projets."
    return "Rien n’a été enregistré. En cas de faute de frappe, vous pouvez corriger vos réponses."


def thanks_page(view: PublicEdition, receipt: str | None = None) -> context.ThanksPage:
    """The ballot is in the urn."""
    phase = open_until(view.rules.calendar, VOTE, view)
    closing = (f"Le vote ferme le {until(view.rules.calendar, phase.closes)}.",) if phase else ()
    return context.ThanksPage(
        title="Merci",
        edition=frame(view),
        indexed=False,
        sentence="Votre bulletin est dans l’urne, à part de votre nom.",
        receipt=receipt,
        next_steps=(
            *closing,
            "Les résultats paraîtront ici, tous en même temps.",
            "Parlez-en autour de vous\u00a0: chaque voix compte.",
        ),
        links=(
            Link(href=view.href, label="Retour à l’accueil"),
            Link(href=f"{view.href}projets", label="Revoir les projets"),
        ),
    )


def closed_objection(view: PublicEdition) -> Objection:
    """The reason shown to who opens the ballot while no vote is open."""
    calendar = view.rules.calendar
    opens, closing = calendar.first_opening(VOTE), calendar.last_close(VOTE)
    article = " ; ".join(sorted({phase.article for phase in calendar.of_kind(VOTE) if phase.article}))
    if opens is None or closing is None:
        text = "Cette édition n’a pas de vote."
    elif view.at < opens:
        text = f"Le vote ouvrira le {opening(calendar, opens)}."
    else:
        text = f"Le vote est fermé depuis le {until(calendar, closing)}."
    return Objection(rule=CLOSED, message="{text}", values={"text": text}, article=article)
