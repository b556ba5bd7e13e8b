"""The one module that talks to pluggy: loading packs, refusing what they must not do, asking them in order."""

import importlib.metadata
import inspect
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pluggy

from concitoyen.domain.errors import PackError
from concitoyen.domain.names import nearest
from concitoyen.plugin.pack import HOOK_API, Pack

GROUP = "concitoyen"
GRAMMAR = ("register_", "check_", "describe_", "on_")

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
            raise PackError(_sentence(card, f"un de ses hooks n'a pas la bonne forme : {error}")) from error
        for caller in self._pluggy.get_hookcallers(module) or []:
            _refuse_rank(card, caller.get_hookimpls(), name)
        return card

    def _refuse_unknown_hooks(self, card: Pack, module: Any) -> None:  # noqa: ANN401 - as above
        for attribute, value in inspect.getmembers(module, inspect.isroutine):
            marked = getattr(value, f"{GROUP}_impl", None) is not None
            if marked and attribute not in self.hook_names:
                near = nearest(attribute, self.hook_names)
                hint = f" Vouliez-vous dire « {near} » ?" if near else f" Hooks connus : {', '.join(self.hook_names)}."
                raise PackError(_sentence(card, f"le hook « {attribute} » n'existe pas.{hint}"))
            if not marked and attribute in self.hook_names:
                raise PackError(_sentence(card, f"« {attribute} » porte le nom d'un hook sans le décorateur @hookimpl"))

    def ask(self, hook: str, packs: Sequence[str] | None = None, **facts: object) -> Iterator[tuple[str, Any]]:
        """Each pack's answer to a hook, in the order of pack names; only those of `packs` when given."""
        registered = dict(self._pluggy.list_name_plugin())
        for name in self.cards if packs is None else sorted(set(packs) & set(self.cards)):
            others = [module for other, module in registered.items() if other != name]
            for answer in self._pluggy.subset_hook_caller(hook, others)(**facts):
                yield name, answer


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
            cause = f"{type(error).__name__} : {error}"
            card = Pack(name=entry.name, title=entry.name, hook_api=HOOK_API, version=version)
            raise PackError(_sentence(card, f"son module {entry.value} ne s'importe pas ({cause})")) from error
        yield entry.name, module, version


def _card(name: str, module: Any, version: str) -> Pack:  # noqa: ANN401 - a module or a stand-in
    card = getattr(module, "PACK", None)
    if not isinstance(card, Pack):
        shown = Pack(name=name, title=name, hook_api=HOOK_API, version=version)
        raise PackError(_sentence(shown, "son module plugin n'a pas de carte PACK = Pack(…)"))
    card = card.model_copy(update={"version": card.version or version})
    if card.name != name:
        raise PackError(_sentence(card, f"sa carte se nomme « {card.name} » mais son point d'entrée « {name} »"))
    if card.hook_api != HOOK_API:
        advice = "installez une version plus récente du pack" if card.hook_api < HOOK_API else "mettez Concitoyen à jour"
        raise PackError(
            _sentence(card, f"il est écrit pour l'API de hooks {card.hook_api}, ce Concitoyen parle la {HOOK_API} : {advice}")
        )
    return card


def _refuse_rank(card: Pack, implementations: Sequence[Any], name: str) -> None:
    for implementation in implementations:
        ranked = [
            option for option in ("wrapper", "hookwrapper", "tryfirst", "trylast") if getattr(implementation, option)
        ]
        if implementation.plugin_name == name and ranked:
            hook = implementation.function.__name__
            raise PackError(_sentence(card, f"son hook « {hook} » demande {ranked[0]}, or aucun pack ne passe avant un autre"))


def _sentence(card: Pack, cause: str) -> str:
    return (
        f"Le pack « {card.name} » (version {card.version or '?'}) ne peut pas être chargé : {cause.rstrip('.')}. "
        f"Corrigez-le ou mettez-le de côté avec CONCITOYEN_DISABLED_PACKS={card.name}."
    )
