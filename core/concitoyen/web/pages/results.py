"""The results, or the page that stands in their place before publication."""

from collections import Counter
from collections.abc import Callable, Mapping

from concitoyen.domain.award import Amendment, Award, balances
from concitoyen.domain.brackets import SMALL, BracketTotal
from concitoyen.domain.calendar import VOTE
from concitoyen.domain.count import Outcome, Result, Round
from concitoyen.domain.dates import french_date
from concitoyen.domain.money import Money, total
from concitoyen.domain.proposal import Proposal
from concitoyen.web.bundles import Offered
from concitoyen.web.cards import href, tag
from concitoyen.web.contexts.base import Figure
from concitoyen.web.contexts.results import (
    AmendmentNote,
    BarRow,
    BracketRow,
    BundleLink,
    LaureateRow,
    LineRow,
    NotRetainedRow,
    ResultsPage,
    ResultsPendingPage,
    TraceRound,
)
from concitoyen.web.frame import frame
from concitoyen.web.pages.thanks import in_groups
from concitoyen.web.public import PublicEdition, PublishedResults
from concitoyen.web.wording import count, number, octets, ordinal, sentence, until, votes, votes_label

SIMULATED = (
    "Les projets, les règles et les montants sont les vrais. Les votes ont été tirés au sort par un programme,"
    " pour montrer comment tout fonctionne."
)
TERRITORY_TINT = 2


def results_page(view: PublicEdition, offered: Offered | None = None) -> ResultsPage | ResultsPendingPage:
    """The results once they are public; before that, nothing of them. `offered` is the bundle to recount them from."""
    return _pending(view) if view.results is None else _published(view, view.results, offered)


def _pending(view: PublicEdition) -> ResultsPendingPage:
    closing = view.rules.calendar.last_close(VOTE)
    if closing is None:
        when = "La date du vote sera annoncée ici."
    elif view.at < closing:
        when = f"Le vote ferme le {until(view.rules.calendar, closing)}."
    else:
        when = f"Le vote est fermé depuis le {until(view.rules.calendar, closing)}."
    return ResultsPendingPage(
        title="Résultats à venir",
        edition=frame(view),
        sentence=when,
        next_step="Les résultats paraîtront ici, tous en même temps.",
    )


def _published(view: PublicEdition, results: PublishedResults, offered: Offered | None) -> ResultsPage:
    outcome = results.outcome
    return ResultsPage(
        title="Les résultats",
        edition=frame(view),
        published=_when(view),
        simulated_note=SIMULATED if view.edition.simulated else None,
        votes_label=votes_label(simulated=view.edition.simulated, weighted=bool(outcome.weights)),
        figures=_figures(view, results),
        laureates=tuple(
            _laureate(view, result, results.award_of[result.candidate])
            for result in outcome.results
            if result.candidate in results.award_of
        ),
        not_retained=tuple(
            _not_retained(view, result) for result in outcome.results if result.candidate not in results.award_of
        ),
        rule=_rule(view, outcome),
        receipts_root=in_groups(results.receipts_root),
        receipt_href=f"{view.href}bulletin",
        trace=tuple(_round(view, step, results.by_proposal[step.candidate]) for step in outcome.rounds),
        amendments=tuple(_amendment(view, results, amendment) for amendment in results.amendments),
        lines=_lines(view, results),
        by_category=_bars(
            view,
            results,
            view.rules.category_titles,
            lambda one: one.category,
            {name: tag(view, name).tint for name in view.rules.category_titles},
        ),
        by_territory=_bars(view, results, view.rules.gazetteer.territory_names, lambda one: one.territory, {}),
        receipts=number(outcome.voters),
        receipts_href=f"/api/editions/{view.edition.id}/receipts.txt",
        head=in_groups(results.head or view.journal_head),
        bundle=_bundle(offered) if offered else None,
        brackets=tuple(BracketRow(label=one.label, voters=_held_back(one)) for one in results.brackets),
    )


def _bundle(offered: Offered) -> BundleLink:
    return BundleLink(href=offered.href, size=octets(offered.size), sha256=in_groups(offered.sha256))


def _held_back(one: BracketTotal) -> str:
    if one.voters is not None:
        return number(one.voters)
    return f"moins de {SMALL}" if one.small else "non publié"


def _when(view: PublicEdition) -> str:
    published, decided = view.edition.published_at, view.edition.deliberation
    day = french_date(view.rules.calendar.local(published).date()) if published else ""
    if decided is None:
        return f"Publiés le {day}."
    return f"Publiés le {day}, après la délibération {decided.number} du {french_date(decided.day)} ({decided.body})."


