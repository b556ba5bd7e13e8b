"""The sentences that tell what is wrong with marks: said by the rules when they refuse, and before that by the page."""

from collections.abc import Mapping
from types import MappingProxyType

from concitoyen.domain.languages import to_translate

FAULTS: Mapping[str, str] = MappingProxyType(
    {
        "stranger": to_translate("« {contest} » : le projet « {project} » n'y est pas soumis au vote."),
        "most": to_translate(
            "« {contest} » : {count} projets choisis, le maximum est {most}. Gardez ceux que vous préférez."
        ),
        "least": to_translate("« {contest} » : {count} projet(s) choisi(s), il en faut au moins {least}."),
        "ungraded": to_translate(
            "« {contest} » : donnez une mention à chaque projet ; il en manque {count} ({missing})."
        ),
        "value": to_translate(
            "« {contest} » : la valeur {value} donnée à « {project} » n'est pas entre {low} et {high}."
        ),
        "same-rank": to_translate("« {contest} » : {projects} ont le même rang ({rank}) : donnez à chacun le sien."),
        "gap": to_translate("« {contest} » : il manque le rang {missing} : classez de 1 à {last}, sans trou."),
        "for": to_translate(
            "« {contest} » : {count} votes pour, le maximum est {most}. Gardez ceux que vous préférez."
        ),
        "against": to_translate("« {contest} » : {count} vote(s) contre, le maximum est {most}. Retirez-en."),
        "for-first": to_translate(
            "« {contest} » : pour voter contre un projet, votez pour {least} autres ; vous en avez {count}."
        ),
        "spread": to_translate(
            "« {contest} » : {projects} sont dans le même groupe ({kind} « {group} »), le maximum y est {most}. "
            "Gardez ceux que vous préférez."
        ),
        "points": to_translate("« {contest} » : {given} points donnés, vous en avez {most}. Retirez-en {over}."),
        "unspent": to_translate(
            "« {contest} » : {given} point(s) donné(s), il faut en donner {least}. Ajoutez-en {under}."
        ),
        "sum": to_translate("« {contest} » : vos projets coûtent ensemble {spent}, plus que {most}. Retirez-en."),
        "one-part": to_translate("« {family} » : choisissez dans une seule partie, pas dans {contests}."),
        "parts": to_translate("« {family} » : choisissez dans {most} parties au plus, pas dans {contests}."),
    }
)
"""By what is wrong; the places between braces are the values of the message."""
