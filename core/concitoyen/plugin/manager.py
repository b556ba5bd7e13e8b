"""The one module that talks to pluggy: loads packs, refuses what they must not do, asks them in order."""

import importlib.metadata
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pluggy

from concitoyen.domain.errors import ConcitoyenError, PackError
from concitoyen.domain.names import nearest
from concitoyen.plugin.pack import HOOK_API, Pack

GROUP = "concitoyen"
GRAMMAR = ("register_", "check_", "describe_", "on_")
RANKS = ("wrapper", "hookwrapper", "tryfirst", "trylast")

hookspec = pluggy.HookspecMarker(GROUP)
mark_implementation: Callable[[Any], Any] = pluggy.HookimplMarker(GROUP)


class Manager:
    """Packs registered against the hook specification; asks them one by one in the order of their names."""

    def __init__(self, spec: type[Any], modules: Mapping[str, Any], versions: Mapping[str, str]) -> None:
        self._pluggy = pluggy.PluginManager(GROUP)
        self._pluggy.add_hookspecs(spec)
        self.hook_names = tuple(name for name in vars(spec) if name.startswith(GRAMMAR))
        self.cards: dict[str, Pack] = {}
        for name in sorted(modules):
            self.cards[name] = self._register(name, modules[name], versions.get(name, ""))

    def _register(self, name: str, module: Any, version: str) -> Pack:  # noqa: ANN401 - a module or a stand-in
        card = _card(name, module, version)
        self._refuse_unknown_hooks(card, module)
        try:
            self._pluggy.register(module, name=name)
        except pluggy.PluginValidationError as error:
            raise PackError(_unusable(card, f"un de ses hooks n'a pas la bonne forme : {error}")) from error
        for caller in self._pluggy.get_hookcallers(module) or []:
            _refuse_rank(card, caller.get_hookimpls(), name)
        return card

    def _refuse_unknown_hooks(self, card: Pack, module: Any) -> None:  # noqa: ANN401 - as above
        for attribute, value in inspect.getmembers(module, inspect.isroutine):
            marked = getattr(value, f"{GROUP}_impl", None) is not None
            if marked and attribute not in self.hook_names:
                near = nearest(attribute, self.hook_names)
                hint = f"Vouliez-vous dire « {near} » ?" if near else f"Hooks connus : {', '.join(self.hook_names)}"
                raise PackError(_unusable(card, f"le hook « {attribute} » n'existe pas. {hint}"))
            if not marked and attribute in self.hook_names:
                cause = f"« {attribute} » porte le nom d'un hook sans le décorateur @hookimpl"
                raise PackError(_unusable(card, cause))

    def ask(self, hook: str, packs: Sequence[str] | None = None, **facts: object) -> Iterator[tuple[str, Any]]:
        """Each pack's answer to a hook, in the order of pack names; only those of `packs` when given.

        Raises PackError when a pack fails, or answers nothing where an answer is due.
        """
        registered = dict(self._pluggy.list_name_plugin())
        for name in self.cards if packs is None else sorted(set(packs) & set(self.cards)):
            if hasattr(registered[name], hook):
                others = [module for other, module in registered.items() if other != name]
                yield name, self._answer(name, hook, self._pluggy.subset_hook_caller(hook, others), facts)

    def _answer(self, name: str, hook: str, call: Callable[..., Any], facts: Mapping[str, object]) -> Any:  # noqa: ANN401 - as the hook says
        try:
            answers = call(**facts)
        except ConcitoyenError:
            raise
        except Exception as error:
            raise PackError(_failed(self.cards[name], hook, _told(error))) from error
        if hook.startswith("on_"):
            return None
        if not answers or isinstance(answers[0], str) or not isinstance(answers[0], Sequence):
            cause = "il doit renvoyer une liste, vide s'il n'a rien à dire"
            raise PackError(_failed(self.cards[name], hook, cause))
        return answers[0]


def installed(disabled: Sequence[str]) -> Iterator[tuple[str, Any, str]]:
    """Name, module and version of the packs found through entry points.

    A pack that does not import stops the start with a PackError, unless it is disabled.
    """
    for entry in importlib.metadata.entry_points(group=GROUP):
        if entry.name in disabled:
            continue
        version = entry.dist.version if entry.dist else "?"
        try:
            module = entry.load()
        except Exception as error:
            cause = f"son module {entry.value} ne s'importe pas ({_told(error)})"
            raise PackError(_unusable(_shown(entry.name, version), cause)) from error
        yield entry.name, module, version


def _card(name: str, module: Any, version: str) -> Pack:  # noqa: ANN401 - a module or a stand-in
    card = getattr(module, "PACK", None)
    if not isinstance(card, Pack):
        cause = "son module plugin n'a pas de carte PACK = Pack(…)"
        raise PackError(_unusable(_shown(name, version), cause))
    card = card.model_copy(update={"version": card.version or version})
    if card.name != name:
        cause = f"sa carte se nomme « {card.name} » mais son point d'entrée « {name} »"
        raise PackError(_unusable(_shown(name, card.version), cause))
    if card.hook_api != HOOK_API:
        behind = card.hook_api < HOOK_API
        advice = "installez une version plus récente du pack" if behind else "mettez Concitoyen à jour"
        cause = f"il est écrit pour l'API de hooks {card.hook_api}, ce Concitoyen parle la {HOOK_API} : {advice}"
        raise PackError(_unusable(card, cause))
    return card


def _shown(name: str, version: str) -> Pack:
    """A card to name a pack that has none that we can read; its name may be one that no card could bear."""
    return Pack.model_construct(name=name, title=name, hook_api=HOOK_API, version=version)


def _refuse_rank(card: Pack, implementations: Sequence[Any], name: str) -> None:
    for implementation in implementations:
        ranked = [option for option in RANKS if getattr(implementation, option)]
        if implementation.plugin_name == name and ranked:
            hook = implementation.function.__name__
            cause = f"son hook « {hook} » demande {ranked[0]}, or aucun pack ne passe avant un autre"
            raise PackError(_unusable(card, cause))


def _told(error: Exception) -> str:
    return " ".join(f"{type(error).__name__} : {error}".split())


def _unusable(card: Pack, cause: str) -> str:
    return _sentence(card, f"ne peut pas être chargé : {cause}")


def _failed(card: Pack, hook: str, cause: str) -> str:
    return _sentence(card, f"a échoué dans son hook « {hook} » : {cause}")


def _sentence(card: Pack, what: str) -> str:
    end = "" if what.endswith("?") else "."
    return (
        f"Le pack « {card.name} » (version {card.version or '?'}) {what.rstrip('.')}{end} "
        f"Corrigez-le ou mettez-le de côté avec CONCITOYEN_DISABLED_PACKS={card.name}."
    )