def _figures(view: PublicEdition, results: PublishedResults) -> tuple[Figure, ...]:
    said = ["voix simulées"] if view.edition.simulated else []
    said += [f"dont {number(results.paper)} sur papier"] if results.paper else []
    return (
        Figure(value=number(len(results.awards)), label="lauréats", note=f"sur {len(results.by_proposal)} projets"),
        Figure(value=number(results.outcome.voters), label="votants", note=", ".join(said) or None),
        Figure(value=str(total([award.amount for award in results.awards])), label="accordés"),
        *_replaced(results),
    )


def _rule(view: PublicEdition, outcome: Outcome) -> str:
    """The rule, its envelope, and what each channel weighs where it does: the first note of such an outcome."""
    told = f"{view.rules.voting_rule.title}. L’enveloppe était de {outcome.envelope}."
    return f"{told} {outcome.notes[0].text}" if outcome.weights else told


def _replaced(results: PublishedResults) -> tuple[Figure, ...]:
    if results.replaced is None:
        return ()
    noun = "bulletin remplacé" if results.replaced <= 1 else "bulletins remplacés"
    return (Figure(value=number(results.replaced), label=noun, note="par leur votant, avant la fermeture"),)


def _title(view: PublicEdition, name: str) -> str:
    return view.by_id[name].title if name in view.by_id else name


def _laureate(view: PublicEdition, result: Result, award: Award) -> LaureateRow:
    proposal = view.proposal(result.candidate)
    lines = {line.id: line.imputation for line in view.rules.rulebook.budget_lines}
    return LaureateRow(
        rank=ordinal(result.rank),
        href=href(view, proposal),
        title=proposal.title,
        structure=proposal.structure,
        commune=view.place(proposal),
        territory=view.territory(proposal),
        category=tag(view, proposal.category),
        votes=number(result.votes),
        amount=str(award.amount),
        line=lines.get(award.line, award.line),
        why=sentence(award.why.text),
    )


def _not_retained(view: PublicEdition, result: Result) -> NotRetainedRow:
    proposal = view.proposal(result.candidate)
    return NotRetainedRow(
        rank=ordinal(result.rank),
        href=href(view, proposal),
        title=proposal.title,
        structure=proposal.structure,
        votes=number(result.votes),
        why=sentence(result.why.text),
    )


def _round(view: PublicEdition, step: Round, result: Result) -> TraceRound:
    counted = votes(result.votes, simulated=view.edition.simulated, weighted=view.rules.weighs_channels)
    return TraceRound(
        number=step.number,
        sentence=f"{_title(view, step.candidate)}, {counted}\u00a0: {step.why.text}.",
        left=str(step.remaining_after),
        retained=step.decision == "funded",
    )


def _amendment(view: PublicEdition, results: PublishedResults, amendment: Amendment) -> AmendmentNote:
    lines = {line.id: f"{line.label}, {line.imputation}" for line in view.rules.rulebook.budget_lines}
    added = [f"Ajouté\u00a0: {_with_amount(view, results, name)}" for name in amendment.adds]
    removed = [f"Retiré\u00a0: {_title(view, name)}" for name in amendment.removes]
    return AmendmentNote(
        heading="Amendement",
        body=sentence(f"Proposé par {amendment.author}\u00a0: {amendment.reason}")
        + (f" Ligne du budget\u00a0: {lines.get(amendment.line, amendment.line)}." if amendment.line else ""),
        effects=(*added, *removed),
    )


def _with_amount(view: PublicEdition, results: PublishedResults, name: str) -> str:
    award = results.award_of.get(name)
    return f"{_title(view, name)}, {award.amount}" if award else _title(view, name)


def _lines(view: PublicEdition, results: PublishedResults) -> tuple[LineRow, ...]:
    laureates = Counter(award.line for award in results.awards)
    known = view.rules.budget_lines
    return tuple(
        LineRow(
            imputation=state.line.imputation,
            label=state.line.label,
            available=str(state.line.available),
            charged=str(state.charged),
            balance=str(state.balance),
            laureates=number(laureates[state.line.id]),
        )
        for state in balances(results.awards, known)
    )


def _bars(
    view: PublicEdition,
    results: PublishedResults,
    titles: Mapping[str, str],
    group: Callable[[Proposal], str],
    tints: Mapping[str, int],
) -> tuple[BarRow, ...]:
    amounts: dict[str, list[Money]] = {name: [] for name in titles}
    for award in results.awards:
        amounts.setdefault(group(view.proposal(award.proposal)), []).append(award.amount)
    largest = max((total(found).cents for found in amounts.values()), default=0)
    return tuple(
        BarRow(
            label=titles.get(name, name),
            projects=count(len(found), "projet"),
            amount=str(total(found)),
            value=total(found).cents,
            maximum=max(largest, 1),
            tint=tints.get(name, TERRITORY_TINT),
        )
        for name, found in amounts.items()
    )
