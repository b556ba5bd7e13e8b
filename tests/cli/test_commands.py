"""Each command answers in French, writes JSON where asked, and says its errors beside the output, in one text."""

import sqlite3
from pathlib import Path

import pytest

from concitoyen.domain.errors import SettingsError
from concitoyen.settings import Settings
from tests.cli.terminal import Terminal
from tests.usecases.ville import RULEBOOK

SHIPPED = (
    "pasdecalais-2018",
    "pasdecalais-2021",
    "pasdecalais-2023",
    "pasdecalais-2024",
    "deux-tiers-quartiers",
    "krakow-2024",
    "landes-2019",
    "meuse-2022",
    "papier-double",
    "paris-2021",
    "petits-et-grands",
    "pour-et-contre",
    "warszawa-2024",
    "wieliczka-2023",
)
OURS = RULEBOOK.replace('"pasdecalais", "ville"', '"pasdecalais"').replace("ville:communes", "pasdecalais:communes")


@pytest.fixture
def migrated(terminal: Terminal) -> Terminal:
    """A terminal whose database has its tables."""
    assert terminal.type("migrate").status == 0
    return terminal


def written(terminal: Terminal, text: str, name: str = "ville.toml") -> str:
    (terminal.folder / name).write_text(text, encoding="utf-8")
    return name


# ── packs ─────────────────────────────────────────────────────────────────────────────────────────────


def test_packs_lists_every_pack_with_its_hooks(terminal: Terminal) -> None:
    found = {pack["name"]: pack for pack in terminal.type("packs", "--json").json()}
    assert found.keys() >= {"categories", "core", "documents", "pasdecalais", "voting_rules"}
    assert found["categories"]["hooks"] == ["register_category_schemes", "register_caps"]
    assert found["core"]["version"]


def test_packs_is_a_table_for_people(terminal: Terminal) -> None:
    said = terminal.type("packs").words
    assert "Budget citoyen du Pas-de-Calais" in said
    assert "voting_rules" in said


def test_a_disabled_pack_is_not_there(terminal: Terminal) -> None:
    found = terminal.type("packs", "--json", CONCITOYEN_DISABLED_PACKS="pasdecalais, documents").json()
    assert {pack["name"] for pack in found} & {"pasdecalais", "documents"} == set()


# ── rulebook ──────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("shipped", SHIPPED)
def test_every_shipped_rulebook_is_good(terminal: Terminal, shipped: str) -> None:
    done = terminal.type("rulebook", "check", shipped)
    assert done.status == 0
    assert done.out.startswith("Le règlement est bon. ")


def test_a_rulebook_is_found_by_file_id_or_full_id(terminal: Terminal) -> None:
    by_id = terminal.type("rulebook", "hash", "pasdecalais-2023").out
    assert terminal.type("rulebook", "hash", "pasdecalais:pasdecalais-2023").out == by_id
    assert len(by_id.strip()) == 64
    assert len(terminal.type("rulebook", "hash", written(terminal, OURS)).out.strip()) == 64


def test_all_the_faults_of_a_rulebook_are_told_with_their_lines(terminal: Terminal) -> None:
    faulty = OURS.replace("core:minimum-age", "core:minimun-age").replace("amount = 5000", "amount = -5000")
    faulty = faulty.replace('form = "voting_rules:one-per-category"', 'form = "voting_rules:one-per-categorie"')
    lines = {text: number for number, text in enumerate(faulty.splitlines(), start=1)}
    age = lines['rule = "core:minimun-age"']
    form = lines['form = "voting_rules:one-per-categorie"']
    cap = next(number for text, number in lines.items() if "amount = -5000" in text)
    done = terminal.type("rulebook", "check", written(terminal, faulty))
    assert (done.status, done.out) == (1, "")
    first, *faults = done.err.splitlines()
    assert first == "Le règlement est refusé, 3 points à corriger :"
    assert [fault.split(" : ")[0].strip() for fault in faults] == [
        f"ville.toml:{age} [eligibility[1].rule]",
        f"ville.toml:{cap} [categories.list[1].cap.amount]",
        f"ville.toml:{form} [ballot.form]",
    ]
    assert "vouliez-vous dire « core:minimum-age » ?" in faults[0]
    assert "négatif" in faults[1]
    assert "vouliez-vous dire « voting_rules:one-per-category » ?" in faults[2]


