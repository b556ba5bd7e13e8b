"""`concitoyen simulate`: the same ballots under other rules, envelopes and caps."""

import shlex
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Annotated

import typer
from rich.table import Table

from concitoyen.cli.context import Json, console, discover, print_json, running
from concitoyen.cli.election_sources import contents, sources
from concitoyen.cli.rule_choice import TIES, counting
from concitoyen.domain.channel import CHANNELS, MOST, Weights
from concitoyen.domain.composition.pots import Composition
from concitoyen.domain.count import Election, TieBreak, VotingRule
from concitoyen.domain.errors import ElectionFileError, Refused
from concitoyen.domain.languages import number
from concitoyen.domain.measure import Figure, Measure
from concitoyen.domain.money import Money, amounts_in
from concitoyen.domain.reasons import Objection
from concitoyen.plugin.packs import Packs
from concitoyen.settings import Settings
from concitoyen.usecases.draw_simulation import simulation_svg
from concitoyen.usecases.simulate_rules import (
    ALL,
    Run,
    Scenario,
    Simulation,
    Tried,
    file_ground,
    simulate,
    simulate_edition,
)

SHOWN = 12
"""How many changes of a scenario are told; the rest is in the JSON."""
NOTICE = "Simulation : elle ne change rien au résultat."

Rules = Annotated[
    list[str] | None,
    typer.Option(
        "--rule", metavar="RÈGLE", help="Une règle et ses paramètres : « voting_rules:greedy skip=false » ; se répète."
    ),
]
Envelopes = Annotated[
    list[str] | None,
    typer.Option("--envelope", help="Une autre enveloppe, en euros ou dans la monnaie du fichier ; se répète."),
]
CapOptions = Annotated[
    list[str] | None,
    typer.Option("--cap", help="Un plafond pour tous (5000) ou par catégorie (a=5000,b=8000) ; se répète."),
]
Measures = Annotated[
    list[str] | None, typer.Option("--measure", help="Une mesure coûteuse de plus, par son id ; se répète.")
]
Picture = Annotated[Path | None, typer.Option("--svg", help="Écrire aussi une image, prête pour une page.")]
ForAgents = Annotated[
    bool, typer.Option("--not-public", help="Pour un agent : simuler avant la publication, chiffres non publics.")
]
TieOptions = Annotated[
    list[str] | None, typer.Option("--tie", help="Pour un fichier : les critères de départage, dans l'ordre.")
]
WeightOptions = Annotated[
    list[str] | None,
    typer.Option("--weight", help="Pour un fichier : ce que pèse un canal (site=1, paper=2), tous à donner."),
]
Seed = Annotated[str, typer.Option(help="Pour un fichier : la graine d'un tirage.")]


def command(  # noqa: PLR0913 - one parameter for each option
    source: Annotated[str, typer.Argument(help="L'id d'une édition dépouillée, ou un fichier .pb.")],
    *,
    rules: Rules = None,
    envelopes: Envelopes = None,
    caps: CapOptions = None,
    measures: Measures = None,
    ties: TieOptions = None,
    seed: Seed = "",
    weights: WeightOptions = None,
    not_public: ForAgents = False,
    svg: Picture = None,
    as_json: Json = False,
) -> None:
    """Recompter les mêmes bulletins sous d'autres règles, enveloppes ou plafonds, sans rien décider."""
    if Path(source).is_file():
        packs = discover(Settings())
        title, election = _held(packs, Path(source), seed)
        with amounts_in(election.currency):
            tried = _tried(packs, rules or list(packs.voting_rules), envelopes, caps)
            found = _of_file(packs, title, election, tried, _measures(packs, measures), ties or TIES, _weights(weights))
    else:
        with running() as engine, engine.read() as desk:
            edition, _ = desk.edition(source)
            packs = engine.packs.activate(tuple(edition.packs))
            tried = _tried(packs, rules, envelopes, caps)
            found = simulate_edition(desk, source, tried, _measures(packs, measures), for_agents=not_public)
    if svg:
        svg.write_text(simulation_svg(found), encoding="utf-8")
    if as_json:
        print_json(found.model_dump(mode="json"))
    else:
        with amounts_in(found.currency):
            _show(found)


# ── what is asked for ─────────────────────────────────────────────────────────────────────────────────


def _tried(
    packs: Packs, rules: Sequence[str] | None, envelopes: Sequence[str] | None, caps: Sequence[str] | None
) -> list[Tried]:
    """Every rule with every envelope and every cap."""
    changes = envelopes or caps
    wanted: list[str | None] = [*rules] if rules else [None] if changes else [*packs.voting_rules]
    amounts = [None, *(_money(one) for one in envelopes)] if envelopes else [None]
    ceilings = [{}, *(_caps(one) for one in caps)] if caps else [{}]
    every = [_scenario(packs, *one) for one in product(wanted, amounts, ceilings)]
    return [one for one in every if one.rule or one.scenario.envelope is not None or one.scenario.caps]


def _scenario(packs: Packs, written: str | None, envelope: Money | None, caps: dict[str, Money]) -> Tried:
    parts = [] if envelope is None else [f"enveloppe {envelope}"]
    parts += [f"plafond {amount}{f' ({name})' if name else ''}" for name, amount in caps.items()]
    if written is None:
        return Tried(Scenario(label=", ".join(["Le règlement", *parts]), rule="", envelope=envelope, caps=caps))
    name, *parameters = shlex.split(written)
    try:
        rule, _ = counting(packs, name, parameters, ()).bound(packs)
    except Refused:
        if parameters:
            raise
        return Tried(Scenario(label=name, rule=name, envelope=envelope, caps=caps))
    label = " ".join([rule.title, *([f"({', '.join(parameters)})"] if parameters else [])])
    return Tried(Scenario(label=", ".join([label, *parts]), rule=name, envelope=envelope, caps=caps), rule)


