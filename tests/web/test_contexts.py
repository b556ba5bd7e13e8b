"""Each page has its own context and its own template, and a context cannot be changed or carry anything else."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pydantic import ValidationError

import concitoyen.web.app as _every_page_is_imported_by_it
from concitoyen.web.contexts.base import Link, Page
from concitoyen.web.rendering import TEMPLATES


def page_classes(base: type[Page] = Page) -> Iterator[type[Page]]:
    for page in base.__subclasses__():
        yield page
        yield from page_classes(page)


def test_each_template_belongs_to_one_page_and_each_page_has_one() -> None:
    assert Path(_every_page_is_imported_by_it.__file__).exists()
    templates = {path.name for path in TEMPLATES.glob("*.html")} - {"layout.html"}
    assert sorted(page.template for page in page_classes()) == sorted(templates)


def test_a_context_refuses_what_no_template_was_told_of() -> None:
    with pytest.raises(ValidationError):
        Link.model_validate({"href": "/", "label": "Accueil", "colour": "red"})


def test_a_context_cannot_be_changed() -> None:
    link = Link(href="/", label="Accueil")
    with pytest.raises(ValidationError):
        link.label = "Ailleurs"  # type: ignore[misc] # that it is refused is the point
