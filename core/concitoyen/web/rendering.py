"""Turn a page context into HTML."""

from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from concitoyen.web.assets import Assets
from concitoyen.web.contexts.base import Page
from concitoyen.web.wording import typeset_page

TEMPLATES = Path(__file__).parent / "templates"


class Renderer:
    """Renders pages with the templates beside it; everything is escaped, a missing name is an error."""

    def __init__(self, assets: Assets) -> None:
        """Prepare the environment with the addresses of the static files."""
        self._environment = _environment(assets)

    def render(self, page: Page) -> str:
        """Return the whole HTML document of a page."""
        return typeset_page(self._environment.get_template(page.template).render(page=page))


@cache
def _environment(assets: Assets) -> Environment:
    """The environment of these static files, in which each template is compiled once for all the sites of a process."""
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["static"] = assets.url
    return environment
