"""How each ballot of a .pb file came, as its column `voting_method` tells, and what it weighs by that."""

from collections.abc import Mapping
from types import MappingProxyType

import numpy as np

from concitoyen.domain.channel import Channel, Weights
from concitoyen_voting_rules.pabulib.cells import Cells
from concitoyen_voting_rules.pabulib.faults import refuse, shown
from concitoyen_voting_rules.pabulib.sections import Row
from concitoyen_voting_rules.packing import Ints

COLUMN = "voting_method"
CHANNEL_OF: Mapping[str, Channel] = MappingProxyType({"internet": "site", "paper": "paper"})


def row_weights(cells: Cells, header: Row, weights: Weights) -> Ints:
    """What each row of VOTES weighs; raises ElectionFileError on one that does not tell its channel."""
    names = [cell.strip().lower() for cell in header.cells]
    if COLUMN not in names:
        wanted = f"VOTES n'a pas de colonne « {COLUMN} » : rien ne dit par quel canal est venu chaque bulletin."
        refuse(cells.source, header.line, 1, wanted)
    spans = cells.stripped(cells.column(names.index(COLUMN)))
    found = np.ones(len(cells), np.int64)
    for row in range(len(cells)):
        written = cells.read(spans, row)
        channel = CHANNEL_OF.get(written.lower())
        if channel is None:
            text = f"le canal du bulletin est {shown(written)} ; pour peser les canaux : {' ou '.join(CHANNEL_OF)}."
            refuse(cells.source, *cells.place(int(spans.starts[row]), row), text)
        found[row] = weights[channel]
    return found
