"""What a rulebook may ask around its voting rule, and what it is told when it asks wrongly."""

import re
from collections.abc import Sequence
from pathlib import Path

import pytest

from concitoyen.domain.errors import RulebookError
from concitoyen.domain.money import Money
from concitoyen.domain.rulebook import Rulebook
from concitoyen.plugin.binding import bind
from concitoyen_voting_rules.plugin import register_count_conditions, register_rulebooks
from tests.docs.snippets import read_snippets
from tests.packs.voting_rules.elections import euros, times
from tests.packs.voting_rules.rulebooks import SECTIONS, packs, rules_with
from tests.packs.voting_rules.test_voting_rules_in_a_rulebook import deposited

PAGE = Path(__file__).parents[3] / "docs/reference/rulebook.md"
SNIPPETS = [one for one in read_snippets(PAGE) if one.tags == ("section",)]
CITED = '\narticle = "Article 8"\n'


def faults(sections: str) -> Sequence[str]:
    with pytest.raises(RulebookError) as refused:
        rules_with(sections)
    told = [f"{problem.key} : {problem.text}" for problem in refused.value.problems]
    return [re.sub("[\u202f\u00a0]", " ", text) for text in told]


def count(*tables: str, rule: str = "voting_rules:greedy") -> str:
    written = SECTIONS["count"].replace("voting_rules:greedy", rule)
    return written + "".join(f"\n[[count.{table}{CITED}" for table in tables)


def filling(text: str) -> str:
    return f"{SECTIONS['count']}\n[count.filling]\n{text}{CITED}"


def pot(name: str, text: str = "") -> str:
    return f'pots]]\nid = "{name}"\ntitle = "{name.capitalize()}"\n{text}'


@pytest.mark.parametrize("snippet", SNIPPETS, ids=lambda snippet: f"line-{snippet.line}")
def test_every_section_of_the_page_on_rulebooks_binds(snippet: object) -> None:
    code = getattr(snippet, "code", "")
    lines = SECTIONS["budget_lines"].replace("participatif", "fonctionnement").replace("20000", "60000")
    sections = code if "[count]" not in code else code + lines
    assert rules_with(sections).rulebook.edition.id == "village-2027"
    assert len(SNIPPETS) == 3


def test_the_pack_registers_its_conditions_and_its_examples() -> None:
    assert [condition.id for condition in register_count_conditions()] == [
        "threshold",
        "at-least-per-group",
        "at-most-per-group",
        "exclusive",
    ]
    assert [rulebook.id for rulebook in register_rulebooks()] == [
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
    ]


def test_a_count_goes_through_pots_conditions_and_filling_from_the_text_alone() -> None:
    tables = count(
        pot("petits", 'takes = { cost_at_most = 3000 }\namount = 3000\nleft_to = "grands"'),
        pot(
            "grands",
            'count = { rule = "voting_rules:greedy", skip = false }\nties = ["voting_rules:public-draw"]',
        ),
        'conditions]]\nrule = "voting_rules:threshold"\nvotes = 2',
        'conditions]]\nrule = "voting_rules:at-most-per-group"\nby = "bearer"\nmost = 1\npot = "grands"',
        'decided]]\nprojects = ["bac"]\noutcome = "set-aside"',
    ).replace("20000", "11500")
    rules = rules_with(f"{tables}\n[count.filling]\npartial_percent = 10{CITED}")
    proposals = [
        deposited("velo", day=1, requested=5000).model_copy(update={"structure": "Les Amis"}),
        deposited("four", day=2, requested=4000).model_copy(update={"structure": "LES AMIS"}),
        deposited("puits", day=3, requested=2000),
        deposited("scene", day=4, requested=5000),
        deposited("bac", day=5, requested=100),
        deposited("mare", day=6, requested=100),
    ]
    ballots = [
        times(9, "velo", "four", "bac", contest="favourites"),
        times(3, "puits", "scene", "velo", contest="favourites"),
        times(1, "mare", contest="favourites"),
    ]
    outcome = rules.count(rules.candidates(proposals), ballots, draw_seed="62")
    assert {one.candidate: one.amount for one in outcome.funded} == {
        "velo": euros(5000),
        "puits": euros(2000),
        "scene": euros(4500),
    }
    why = {one.candidate: re.sub("[\u202f\u00a0]", " ", one.why.text) for one in outcome.results}
    assert why["bac"] == "écarté avant le dépouillement (Article 8) : non retenu"
    assert why["mare"] == "il fallait au moins 2 voix, il en a 1 : non retenu"
    assert why["scene"] == "retenu en partie : il restait 4 500 € sur les 5 000 € qu'il coûte"
    assert why["four"] == "porteur « Les Amis » : le règlement n'y finance pas plus d'un projet : non retenu"


