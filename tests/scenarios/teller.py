"""Plays a story: each sentence is an act of the town hall, or a fact that must hold."""

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from concitoyen.domain.award import LineBalance, balances
from concitoyen.domain.ballot import Ballot
from concitoyen.domain.dates import MONTHS
from concitoyen.domain.errors import ConcitoyenError, Refused
from concitoyen.domain.money import Money, total
from concitoyen.domain.names import slug
from concitoyen.domain.people import Person
from concitoyen.domain.proposal import IN_FRENCH, Proposal, Status
from concitoyen.plugin.packs import Packs
from concitoyen.store.store import Store
from concitoyen.usecases.deposit_proposal import ProposalFile
from concitoyen.usecases.play_demo import file_proposals
from tests.scenarios.story import Line, Story, StoryError, titles
from tests.usecases.town import Town

DAY = rf"(?P<day>1er|\d\d?) (?P<month>{'|'.join(MONTHS)}) (?P<year>\d{{4}})"
DATED = re.compile(rf"Le {DAY}(?: à (?P<hour>\d\d?) h (?P<minute>\d\d)(?: (?P<second>\d\d) s)?)?, (?P<act>.+)")
REFUSED = re.compile(r"(?P<act>.+) ; c'est refusé : « (?P<told>.+) »")
AMOUNT = r"[\d \u00a0\u202f]+ €"
LIST = r"« .+ »"
RANK = r"(?:1er|\d+e)"

PARTS = ("hour", "minute", "second")
ACTS: dict[str, str] = {}
FACTS: dict[str, str] = {}


