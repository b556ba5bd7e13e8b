"""The agents' pages, built: sign-in, space, own password and PIN."""

import re
from collections.abc import Iterable, Mapping, Sequence

from concitoyen.domain.agents import Agent, Role
from concitoyen.domain.reasons import Objection
from concitoyen.usecases.sign_in import SignedIn
from concitoyen.web.contexts import agents as context
from concitoyen.web.contexts.vote import FormError, FormField
from concitoyen.web.frame import status
from concitoyen.web.public import PublicEdition
from concitoyen.web.tasks import tasks_of
from concitoyen.web.wording import spaced

HOME = "/agents/"
WITHIN = re.compile(r"/|(?:/[A-Za-z0-9_-][A-Za-z0-9_.-]*)+/?")
"""Each part begins by its own slash: a long path that is refused is refused in one reading."""

ROLES: Mapping[Role, str] = {
    Role.HOST: "hébergeur",
    Role.MISSION: "mission (conduite de l’édition)",
    Role.DESK: "guichet (papier, bornes, votes assistés)",
    Role.BUREAU: "membre du bureau",
}


def safe_way_back(path: str) -> str:
    """Where to go after the sign-in: a page of this site, else the agent's space."""
    return path if WITHIN.fullmatch(path) else HOME


def frame(who: SignedIn, token: str) -> context.AgentFrame:
    """The band of an agent's page."""
    return context.AgentFrame(name=who.agent.name, csrf_token=token)


def field(name: str, errors: Iterable[FormError] = (), value: str = "") -> FormField:
    """A field of a form; what is secret comes back empty."""
    wrong = next((error.text for error in errors if error.anchor == name), None)
    return FormField(id=name, name=name, value=value, error=wrong)


def form_errors(objections: Sequence[Objection], anchor: str) -> tuple[FormError, ...]:
    """Objections beside their fields, or beside one field where they name none of the form."""
    return tuple(FormError(anchor=one.field or anchor, text=spaced(one.text)) for one in objections)


def sign_in_page(token: str, back: str, login: str = "", errors: tuple[FormError, ...] = ()) -> context.SignInPage:
    """The sign-in."""
    return context.SignInPage(
        title="Connexion des agents",
        indexed=False,
        frame=None,
        heading="Connexion des agents",
        lead="Cette page est pour l’équipe qui conduit les éditions. Pour voter, il n’y a rien à créer ni à retenir.",
        action="/agents/connexion",
        csrf_token=token,
        back=back,
        login=field("identifiant", errors, login),
        password=field("motdepasse", errors),
        errors=errors,
    )


def confirm_page(who: SignedIn, token: str, back: str, errors: tuple[FormError, ...] = ()) -> context.SignInPage:
    """The password again, before a grave act."""
    return context.SignInPage(
        title="Votre mot de passe, encore une fois",
        indexed=False,
        frame=frame(who, token),
        heading="Votre mot de passe, encore une fois",
        lead="L’acte qui suit est grave\u00a0: retapez votre mot de passe. Il vaut ensuite dix minutes.",
        action="/agents/confirmer",
        csrf_token=token,
        back=back,
        login=None,
        password=field("motdepasse", errors),
        errors=errors,
    )


def home_page(who: SignedIn, token: str, views: Sequence[PublicEdition]) -> context.AgentHomePage:
    """The agent's space."""
    groups = [_group("partout", "Toutes les éditions", None, who.agent)]
    groups += [_group(view.edition.id, view.edition.title, view, who.agent) for view in views]
    return context.AgentHomePage(
        title="Mon espace",
        indexed=False,
        frame=frame(who, token),
        roles=roles_of(who.agent, {view.edition.id: view.edition.title for view in views}),
        groups=tuple(group for group in groups if group.tasks),
    )


def _group(id: str, title: str, view: PublicEdition | None, agent: Agent) -> context.TaskGroup:
    found = tasks_of(agent, view.edition.id, view.rules) if view else tasks_of(agent, None)
    return context.TaskGroup(
        id=f"taches-{id}",
        title=title,
        status=status(view) if view else None,
        tasks=tuple(
            context.TaskItem(href=href, title=task.title, description=task.description) for task, href in found
        ),
    )


def roles_of(agent: Agent, titles: Mapping[str, str] | None = None) -> tuple[str, ...]:
    """The agent's roles in words, each edition by its title, or by its id where none is known.

    « membre du bureau, Budget citoyen 2023 », « membre du bureau, toutes les éditions ».
    """
    known = titles or {}
    return tuple(
        f"{ROLES[grant.role]}, {known.get(grant.edition, grant.edition) if grant.edition else 'toutes les éditions'}"
        for grant in agent.grants
    )


def self_page(
    who: SignedIn, token: str, *, done: str = "", errors: tuple[FormError, ...] = ()
) -> context.AgentSelfPage:
    """The agent's own password and PIN."""
    return context.AgentSelfPage(
        title="Mon compte",
        indexed=False,
        frame=frame(who, token),
        login=who.agent.login,
        roles=roles_of(who.agent),
        done=done,
        errors=errors,
        current=field("motdepasse", errors),
        password=field("nouveau", errors),
        again=field("nouveau-encore", errors),
        has_pin=bool(who.agent.pin),
        pin_current=field("motdepasse-code", errors),
        pin=field("code", errors),
        pin_again=field("code-encore", errors),
    )
