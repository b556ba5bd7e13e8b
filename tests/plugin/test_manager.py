"""A pack that cannot be used stops the start with its name, version, cause and the way out."""

import importlib.metadata
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from types import ModuleType

import pluggy
import pytest

from concitoyen.domain.errors import PackError, Refused
from concitoyen.domain.reasons import Objection
from concitoyen.plugin import Hooks, Pack, hookimpl
from concitoyen.plugin.manager import Manager, installed
from concitoyen.plugin.packs import Packs
from tests.plugin.exemple import answering, exemple_rules, pack_module, proposal

WAY_OUT = "Corrigez-le ou mettez-le de côté avec CONCITOYEN_DISABLED_PACKS=exemple."
CANNOT = "Le pack « exemple » (version 1.0) ne peut pas être chargé : "


def refusal(module: ModuleType, name: str = "exemple") -> str:
    with pytest.raises(PackError) as caught:
        Packs({name: module}, {name: "2.3"})
    return str(caught.value)


def test_a_sound_pack_is_loaded_beside_the_core() -> None:
    assert [card.name for card in Packs({"exemple": pack_module()}).cards] == ["core", "exemple"]


def test_the_version_of_a_pack_is_that_of_its_distribution_unless_its_card_says_another() -> None:
    silent = pack_module("silent", PACK=Pack(name="silent", title="S", hook_api=1))
    packs = Packs({"silent": silent, "exemple": pack_module()}, {"silent": "2.3", "exemple": "2.3"})
    assert packs.versions == {"core": importlib.metadata.version("concitoyen"), "exemple": "1.0", "silent": "2.3"}


@pytest.mark.parametrize("card", [None, "exemple", {"name": "exemple"}])
def test_a_pack_without_a_card_is_refused(card: object) -> None:
    assert refusal(pack_module(PACK=card)) == (
        "Le pack « exemple » (version 2.3) ne peut pas être chargé : "
        f"son module plugin n'a pas de carte PACK = Pack(…). {WAY_OUT}"
    )


def test_a_pack_that_no_distribution_versions_is_told_with_a_question_mark() -> None:
    with pytest.raises(PackError, match=r"^Le pack « exemple » \(version \?\) ne peut pas"):
        Packs({"exemple": ModuleType("exemple")})


def test_a_card_must_bear_the_name_of_the_entry_point() -> None:
    assert (
        refusal(pack_module("autre"))
        == f"{CANNOT}sa carte se nomme « autre » mais son point d'entrée « exemple ». {WAY_OUT}"
    )


@pytest.mark.parametrize(
    ("api", "advice"), [(0, "installez une version plus récente du pack"), (2, "mettez Concitoyen à jour")]
)
def test_a_pack_built_for_another_hook_api_is_refused_with_what_to_update(api: int, advice: str) -> None:
    card = Pack(name="exemple", title="E", hook_api=api, version="1.0")
    assert refusal(pack_module(PACK=card)) == (
        f"{CANNOT}il est écrit pour l'API de hooks {api}, ce Concitoyen parle la 1 : {advice}. {WAY_OUT}"
    )


def test_a_misspelt_hook_is_refused_with_the_nearest_one() -> None:
    @hookimpl
    def register_cap() -> Sequence[object]:
        return []

    assert refusal(pack_module(register_cap=register_cap)) == (
        f"{CANNOT}le hook « register_cap » n'existe pas. Vouliez-vous dire « register_caps » ? {WAY_OUT}"
    )


def test_a_hook_that_resembles_none_is_refused_with_the_known_ones() -> None:
    @hookimpl
    def zzz() -> None:
        """Nothing."""

    text = refusal(pack_module(zzz=zzz))
    assert text.startswith(f"{CANNOT}le hook « zzz » n'existe pas. Hooks connus : register_rulebooks, ")
    assert text.endswith(f"on_document_rendered. {WAY_OUT}")


def test_a_hook_without_its_decorator_is_refused() -> None:
    def register_caps() -> Sequence[object]:
        return []

    assert refusal(pack_module(register_caps=register_caps)) == (
        f"{CANNOT}« register_caps » porte le nom d'un hook sans le décorateur @hookimpl. {WAY_OUT}"
    )


def test_a_hook_that_asks_for_what_no_hook_gives_is_refused() -> None:
    @hookimpl
    def check_proposal(proposal: object, database: object) -> Sequence[Objection]:
        return [Objection(rule="exemple:x", message=f"{proposal} {database}")]

    text = refusal(pack_module(check_proposal=check_proposal))
    assert text.startswith(f"{CANNOT}un de ses hooks n'a pas la bonne forme : ")
    assert "database" in text
    assert text.endswith(WAY_OUT)


@pytest.mark.parametrize("rank", ["tryfirst", "trylast", "wrapper", "hookwrapper"])
def test_a_hook_that_wants_to_go_before_the_others_is_refused(rank: str) -> None:
    def register_caps() -> Iterator[None]:
        yield

    # A pack never imports pluggy; this one does, to get round our own decorator.
    mark: Callable[..., object] = pluggy.HookimplMarker("concitoyen")
    assert refusal(pack_module(register_caps=mark(register_caps, **{rank: True}))) == (
        f"{CANNOT}son hook « register_caps » demande {rank}, or aucun pack ne passe avant un autre. {WAY_OUT}"
    )


