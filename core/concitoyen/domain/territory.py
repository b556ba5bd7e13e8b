"""Communes and territories, found by the names that people type."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from pydantic import Field

from concitoyen.domain.model import Model
from concitoyen.domain.names import fold, nearest

MOST_REMEMBERED = 10_000


class Territory(Model):
    """A part of the collectivité in which communes are grouped."""

    id: str
    name: str


class Commune(Model):
    """A commune of the official geographic code.

    `former_names` are delegated, merged or renamed communes and misspellings met in print, all of which
    lead to this one. `canton` may name several, separated by « | ». Longitude and latitude are degrees as decimal text.
    """

    code: str
    name: str
    territory: str
    postal_codes: tuple[str, ...] = ()
    epci: str = ""
    canton: str = ""
    population: int = Field(default=0, ge=0)
    longitude: str = ""
    latitude: str = ""
    former_names: tuple[str, ...] = ()


def cantons_of(commune: Commune) -> tuple[str, ...]:
    """The cantons of a commune; a large one lies in several, separated by « | »."""
    return tuple(name.strip() for name in commune.canton.split("|") if name.strip())


class Gazetteer(Model):
    """The list of territories and communes of an edition."""

    id: str
    title: str
    territories: tuple[Territory, ...]
    communes: tuple[Commune, ...]

    @cached_property
    def by_code(self) -> Mapping[str, Commune]:
        """Communes by their INSEE code."""
        return {commune.code: commune for commune in self.communes}

    @cached_property
    def territory_names(self) -> Mapping[str, str]:
        """Names of territories by id."""
        return {territory.id: territory.name for territory in self.territories}

    @cached_property
    def _by_name(self) -> Mapping[str, tuple[Commune, ...]]:
        current = _index((fold(commune.name), commune) for commune in self.communes)
        former = _index((fold(name), commune) for commune in self.communes for name in commune.former_names)
        return {**former, **current}

    def find(self, name: str) -> tuple[Commune, ...]:
        """The communes that bear or bore this name, accents and hyphens aside; several for homonyms.

        A commune of today wins over a former one of the same name. An INSEE code is a name too, and so is
        « Saint-Léger (62754) », the way in which pages tell homonyms apart.
        """
        found = self._found.get(name)
        if found is None:
            found = self._find(name)
            if found and len(self._found) < MOST_REMEMBERED:
                self._found[name] = found
        return found

    @cached_property
    def _found(self) -> dict[str, tuple[Commune, ...]]:
        """What was found already, by the name as typed: a vote asks several times for the same commune."""
        return {}

    def _find(self, name: str) -> tuple[Commune, ...]:
        typed = name.strip()
        code = typed[:-1].rpartition("(")[2].strip() if typed.endswith(")") else typed
        if code in self.by_code:
            return (self.by_code[code],)
        return self._by_name.get(fold(typed), ())

    def faults(self) -> tuple[str, ...]:
        """What is wrong with this list, in sentences; checked when a rulebook chooses it."""
        codes = [commune.code for commune in self.communes]
        ids = [territory.id for territory in self.territories]
        return (
            *(f"le code « {code} » y est donné à plusieurs communes." for code in _repeated(codes)),
            *(f"le territoire « {name} » y est défini plusieurs fois." for name in _repeated(ids)),
            *(
                f"la commune « {commune.name} » y est dans le territoire « {commune.territory} », qui n'est pas défini."
                for commune in self.communes
                if commune.territory not in ids
            ),
        )

    def suggest(self, name: str) -> str | None:
        """The name of the commune that looks most like this one, or None."""
        found = nearest(fold(name), self._by_name)
        return self._by_name[found][0].name if found else None


def _repeated(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(name for name, times in Counter(names).items() if times > 1)


def _index(pairs: Iterable[tuple[str, Commune]]) -> dict[str, tuple[Commune, ...]]:
    index: dict[str, tuple[Commune, ...]] = {}
    for name, commune in pairs:
        if commune not in index.get(name, ()):
            index[name] = (*index.get(name, ()), commune)
    return index