def _money(written: str) -> Money:
    try:
        amount = Money.euros(written)
    except ValueError as error:
        raise Refused([Objection(rule="core:simulate", message="{why}", values={"why": str(error)})]) from None
    if amount < Money(0):
        raise Refused([Objection(rule="core:simulate", message="un montant simulé ne peut pas être négatif.")])
    return amount


def _caps(written: str) -> dict[str, Money]:
    pairs = [part.rpartition("=") for part in written.split(",")]
    return {name.strip() or ALL: _money(amount.strip()) for name, _, amount in pairs}


def _weights(written: Sequence[str] | None) -> Weights:
    """What each channel weighs, none where it is not asked; raises Refused as a rulebook would."""
    pairs = [one.partition("=") for one in written or ()]
    found = {name.strip(): int(weight) if weight.strip().isdecimal() else 0 for name, _, weight in pairs}
    if found and (set(found) != set(CHANNELS) or not all(1 <= weight <= MOST for weight in found.values())):
        told = " ".join(f"--weight {channel}=1" for channel in CHANNELS)
        why = f"donnez le poids de chaque canal, un entier de 1 à {MOST} : {told}."
        raise Refused([Objection(rule="core:simulate", message="{why}", values={"why": why})])
    return {channel: found[channel] for channel in CHANNELS if found}


def _measures(packs: Packs, asked: Sequence[str] | None) -> list[Measure]:
    cheap = [measure() for measure in packs.measures.values() if not measure.costly]
    return [*cheap, *(packs.measures.choose(name)() for name in asked or ())]


def _held(packs: Packs, path: Path, seed: str) -> tuple[str, Election]:
    """The title of a file, and its election."""
    found = next((one for one in packs.election_formats.values() if path.name.endswith(one.suffix)), None)
    if found is None:
        known = ", ".join(one.suffix for one in packs.election_formats.values()) or "aucun"
        raise ElectionFileError(path.name, 0, 0, f"aucun format d'élection ne le lit ; suffixes connus : {known}.")
    ((_, content),) = contents(sources(path, found.suffix))
    if isinstance(content, ElectionFileError):
        raise content
    election = found().read(content, path.name).model_copy(update={"draw_seed": seed})
    return found().info(content, path.name).title, election


def _of_file(
    packs: Packs,
    title: str,
    election: Election,
    tried: Sequence[Tried],
    measures: Sequence[Measure],
    ties: Sequence[str],
    weights: Weights,
) -> Simulation:
    chosen: list[tuple[str, TieBreak]] = [(name, packs.tie_breaks.choose(name)()) for name in ties]
    usable = [one for one in tried if one.rule]
    first: VotingRule | None = usable[0].rule if usable else None
    if first is None:
        raise Refused([Objection(rule="core:simulate", message="donnez au moins une règle : --rule.")])
    around = Composition(rule_id=usable[0].scenario.rule, rule=first, ties=chosen, weights=weights)
    return simulate(file_ground(title, election, around), usable, measures, notice=NOTICE)


# ── what is shown ─────────────────────────────────────────────────────────────────────────────────────


def _show(simulation: Simulation) -> None:
    console.print(simulation.title, style="bold")
    console.print(f"{number(simulation.voters, 'fr')} votants. {simulation.notice}")
    columns = _columns(simulation)
    table = Table("N°", "Lauréats", "Dépensé", "Enveloppe", *[label for _, label in columns], "Changent")
    for place, run in enumerate(simulation.runs, start=1):
        console.print(f"{place}. {run.scenario.label}")
        table.add_row(str(place), *_row(run, [name for name, _ in columns]))
    console.print(table)
    for place, run in enumerate(simulation.runs, start=1):
        _show_changes(place, run)


def _columns(simulation: Simulation) -> list[tuple[str, str]]:
    """The figures that count most, by id, as some run has them."""
    found = {figure.id: figure.label.text for run in simulation.runs for figure in _headlines(run)}
    return list(found.items())


def _headlines(run: Run) -> list[Figure]:
    return [figure for measured in run.measured for figure in measured.figures if figure.headline]


def _row(run: Run, names: Sequence[str]) -> list[str]:
    if run.outcome is None:
        return ["–", "–", str(run.envelope), *["–"] * len(names), ""]
    shown = {figure.id: figure.shown() for figure in _headlines(run)}
    gained = sum(change.gains for change in run.changes)
    lost = len(run.changes) - gained
    return [
        str(len(run.outcome.funded)),
        str(run.outcome.spent),
        str(run.envelope),
        *[shown.get(name, "–") for name in names],
        f"+{gained} −{lost}" if run.changes else "",
    ]


def _show_changes(place: int, run: Run) -> None:
    if run.changes or run.fault:
        console.print(f"\n{place}. {run.scenario.label}", style="bold")
    if run.fault:
        console.print(f"  {run.fault}", style="yellow")
    for change in run.changes[:SHOWN]:
        sign, style = ("+", "green") if change.gains else ("−", "red")
        console.print(f"  {sign} {change.title} : {change.after.text}", style=style)
    if len(run.changes) > SHOWN:
        console.print(f"  … et {len(run.changes) - SHOWN} autres (--json les donne tous)")