def test_the_sealed_text_counts_as_the_file_does() -> None:
    rules = rules_with(count(pot("p", "percent = 12.5"), pot("q", "")) + "\n[count.filling]\novershoot = 0" + CITED)
    again = bind(Rulebook.from_canonical(rules.rulebook.canonical()), packs())
    assert again.around == rules.around


@pytest.mark.parametrize(
    ("sections", "told"),
    [
        (
            count('conditions]]\nrule = "voting_rules:treshold"\nvotes = 3'),
            (
                "count.conditions[1].rule : aucun pack actif (categories, core, village, voting_rules) n'offre la "
                "condition du dépouillement « voting_rules:treshold » ; vouliez-vous dire « voting_rules:threshold » ?"
            ),
        ),
        (
            count('conditions]]\nrule = "voting_rules:threshold"\nvote = 3'),
            "count.conditions[1].vote : la clé « vote » est inconnue ici ; vouliez-vous dire « votes » ?",
        ),
        (
            count('conditions]]\nrule = "voting_rules:threshold"\nvotes = 3\npot = "zzz"'),
            "count.conditions[1].pot : « zzz » n'est pas dans [[count.pots]] (aucune part).",
        ),
        (
            count(pot("p", 'takes = { territoire = "bas" }')),
            (
                "count.pots[1].takes.territoire : la clé « territoire » est inconnue ici ; vouliez-vous dire "
                "« territory » ?"
            ),
        ),
        (
            count(pot("p", 'takes = { territory = "bax" }')),
            (
                "count.pots[1].takes : territoire « bax » : cette édition n'en a pas de ce nom ; vouliez-vous dire "
                "« bas » ?"
            ),
        ),
        (
            count(pot("p", 'by = "territory"\namounts = { haut = 5 }')),
            "count.pots[1].amounts : territoire « haut » : cette édition n'en a pas de ce nom (bas).",
        ),
        (
            count(pot("p", 'by = "territory"\namount = 20001')),
            "count.pots : les parts font ensemble au moins 20 001 €, plus que l'enveloppe (20 000 €).",
        ),
        (
            count(pot("p", 'by = "territory"')),
            (
                "count.pots[1] : dites combien reçoit chaque groupe (amount, amounts, percent ou fraction), ou comment "
                "ils partagent ce que reçoit la part (shared)."
            ),
        ),
        (
            count(pot("p", "amounts = { bas = 5 }")),
            'count.pots[1] : amounts donne un montant à chaque groupe : dites lesquels avec by (by = "territory").',
        ),
        (
            count(pot("p", "amount = 5\npercent = 5")),
            "count.pots[1] : donnez un montant (amount, amounts) ou une part (percent, fraction), pas les deux.",
        ),
        (
            count(pot("p", 'fraction = "3/2"')),
            "count.pots[1].fraction : « 3/2 » n'est pas une fraction de l'enveloppe (exemples : 2/3, 1/4).",
        ),
        (
            count(pot("p", 'fraction = "deux tiers"')),
            "count.pots[1].fraction : « deux tiers » n'est pas une fraction de l'enveloppe (exemples : 2/3, 1/4).",
        ),
        (
            count(pot("p", 'fraction = "1/2"\nshared = "equally"')),
            "count.pots[1] : shared partage le montant de la part entre des groupes : donnez by, et pas amounts.",
        ),
        (
            count(pot("p", 'by = "canton"\npercent = 50\nshared = "population"')),
            (
                'count.pots[1] : shared = "population" partage entre des groupes de l\'un de ces genres : territory, '
                "epci, commune."
            ),
        ),
        (
            count(pot("p", 'by = "commune"\npercent = 50\nshared = "population"')),
            (
                "count.pots[1].shared : la population de Le Moulin n'est pas dans la liste des territoires : "
                "remplissez sa colonne population."
            ),
        ),
        (
            filling('partial_percent = 50\npots = ["reste"]'),
            "count.filling.pots : « reste » n'est pas dans [[count.pots]] (aucune part).",
        ),
        (
            count(pot("p"), pot("q")),
            (
                "count.pots : une seule part peut recevoir ce que les autres laissent de l'enveloppe, pas p et q : "
                "donnez aux autres un montant (amount) ou une part (percent, fraction)."
            ),
        ),
        (
            count(pot("p", "amount = 5"), pot("p", "amount = 5")),
            "count.pots[2] : « p » est déjà défini plus haut ; donnez un autre nom.",
        ),
        (
            count(pot("p", 'amount = 5\nleft_to = "q"'), pot("r", "amount = 5")),
            "count.pots[1].left_to : « q » n'est pas une part comptée plus loin (r).",
        ),
        (
            count(pot("p", 'amount = 5\nleft_to = "q"'), pot("q", 'by = "territory"\namount = 5')),
            "count.pots[1].left_to : « q » est une part par groupe : ce qui reste ne peut pas aller à tous.",
        ),
        (
            count(pot("p", 'left_to = "p"')),
            "count.pots[1].left_to : « p » n'est pas une part comptée plus loin (aucune).",
        ),
        (
            count().replace("line =", "weights = { site = 1 }\nline ="),
            "count.weights : le poids de paper manque : dites celui de chaque canal (site = 1, paper = 2).",
        ),
        (
            count().replace("line =", "weights = { site = 1, papier = 2 }\nline ="),
            "count.weights.papier.[key] : valeurs possibles : 'site' ou 'paper'.",
        ),
        (
            count().replace("line =", "weights = { site = 0, paper = 2 }\nline ="),
            "count.weights.site : doit être au moins 1.",
        ),
        (
            count().replace("line =", "weights = { site = 1, paper = 1.5 }\nline ="),
            "count.weights.paper : un nombre entier est attendu.",
        ),
        (
            filling("overshoot_percent = 20"),
            "count.filling : dites de combien on peut dépasser au plus : overshoot = un montant.",
        ),
        (
            filling("overshoot = 1"),
            (
                "count.filling.overshoot : l'enveloppe et le dépassement permis font 20 001 €, plus que le disponible "
                "de la ligne (20 000 €)."
            ),
        ),
        (
            filling('leftover = { rule = "voting_rules:gredy" }'),
            (
                "count.filling.leftover.rule : aucun pack actif (categories, core, village, voting_rules) n'offre la "
                "règle de vote « voting_rules:gredy » ; vouliez-vous dire « voting_rules:greedy » ?"
            ),
        ),
    ],
)
def test_a_wrong_table_is_refused_at_its_place_in_one_sentence(sections: str, told: str) -> None:
    assert faults(sections) == [told]


