"""Write every page with sample contents into a folder, to look at: ``python -m tests.web.preview OUT``."""

import sys
from pathlib import Path

from concitoyen.web.assets import Assets
from concitoyen.web.rendering import Renderer
from tests.web.sample_pages import pages


def write(out: Path) -> list[Path]:
    """Write the pages and the static files below ``out`` and return the pages' paths."""
    assets = Assets()
    for name, asset in assets.by_name.items():
        target = out / "static" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(asset.content)
    renderer = Renderer(assets)
    written = []
    for name, page in pages().items():
        path = out / f"{name}.html"
        path.write_text(renderer.render(page), encoding="utf-8")
        written.append(path)
    return written


if __name__ == "__main__":
    for path in write(Path(sys.argv[1])):
        print(path)
