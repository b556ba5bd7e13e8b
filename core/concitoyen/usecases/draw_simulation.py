"""A simulation as an SVG picture that stands in a page: no script, no style, no font of its own, readable at 360 px.

Colours are `currentColor` and two that keep their contrast on white and on black; a funded project is a full disc and
another an empty one, so that nothing is told by colour alone. `title` and `desc` say in words what is drawn.
"""

from collections.abc import Iterator, Sequence
from html import escape
from textwrap import wrap

from concitoyen.domain.languages import number
from concitoyen.domain.money import NO_BREAK_SPACE, amounts_in
from concitoyen.usecases.simulate_rules import Run, Simulation

WIDTH, MARGIN, LINE = 360, 12, 22
BAR = WIDTH - 2 * MARGIN
FULL = "#2f7d6b"
MOST_ROWS = 40
"""More projects than these are told by their number."""
MOST_RUNS = 12
"""More scenarios than these are in the words only."""
LETTERS, LETTERS_OF_A_LINE, LINE_OF_NOTICE = 30, 46, 18


def simulation_svg(simulation: Simulation, name: str = "simulation") -> str:
    """The picture; `name` begins its ids, so that several may stand in one page."""
    with amounts_in(simulation.currency):
        return _drawn(simulation, name)


def _drawn(simulation: Simulation, name: str) -> str:
    counted = [(place, run) for place, run in enumerate(simulation.runs, start=1) if run.outcome][:MOST_RUNS]
    heading = [*_heading(simulation)]
    top = 2 * LINE + LINE_OF_NOTICE * (len(heading) - 1) + 8
    parts = []
    for place, run in counted:
        drawn, height = _bar(place, run, top)
        parts.append(drawn)
        top += height
    rows, height = _rows(simulation, counted, top)
    top += height
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {top + MARGIN}" width="{WIDTH}" '
        f'height="{top + MARGIN}" role="img" aria-labelledby="{name}-title {name}-desc" '
        f'font-family="system-ui, sans-serif" font-size="13" fill="currentColor">\n'
        f'<title id="{name}-title">{escape(simulation.title)} : simulation</title>\n'
        f'<desc id="{name}-desc">{escape(in_words(simulation))}</desc>\n'
        + "\n".join([*heading, *parts, rows])
        + "\n</svg>\n"
    )


def in_words(simulation: Simulation) -> str:
    """What the picture shows, in French sentences."""
    told = [f"{simulation.notice} {number(simulation.voters, 'fr')} votants.".strip()]
    for place, run in enumerate(simulation.runs, start=1):
        said = run.fault if run.outcome is None else f"{_sum(run)}{_changed(run)}."
        told.append(f"{place}. {run.scenario.label} : {said}")
    return " ".join(told)


def _sum(run: Run) -> str:
    assert run.outcome is not None  # noqa: S101 - only counted runs are drawn
    represented = _represented(run)
    seen = f", {represented} des votants ont un choix financé" if represented else ""
    laureates = len(run.outcome.funded)
    return f"{laureates} lauréat{'s' if laureates > 1 else ''}, {run.outcome.spent} sur {run.envelope}{seen}"


def _changed(run: Run) -> str:
    gained = [change.title for change in run.changes if change.gains]
    lost = [change.title for change in run.changes if not change.gains]
    parts = [
        f"{verb} {', '.join(f'« {title} »' for title in titles)}"
        for verb, titles in (("gagnent", gained), ("perdent", lost))
        if titles
    ]
    return f" ; {' ; '.join(parts)}" if parts else ""


def _represented(run: Run) -> str:
    figures = [figure for measured in run.measured if (figure := measured.figure("represented"))]
    return figures[0].shown() if figures else ""


def _heading(simulation: Simulation) -> Iterator[str]:
    title = escape(_short(simulation.title, LETTERS_OF_A_LINE))
    yield f'<text x="{MARGIN}" y="{LINE}" font-weight="bold">{title}</text>'
    for place, line in enumerate(wrap(simulation.notice, LETTERS_OF_A_LINE), start=1):
        yield f'<text x="{MARGIN}" y="{LINE + LINE_OF_NOTICE * place}">{escape(line)}</text>'


def _bar(place: int, run: Run, top: int) -> tuple[str, int]:
    """A scenario: its name, its sum in words, and the part of the envelope that it spends."""
    assert run.outcome is not None  # noqa: S101 - only counted runs are drawn
    used = run.outcome.spent.cents * BAR // run.envelope.cents if run.envelope.cents else 0
    laureates = len(run.outcome.funded)
    represented = _represented(run)
    told = f"{laureates} lauréat{'s' if laureates > 1 else ''}{NO_BREAK_SPACE}; {run.outcome.spent} sur {run.envelope}"
    lines = [
        f'<text x="{MARGIN}" y="{top}" font-weight="bold">{place}. {escape(_short(run.scenario.label, 40))}</text>',
        f'<text x="{MARGIN}" y="{top + 18}">{escape(told)}</text>',
        f'<rect x="{MARGIN}" y="{top + 26}" width="{BAR}" height="8" fill="none" stroke="currentColor"/>',
        f'<rect x="{MARGIN}" y="{top + 26}" width="{min(used, BAR)}" height="8" fill="{FULL}"/>',
    ]
    height = 58
    if represented:
        text = f"{represented} des votants ont un choix financé"
        lines.append(f'<text x="{MARGIN}" y="{top + 50}">{escape(text)}</text>')
        height += 16
    return "\n".join(lines), height


def _rows(simulation: Simulation, counted: Sequence[tuple[int, Run]], top: int) -> tuple[str, int]:
    """The projects on which scenarios differ, a disc for each scenario: full where it is funded."""
    differing = {change.candidate for _, run in counted for change in run.changes}
    projects = [candidate for candidate in simulation.candidates if candidate.id in differing]
    if not projects:
        text = "Tous financent les mêmes projets." if counted else "Aucun scénario n'a pu être compté."
        return f'<text x="{MARGIN}" y="{top + 6}">{text}</text>', LINE
    step = min(18, (WIDTH - 230) // len(counted))
    left = WIDTH - MARGIN - step * len(counted) + step // 2
    lines = [f'<text x="{MARGIN}" y="{top + 6}" font-weight="bold">Ce qui change</text>']
    for column, (place, _) in enumerate(counted):
        lines.append(f'<text x="{left + step * column}" y="{top + 6}" text-anchor="middle">{place}</text>')
    for row, project in enumerate(projects[:MOST_ROWS], start=1):
        y = top + 6 + LINE * row
        lines.append(f'<text x="{MARGIN}" y="{y}">{escape(_short(project.title, LETTERS))}</text>')
        lines += [_disc(run, project.id, left + step * place, y - 4) for place, (_, run) in enumerate(counted)]
    shown = min(len(projects), MOST_ROWS)
    if len(projects) > MOST_ROWS:
        shown += 1
        lines.append(f'<text x="{MARGIN}" y="{top + 6 + LINE * shown}">et {len(projects) - MOST_ROWS} autres</text>')
    return "\n".join(lines), LINE * (shown + 1)


def _disc(run: Run, project: str, x: int, y: int) -> str:
    assert run.outcome is not None  # noqa: S101 - only counted runs are drawn
    funded = run.outcome.result(project).decision == "funded"
    fill = f'fill="{FULL}" stroke="{FULL}"' if funded else 'fill="none" stroke="currentColor"'
    return f'<circle cx="{x}" cy="{y}" r="4" {fill}/>'


def _short(text: str, most: int) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"