LIMIT = 'conditions]]\nrule = "voting_rules:at-most-per-group"\nby = "bearer"\nmost = 1'
CANNOT = "la règle « voting_rules:plurality » ne sait pas respecter un maximum par groupe avec ces paramètres"


def test_a_maximum_that_the_rule_cannot_keep_is_refused_with_the_rules_that_can() -> None:
    (told,) = faults(count(LIMIT, LIMIT, rule="voting_rules:plurality"))
    assert told.startswith(f"count.rule : {CANNOT} ; règles qui le savent : voting_rules:")
    assert "voting_rules:greedy" in told
    (told,) = faults(count(pot("p", "projects_at_most = 2"), rule="voting_rules:plurality"))
    assert told.startswith(f"count.pots[1].projects_at_most : {CANNOT}")
    own = 'count = { rule = "voting_rules:plurality" }\namount = 5'
    (told,) = faults(count(pot("p", own), pot("q"), LIMIT))
    assert told.startswith(f"count.rule : {CANNOT}")
    (told,) = faults(count(LIMIT) + f'\n[count.filling]\nleftover = {{ rule = "voting_rules:plurality" }}{CITED}')
    assert told.startswith(f"count.rule : {CANNOT}")


def test_a_maximum_asked_in_another_pot_is_no_concern_of_the_rule() -> None:
    own = 'count = { rule = "voting_rules:plurality" }\namount = 5'
    assert rules_with(count(pot("p", own), pot("q"), f'{LIMIT}\npot = "q"')).around.pots[0].id == "p"


def test_groups_together_may_not_exceed_the_envelope() -> None:
    each = pot("p", 'by = "label"\namount = 15000')
    labels = f'[proposals]\nlabels = {{ vert = "Vert", bleu = "Bleu" }}{CITED}'
    assert faults(labels + count(each)) == [
        (
            "count.pots[1] : les 2 groupes reçoivent ensemble 30 000 €, plus que l'enveloppe (20 000 €) ; si ce "
            "montant est pour tous, dites comment ils le partagent avec shared."
        )
    ]