def test_phases_that_end_before_they_begin_are_refused(terminal: Terminal) -> None:
    faulty = OURS.replace("closes = 2027-10-01T00:00:00", "closes = 2027-08-01T00:00:00")
    done = terminal.type("rulebook", "check", written(terminal, faulty))
    assert done.status == 1
    assert "[phases[4].closes] : la phase « vote » se termine" in done.err


def test_an_unknown_key_is_met_with_the_nearest(terminal: Terminal) -> None:
    faulty = OURS.replace('title = "Budget de la Ville 2027"', 'title = "Ville"\ntimezon = "Europe/Paris"')
    done = terminal.type("rulebook", "check", written(terminal, faulty))
    assert done.status == 1
    assert "la clé « timezon » est inconnue ici ; vouliez-vous dire « timezone » ?" in done.err


def test_a_text_that_is_not_toml_or_not_utf8_says_where(terminal: Terminal) -> None:
    done = terminal.type("rulebook", "check", written(terminal, "[edition\n"))
    assert (done.status, "ville.toml:1 : le texte n'est pas du TOML" in done.err) == (1, True)
    (terminal.folder / "latin.toml").write_bytes("a = 1\n# écrit\n".encode("latin-1"))
    assert terminal.type("rulebook", "check", "latin.toml").err.splitlines()[1] == (
        "  latin.toml:2 : le fichier n'est pas en UTF-8 : enregistrez-le dans cet encodage."
    )


def test_a_rulebook_that_does_not_exist_is_met_with_those_that_are_shipped(terminal: Terminal) -> None:
    done = terminal.type("rulebook", "check", "pasdecalais-2032")
    assert done.status == 1
    assert done.err == (
        f"« pasdecalais-2032 » n'est ni un fichier ni un règlement livré par un pack ({', '.join(SHIPPED)}).\n"
    )


def test_a_rulebook_is_shown_with_the_article_or_the_choice_behind_each_value(terminal: Terminal) -> None:
    done = terminal.type("rulebook", "show", "pasdecalais-2018")
    assert "eligibility[1]" in done.out
    assert "choix : « Plus de 11 ans »" in done.out
    assert "du 5 au 30 septembre" in done.words
    assert "Chosen(" not in done.out


def test_a_rulebook_as_json_and_as_canonical_text(terminal: Terminal) -> None:
    shown = terminal.type("rulebook", "show", "pasdecalais-2023", "--json").json()
    assert shown["count"]["envelope"] == 672151
    canonical = terminal.type("rulebook", "show", "pasdecalais-2023", "--canonical")
    assert canonical.json()["edition"]["id"] == "pasdecalais-2023"


# ── edition, count, migrate ───────────────────────────────────────────────────────────────────────────


def test_a_database_without_tables_says_what_to_do(terminal: Terminal) -> None:
    done = terminal.type("edition", "list")
    assert (done.status, done.out) == (1, "")
    assert "`concitoyen migrate`" in done.err


def test_printing_documents_never_migrates_a_database_that_is_in_use(migrated: Terminal) -> None:
    with sqlite3.connect(migrated.folder / "var" / "concitoyen.db") as connection:
        connection.execute("DELETE FROM alembic_version_documents")  # as before an upgrade of the pack
    connection.close()
    done = migrated.type("documents", "render", "--edition=pasdecalais-2023", "--kind=convention", "--out=sortie")
    assert (done.status, done.out) == (1, "")
    assert "il lui manque : documents r0001" in done.err


def test_migrating_twice_does_nothing_the_second_time(terminal: Terminal) -> None:
    assert "core" in terminal.type("migrate").out
    assert terminal.type("migrate").out == "Base à jour (rien à faire).\n"


