"""The nine territories and 887 communes, with the names that communes bore before."""

from collections import defaultdict
from functools import cache

from concitoyen.domain.territory import Commune, Gazetteer, Territory
from concitoyen_pasdecalais.datasets import BY_ID


@cache
def communes() -> Gazetteer:
    """The list that every edition uses; an inhabitant of Huby-Saint-Leu is found in Hesdin-la-Forêt."""
    former = defaultdict(list)
    for row in BY_ID["former-communes"].rows():
        former[row["code"]].append(row["former_name"])
    return Gazetteer(
        id="communes",
        title="communes du Pas-de-Calais",
        territories=tuple(Territory(id=row["id"], name=row["name"]) for row in BY_ID["territories"].rows()),
        communes=tuple(
            Commune(
                code=row["code"],
                name=row["name"],
                territory=row["territory"],
                postal_codes=tuple(row["postal_codes"].split()),
                epci=row["epci"],
                canton=row["cantons"],
                population=int(row["population"]),
                longitude=row["longitude"],
                latitude=row["latitude"],
                former_names=tuple(former[row["code"]]),
            )
            for row in BY_ID["communes"].rows()
        ),
    )
