"""The SDK: what a pack author imports.

>>> from concitoyen.plugin import Pack, hookimpl
>>> PACK = Pack(name="exemple", title="Ville d'exemple", hook_api=1)
"""

from concitoyen.plugin.data import Dataset, RulebookFile
from concitoyen.plugin.demonstration import Demonstration
from concitoyen.plugin.marker import hookimpl
from concitoyen.plugin.pack import HOOK_API, Pack
from concitoyen.plugin.spec import Hooks, Tables

__all__ = [
    "HOOK_API",
    "Dataset",
    "Demonstration",
    "Hooks",
    "Pack",
    "RulebookFile",
    "Tables",
    "hookimpl",
]