def test_an_empty_database_says_how_to_open_an_edition(migrated: Terminal) -> None:
    assert migrated.type("edition", "list").out == (
        "Aucune édition. Ouvrez-en une : concitoyen edition create RÈGLEMENT\n"
    )
    assert migrated.type("edition", "list", "--json").json() == []


def test_an_edition_is_opened_listed_and_opened_once(migrated: Terminal) -> None:
    done = migrated.type("edition", "create", "pasdecalais-2018")
    assert done.out.startswith("Édition pasdecalais-2018 ouverte (Budget citoyen 2018), règlement ")
    assert "Budget citoyen 2018 en préparation" in migrated.type("edition", "list").words
    (listed,) = migrated.type("edition", "list", "--json").json()
    assert (listed["id"], listed["stage"], listed["simulated"]) == ("pasdecalais-2018", "prepared", False)
    again = migrated.type("edition", "create", "pasdecalais-2018")
    assert (again.status, "existe déjà" in again.err) == (1, True)


def test_a_title_with_brackets_is_shown_as_it_is(migrated: Terminal) -> None:
    migrated.type("edition", "create", written(migrated, OURS.replace("Budget de la Ville", "Budget [bold] [/rien]")))
    assert "Budget [bold] [/rien] 2027" in migrated.type("edition", "list").out


def test_the_phases_of_an_edition_are_told_with_their_times(migrated: Terminal) -> None:
    migrated.type("edition", "create", "pasdecalais-2018")
    assert "Vote des habitants 05/09/2018 00:00 01/10/2018 00:00" in (
        migrated.type("edition", "phase", "pasdecalais-2018").words
    )
    told = migrated.type("edition", "phase", "pasdecalais-2018", "--json").json()
    assert told["stage"] == "prepared"
    assert {phase["open"] for phase in told["phases"]} == {False}


def test_a_phase_that_is_open_now_is_said_and_the_vote_opens(migrated: Terminal) -> None:
    always = OURS.replace("opens = 2027-09-01", "opens = 2020-09-01").replace(
        "closes = 2027-10-01", "closes = 2099-10-01"
    )
    migrated.type("edition", "create", written(migrated, always))
    told = migrated.type("edition", "phase", "ville-2027", "--json").json()
    assert told["stage"] == "frozen"
    assert [phase["kind"] for phase in told["phases"] if phase["open"]] == ["vote"]
    assert "ouverte" in migrated.type("edition", "phase", "ville-2027").words


def test_a_count_before_the_closing_is_refused(migrated: Terminal) -> None:
    migrated.type("edition", "create", written(migrated, OURS.replace("2027-10-01", "2099-10-01")))
    done = migrated.type("count", "ville-2027")
    assert (done.status, done.out) == (1, "")
    assert done.err == "Le vote n'est pas clos : on ne compte pas avant le 30 septembre 2099 à\u00a024\u00a0h.\n"


def test_an_edition_is_counted_once_for_people_or_for_machines(migrated: Terminal) -> None:
    migrated.type("edition", "create", "pasdecalais-2018")
    migrated.type("edition", "create", "pasdecalais-2021")
    assert "0 lauréats, 0\u00a0€ sur 352\u202f151\u00a0€" in migrated.type("count", "pasdecalais-2018").out
    assert migrated.type("count", "pasdecalais-2021", "--json").json()["voters"] == 0
    again = migrated.type("count", "pasdecalais-2018")
    assert (again.status, again.err) == (1, "Le dépouillement de « Budget citoyen 2018 » est déjà fait.\n")


def test_what_was_replaced_is_swept_after_the_count_and_nothing_is_left_to_do(migrated: Terminal) -> None:
    urn = '[urn]\nreplaceable = true\nchoices = { replaceable = "Chacun peut changer d\'avis." }\n'
    migrated.type("edition", "create", written(migrated, f"{OURS.replace('2027', '2017')}\n{urn}"))
    assert migrated.type("count", "ville-2017").status == 0
    for command in (["sweep"], ["sweep", "--force"]):
        done = migrated.type(*command)
        assert (done.status, done.out) == (0, "Rien n'attendait.\n")