def test_our_decorator_takes_no_option() -> None:
    with pytest.raises(TypeError):
        hookimpl(tryfirst=True)  # type: ignore[call-arg] # what is refused


def test_packs_answer_in_the_order_of_their_names_whatever_that_of_installation() -> None:
    hooks = {name: answering(register_caps=[name]) for name in ("zoo", "arts", "mer")}
    manager = Manager(Hooks, {name: pack_module(name, **hook) for name, hook in hooks.items()}, {})
    assert list(manager.ask("register_caps")) == [("arts", ["arts"]), ("mer", ["mer"]), ("zoo", ["zoo"])]
    assert list(manager.ask("register_caps", ["zoo", "arts", "absent"])) == [("arts", ["arts"]), ("zoo", ["zoo"])]


def test_a_pack_without_the_hook_is_not_asked() -> None:
    manager = Manager(Hooks, {"exemple": pack_module()}, {})
    assert list(manager.ask("register_caps")) == []


@pytest.mark.parametrize("answer", [None, "caps", 5, {"a": 1}])
def test_a_pack_that_does_not_answer_with_a_list_is_named(answer: object) -> None:
    packs = Packs({"exemple": pack_module(**answering(register_caps=answer))})
    with pytest.raises(PackError) as caught:
        _ = packs.caps
    assert str(caught.value) == (
        "Le pack « exemple » (version 1.0) a échoué dans son hook « register_caps » : "
        f"il doit renvoyer une liste, vide s'il n'a rien à dire. {WAY_OUT}"
    )


def failing(error: Exception) -> Callable[..., Sequence[Objection]]:
    @hookimpl
    def check_proposal() -> Sequence[Objection]:
        raise error

    return check_proposal


def test_a_pack_whose_hook_crashes_is_named_with_the_cause() -> None:
    packs = Packs({"exemple": pack_module(check_proposal=failing(KeyError("siret")))})
    with pytest.raises(PackError) as caught:
        packs.check_proposal(proposal(), exemple_rules())
    assert str(caught.value) == (
        f"Le pack « exemple » (version 1.0) a échoué dans son hook « check_proposal » : KeyError : 'siret'. {WAY_OUT}"
    )


def test_a_refusal_of_a_pack_passes_as_it_is() -> None:
    refused = Refused([Objection(rule="exemple:x", message="Non.")])
    packs = Packs({"exemple": pack_module(check_proposal=failing(refused))})
    with pytest.raises(Refused) as caught:
        packs.check_proposal(proposal(), exemple_rules())
    assert caught.value is refused


# ── packs found through entry points ──────────────────────────────────────────────────────────────────


def install(folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, code: str, *, module: str = "") -> None:
    """Put a distribution with one pack on the path, as pip would."""
    module = module or f"installed_{name.replace('-', '_')}"
    (folder / f"{module}.py").write_text(code, encoding="utf-8")
    info = folder / f"{module}-4.5.dist-info"
    info.mkdir()
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {module}\nVersion: 4.5\n", encoding="utf-8")
    (info / "entry_points.txt").write_text(f"[concitoyen]\n{name} = {module}\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(folder))


SOUND = "from concitoyen.plugin import Pack\nPACK = Pack(name={0!r}, title='T', hook_api=1)\n"


def found(disabled: Sequence[str] = ()) -> Mapping[str, str]:
    return {name: version for name, _, version in installed(disabled)}


def test_a_pack_is_discovered_with_the_version_of_its_distribution(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, "marseille", SOUND.format("marseille"))
    assert found()["marseille"] == "4.5"
    assert Packs.discover().versions["marseille"] == "4.5"


def test_a_disabled_pack_is_not_even_imported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, "casse", "raise RuntimeError('panne')")
    assert "casse" not in found(["casse"])
    assert "casse" not in Packs.discover(["casse"]).versions


@pytest.mark.parametrize("name", ["casse", "Cassé-Net"])
def test_a_pack_that_does_not_import_is_named_with_version_cause_and_way_out(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    install(tmp_path, monkeypatch, name, "raise RuntimeError('une\\n  panne')", module="installed_casse")
    with pytest.raises(PackError) as caught:
        Packs.discover()
    assert str(caught.value) == (
        f"Le pack « {name} » (version 4.5) ne peut pas être chargé : son module installed_casse ne s'importe pas "
        "(RuntimeError : une panne). "
        f"Corrigez-le ou mettez-le de côté avec CONCITOYEN_DISABLED_PACKS={name}."
    )


def test_a_pack_found_outside_any_distribution_has_no_version(monkeypatch: pytest.MonkeyPatch) -> None:
    entry = importlib.metadata.EntryPoint(name="core", value="concitoyen.plugin.core_pack", group="concitoyen")
    monkeypatch.setattr(importlib.metadata, "entry_points", lambda **_: [entry])
    assert found() == {"core": "?"}


@pytest.mark.parametrize("name", ["core", "jumeau"])
def test_two_packs_of_one_name_stop_the_start(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    install(tmp_path, monkeypatch, name, SOUND.format(name), module="installed_first")
    install(tmp_path, monkeypatch, name, SOUND.format(name), module="installed_second")
    with pytest.raises(PackError) as caught:
        Packs.discover()
    assert str(caught.value) == f"Deux packs se nomment « {name} » : désinstallez-en un (pip uninstall)."
