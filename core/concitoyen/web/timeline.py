"""From the calendar to its frieze: each phase in words, and the columns that it covers."""

from datetime import date

from concitoyen.domain.calendar import Calendar, Phase, in_order
from concitoyen.web.contexts.timeline import COLUMNS, Month, PhaseState, Timeline, TimelinePhase
from concitoyen.web.public import PublicEdition
from concitoyen.web.wording import SHORT_MONTHS, days, phase_days

MONTHS_IN_A_YEAR = 12
EVEN = (2, 3, 4, 6, 8, 12, 24)
"""Numbers of months that share the columns evenly."""

SENTENCES = {
    "ideas": "Chacun peut proposer une idée.",
    "deposit": "Les porteurs déposent le dossier de leur projet.",
    "labelling": "Un comité vérifie chaque dossier et le range dans une catégorie.",
    "standing": "Les porteurs confirment qu’ils se présentent au vote.",
    "vote": "Les habitants choisissent leurs projets préférés.",
    "opinion": "Une commission d’élus donne son avis.",
    "deliberation": "Les élus votent la liste des lauréats et les montants.",
    "proclamation": "Les lauréats sont annoncés.",
}
STATE_LABELS: dict[PhaseState, str] = {"past": "terminé", "now": "en ce moment", "next": "à venir"}


def timeline(view: PublicEdition) -> Timeline:
    """The frieze of an edition, cut in equal months from its first phase to its last."""
    calendar = view.rules.calendar
    phases = in_order(calendar.phases)
    spans = [phase_days(calendar, phase) for phase in phases]
    scale = Scale(min(first for first, _ in spans), max(last for _, last in spans))
    return Timeline(
        months=scale.months(),
        phases=tuple(
            TimelinePhase(
                title=phase.title,
                sentence=SENTENCES.get(phase.kind),
                dates=days(*span),
                state=_state(phase, view),
                state_label=STATE_LABELS[_state(phase, view)],
                start=scale.start(span[0]),
                end=scale.end(*span),
                article=phase.article or None,
            )
            for phase, span in zip(phases, spans, strict=True)
        ),
    )


def open_until(calendar: Calendar, kind: str, view: PublicEdition) -> Phase | None:
    """The open phase of this kind that closes first."""
    found = [phase for phase in calendar.of_kind(kind) if phase.is_open(view.at)]
    return min(found, key=lambda phase: phase.closes, default=None)


def _state(phase: Phase, view: PublicEdition) -> PhaseState:
    if phase.is_open(view.at):
        return "now"
    return "past" if view.at >= phase.closes else "next"


def _months(day: date) -> int:
    return day.year * MONTHS_IN_A_YEAR + day.month - 1


class Scale:
    """Which column a day falls in, when whole months share `COLUMNS` columns evenly."""

    def __init__(self, first: date, last: date) -> None:
        self._first = _months(first)
        needed = _months(last) - self._first + 1
        self._count = next((size for size in EVEN if size >= needed), -(-needed // COLUMNS) * COLUMNS)

    def _column(self, day: date) -> int:
        done = _months(day) - self._first
        return 1 + (done * 31 + day.day - 1) * COLUMNS // (self._count * 31)

    def start(self, day: date) -> int:
        return min(self._column(day), COLUMNS)

    def end(self, first: date, last: date) -> int:
        return min(max(self._column(last) + 1, self.start(first) + 1), COLUMNS + 1)

    def months(self) -> tuple[Month, ...]:
        """The months, one in so many that each has at least two columns."""
        step = -(-self._count * 2 // COLUMNS)
        found = []
        for index in range(0, self._count, step):
            start = 1 + index * COLUMNS // self._count
            end = 1 + min(index + step, self._count) * COLUMNS // self._count
            name = SHORT_MONTHS[(self._first + index) % MONTHS_IN_A_YEAR]
            found.append(Month(label=name, start=start, end=end))
        return tuple(found)