def test_an_unknown_edition_is_met_with_those_that_exist(migrated: Terminal) -> None:
    migrated.type("edition", "create", "pasdecalais-2018")
    for command in (["count", "paris"], ["edition", "phase", "paris"]):
        done = migrated.type(*command)
        assert (done.status, done.out) == (1, "")
        assert done.err == "L'édition « paris » n'existe pas (éditions connues : pasdecalais-2018).\n"


def test_the_journal_says_which_account_typed_the_command(migrated: Terminal) -> None:
    migrated.type("edition", "create", "pasdecalais-2018", LOGNAME="agnes")
    with sqlite3.connect(migrated.folder / "var" / "concitoyen.db") as connection:
        assert connection.execute("SELECT actor FROM journal").fetchall() == [("ligne de commande (agnes)",)]
    connection.close()


# ── errors ────────────────────────────────────────────────────────────────────────────────────────────


def test_an_error_of_the_real_command_is_one_sentence_beside_the_output(terminal: Terminal) -> None:
    done = terminal.run("rulebook", "check", "absent.toml")
    assert (done.status, done.out) == (1, "")
    assert "Traceback" not in done.err
    assert done.err.startswith("« absent.toml » n'est ni un fichier ni un règlement livré par un pack")


def test_a_file_that_cannot_be_written_is_named(terminal: Terminal) -> None:
    (terminal.folder / "var").touch()
    done = terminal.type("migrate")
    assert (done.status, done.out) == (1, "")
    assert "Traceback" not in done.err
    assert "var" in done.err


def test_a_wrong_setting_is_named_as_it_is_written(terminal: Terminal) -> None:
    done = terminal.type("packs", CONCITOYEN_DEBUG="peut-être")
    assert (done.status, done.err) == (1, "CONCITOYEN_DEBUG : true ou false est attendu.\n")


def test_an_empty_secret_is_refused(migrated: Terminal) -> None:
    done = migrated.type("edition", "list", CONCITOYEN_SECRET=" ")  # noqa: S106 - no secret at all is the point
    assert (done.status, done.err) == (
        1,
        "CONCITOYEN_SECRET est vide : donnez une longue valeur au hasard, que personne ne connaît.\n",
    )


def test_a_secret_that_can_be_guessed_is_refused(migrated: Terminal) -> None:
    done = migrated.type("edition", "list", CONCITOYEN_SECRET="budget-citoyen")  # noqa: S106 - its weakness is the point
    assert (done.status, done.err) == (
        1,
        "CONCITOYEN_SECRET a moins de 16 caractères : donnez une longue valeur au hasard, que personne ne connaît.\n",
    )


def test_a_command_without_arguments_shows_its_help(terminal: Terminal) -> None:
    for command in ([], ["rulebook"], ["edition"], ["documents"]):
        done = terminal.type(*command)
        assert "Usage: concitoyen" in done.out + done.err


# ── the secret ────────────────────────────────────────────────────────────────────────────────────────


def test_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(secret=None, secret_file=tmp_path / "var" / "secret")
    made = settings.secret_key()
    assert (len(made), settings.secret_key()) == (64, made)
    assert settings.secret_file.stat().st_mode & 0o777 == 0o600
    assert [file.name for file in settings.secret_file.parent.iterdir()] == ["secret"]


def test_two_processes_that_start_at_once_share_one_secret(tmp_path: Path) -> None:
    settings = Settings(secret=None, secret_file=tmp_path / "secret")
    settings.secret_file.write_text("celui du premier", encoding="utf-8")
    settings._make_secret()
    assert settings.secret_key() == b"celui du premier"
    assert [file.name for file in tmp_path.iterdir()] == ["secret"]


def test_an_empty_secret_file_is_refused(tmp_path: Path) -> None:
    settings = Settings(secret=None, secret_file=tmp_path / "secret")
    settings.secret_file.touch()
    with pytest.raises(SettingsError, match="est vide"):
        settings.secret_key()
