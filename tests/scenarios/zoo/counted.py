"""Reads and plays the scenario of a count: projects, ballots and results, each line a known sentence in French.

    titre: Trois idées, ni plus ni moins
    règlement: landes-2019
    projets: |
      « Le four », à Dax, porté par Les Amis, étiquette jeunes, reçoit 40 000 €.
    votes: |
      40 votants choisissent « Le four », « Le vélo » et « Le puits ».
      10 votants sur papier choisissent « Le four ».
    résultat: |
      « Le four » est 1er avec 40 voix et reçoit 40 000 € : « retenu : 40 000 € pour 150 000 € restants ».

A vote may end with « ; c'est refusé : « … » ».
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import yaml

from concitoyen.domain.ballot import Ballot, Contest
from concitoyen.domain.channel import Channel
from concitoyen.domain.count import Outcome, Result, WeightedBallot
from concitoyen.domain.money import Money, total
from concitoyen.domain.names import slug
from concitoyen.domain.proposal import Proposal
from concitoyen.domain.rules import Rules
from concitoyen.plugin.binding import read_rules
from concitoyen.plugin.packs import Packs
from tests.scenarios.story import Line, StoryError, titles

NEXT = 0
"""The rank after those given before in the same part of the ballot."""
KEYS = ("titre", "règlement", "projets", "votes", "résultat")
AMOUNT = r"[\d \u00a0\u202f]+(?:,\d\d)? (?:€|[A-Z]{3})"
PROJECT = re.compile(rf"« (?P<title>.+?) »(?P<facts>.*), reçoit (?P<cost>{AMOUNT})")
REFUSED = re.compile(r"(?P<vote>.+) ; c'est refusé : « (?P<told>.+) »")
VOTERS = r"(?P<voters>[\d ]+) votants? (?P<paper>sur papier )?"
CHOICE = re.compile(VOTERS + r"choisi(?:t|ssent) (?P<which>« .+ »)")
RANKING = re.compile(VOTERS + r"classe(?:nt)? (?P<which>« .+ »)")
POINTS = re.compile(VOTERS + r"donne(?:nt)? (?P<which>\d+ points? à « .+ »)")
FOR_AGAINST = re.compile(VOTERS + r"vote(?:nt)? pour (?P<which>« .+? »)(?: et contre (?P<against>« [^»]+ »))?")
GRADES = re.compile(VOTERS + r"donne(?:nt)? (?P<which>« .+ » à « .+ »)")
FUNDED = re.compile(
    r"« (?P<title>.+?) » est (?P<rank>1er|\d+e) avec (?P<score>.+?) "
    rf"et reçoit (?P<amount>{AMOUNT})(?: : « (?P<why>.+) »)?"
)
LOST = re.compile(r"« (?P<title>.+?) » est (?P<rank>1er|\d+e) avec (?P<score>.+?) et ne reçoit rien : « (?P<why>.+) »")
TOTAL = re.compile(rf"Il y a (?P<count>\d+) lauréats?, pour (?P<amount>{AMOUNT})")
NOTE = re.compile(r"Note : « (?P<text>.+) »")
DRAW = re.compile(r"La graine du tirage est « (?P<seed>.+) »")


@dataclass
class Count:
    """A count as it is told."""

    rules: Rules
    proposals: list[Proposal] = field(default_factory=list)
    ballots: list[WeightedBallot] = field(default_factory=list)
    seed: str = ""
    _outcome: Outcome | None = None

    @property
    def outcome(self) -> Outcome:
        """The outcome, counted when it is first asked for."""
        if self._outcome is None:
            self._outcome = self.rules.count(self.rules.candidates(self.proposals), self.ballots, self.seed)
        return self._outcome

    @property
    def contests(self) -> tuple[Contest, ...]:
        """The ballot."""
        return self.rules.contests(self.rules.candidates(self.proposals))

    # ── projects ──────────────────────────────────────────────────────────────────────────────────────

    def project(self, sentence: str) -> bool:
        """« Le four », à Dax, porté par Les Amis, étiquette jeunes, catégorie x, reçoit 40 000 €."""
        found = PROJECT.fullmatch(sentence)
        if not found:
            return False
        facts = [fact for fact in found["facts"].split(", ") if fact]
        place = self._place(facts)
        cost = _money(found["cost"])
        self.proposals.append(
            Proposal(
                id=slug(found["title"]),
                edition=self.rules.rulebook.edition.id,
                title=found["title"],
                structure=_after(facts, "porté par "),
                commune=place[0],
                territory=place[1],
                category=_after(facts, "catégorie ") or next(iter(self.rules.category_titles)),
                labels=tuple(fact.removeprefix("étiquette ") for fact in facts if fact.startswith("étiquette ")),
                total_cost=cost,
                requested=cost,
                deposited_at=datetime(2000, 1, 1, tzinfo=UTC) + timedelta(days=len(self.proposals)),
            )
        )
        return True

    def _place(self, facts: list[str]) -> tuple[str, str]:
        name = _after(facts, "à ") or self.rules.gazetteer.communes[0].code
        (commune,) = self.rules.gazetteer.find(name)
        return commune.code, commune.territory

    # ── votes ─────────────────────────────────────────────────────────────────────────────────────────

    def vote(self, sentence: str) -> bool:
        """Put ballots in the urn, or see them refused with the reasons told."""
        refused = REFUSED.fullmatch(sentence)
        read = self._read(refused["vote"] if refused else sentence)
        if read is None:
            return False
        voters, marks = read
        paper = re.search(VOTERS, sentence, re.ASCII)
        channel: Channel = "paper" if paper and paper["paper"] else "site"
        ballot = self.rules.cast_by(Ballot(choices=self._choices(marks)), channel)
        objections = " ".join(one.text for one in self.rules.ballot_objections(ballot, self.contests))
        _same(objections, refused["told"] if refused else "")
        if not refused:
            self.ballots.append(WeightedBallot(ballot=ballot, weight=voters))
        return True

    def _read(self, sentence: str) -> tuple[int, dict[str, int | str]] | None:
        if found := CHOICE.fullmatch(sentence):
            return _voters(found), dict.fromkeys(titles(found["which"]), 1)
        if found := RANKING.fullmatch(sentence):
            return _voters(found), dict.fromkeys(titles(found["which"]), NEXT)
        if found := FOR_AGAINST.fullmatch(sentence):
            against = dict.fromkeys(titles(found["against"] or ""), -1)
            return _voters(found), {**dict.fromkeys(titles(found["which"]), 1), **against}
        if found := POINTS.fullmatch(sentence):
            given = re.findall(r"(\d+) points? à « (.+?) »", found["which"])
            return _voters(found), {title: int(points) for points, title in given}
        if found := GRADES.fullmatch(sentence):
            return _voters(found), {
                title: grade for grade, title in re.findall(r"« (.+?) » à « (.+?) »", found["which"])
            }
        return None

    def _choices(self, marks: dict[str, int | str]) -> dict[str, dict[str, int]]:
        choices: dict[str, dict[str, int]] = {}
        for title, mark in marks.items():
            name = slug(title)
            contest = next((one for one in self.contests if name in one.candidates), self.contests[0])
            marked = choices.setdefault(contest.id, {})
            if mark == NEXT:
                marked[name] = len(marked) + 1
            else:
                marked[name] = contest.grades.index(mark) + 1 if isinstance(mark, str) else mark
        return choices

    # ── results ───────────────────────────────────────────────────────────────────────────────────────

    def result(self, sentence: str) -> bool:
        """A fact that must hold of the outcome."""
        if found := DRAW.fullmatch(sentence):
            self.seed = found["seed"]
        elif found := FUNDED.fullmatch(sentence):
            self._stands(found, _money(found["amount"]))
        elif found := LOST.fullmatch(sentence):
            self._stands(found, None)
        elif found := TOTAL.fullmatch(sentence):
            funded = self.outcome.funded
            told = (int(found["count"]), _money(found["amount"]))
            _same((len(funded), total([one.amount for one in funded])), told)
        elif found := NOTE.fullmatch(sentence):
            _same(found["text"] in [_plain(note.text) for note in self.outcome.notes], expected=True)
        else:
            return False
        return True

    def _stands(self, told: re.Match[str], amount: Money | None) -> None:
        result = self.outcome.result(slug(told["title"]))
        place = "1er" if result.rank == 1 else f"{result.rank}e"
        _same((place, _score(result)), (told["rank"], told["score"]))
        _same(result.amount if result.decision == "funded" else None, amount)
        if told["why"]:
            _same(result.why.text, told["why"])


def play_count(file: Path, packs: Packs) -> Count:
    """Play the scenario of a count; raises StoryError, with file and line, at the first line that does not hold."""
    nodes = _nodes(file)
    shipped = next(one for one in packs.rulebooks.values() if one.id == nodes["règlement"].value)
    count = Count(read_rules(shipped.text(), packs, shipped.file.name))
    for key, tell in (("projets", count.project), ("votes", count.vote), ("résultat", count.result)):
        for line in _lines(file, nodes[key]):
            try:
                known = tell(line.text.removesuffix("."))
            except (AssertionError, LookupError, ValueError) as error:
                raise StoryError(f"{line.place}: « {line.text} » : {error}") from error
            if not known:
                raise StoryError(f"{line.place}: « {line.text} » : phrase inconnue dans « {key} »")
    return count


def _nodes(file: Path) -> dict[str, yaml.ScalarNode]:
    root = yaml.compose(file.read_text(encoding="utf-8"))
    nodes = {key.value: value for key, value in root.value} if isinstance(root, yaml.MappingNode) else {}
    if tuple(nodes) != KEYS:
        raise StoryError(f"{file}:1: les clés sont {', '.join(KEYS)}, dans cet ordre")
    return nodes


def _lines(file: Path, node: yaml.ScalarNode) -> Iterator[Line]:
    for number, text in enumerate(node.value.splitlines(), start=node.start_mark.line + 2):
        if text.strip() and not text.startswith("#"):
            yield Line(file, number, text.strip())


def _after(facts: list[str], word: str) -> str:
    return next((fact.removeprefix(word) for fact in facts if fact.startswith(word)), "")


def _voters(found: re.Match[str]) -> int:
    return int(found["voters"].replace(" ", ""))


def _money(written: str) -> Money:
    """« 5 000 € », « 5 000 PLN »."""
    return Money.euros(re.sub(r" [A-Z]{3}$", "", written))


def _score(result: Result) -> str:
    return f"{result.votes} voix" if result.score is None else result.score.text


def _plain(value: object) -> object:
    return re.sub("[\u00a0\u202f]", " ", value) if isinstance(value, str) else value


def _same(found: object, expected: object) -> None:
    pair = [
        tuple(_plain(part) for part in value) if isinstance(value, tuple) else _plain(value)
        for value in (found, expected)
    ]
    if pair[0] != pair[1]:
        raise AssertionError(f"attendu {_shown(pair[1])}, trouvé {_shown(pair[0])}")


def _shown(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, tuple) else str(value)