PART = '[[ballot.parts]]\nid = "p"\ntitle = "P"\nform = "voting_rules:approval"\n'


@pytest.mark.parametrize(
    ("ballot", "told"),
    [
        (
            'form = "core:parts"' + CITED,
            "ballot : un bulletin en plusieurs parties s'écrit form = « core:parts » avec des [[ballot.parts]].",
        ),
        (
            'form = "voting_rules:approval"' + CITED + PART + CITED,
            "ballot : un bulletin en plusieurs parties s'écrit form = « core:parts » avec des [[ballot.parts]].",
        ),
        (
            'form = "core:parts"' + CITED + PART + "one_of = true" + CITED,
            (
                "ballot.parts[1] : one_of choisit une partie parmi plusieurs : dites lesquelles avec by "
                '(by = "territory").'
            ),
        ),
        (
            'form = "core:parts"' + CITED + PART + 'by = "territory"\none_of = true\nrequired = true' + CITED,
            "ballot.parts[1] : one_of laisse le choix du groupe, required les demande tous : gardez l'un des deux.",
        ),
        (
            'form = "core:parts"' + CITED + PART.replace("voting_rules:approval", "core:parts") + CITED,
            "ballot.parts[1].form : une partie ne peut pas avoir des parties : choisissez une forme simple.",
        ),
        (
            'form = "core:parts"' + CITED + PART.replace("approval", "aproval") + CITED,
            (
                "ballot.parts[1].form : aucun pack actif (categories, core, village, voting_rules) n'offre la forme de "
                "bulletin « voting_rules:aproval » ; vouliez-vous dire « voting_rules:approval » ?"
            ),
        ),
    ],
)
def test_parts_that_say_too_little_or_too_much_are_refused(ballot: str, told: str) -> None:
    assert faults(f"[ballot]\n{ballot}") == [told]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        (
            'by = "territory"\none_of = true\ngroups_at_most = 2',
            (
                "ballot.parts[1] : groups_at_most laisse le choix de quelques groupes : donnez-le avec by, sans one_of "
                "ni required."
            ),
        ),
        (
            "each = { bas = { at_most = 1 } }",
            'ballot.parts[1] : each donne ses paramètres à un groupe : dites lesquels avec by (by = "territory").',
        ),
        (
            'by = "territory"\neach = { haut = { at_most = 1 } }',
            "ballot.parts[1].each : territoire « haut » : cette édition n'en a pas de ce nom (bas).",
        ),
        (
            'by = "territory"\neach = { bas = { at_mst = 1 } }',
            "ballot.parts[1].each.bas.at_mst : la clé « at_mst » est inconnue ici ; vouliez-vous dire « at_most » ?",
        ),
    ],
)
def test_what_a_group_has_of_its_own_is_checked_as_the_rest(part: str, told: str) -> None:
    assert faults(f'[ballot]\nform = "core:parts"{CITED}{PART}{part}{CITED}') == [told]


def test_a_group_may_have_its_own_sum_on_the_ballot() -> None:
    part = PART.replace("voting_rules:approval", "voting_rules:knapsack")
    own = 'sum_at_most = 900\nby = "territory"\neach = { bas = { sum_at_most = 500.50 } }'
    rules = rules_with(f'[ballot]\nform = "core:parts"{CITED}{part}{own}{CITED}')
    velo = deposited("velo", day=1, requested=600).model_copy(update={"territory": "bas"})
    (contest,) = rules.contests(rules.candidates([velo]))
    assert contest.sum_at_most == Money(50_050)
    again = bind(Rulebook.from_canonical(rules.rulebook.canonical()), packs())
    assert again.form == rules.form


def test_themes_may_be_listed_in_the_rulebook() -> None:
    assert rules_with(f'[proposals]\nthemes = {{ climat = "Climat" }}{CITED}').themes == {"climat": "Climat"}
    assert faults(f'[proposals]\nthemes = {{ "Le climat" = "Climat" }}{CITED}') == [
        (
            "proposals.themes.Le climat.[key] : « Le climat » n'est pas un identifiant : minuscules sans accent, "
            "chiffres et tirets (exemple : ma-ville)."
        )
    ]
    assert faults(f'[proposals]\nthemes = "climat"{CITED}') == [
        "proposals.themes : « climat » ne nomme pas une règle d'un pack (exemple : core:minimum-age)."
    ]
