"""The fields of the .pb format, in the order that it asks for, and what each may hold.

Source: the format's page and the schema of its checker (pabulib-checker 1.0.8).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from concitoyen_voting_rules.pabulib.amounts import NotANumberError, number
from concitoyen_voting_rules.pabulib.meta import VOTE_TYPES

RULES = (
    *("greedy", "greedy-no-skip", "greedy-threshold", "greedy-exclusive", "greedy-custom"),
    *("equalshares", "equalshares-comparison", "equalshares/add1", "equalshares/add1-comparison", "unknown"),
)
DATE = re.compile(r"\d{4}|(\d{2})\.(\d{2})\.(\d{4})")
_AGES = re.compile(r"(\d+)-(\d+)")


def day(text: str) -> date | None:
    """The day that YYYY (its first) or DD.MM.YYYY says; None when it says none."""
    found = DATE.fullmatch(text)
    try:
        if found and found[1]:
            return date(int(found[3]), int(found[2]), int(found[1]))
        return date(int(text), 1, 1) if found else None
    except ValueError:
        return None


def _text(_cell: str) -> str:
    return ""


def _whole(cell: str) -> str:
    return "" if re.fullmatch(r"[+-]?\d+", cell) else "n'est pas un nombre entier"


def _number(cell: str) -> str:
    try:
        number(cell)
    except NotANumberError as error:
        return str(error)
    return "s'écrit avec un point, sans virgule" if "," in cell else ""


def _coordinate(limit: int) -> Callable[[str], str]:
    def check(cell: str) -> str:
        try:
            return "" if abs(float(cell.replace(",", "."))) <= limit else f"n'est pas entre -{limit} et {limit}"
        except ValueError:
            return "n'est pas un nombre"

    return check


def _among(*values: str) -> Callable[[str], str]:
    return lambda cell: "" if cell in values else f"n'est pas de ceux du format : {', '.join(values)}"


def _shaped(pattern: str, wanted: str) -> Callable[[str], str]:
    return lambda cell: "" if re.fullmatch(pattern, cell) else f"n'a pas la forme attendue ({wanted})"


def _date(cell: str) -> str:
    return "" if day(cell) else "n'est pas une date : AAAA ou JJ.MM.AAAA"


def _age(cell: str) -> str:
    ages = _AGES.fullmatch(cell)
    if _whole(cell) and not (ages and int(ages[1]) <= int(ages[2])):
        return "n'est ni un âge ni une tranche (40-59)"
    return ""


@dataclass(frozen=True)
class Field:
    """What a cell may hold: `fault` ends a sentence, or is empty; `filled` where an empty cell is a fault."""

    fault: Callable[[str], str] = _text
    required: bool = False
    filled: bool = True


META: Mapping[str, Field] = MappingProxyType(
    {
        "description": Field(required=True),
        "country": Field(required=True),
        "unit": Field(required=True),
        "district": Field(),
        "subunit": Field(),
        "instance": Field(required=True),
        "num_projects": Field(_whole, required=True),
        "num_votes": Field(_whole, required=True),
        "budget": Field(_number, required=True),
        "vote_type": Field(_among(*VOTE_TYPES), required=True),
        "rule": Field(_among(*RULES), required=True),
        "date_begin": Field(_date, required=True),
        "date_end": Field(_date, required=True),
        "min_length": Field(_whole),
        "max_length": Field(_whole),
        "min_sum_cost": Field(_number),
        "max_sum_cost": Field(_number),
        "min_points": Field(_whole),
        "max_points": Field(_whole),
        "min_sum_points": Field(_whole),
        "max_sum_points": Field(_whole),
        "default_score": Field(_whole),
        "min_project_cost": Field(_whole),
        "max_project_cost": Field(_whole),
        "min_project_score_threshold": Field(_whole),
        "neighborhoods": Field(),
        "subdistricts": Field(),
        "categories": Field(),
        "edition": Field(),
        "language": Field(_shaped("[a-z]{2}", "deux lettres, ISO 639-1")),
        "currency": Field(_shaped("[A-Z]{3}", "trois lettres, ISO 4217")),
        "fully_funded": Field(_among("1")),
        "experimental": Field(_among("1")),
        "comment": Field(_shaped(r"(?s)#1: .*", "#1: …")),
        "acknowledgments": Field(),
        "leftover_budget": Field(),
        "budget_per_category": Field(),
        "budget_per_neighborhood": Field(),
        "min_length_per_category": Field(_whole),
        "max_length_per_category": Field(_whole),
        "min_sum_cost_per_category": Field(),
        "max_sum_cost_per_category": Field(),
    }
)
PROJECTS: Mapping[str, Field] = MappingProxyType(
    {
        "project_id": Field(required=True),
        "cost": Field(_number, required=True),
        "votes": Field(_whole),
        "score": Field(_whole),
        "name": Field(),
        "category": Field(filled=False),
        "beneficiaries": Field(filled=False),
        "selected": Field(_among("0", "1", "2", "3")),
        "neighborhood": Field(),
        "subunit": Field(),
        "district": Field(),
        "description": Field(),
        "proposer": Field(),
        "public_id": Field(),
        "latitude": Field(_coordinate(90), filled=False),
        "longitude": Field(_coordinate(180), filled=False),
    }
)
VOTES: Mapping[str, Field] = MappingProxyType(
    {
        "voter_id": Field(required=True),
        "vote": Field(required=True),
        "points": Field(),
        "age": Field(_age, filled=False),
        "sex": Field(_among("M", "F", "O"), filled=False),
        "voting_method": Field(_among("internet", "paper")),
        "district": Field(filled=False),
        "neighborhood": Field(filled=False),
        "education": Field(filled=False),
        "topic_preference_transport": Field(_whole),
        "topic_preference_culture": Field(_whole),
        "topic_preference_nature": Field(_whole),
        "district_preference": Field(),
        "time_taken_seconds": Field(_whole),
        "format_easiness": Field(),
        "format_expressiveness": Field(),
        "format_rank": Field(),
    }
)
LISTS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "META": (
            *("categories", "neighborhoods", "subdistricts", "budget_per_category", "budget_per_neighborhood"),
            *("min_sum_cost_per_category", "max_sum_cost_per_category"),
        ),
        "PROJECTS": ("category", "beneficiaries"),
        "VOTES": ("vote", "points"),
    }
)
"""Fields that hold comma-separated lists."""
