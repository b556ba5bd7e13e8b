"""META and the tables of a rulebook say the same election, in both directions."""

import re
import tomllib
from collections.abc import Mapping, Sequence

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from concitoyen.domain.composition.composed_count import composed
from concitoyen.domain.count import Outcome
from concitoyen.domain.errors import ElectionFileError
from concitoyen_voting_rules.pabulib.election import PbElection
from concitoyen_voting_rules.pabulib.format import Pabulib
from concitoyen_voting_rules.pabulib.official import scores_of
from concitoyen_voting_rules.pabulib.readings import Case
from concitoyen_voting_rules.pabulib.replay import replay
from concitoyen_voting_rules.pabulib.rulebook import meta_of, rulebook_text
from concitoyen_voting_rules.pabulib.rules import readings_of
from concitoyen_voting_rules.pabulib.to_domain import domain_election
from tests.packs.voting_rules.pabulib.files import FACTS, POINTS_VOTES, VOTES, pb, points, ranked, read
from tests.packs.voting_rules.rulebooks import rules_with

WHOLE = """\
[ballot]
form = "voting_rules:favourites"
at_least = 1
at_most = 3
article = "META de ville.pb"

[count]
rule = "voting_rules:greedy"
envelope = 1000
skip = true
ties = ["voting_rules:earliest-deposit", "voting_rules:public-draw"]
line = "participatif"
article = "META de ville.pb"
choices = { line = "La ligne budgétaire n'est pas dans META.", ties = "Le départage n'est pas dans META." }

[[budget_lines]]
id = "participatif"
imputation = "non relevée"
label = "Budget participatif"
available = 1000
article = "META de ville.pb"
choices = { imputation = "L'imputation n'est pas dans META.", label = "Le libellé n'est pas dans META." }
"""
Tables = Mapping[str, Mapping[str, object]]


def tables(content: bytes) -> Tables:
    return tomllib.loads(rulebook_text(read(content)))


def by_rulebook(election: PbElection, text: str) -> Outcome:
    """The file's ballots counted by the rulebook, bound as an edition binds it."""
    rules, held = rules_with(text), domain_election(election)
    return composed(held, rules.composition(held.candidates))


def by_file(election: PbElection) -> Sequence[str]:
    """The file's ballots counted as `replay` does."""
    walk = readings_of(election)[0][1](Case(election, scores_of(election)))
    return sorted(election.ids[one] for one in walk.funded)


def funded(outcome: Outcome) -> Sequence[str]:
    return sorted(result.candidate for result in outcome.funded)


# ── the law ───────────────────────────────────────────────────────────────────────────────────────────

