"""`concitoyen packs`: which packs are installed, and what they offer."""

from rich.table import Table

from concitoyen.cli.context import Json, console, discover, print_json
from concitoyen.settings import Settings


def packs(*, as_json: Json = False) -> None:
    """Lister les packs installés, leurs versions et les hooks auxquels ils répondent."""
    found = discover(Settings.read())
    used = found.hooks_used()
    hooks = {card.name: [hook for hook, names in used.items() if card.name in names] for card in found.cards}
    if as_json:
        print_json([{**card.model_dump(), "hooks": list(hooks[card.name])} for card in found.cards])
        return
    table = Table("Pack", "Titre", "Version", "Hooks")
    for card in found.cards:
        table.add_row(card.name, card.title, card.version, "\n".join(hooks[card.name]))
    console.print(table)
