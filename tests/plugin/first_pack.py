"""The pack of the tutorial, file by file, as its reader writes it."""

from pathlib import Path

from tests.docs.snippets import read_snippets

PAGE = Path(__file__).parents[2] / "docs/tutorial/first-pack.md"
ROOT = "concitoyen-exemple"


def write_first_pack(folder: Path) -> Path:
    """Write every file that the tutorial shows, and give the folder of the distribution."""
    named = [snippet for snippet in read_snippets(PAGE) if any(tag.startswith(ROOT) for tag in snippet.tags)]
    for snippet in named:
        file = folder / snippet.tags[0]
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"{snippet.code}\n", encoding="utf-8")
    (folder / ROOT / "concitoyen_exemple/__init__.py").touch()
    return folder / ROOT
