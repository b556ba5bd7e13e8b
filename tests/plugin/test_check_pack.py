"""`check_pack` tells a pack author everything that would go wrong at a host's."""

from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import ClassVar

import pytest
from pydantic import BaseModel, ConfigDict, Field

from concitoyen.domain.category import Cap
from concitoyen.domain.territory import Gazetteer
from concitoyen.plugin import Dataset, Pack, RulebookFile, core_pack
from concitoyen.testing.check_pack import check_pack
from tests.plugin.exemple import (
    CONVENTION,
    HERE,
    QUARTIERS,
    THEMES,
    TOML,
    Earliest,
    Share,
    answering,
    exemple_hooks,
    pack_module,
)

OURS = ("categories", "documents", "pasdecalais", "voting_rules")


@pytest.mark.parametrize("name", OURS)
def test_the_packs_of_this_repository_are_sound(name: str) -> None:
    assert check_pack(import_module(f"concitoyen_{name}.plugin")) == []


def test_the_pack_of_the_core_is_sound() -> None:
    assert check_pack(core_pack) == []


def test_a_sound_pack_has_no_problem() -> None:
    assert check_pack(pack_module(**exemple_hooks(register_demonstrations=[]))) == []


def problems(**answers: object) -> list[str]:
    return check_pack(pack_module(**answering(**answers)))


def test_a_pack_that_cannot_be_loaded_has_that_problem_only() -> None:
    (found,) = check_pack(ModuleType("exemple"))
    assert found.startswith(
        "Le pack « exemple » (version ?) ne peut pas être chargé : son module plugin n'a pas de carte"
    )


def test_a_card_without_a_title_is_a_problem() -> None:
    assert check_pack(pack_module(PACK=Pack(name="exemple", title=" ", hook_api=1))) == [
        "La carte PACK n'a pas de titre."
    ]


def test_a_hook_that_fails_is_a_problem_and_the_others_are_still_examined() -> None:
    found = problems(register_caps=None, register_rulebooks=None, register_territories=[Untitled])
    assert [text.partition(".")[0] for text in found] == [
        "Le pack « exemple » (version 1",
        "Le pack « exemple » (version 1",
        "« exemple:untitled » (register_territories) n'est pas du genre attendu, Gazetteer",
    ]


class Untitled(Cap):
    """A cap without a title and without its method, that takes any key."""

    model_config = ConfigDict(frozen=False, extra="ignore")

    id: ClassVar[str] = "untitled"


def test_a_rule_must_be_whole_titled_frozen_and_refuse_unknown_keys() -> None:
    assert problems(register_caps=[Untitled]) == [
        "« exemple:untitled » n'a pas de titre.",
        "« exemple:untitled » n'est pas complet : écrivez ceiling_of.",
        "« exemple:untitled » a un modèle (Untitled) qui peut changer : ajoutez frozen=True à sa configuration.",
        '« exemple:untitled » a un modèle (Untitled) qui accepte des clés inconnues : ajoutez extra="forbid".',
    ]


def test_a_thing_given_to_the_wrong_hook_is_a_problem() -> None:
    assert problems(register_caps=[Earliest, QUARTIERS]) == [
        "« exemple:earliest » (register_caps) n'est pas du genre attendu, Cap.",
        "« exemple:quartiers » (register_caps) n'est pas du genre attendu, Cap.",
    ]


def test_a_malformed_id_is_a_problem() -> None:
    (found,) = problems(register_datasets=[THEMES.model_copy(update={"id": "Thèmes"})])
    assert "sous l'id 'Thèmes'" in found


def dataset(folder: Path, content: bytes | None, name: str = "data.csv") -> Dataset:
    if content is not None:
        (folder / name).write_bytes(content)
    return THEMES.model_copy(update={"file": folder / name})


HEAD = b"# source: x\n# licence: y\n# date: 2027-01-01\n"


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (HEAD + b"id,name\n1,a\n\n", []),
        (None, ["n'a pas de fichier : data.csv manque."]),
        (
            b"# source: x\n# licence:\nid,name\n",
            ["a un fichier (data.csv) sans « # licence: … », « # date: … » en tête."],
        ),
        (HEAD, ["a un fichier (data.csv) dont la ligne de titres manque ou se répète."]),
        (HEAD + b"id,id\n", ["a un fichier (data.csv) dont la ligne de titres manque ou se répète."]),
        (HEAD + b"id,name\n1,a\n2,b,c\n", ["a un fichier (data.csv) dont la ligne « 2,b,c » n'a pas 2 valeurs."]),
        ("é".encode("latin-1"), ["a un fichier (data.csv) qui n'est pas écrit en UTF-8."]),
    ],
)
def test_a_data_file_must_be_there_with_its_source_licence_date_and_columns(
    content: bytes | None, found: Sequence[str], tmp_path: Path
) -> None:
    assert problems(register_datasets=[dataset(tmp_path, content)]) == [
        f"« exemple:themes » {fault}" for fault in found
    ]


