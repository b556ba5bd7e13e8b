"""`concitoyen agent`: add those who sign in, change what they may do, give a password or a PIN, disable them."""

import secrets
from collections.abc import Sequence
from typing import Annotated

import typer
from pydantic import JsonValue
from rich.table import Table

from concitoyen.cli.context import Json, console, print_json, running
from concitoyen.cli.edition import sign
from concitoyen.domain.agents import PIN_DIGITS, Agent, Grant, Role, pin_objections
from concitoyen.usecases.desk import refuse
from concitoyen.usecases.manage_agents import (
    add_agent,
    agent_of,
    change_agent,
    disable_agent,
    set_password,
    set_pin,
)

app = typer.Typer(no_args_is_help=True)
ID_BYTES = 16
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"
GROUP, GROUPS = 5, 4

Login = Annotated[str, typer.Argument(metavar="IDENTIFIANT", help="Son adresse e-mail, ou un nom court.")]
Roles = Annotated[
    list[str] | None,
    typer.Option("--role", help="host, mission, desk ou bureau, suivi de @ÉDITION pour une seule ; se répète."),
]
Generate = Annotated[bool, typer.Option("--generate", help="Tirer au sort et montrer une seule fois.")]


@app.command()
def add(
    login: Login,
    *,
    name: Annotated[str, typer.Option(help="Son nom, tel que les autres agents le verront.")],
    role: Roles = None,
    generate: Generate = False,
) -> None:
    """Ajouter un agent, avec son mot de passe."""
    grants = _grants(role or [])
    given = _new_password(generate=generate)  # typed before the transaction: nobody waits for a hand
    with running() as engine, engine.begin() as desk:
        agent = add_agent(desk, login, name, grants, sign(), id=secrets.token_hex(ID_BYTES))
        set_password(desk, agent, given, sign())
    console.print(f"Agent {agent.login} ajouté ({', '.join(_roles(agent)) or 'sans rôle'}).", soft_wrap=True)
    _show_once("Mot de passe", given, generate=generate)


@app.command("list")
def list_agents(*, as_json: Json = False) -> None:
    """Lister les agents et leurs rôles."""
    with running() as engine, engine.read() as desk:
        agents = desk.work.agents.list()
    if as_json:
        print_json([_shown(agent) for agent in agents])
        return
    if not agents:
        console.print("Aucun agent. Ajoutez-en un : concitoyen agent add IDENTIFIANT --name NOM", soft_wrap=True)
        return
    table = Table("Identifiant", "Nom", "Rôles", "Se connecte", "Code")
    for agent in agents:
        roles = ", ".join(_roles(agent))
        table.add_row(agent.login, agent.name, roles, "oui" if agent.enabled else "non", "oui" if agent.pin else "–")
    console.print(table)


@app.command()
def change(
    login: Login,
    *,
    name: Annotated[str | None, typer.Option(help="Un autre nom.")] = None,
    role: Roles = None,
    enable: Annotated[bool, typer.Option("--enable", help="Laisser de nouveau l'agent se connecter.")] = False,
) -> None:
    """Changer le nom ou les rôles d'un agent ; les rôles donnés remplacent les siens."""
    grants = _grants(role) if role is not None else None
    with running() as engine, engine.begin() as desk:
        agent = agent_of(desk, login)
        agent = change_agent(desk, agent, sign(), name=name, grants=grants, enabled=True if enable else None)
    console.print(f"Agent {agent.login} : {', '.join(_roles(agent)) or 'sans rôle'}.", soft_wrap=True)


@app.command()
def disable(login: Login) -> None:
    """Empêcher un agent de se connecter ; ses sessions et ses bornes se ferment tout de suite."""
    with running() as engine, engine.begin() as desk:
        agent = disable_agent(desk, agent_of(desk, login), sign())
    console.print(f"Agent {agent.login} désactivé.", soft_wrap=True)


@app.command()
def password(login: Login, *, generate: Generate = False) -> None:
    """Donner un autre mot de passe à un agent, et fermer ses sessions."""
    with running() as engine:
        with engine.read() as desk:
            agent = agent_of(desk, login)
        given = _new_password(generate=generate)
        with engine.begin() as desk:
            set_password(desk, agent_of(desk, login), given, sign())
    console.print(f"Mot de passe de {agent.login} changé.", soft_wrap=True)
    _show_once("Mot de passe", given, generate=generate)


@app.command()
def pin(login: Login, *, generate: Generate = False) -> None:
    """Donner un autre code à un agent, pour ses bornes."""
    with running() as engine:
        with engine.read() as desk:
            agent = agent_of(desk, login)
        given = _new_pin(generate=generate)
        with engine.begin() as desk:
            set_pin(desk, agent_of(desk, login), given, sign())
    console.print(f"Code de {agent.login} changé.", soft_wrap=True)
    _show_once("Code", given, generate=generate)


def _grants(written: Sequence[str]) -> tuple[Grant, ...]:
    return tuple(_grant(one) for one in written)


def _grant(written: str) -> Grant:
    role, _, edition = written.partition("@")
    if role not in set(Role):
        known = ", ".join(Role)
        raise refuse("core:agents", "« {role} » n'est pas un rôle : choisissez parmi {known}.", role=role, known=known)
    if role == Role.HOST and edition:
        raise refuse("core:agents", "Le rôle host vaut pour toutes les éditions : écrivez --role host.")
    return Grant(role=Role(role), edition=edition or None)


def _roles(agent: Agent) -> list[str]:
    return [f"{grant.role}@{grant.edition}" if grant.edition else str(grant.role) for grant in agent.grants]


def _shown(agent: Agent) -> dict[str, JsonValue]:
    return {
        "id": agent.id,
        "login": agent.login,
        "name": agent.name,
        "roles": [*_roles(agent)],
        "enabled": agent.enabled,
        "pin": bool(agent.pin),
    }


def _new_password(*, generate: bool) -> str:
    if not generate:
        return _typed("Mot de passe")
    return "-".join("".join(secrets.choice(LETTERS) for _ in range(GROUP)) for _ in range(GROUPS))


def _new_pin(*, generate: bool) -> str:
    if not generate:
        return _typed("Code à 6 chiffres")
    while True:
        drawn = "".join(secrets.choice("0123456789") for _ in range(PIN_DIGITS))
        if not pin_objections(drawn):
            return drawn


def _typed(what: str) -> str:
    typed: str = typer.prompt(what, hide_input=True, confirmation_prompt=f"{what}, encore une fois")
    return typed


def _show_once(what: str, secret: str, *, generate: bool) -> None:
    if generate:
        console.print(f"{what} (montré cette seule fois) : {secret}", soft_wrap=True)
