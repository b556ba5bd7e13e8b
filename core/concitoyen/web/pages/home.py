"""The home page of an edition."""

from concitoyen.domain.calendar import VOTE
from concitoyen.domain.money import Money, total
from concitoyen.domain.proposal import Proposal
from concitoyen.web.cards import card
from concitoyen.web.contexts.base import Figure, Link
from concitoyen.web.contexts.home import HomePage, Now, Step
from concitoyen.web.frame import frame
from concitoyen.web.public import PublicEdition
from concitoyen.web.timeline import open_until, timeline
from concitoyen.web.wording import count, number, opening, until

CARDS = 6


def home_page(view: PublicEdition) -> HomePage:
    """What it is, where we are, what can be done now."""
    shown = _featured(view)
    published = view.results is not None
    return HomePage(
        title="Accueil",
        edition=frame(view),
        lead="Des habitants imaginent des projets utiles et solidaires. Vous choisissez vos préférés,"
        " et l’argent public les fait naître.",
        now=_now(view),
        steps=_steps(view),
        figures=_figures(view),
        timeline=timeline(view),
        cards_heading="Les lauréats les plus choisis" if published else "Quelques projets",
        cards=tuple(card(view, proposal) for proposal in shown),
        cards_more=Link(href=f"{view.href}projets", label=f"Voir {_all_projects(view)}") if shown else None,
    )


def _all_projects(view: PublicEdition) -> str:
    return "le projet" if len(view.proposals) == 1 else f"les {count(len(view.proposals), 'projet')}"


def _featured(view: PublicEdition) -> tuple[Proposal, ...]:
    if view.results is None:
        return view.proposals[:CARDS]
    funded = [result.candidate for result in view.results.outcome.funded]
    return tuple(view.by_id[name] for name in funded if name in view.by_id)[:CARDS]


def _now(view: PublicEdition) -> Now:
    projects = Link(href=f"{view.href}projets", label="Voir les projets")
    calendar = view.rules.calendar
    phase = open_until(calendar, VOTE, view)
    if view.results is not None:
        return Now(
            heading="Les lauréats sont connus",
            sentence=f"{count(len(view.results.awards), 'projet')} vont recevoir de l’argent pour se réaliser.",
            action=Link(href=f"{view.href}resultats", label="Voir les résultats"),
            other=projects,
        )
    if phase is not None:
        return Now(
            heading="C’est le moment de voter",
            sentence=f"Le vote est ouvert jusqu’au {until(calendar, phase.closes)}."
            " Deux minutes suffisent, sans créer de compte.",
            action=Link(href=f"{view.href}vote", label="Je vote"),
            other=projects,
        )
    return _waiting(view, projects)


def _waiting(view: PublicEdition, projects: Link) -> Now:
    calendar = view.rules.calendar
    opens, closing = calendar.first_opening(VOTE), calendar.last_close(VOTE)
    if closing is not None and view.at >= closing:
        return Now(
            heading="Le vote est terminé",
            sentence="Merci à toutes et tous. Les résultats paraîtront ici, tous en même temps.",
            action=projects,
        )
    when = f"Le vote ouvrira le {opening(calendar, opens)}." if opens else "La date du vote sera annoncée ici."
    return Now(heading="L’édition se prépare", sentence=when, action=projects)


def _steps(view: PublicEdition) -> tuple[Step, ...]:
    most = max((cap for cap in _ceilings(view)), default=None)
    reward = f", jusqu’à {most} chacun" if most else ""
    return (
        Step(
            heading="Une idée",
            sentence="Une association ou un groupe d’habitants propose un projet qui aide les gens, l’emploi ou la"
            " nature.",
        ),
        Step(heading="Un vote", sentence=f"Les habitants choisissent. {view.rules.form.instructions()}"),
        Step(heading="Un vrai projet", sentence=f"Les projets les plus choisis reçoivent l’argent{reward}."),
    )


def _ceilings(view: PublicEdition) -> list[Money]:
    known = [proposal for proposal in view.proposals if proposal.category in view.rules.category_titles]
    return [view.rules.grant(proposal).amount for proposal in known]


def _figures(view: PublicEdition) -> tuple[Figure, ...]:
    territories = {proposal.territory for proposal in view.proposals}
    common = (
        Figure(value=number(len(view.proposals)), label="projets"),
        Figure(value=number(len(territories)), label="territoires représentés"),
    )
    if view.results is None:
        return (*common, Figure(value=str(view.rules.rulebook.count.envelope), label="à partager"))
    note = "voix simulées" if view.edition.simulated else None
    return (
        *common,
        Figure(value=number(view.results.outcome.voters), label="votants", note=note),
        Figure(value=str(total([award.amount for award in view.results.awards])), label="pour les lauréats"),
    )
