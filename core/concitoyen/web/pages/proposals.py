"""The list of proposals and its filters."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from concitoyen.domain.names import fold
from concitoyen.domain.proposal import Proposal
from concitoyen.web.cards import card
from concitoyen.web.contexts.base import Link
from concitoyen.web.contexts.proposals import ActiveFilter, Filter, FilterOption, Pager, ProposalsPage
from concitoyen.web.frame import frame
from concitoyen.web.public import PublicEdition
from concitoyen.web.wording import count

PAGE_SIZE = 60
LONGEST_QUERY = 80


@dataclass(frozen=True)
class Search:
    """What a visitor looks for; an empty text means everything."""

    q: str = ""
    categorie: str = ""
    territoire: str = ""
    theme: str = ""

    def href(self, base: str, page: int = 1) -> str:
        """The address of a page of this search."""
        asked = {name: value for name, value in vars(self).items() if value}
        asked |= {"page": str(page)} if page > 1 else {}
        return f"{base}?{urlencode(asked)}" if asked else base

    def without(self, name: str) -> "Search":
        """The same search, one filter left out."""
        return replace(self, **{name: ""})


@dataclass(frozen=True)
class Facet:
    """A way to sort proposals: the name of its parameter, its words, and the values of a proposal."""

    name: str
    label: str
    everything: str
    titles: Mapping[str, str]
    values: Callable[[Proposal], Iterable[str]]


def facets(view: PublicEdition) -> tuple[Facet, ...]:
    """Category, territory and theme."""
    rules = view.rules
    return (
        Facet("categorie", "Catégorie", "Toutes", rules.category_titles, lambda one: [one.category]),
        Facet("territoire", "Territoire", "Tous", rules.gazetteer.territory_names, lambda one: [one.territory]),
        Facet("theme", "Thème", "Tous", rules.themes, lambda one: one.themes),
    )


def matching(view: PublicEdition, search: Search, *, without: str = "") -> list[Proposal]:
    """The proposals that answer a search, one facet left aside if need be; accents and case do not matter."""
    asked = [
        (facet, value) for facet in facets(view) if facet.name != without and (value := getattr(search, facet.name))
    ]
    words = fold(search.q).split()
    return [
        proposal
        for proposal in view.proposals
        if all(value in facet.values(proposal) for facet, value in asked)
        and all(word in _text(view, proposal) for word in words)
    ]


def _text(view: PublicEdition, proposal: Proposal) -> str:
    words = (proposal.title, proposal.structure, proposal.summary, view.place(proposal), view.territory(proposal))
    return fold(" ".join((*words, *view.themes(proposal))))


def is_for_everybody(view: PublicEdition, search: Search, page: int = 1) -> bool:
    """Whether a search is one that the page itself offers: nothing that somebody typed is in what it shows."""
    chosen = [(facet, value) for facet in facets(view) if (value := getattr(search, facet.name))]
    offered = all(value in facet.titles for facet, value in chosen)
    return not search.q and offered and 1 <= page <= _pages(len(matching(view, search)))


def _pages(found: int) -> int:
    return max(1, -(-found // PAGE_SIZE))


def proposals_page(view: PublicEdition, search: Search, page: int = 1) -> ProposalsPage:
    """One page of a search; a page beyond the last is the last."""
    found = matching(view, search)
    pages = _pages(len(found))
    current = min(max(page, 1), pages)
    shown = found[(current - 1) * PAGE_SIZE : current * PAGE_SIZE]
    action = f"{view.href}projets"
    return ProposalsPage(
        title="Les projets",
        edition=frame(view),
        action=action,
        query=search.q,
        filters=tuple(_filter(view, search, facet) for facet in facets(view)),
        active=_active(view, search, action),
        count=_count(len(found), len(view.proposals)),
        order_note="Dans l’ordre alphabétique des titres.",
        cards=tuple(card(view, proposal) for proposal in shown),
        pager=_pager(search, current, pages, action) if pages > 1 else None,
        vote=Link(href=f"{view.href}vote", label="Je vote") if view.vote_is_open else None,
    )


def _count(found: int, everything: int) -> str:
    if found == everything:
        return count(found, "projet") if found else "Aucun projet pour l’instant"
    return f"{count(found, 'projet')} sur {everything}" if found else "Aucun projet trouvé"


def _filter(view: PublicEdition, search: Search, facet: Facet) -> Filter:
    others = matching(view, search, without=facet.name)
    counts = Counter(value for proposal in others for value in facet.values(proposal))
    present = {value for proposal in view.proposals for value in facet.values(proposal)}
    chosen = getattr(search, facet.name)
    options = [FilterOption(value="", label=facet.everything, count=len(others))]
    options += [
        FilterOption(value=value, label=title, count=counts[value], selected=value == chosen)
        for value, title in facet.titles.items()
        if value in present
    ]
    return Filter(name=facet.name, label=facet.label, options=tuple(options))


def _active(view: PublicEdition, search: Search, action: str) -> tuple[ActiveFilter, ...]:
    found = []
    if search.q:
        label = f"«\u00a0{search.q}\u00a0»"
        found.append(ActiveFilter(label=label, remove_href=search.without("q").href(action)))
    for facet in facets(view):
        value = getattr(search, facet.name)
        if value:
            href = search.without(facet.name).href(action)
            found.append(ActiveFilter(label=facet.titles.get(value, value), remove_href=href))
    return tuple(found)


def _pager(search: Search, current: int, pages: int, action: str) -> Pager:
    return Pager(
        text=f"Page {current} sur {pages}",
        previous_href=search.href(action, current - 1) if current > 1 else None,
        next_href=search.href(action, current + 1) if current < pages else None,
    )
