"""The contests of a ballot as controls of a form, with everything as it was marked."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from concitoyen.domain.ballot import Contest
from concitoyen.domain.contest import Marking, Spread
from concitoyen.domain.contest_faults import FAULTS
from concitoyen.domain.contest_hints import AGAINST, FOR, NO_OPINION, hint
from concitoyen.domain.groups import WHERE
from concitoyen.domain.proposal import Proposal
from concitoyen.web.cards import tag
from concitoyen.web.contexts import vote as context
from concitoyen.web.pages.ballot_form import BETWEEN, CHOICE, MARK, Answers, branch_id, option_id, part_of
from concitoyen.web.public import PublicEdition
from concitoyen.web.wording import ordinal, spaced

PLAIN_TINT = 2
Errors = dict[str, str]


def ballot_parts(
    view: PublicEdition, contests: Sequence[Contest], answers: Answers, errors: Errors
) -> tuple[context.BallotPart, ...]:
    """The ballot in the order of the rulebook; the contests of a family stand together.

    `errors` are the sentences by anchor.
    """
    return tuple(_parts(view, contests, answers, errors))


def rule_sentences() -> dict[str, str]:
    """The sentences by which the rules refuse marks, by what is wrong: what the page says before they are sent."""
    return {wrong: spaced(text) for wrong, text in FAULTS.items()}


def _parts(
    view: PublicEdition, contests: Sequence[Contest], answers: Answers, errors: Errors
) -> Iterator[context.BallotPart]:
    for family, members in groupby(contests, key=lambda contest: contest.family):
        made = [(contest, contest_form(view, contest, answers, errors)) for contest in members]
        if family:
            yield context.BallotPart(family=_family(family, made, answers, errors))
        else:
            yield from (context.BallotPart(contest=form) for _, form in made)


def _family(
    title: str, members: Sequence[tuple[Contest, context.Contest]], answers: Answers, errors: Errors
) -> context.Family:
    first = members[0][0]
    name = part_of(first)
    chosen = answers.parts.get(name, ())
    several = first.family_most > 1
    return context.Family(
        id=name,
        name=name,
        legend=title,
        branches=tuple(
            context.Branch(id=branch_id(contest), value=contest.id, contest=form, checked=contest.id in chosen)
            for contest, form in members
        ),
        bounds=context.Bounds(title=title, most=first.family_most),
        none_label="Je ne vote pas ici",
        none_checked="" in chosen and not several,
        error=errors.get(name),
    )


def contest_form(view: PublicEdition, contest: Contest, answers: Answers, errors: Errors) -> context.Contest:
    """One contest; what voters may leave blank has a way to be left blank again."""
    marking = contest.marking or view.rules.form.marking
    blank_is_valid = not contest.least or contest.optional
    is_category = contest.id in view.rules.category_titles
    here = "dans cette catégorie" if is_category else "ici"
    name = f"{CHOICE}{contest.id}"
    standing = frozenset(contest.candidates)
    return context.Contest(
        id=name,
        name=name,
        legend=contest.title,
        hint=spaced(hint(contest, marking)),
        tint=tag(view, contest.id).tint if is_category else PLAIN_TINT,
        kind=_kind(contest, marking),
        bounds=_bounds(view, contest),
        marks=_marks(contest, marking),
        without=_without(contest, marking),
        none_label=f"Je ne choisis pas {here}" if marking == "one" and blank_is_valid else None,
        none_checked=contest.id in answers.abstained,
        error=errors.get(name),
        options=tuple(
            _option(view, contest, proposal, answers, errors) for proposal in view.proposals if proposal.id in standing
        ),
    )


def _bounds(view: PublicEdition, contest: Contest) -> context.Bounds:
    return context.Bounds(
        title=contest.title,
        least=contest.least,
        most=contest.most,
        values=contest.values,
        points=contest.points,
        cents=contest.sum_at_most.cents if contest.sum_at_most is not None else None,
        currency=view.rules.currency or "EUR",
        most_for=contest.most_for,
        most_against=contest.most_against,
        for_first=contest.for_before_against,
        crowds=tuple(_crowd(spread) for spread in contest.spreads),
    )


def _crowd(spread: Spread) -> context.Crowd:
    standing = sorted({group for groups in spread.groups.values() for group in groups})
    return context.Crowd(
        kind=spread.kind,
        most=spread.most,
        names={group: spread.called(group) for group in standing},
        where={group: spaced(f"{WHERE[spread.by]} « {spread.called(group)} »") for group in standing},
        groups=spread.groups,
    )


def _option(
    view: PublicEdition, contest: Contest, proposal: Proposal, answers: Answers, errors: Errors
) -> context.BallotOption:
    cost = contest.costs.get(proposal.id)
    id = option_id(contest.id, proposal.id)
    return context.BallotOption(
        id=id,
        value=proposal.id,
        title=proposal.title,
        structure=proposal.structure,
        place=view.place(proposal),
        summary=proposal.summary,
        checked=proposal.id in answers.choices.get(contest.id, ()),
        name=f"{MARK}{contest.id}{BETWEEN}{proposal.id}",
        mark=answers.marks.get(contest.id, {}).get(proposal.id, ""),
        cost=str(cost) if cost is not None else None,
        cents=cost.cents if cost is not None else 0,
        error=errors.get(id),
    )


def _kind(contest: Contest, marking: Marking) -> context.Kind:
    if contest.is_for_or_against:
        return "sign"
    return "several" if marking == "approve" else marking


def _marks(contest: Contest, marking: Marking) -> tuple[context.Mark, ...]:
    """The ranks, the best first; the grades, the best first; for, then against."""
    if contest.is_for_or_against:
        return (context.Mark(value="1", label=FOR), context.Mark(value="-1", label=AGAINST))
    if marking == "rank":
        low, high = contest.values
        return tuple(context.Mark(value=str(rank), label=ordinal(rank)) for rank in range(low, high + 1))
    if marking == "grade":
        low = contest.values[0]
        named = [context.Mark(value=str(low + index), label=grade) for index, grade in enumerate(contest.grades)]
        return tuple(reversed(named))
    return ()


def _without(contest: Contest, marking: Marking) -> str | None:
    """What a project without a mark is called; None where every project must have one."""
    if contest.is_for_or_against:
        return NO_OPINION
    if marking == "rank":
        return "sans rang"
    if marking != "grade":
        return None
    if contest.default_grade is not None:
        return f"Sans avis (ce sera «\u00a0{contest.grades[contest.default_grade - contest.values[0]]}\u00a0»)"
    return "Sans avis" if contest.optional or not contest.least else None