def _known(table: dict[str, str], pattern: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    def keep(method: Callable[..., None]) -> Callable[..., None]:
        table[pattern] = method.__name__
        return method

    return keep


def act(pattern: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A sentence that does something, after its date."""
    return _known(ACTS, pattern)


def fact(pattern: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """A sentence that must hold."""
    return _known(FACTS, pattern)


def play(story: Story, store: Store, packs: Packs) -> None:
    """Play a story in an empty database; raises StoryError, with file and line, at the first that does not hold."""
    text = packs.rulebooks[f"pasdecalais:{story.rulebook}"].file.read_text(encoding="utf-8")
    town = Town(store, packs, edition=story.rulebook)
    town.create(text, when="2017-12-19 09:00")
    teller = Teller(town)
    for line in story.lines:
        try:
            teller.tell(line)
        except (AssertionError, ConcitoyenError) as error:
            raise StoryError(f"{line.place}: « {line.text} » : {error}") from error


@dataclass
class Teller:
    """Acts and facts, by sentence."""

    town: Town
    voters: int = 0

    def tell(self, line: Line) -> None:
        """Do what a sentence says."""
        sentence = line.text.removesuffix(".")
        dated = DATED.fullmatch(sentence)
        if dated is None:
            if not self._done(FACTS, sentence):
                raise StoryError(_unknown(line, "un fait", FACTS))
            return
        told, when = dated["act"], _instant(dated)
        refused = REFUSED.fullmatch(told)
        known = self._refused(refused, when) if refused else self._done(ACTS, told, when)
        if not known:
            raise StoryError(_unknown(line, "un acte", ACTS))

    def _done(self, table: dict[str, str], told: str, *when: str) -> bool:
        for pattern, name in table.items():
            if found := re.fullmatch(pattern, told):
                getattr(self, name)(*when, **found.groupdict())
                return True
        return False

    def _refused(self, refused: re.Match[str], when: str) -> bool:
        before, known = self.town.tables(), False
        try:
            known = self._done(ACTS, refused["act"], when)
        except Refused as refusal:
            _same(str(refusal), refused["told"])
            _same(self.town.tables() == before, expected=True)
            return True
        if known:
            raise AssertionError("rien n'a été refusé")
        return False

    # ── acts ──────────────────────────────────────────────────────────────────────────────────────────

    @act(
        rf"(?P<structure>[^«]+), (?P<form>[^«,]+) d[e'] ?(?P<commune>[^«,]+), dépose « (?P<title>.+) », "
        rf"qui coûte (?P<costs>{AMOUNT}) et demande (?P<asks>{AMOUNT})"
    )
    def deposits(self, when: str, **told: str) -> None:
        self.town.deposit(
            ProposalFile(
                title=told["title"],
                structure=told["structure"],
                legal_form=slug(told["form"]),
                commune=told["commune"],
                total_cost=Money.euros(told["costs"]),
                requested=Money.euros(told["asks"]),
            ),
            when,
        )

    @act(rf"le comité labellise (?P<which>{LIST}) en (?P<labels>[a-zé, -]+)")
    def labels(self, when: str, which: str, labels: str) -> None:
        for title in titles(which):
            self.town.label(self._id(title), *re.split(r", | et ", labels), when=when)

    @act(r"le comité refuse « (?P<title>.+?) » : « (?P<reason>.+) »")
    def refuses(self, when: str, title: str, reason: str) -> None:
        self.town.refuse(self._id(title), reason, when=when)

    @act(rf"(?P<which>{LIST}) confirme(?:nt)? (?:sa|leur) candidature")
    def confirm(self, when: str, which: str) -> None:
        for title in titles(which):
            self.town.confirm(self._id(title), when)

    @act(
        rf"(?P<first>\S+) (?P<last>[^,]+), née? le (?P<born>{DAY.replace('?P<', '?P<born_')}), "
        rf"habitante? d[e'] ?(?P<commune>[^,]+), vote pour (?P<which>{LIST})"
    )
    def somebody_votes(self, when: str, **told: str) -> None:
        birth = _date(told["born_day"], told["born_month"], told["born_year"])
        person = Person(last_name=told["last"], first_name=told["first"], birth_date=birth, commune=told["commune"])
        self.town.vote(person, self._ballot(titles(told["which"])), when)

    @act(rf"(?P<how_many>\d+) habitants? d[e'] ?(?P<commune>[^,]+) vote(?:nt)? pour (?P<which>{LIST})")
    def some_vote(self, when: str, how_many: str, commune: str, which: str) -> None:
        for _ in range(int(how_many)):
            self._anybody_votes(commune, titles(which), when)

    @act(rf"chaque initiative reçoit (?P<how_many>\d+) voix, sauf (?P<which>{LIST}), qui n'en reçoivent aucune")
    def each_receives(self, when: str, how_many: str, which: str) -> None:
        self.town.open_vote(when)
        chosen = [one.title for one in self._proposals() if one.title not in titles(which)]
        with self.town.together():
            for title in chosen * int(how_many):
                self._anybody_votes("Arras", [title], when)

    @act(r"on dépouille(?: avec la graine « (?P<seed>.+) »)?")
    def counts(self, when: str, seed: str | None) -> None:
        self.town.count(when, draw_seed=seed or "")

    @act(
        rf"l'assemblée, sur proposition d(?:e |')(?P<author>[^«]+), ajoute (?P<which>{LIST}) "
        r"sur la ligne (?P<imputation>\S+) : « (?P<reason>.+) »"
    )
    def amends(self, when: str, author: str, which: str, imputation: str, reason: str) -> None:
        adds = tuple(self._id(title) for title in titles(which))
        self.town.amend(when, author=author, reason=reason, adds=adds, line=self._line(imputation).line.id)

    @act(r"l'assemblée publie les résultats par la délibération (?P<number>\S+)")
    def publishes(self, when: str, number: str) -> None:
        self.town.publish(when, number)

    # ── facts ─────────────────────────────────────────────────────────────────────────────────────────

    @fact(r"Les (?P<how_many>\d+) initiatives de 2023 sont déposées, labellisées et confirmées")
    def files_of_2023(self, how_many: str) -> None:
        with self.town.engine.begin() as desk:
            demonstration = desk.packs.demonstrations["pasdecalais:2023"]
            file_proposals(desk, self.town.id, demonstration, 2023, lambda *_: None)
        _same(len(self._proposals()), int(how_many))

    @fact(rf"« (?P<title>.+) » est (?P<rank>{RANK}) avec (?P<votes>\d+) voix et reçoit (?P<amount>{AMOUNT})")
    def is_laureate(self, title: str, rank: str, votes: str, amount: str) -> None:
        awards = self.town.awards()
        _same(self._place(title), (rank, int(votes)))
        _same(awards[self._id(title)][0] if self._id(title) in awards else None, Money.euros(amount))

    @fact(rf"« (?P<title>.+) » est (?P<rank>{RANK}) avec (?P<votes>\d+) voix et ne reçoit rien : « (?P<why>.+) »")
    def is_not_laureate(self, title: str, rank: str, votes: str, why: str) -> None:
        _same(self._place(title), (rank, int(votes)))
        _same(self._id(title) in self.town.awards(), expected=False)
        with self.town.store.read() as work:
            _same(work.outcomes.get(self.town.id).result(self._id(title)).why.text, why)

    @fact(r"« (?P<title>.+?) » est (?P<status>[^«:]+?)(?: : « (?P<reason>.+) »)?")
    def stands(self, title: str, status: str, reason: str | None) -> None:
        found = self._titled(title)
        _same(IN_FRENCH[found.status], status)
        if reason:
            _same(found.status_reason, reason)

    @fact(rf"Il y a (?P<how_many>\d+) lauréats?, pour (?P<amount>{AMOUNT})")
    def laureates(self, how_many: str, amount: str) -> None:
        awards = self.town.awards().values()
        _same((len(awards), total([money for money, _ in awards])), (int(how_many), Money.euros(amount)))

    @fact(rf"Il reste (?P<amount>{AMOUNT}) sur la ligne (?P<imputation>\S+)")
    def remains(self, amount: str, imputation: str) -> None:
        _same(self._line(imputation).balance, Money.euros(amount))

    @fact(r"Les lauréats sont (?P<counts>\d+ en .+)")
    def by_category(self, counts: str) -> None:
        awards = self.town.awards()
        found = Counter(one.category for one in self._proposals() if one.id in awards)
        told = (part.split(" en ") for part in re.split(r", | et ", counts))
        _same(dict(found), {category: int(number) for number, category in told})

    @fact(rf"L'égalité entre (?P<which>{LIST}) est tranchée par : (?P<criterion>.+)")
    def tie(self, which: str, criterion: str) -> None:
        with self.town.engine.read() as desk:
            ties = desk.work.outcomes.get(self.town.id).ties
            named = {tie.candidates: [desk.packs.tie_breaks[name].title for name in tie.decided_by] for tie in ties}
        _same(named.get(tuple(sorted(self._id(title) for title in titles(which)))), re.split(r" puis ", criterion))

    @fact(r"L'urne et l'émargement comptent (?P<how_many>\d+) votants")
    def voted(self, how_many: str) -> None:
        _same(self.town.roll_and_urn(), (int(how_many), int(how_many)))

    # ── what sentences share ──────────────────────────────────────────────────────────────────────────

    def _anybody_votes(self, commune: str, which: list[str], when: str) -> None:
        self.voters += 1
        person = Person(
            last_name=f"Habitant {self.voters}", first_name="Voix", birth_date=date(1980, 1, 1), commune=commune
        )
        self.town.vote(person, self._ballot(which), when)

    def _ballot(self, which: list[str]) -> Ballot:
        """One mark for each title, in the contest in which it stands, else in that of its category."""
        to_come = [one for one in self._proposals() if one.status in (Status.STANDING, Status.ON_THE_BALLOT)]
        with self.town.engine.read() as desk:
            _, rules = desk.edition(self.town.id)
            paper = rules.contests(rules.candidates(to_come))
        choices: dict[str, dict[str, int]] = {}
        for title in which:
            proposal = self._titled(title)
            standing = [contest.id for contest in paper if proposal.id in contest.candidates]
            choices.setdefault(standing[0] if standing else proposal.category, {})[proposal.id] = 1
        return Ballot(choices=choices)

    def _proposals(self) -> tuple[Proposal, ...]:
        with self.town.store.read() as work:
            return work.proposals.of(self.town.id)

    def _titled(self, title: str) -> Proposal:
        for proposal in self._proposals():
            if proposal.title == title:
                return proposal
        raise AssertionError(f"aucune initiative ne s'appelle « {title} »")

    def _id(self, title: str) -> str:
        return self._titled(title).id

    def _place(self, title: str) -> tuple[str, int]:
        with self.town.store.read() as work:
            result = work.outcomes.get(self.town.id).result(self._id(title))
        return ("1er" if result.rank == 1 else f"{result.rank}e", result.votes)

    def _line(self, imputation: str) -> LineBalance:
        with self.town.engine.read() as desk:
            _, rules = desk.edition(self.town.id)
            lines = balances(
                desk.work.awards.of(self.town.id), [table.as_line() for table in rules.rulebook.budget_lines]
            )
        found = [line for line in lines if line.line.imputation == imputation]
        if not found:
            raise AssertionError(f"aucune ligne n'a l'imputation {imputation}")
        return found[0]


def _same(found: object, expected: object) -> None:
    if _plain(found) != _plain(expected):
        raise AssertionError(f"attendu {_shown(expected)}, trouvé {_shown(found)}")


def _plain(value: object) -> object:
    """A text with ordinary spaces, as people type them."""
    return re.sub("[\u00a0\u202f]", " ", value) if isinstance(value, str) else value


def _shown(value: object) -> str:
    return ", ".join(str(part) for part in value) if isinstance(value, tuple | list) else str(value)


def _instant(dated: re.Match[str]) -> str:
    day = _date(dated["day"], dated["month"], dated["year"])
    hour, minute, second = (int(dated[part] or default) for part, default in zip(PARTS, (12, 0, 0), strict=True))
    return f"{day.isoformat()} {hour:02d}:{minute:02d}:{second:02d}"


def _date(day: str, month: str, year: str) -> date:
    return date(int(year), MONTHS.index(month) + 1, int(day.removesuffix("er")))


def _unknown(line: Line, what: str, table: dict[str, str]) -> str:
    return f"{line.place}: cette phrase n'est pas {what} connu : « {line.text} » ({len(table)} phrases possibles)"
