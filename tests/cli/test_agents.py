"""`concitoyen agent`: who signs in, what they may do, and secrets that are never an argument."""

import os
import pty
import re
import select
import subprocess
import sys
import termios
from pathlib import Path

import pytest

from concitoyen.usecases import passwords
from tests.cli.conftest import ENVIRONMENT
from tests.cli.terminal import Terminal
from tests.usecases.office import CHEAP

PATIENCE = 20
"""Seconds without a word from the command before the test gives up."""

LOGIN = "camille@exemple.fr"
PASSWORD = "le phare de Berck au matin"  # noqa: S105 - of an agent of the tests


@pytest.fixture
def office(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal before a database with one edition, where passwords cost little."""
    monkeypatch.setattr(passwords, "HASHER", CHEAP)
    assert terminal.type("migrate").status == 0
    assert terminal.type("edition", "create", "pasdecalais-2018").status == 0
    return terminal


def hire(office: Terminal, *more: str) -> str:
    """Add Camille, and give what was printed."""
    done = office.type("agent", "add", LOGIN, "--name", "Camille Roy", "--generate", *more)
    assert done.status == 0, done.err
    return done.out


def type_in(folder: Path, *arguments: str, typed: str) -> tuple[int, str]:
    """Run the installed command before a real terminal, and type on it: exit status and what the screen shows."""
    ours, theirs = pty.openpty()
    command = [str(Path(sys.executable).parent / "concitoyen"), *arguments]
    environment = {**os.environ, **ENVIRONMENT}
    shown, lines = "", typed.splitlines()
    with subprocess.Popen(
        command, cwd=folder, env=environment, stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True
    ) as running:
        os.close(theirs)
        while select.select([ours], [], [], PATIENCE)[0]:
            try:
                shown += os.read(ours, 4096).decode(errors="replace")
            except OSError:  # the other side has closed: the command has ended
                break
            if lines and shown.endswith(": ") and not termios.tcgetattr(ours)[3] & termios.ECHO:
                os.write(ours, f"{lines.pop(0)}\n".encode())
        else:
            running.kill()
    os.close(ours)
    return running.returncode, shown


def test_an_agent_is_added_with_roles_and_a_password_shown_once(office: Terminal) -> None:
    said = hire(office, "--role", "mission", "--role", "desk@pasdecalais-2018")
    assert f"Agent {LOGIN} ajouté (mission, desk@pasdecalais-2018)." in said
    assert re.search(r"Mot de passe \(montré cette seule fois\) : (\w{5}-){3}\w{5}$", said, re.MULTILINE)
    (agent,) = office.type("agent", "list", "--json").json()
    assert {key: agent[key] for key in ("login", "name", "roles", "enabled", "pin")} == {
        "login": LOGIN,
        "name": "Camille Roy",
        "roles": ["mission", "desk@pasdecalais-2018"],
        "enabled": True,
        "pin": False,
    }


def test_the_list_says_who_is_there_or_how_to_add_somebody(office: Terminal) -> None:
    assert "concitoyen agent add" in office.type("agent", "list").words
    hire(office, "--role", "bureau")
    said = office.type("agent", "list").words
    assert f"{LOGIN} Camille Roy bureau oui –" in said


def test_no_list_shows_a_password_or_a_pin(office: Terminal) -> None:
    hire(office)
    office.type("agent", "pin", LOGIN, "--generate")
    assert "argon2" not in office.type("agent", "list", "--json").out + office.type("agent", "list").out


def test_an_agent_is_changed_disabled_and_let_in_again(office: Terminal) -> None:
    hire(office, "--role", "desk")
    assert "bureau" in office.type("agent", "change", LOGIN, "--role", "bureau", "--name", "Camille R.").out
    assert "désactivé" in office.type("agent", "disable", LOGIN).out
    assert [one["enabled"] for one in office.type("agent", "list", "--json").json()] == [False]
    assert "bureau" in office.type("agent", "change", LOGIN, "--enable").out
    assert [(one["enabled"], one["name"]) for one in office.type("agent", "list", "--json").json()] == [
        (True, "Camille R.")
    ]


def test_a_pin_drawn_at_random_is_shown_once(office: Terminal) -> None:
    hire(office)
    done = office.type("agent", "pin", LOGIN, "--generate")
    assert re.search(r"Code \(montré cette seule fois\) : [0-9]{6}$", done.out, re.MULTILINE)
    assert [one["pin"] for one in office.type("agent", "list", "--json").json()] == [True]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("add", LOGIN, "--name", "C", "--role", "chef", "--generate"), "« chef » n'est pas un rôle"),
        (("add", LOGIN, "--name", "C", "--role", "host@pasdecalais-2018", "--generate"), "toutes les éditions"),
        (("add", LOGIN, "--name", "C", "--role", "desk@rien", "--generate"), "L'édition « rien » n'existe pas"),
        (("add", "rené", "--name", "R", "--generate"), "ne convient pas"),
        (("password", "personne", "--generate"), "Aucun agent n'a l'identifiant « personne »"),
        (("pin", "personne", "--generate"), "agents connus : aucun"),
        (("disable", "personne"), "Aucun agent"),
        (("change", "personne", "--enable"), "Aucun agent"),
    ],
    ids=lambda value: value[0] if isinstance(value, tuple) else None,
)
def test_what_cannot_be_done_is_said_and_nobody_is_added(
    office: Terminal, arguments: tuple[str, ...], said: str
) -> None:
    done = office.type("agent", *arguments)
    assert done.status == 1
    assert said in " ".join(done.err.split())
    assert office.type("agent", "list", "--json").json() == []


def test_the_same_login_is_not_added_twice(office: Terminal) -> None:
    hire(office)
    done = office.type("agent", "add", LOGIN.upper(), "--name", "Une autre", "--generate")
    assert "est déjà celui d'un agent" in " ".join(done.err.split())


def test_a_password_is_typed_twice_and_never_seen(office: Terminal) -> None:
    hire(office)
    status, shown = type_in(office.folder, "agent", "password", LOGIN, typed=f"{PASSWORD}\n{PASSWORD}\n")
    assert (status, f"Mot de passe de {LOGIN} changé" in shown) == (0, True)
    assert PASSWORD not in shown


def test_a_short_password_typed_is_refused_with_the_reason(office: Terminal) -> None:
    hire(office)
    status, shown = type_in(office.folder, "agent", "password", LOGIN, typed="court\ncourt\n")
    assert (status, "au moins 12 caractères" in " ".join(shown.split())) == (1, True)


def test_no_command_takes_a_secret_as_an_argument(office: Terminal) -> None:
    hire(office)
    for command in ("password", "pin"):
        assert office.type("agent", command, LOGIN, PASSWORD).status == 2