WALKS = ("greedy", "greedy-no-skip", "greedy-threshold")
SHARES = ("equalshares", "equalshares-comparison", "equalshares/add1", "equalshares/add1-comparison")
RULES = {
    "approval": (*WALKS, "greedy-exclusive", "greedy-custom", "parts", *SHARES),
    "choose-1": (*WALKS, "greedy-custom", *SHARES),
    "cumulative": (*WALKS, *SHARES),
    "scoring": WALKS,
    "ordinal": WALKS,
}
LIMITS: Mapping[str, Mapping[str, str]] = {
    "approval": {"min_length": "1"},
    "choose-1": {},
    "cumulative": {"max_sum_points": "30", "max_points": "6", "min_sum_points": "1"},
    "scoring": {"min_points": "0", "max_points": "6"},
    "ordinal": {"min_length": "2", "max_length": "2"},
}


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file of any form and any rule that a rulebook can say; no two projects cost the same."""
    form = draw(st.sampled_from(sorted(RULES)))
    rule = draw(st.sampled_from(RULES[form]))
    ids = [f"p{number}" for number in range(draw(st.integers(2, 5)))]
    costs = draw(st.lists(st.integers(1, 90), min_size=len(ids), max_size=len(ids), unique=True))
    least, most = {"choose-1": (1, 1), "ordinal": (2, 2)}.get(form, (1, len(ids)))
    lists = st.lists(st.sampled_from(ids), min_size=least, max_size=most, unique=True)
    ballots = draw(st.lists(lists, min_size=1, max_size=9))
    rows = [[str(number), ",".join(chosen)] for number, chosen in enumerate(ballots)]
    if form in ("cumulative", "scoring"):
        for row, chosen in zip(rows, ballots, strict=True):
            row.append(",".join(str(draw(st.integers(1, 6))) for _ in chosen))
    meta: dict[str, str | None] = {"vote_type": form, "rule": rule, "max_length": None, **LIMITS[form]}
    meta["budget"] = str(draw(st.integers(90 if "add1" in rule else 20, 200)))
    sectors = [draw(st.sampled_from("xy")) for _ in ids]
    meta |= _stated(draw, rule, ids, int(meta["budget"] or 0))
    projects = [f"{name};{cost};{sector}" for name, cost, sector in zip(ids, costs, sectors, strict=True)]
    columns = "voter_id;vote;points" if form in ("cumulative", "scoring") else "voter_id;vote"
    return pb(meta, ["project_id;cost;category", *projects], [columns, *map(";".join, rows)])


def _stated(draw: st.DrawFn, rule: str, ids: Sequence[str], budget: int) -> dict[str, str | None]:
    """What META says beside the name of the rule."""
    if rule == "greedy-threshold":
        return {"min_project_score_threshold": str(draw(st.integers(1, 5)))}
    if rule == "greedy-exclusive":
        groups = draw(
            st.lists(st.lists(st.sampled_from(ids), min_size=2, max_size=3, unique=True), min_size=1, max_size=2)
        )
        listed = "; ".join(", ".join(group) for group in groups)
        return {"comment": f'"#1: Mutually exclusive projects: {listed} #2: Other."'}
    if rule == "greedy-custom":
        return {"unit": "Poznań"}
    if rule == "parts":
        first = draw(st.integers(1, budget))
        left = draw(st.sampled_from(["Fund additional projects that fit", ""]))
        return {"rule": "greedy", "budget_per_category": f"x: {first}, y: {budget - first}", "leftover_budget": left}
    return {}


@given(files())
def test_a_file_counts_the_same_by_its_rulebook_and_comes_back_as_a_file_that_replays(content: bytes) -> None:
    election = read(content)
    text = rulebook_text(election)
    outcome = by_rulebook(election, text)
    assert funded(outcome) == by_file(election)
    read_back = tomllib.loads(text)
    words = meta_of(read_back["ballot"], read_back["count"])
    assume(words["rule"] != "unknown")
    assert {key: words[key] for key in ("vote_type", "rule")} == {
        key: election.meta[key] for key in ("vote_type", "rule")
    }
    written = Pabulib().write(domain_election(election), outcome, {**FACTS, **words})
    again = replay(read(written))
    assert (again.verdict, sorted(again.funded)) == ("reproduced", funded(outcome))


# ── what is written ───────────────────────────────────────────────────────────────────────────────────


def test_meta_becomes_tables_that_bind() -> None:
    assert rulebook_text(read(pb({"min_length": "1"}))) == WHOLE
    assert funded(by_rulebook(read(pb()), WHOLE)) == ["banc", "velo"]


FORMS: Mapping[str, tuple[bytes, Mapping[str, object]]] = {
    "one choice": (
        pb({"vote_type": "choose-1"}, votes=("voter_id;vote", "1;velo")),
        {"form": "favourites", "exactly": 1},
    ),
    "so many exactly": (
        pb({"min_length": "3"}, votes=("voter_id;vote", "1;velo,four,banc")),
        {"form": "favourites", "exactly": 3},
    ),
    "a basket": (
        pb({"max_sum_cost": "1500", "max_length": None}),
        {"form": "knapsack", "sum_at_most": 1500},
    ),
    "a basket of so many": (
        pb({"max_sum_cost": "1500.5"}),
        {"form": "knapsack", "sum_at_most": "1500.5", "at_most": 3},
    ),
    "ranks": (ranked({"max_length": "3", "min_length": "2"}), {"form": "ranking", "places": 3, "at_least": 2}),
    "one rank at least": (ranked(), {"form": "ranking", "places": 3}),
    "points": (points(), {"form": "points", "total": 6}),
    "points with every limit": (
        points({"max_points": "4", "min_length": "2", "max_length": "3", "min_sum_points": "6"}),
        {
            "form": "points",
            "total": 6,
            "per_project": 4,
            "projects_at_least": 2,
            "projects_at_most": 3,
            "spend_all": True,
        },
    ),
    "points without a total": (points({"max_sum_points": None}), {"form": "points", "total": 6}),
    "scores": (
        points({"vote_type": "scoring", "max_points": "5", "min_points": "1"}),
        {"form": "scores", "lowest": 1, "highest": 5},
    ),
    "scores without limits": (points({"vote_type": "scoring"}), {"form": "scores", "lowest": 0, "highest": 4}),
}


@pytest.mark.parametrize(("content", "ballot"), FORMS.values(), ids=FORMS.keys())
def test_every_form_of_ballot_has_its_table(content: bytes, ballot: Mapping[str, object]) -> None:
    told = tables(content)["ballot"]
    form = f"voting_rules:{ballot['form']}"
    assert told == {**ballot, "form": form, "article": "META de ville.pb"}


COUNTS: Mapping[str, tuple[bytes, Mapping[str, object]]] = {
    "no skip": (pb({"rule": "greedy-no-skip"}), {"skip": False}),
    "a threshold": (
        pb({"rule": "greedy-threshold", "min_project_score_threshold": "2"}),
        {"minimum_votes": 2},
    ),
    "a share": (
        pb({"rule": "greedy-threshold", "min_project_score_threshold": "10%"}),
        {"minimum_share": 10},
    ),
    "a share with decimals": (
        pb({"rule": "greedy-threshold", "min_project_score_threshold": "2,5 %"}),
        {"minimum_share": "2.5"},
    ),
    "cents": (pb({"budget": "1000.5"}), {"envelope": "1000.5"}),
    "points": (
        points({"rule": "greedy-threshold", "min_project_score_threshold": "5"}),
        {"by": "points", "minimum_points": 5},
    ),
    "ranks": (ranked({"max_length": "3"}), {"rule": "voting_rules:positional", "scale": [3, 2, 1]}),
    "ranks by Borda": (
        ranked(
            {"max_length": "3"},
            [
                re.sub(";3;[864];", f";3;{score};", row)
                for row, score in zip(
                    ("project_id;cost;votes;score;name;selected", "a;600;3;8;A;1", "b;500;3;6;B;0", "c;300;3;4;C;1"),
                    (0, 5, 3, 1),
                    strict=True,
                )
            ],
        ),
        {"rule": "voting_rules:positional", "scale": "borda"},
    ),
    "parts of the money": (
        pb(
            {"budget_per_category": "sport: 600, repas: 300", "leftover_budget": "Fund additional projects"},
            ("project_id;cost;category", "velo;600;sport", "four;300;repas", "banc;100;"),
            ("voter_id;vote", "1;velo,four,banc"),
        ),
        {
            "pots": [
                {"id": "part-1", "title": "sport", "takes": {"project": ["velo"]}, "amount": 600, "left_to": "reste"},
                {"id": "part-2", "title": "repas", "takes": {"project": ["four"]}, "amount": 300, "left_to": "reste"},
                {"id": "reste", "title": "Ce qui reste"},
            ]
        },
    ),
    "parts of the money, and nothing for all": (
        pb(
            {"budget_per_neighborhood": "nord: 600, sud: 300, est: 50", "neighborhoods": "nord,sud,est"},
            ("project_id;cost;neighborhood", "velo;600;nord", "four;300;sud"),
            ("voter_id;vote", "1;velo,four"),
        ),
        {
            "pots": [
                {"id": "part-1", "title": "nord", "takes": {"project": ["velo"]}, "amount": 600},
                {"id": "part-2", "title": "sud", "takes": {"project": ["four"]}, "amount": 300},
            ]
        },
    ),
    "a withdrawn project": (
        pb({}, ("project_id;cost", "velo;600", "four;999999999"), ("voter_id;vote", "1;velo,four")),
        {"decided": [{"projects": ["four"], "outcome": "set-aside"}]},
    ),
    "projects that exclude one another": (
        pb({"rule": "greedy-exclusive", "comment": '"#1: Mutually exclusive projects: velo, banc; four, puits"'}),
        {
            "conditions": [
                {"rule": "voting_rules:exclusive", "projects": ["velo", "banc"]},
                {"rule": "voting_rules:exclusive", "projects": ["four", "puits"]},
            ]
        },
    ),
    "a reserve": (
        pb({"rule": "greedy-custom", "unit": "Poznań", "budget": "1001"}),
        {"skip": False, "envelope": 1001, "filling": {"overshoot": "250.25", "overshoot_percent": 20}},
    ),
}


@pytest.mark.parametrize(("content", "count"), COUNTS.values(), ids=COUNTS.keys())
def test_every_rule_has_its_table_and_counts_the_same(content: bytes, count: Mapping[str, object]) -> None:
    election = read(content)
    text = rulebook_text(election)
    told = _without_articles(tomllib.loads(text)["count"])
    usual = {"rule": "voting_rules:greedy", "envelope": 1000, "skip": True, "line": "participatif"}
    assert {key: told[key] for key in told if key != "ties"} == {**usual, **count}
    assert funded(by_rulebook(election, text)) == by_file(election)


def _without_articles(table: object) -> Mapping[str, object]:
    def bare(value: object) -> object:
        if isinstance(value, list):
            return [bare(one) for one in value]
        if isinstance(value, dict):
            return {key: bare(one) for key, one in value.items() if key not in ("article", "choices")}
        return value

    found = bare(table)
    assert isinstance(found, dict)
    return found


PARTS = ("project_id;cost;category", "velo;600;sport", "four;300;repas")
TWO = ("voter_id;vote", "1;velo,four")
REFUSALS: Mapping[str, tuple[bytes, str]] = {
    "no whole rule": (pb({"rule": "unknown"}), "la règle « unknown » n'a pas d'équivalent entier"),
    "a custom rule": (pb({"rule": "greedy-custom"}), "la règle « greedy-custom » n'a pas d'équivalent entier"),
    "money finer than cents": (pb({"budget": "0.125"}), "un règlement compte en centimes"),
    "conflicts that nobody names": (pb({"rule": "greedy-exclusive"}), "le fichier ne dit pas quels projets s'excluent"),
    "conflicts between unknown projects": (
        pb({"rule": "greedy-exclusive", "comment": '"#1: Mutually exclusive projects: velo, zut"'}),
        "le fichier ne dit pas quels projets s'excluent",
    ),
    "further money": (
        pb(
            {"rule": "greedy-custom", "unit": "Poznań"},
            ("project_id;cost;selected", "velo;1;3"),
            ("voter_id;vote", "1;velo"),
        ),
        "l'argent ajouté après coup",
    ),
    "parts without skip": (
        pb({"rule": "greedy-no-skip", "budget_per_category": "sport: 600"}, PARTS, TWO),
        "« greedy-no-skip » par parts n'a pas d'équivalent",
    ),
    "parts that cannot be read": (pb({"budget_per_category": "la moitié"}, PARTS, TWO), "ne se lisent pas"),
    "parts beyond the budget": (pb({"budget_per_category": "sport: 2000"}, PARTS, TWO), "plus que le budget"),
    "a project dearer than the budget, and larger and larger shares": (
        pb({"rule": "equalshares/add1", "budget": "599"}),
        "un projet plus cher que le budget arrête l'ajout",
    ),
    "ranks that share": (ranked({"rule": "equalshares"}), "des rangs n'ont pas de parts égales"),
    "ranks worth what each ballot holds": (
        ranked(
            {"max_length": "3"}, ("project_id;cost", "a;600", "b;500", "c;300"), ("voter_id;vote", "1;a,b", "2;c,a,b")
        ),
        "n'ont pas de barème dans un règlement",
    ),
    "a share of voters for points": (
        points({"rule": "greedy-threshold", "min_project_score_threshold": "10%"}),
        "ne se dit pas de points",
    ),
    "limits by category": (pb({"max_length_per_category": "1"}), "max_length_per_category n'a pas d'équivalent"),
    "a basket with a least length": (
        pb({"max_sum_cost": "1500", "min_length": "2"}, votes=VOTES[:3]),
        "max_sum_cost avec min_length n'a pas d'équivalent",
    ),
    "a least sum of points": (points({"min_sum_points": "3"}), "min_sum_points n'a d'équivalent que"),
    "decimal points": (points(votes=(POINTS_VOTES[0], "1;a,b;1.5,2")), "des points décimaux n'ont pas d'équivalent"),
    "a default score": (
        points({"vote_type": "scoring", "default_score": "2", "max_sum_points": None}),
        "default_score n'a pas d'équivalent",
    ),
    "negative scores": (
        points({"vote_type": "scoring", "max_sum_points": None}, (POINTS_VOTES[0], "1;a;-2")),
        "des notes négatives n'ont pas d'équivalent",
    ),
}


@pytest.mark.parametrize(("content", "sentence"), REFUSALS.values(), ids=REFUSALS.keys())
def test_what_a_rulebook_cannot_say_is_refused(content: bytes, sentence: str) -> None:
    with pytest.raises(ElectionFileError, match=sentence):
        rulebook_text(read(content))


def test_a_conflict_named_by_a_comment_passes_over_the_later_project_and_a_tie_inside_it_is_told() -> None:
    rows = ("project_id;cost;selected", "a;100;1", "b;100;0", "c;100;1")
    comment = '"#1: Mutually exclusive projects: a, b"'
    told = {"rule": "greedy-exclusive", "comment": comment, "max_length": None}
    clear = replay(read(pb(told, rows, ("voter_id;vote", "1;a,b,c", "2;a"))))
    assert (clear.verdict, clear.funded, clear.equals) == ("reproduced", ("a", "c"), 0)
    tied = replay(read(pb(told, rows, ("voter_id;vote", "1;a,b,c"))))
    assert (tied.verdict, tied.equals) == ("reproduced", 1)