def test_a_file_that_is_no_table_must_only_be_there(tmp_path: Path) -> None:
    assert problems(register_datasets=[dataset(tmp_path, b"{}", "map.json")]) == []


def test_a_list_of_communes_must_hold_together() -> None:
    empty = Gazetteer(id="vide", title="Vide", territories=(), communes=QUARTIERS.communes[:1])
    assert problems(register_territories=[QUARTIERS, empty]) == [
        (
            "« exemple:vide » ne tient pas : la commune « Vieux-Port » y est dans le territoire « nord », "
            "qui n'est pas défini."
        )
    ]


class LooseFields(BaseModel):
    """Merge fields that may change, take strangers, and have no French title."""

    project: str
    amount: str = Field(title="Montant")


def test_a_document_must_have_its_template_and_titled_frozen_fields() -> None:
    model = CONVENTION.model_copy(update={"template": HERE / "absent.typ", "fields": LooseFields, "title": ""})
    assert problems(register_documents=[model]) == [
        "« exemple:convention » n'a pas de titre.",
        "« exemple:convention » n'a pas de modèle à imprimer : absent.typ manque.",
        "« exemple:convention » a un modèle (LooseFields) qui peut changer : ajoutez frozen=True à sa configuration.",
        '« exemple:convention » a un modèle (LooseFields) qui accepte des clés inconnues : ajoutez extra="forbid".',
        '« exemple:convention » a un champ « project » sans titre : écrivez Field(title="…").',
    ]


# ── rulebooks ─────────────────────────────────────────────────────────────────────────────────────────


def shipped(folder: Path, text: str, name: str = "exemple-2027") -> RulebookFile:
    (folder / "2027.toml").write_text(text, encoding="utf-8")
    return RulebookFile(id=name, title="Budget 2027", file=folder / "2027.toml")


def test_a_rulebook_must_be_there() -> None:
    absent = RulebookFile(id="exemple-2027", title="Budget 2027", file=HERE / "absent.toml")
    assert problems(register_rulebooks=[absent]) == [
        "« exemple:exemple-2027 » n'a pas de fichier : absent.toml manque."
    ]


def test_a_rulebook_must_bind(tmp_path: Path) -> None:
    file = shipped(tmp_path, TOML.replace("exemple:share", "exemple:shares"))
    (found,) = check_pack(pack_module(**exemple_hooks(register_rulebooks=[file])))
    assert found.startswith("« exemple:exemple-2027 » : Le règlement est refusé, 2 points à corriger :\n  2027.toml:")


def test_a_rulebook_must_bear_the_id_under_which_it_is_shipped(tmp_path: Path) -> None:
    file = shipped(tmp_path, TOML, "exemple-2028")
    assert check_pack(pack_module(**exemple_hooks(register_rulebooks=[file]))) == [
        "« exemple:exemple-2028 » ne porte pas l'id de son édition : le fichier dit « exemple-2027 »."
    ]


def test_a_rulebook_may_use_the_packs_that_stand_beside(tmp_path: Path) -> None:
    text = TOML.replace('packs = ["exemple"]', 'packs = ["exemple", "voisin"]').replace("exemple:share", "voisin:share")
    neighbour = pack_module("voisin", **answering(register_caps=[Share]))
    pack = pack_module(**exemple_hooks(register_rulebooks=[shipped(tmp_path, text)], register_caps=[]))
    assert check_pack(pack, beside=[neighbour]) == []
    (alone,) = check_pack(pack)
    assert "le pack « voisin » n'est pas installé" in alone


def test_a_rulebook_may_use_the_installed_packs(tmp_path: Path) -> None:
    text = TOML.replace('packs = ["exemple"]', 'packs = ["exemple", "voting_rules"]')
    text = text.replace('["exemple:earliest", {', '["voting_rules:earliest-deposit", {')
    assert check_pack(pack_module(**exemple_hooks(register_rulebooks=[shipped(tmp_path, text)]))) == []
