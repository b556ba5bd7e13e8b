"""Catalogues: every sentence of an outcome has its English, and what is compiled is what was translated."""

from pathlib import Path

import pytest

from concitoyen.testing.translations import catalogues, check_translations, sentences, update

ROOT = Path(__file__).parents[2]
PACKAGES = sorted(
    folder.parent for folder in [ROOT / "core/concitoyen/locale", *ROOT.glob("plugins/*/*/locale")] if folder.is_dir()
)
HEADER = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=utf-8\\n"\n\n'


@pytest.mark.parametrize("package", PACKAGES, ids=lambda package: package.name)
def test_our_catalogues_are_whole_and_compiled(package: Path) -> None:
    assert [file.parts[-3] for file in catalogues(package)] == ["en"]
    assert check_translations(package) == []


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A pack that says two sentences, one of them in two forms, with an empty English catalogue."""
    folder = tmp_path / "concitoyen_exemple"
    (folder / "locale/en/LC_MESSAGES").mkdir(parents=True)
    (folder / "said.py").write_text(
        'Message(message="il est " "trop cher")\ncounted("{n} voix", "{n} voix", n)\n', encoding="utf-8"
    )
    (folder / "locale/en/LC_MESSAGES/concitoyen_exemple.po").write_text(HEADER, encoding="utf-8")
    return folder


def test_the_sentences_of_a_package_are_found_in_its_calls(package: Path) -> None:
    assert [message.id for message in sentences(package) if message.id] == [
        "il est trop cher",
        ("{n} voix", "{n} voix"),
    ]


def test_what_is_not_translated_or_not_compiled_is_told(package: Path) -> None:
    assert check_translations(package) == [
        "« il est trop cher » n'est pas traduit (en).",
        "« {n} voix » n'est pas traduit (en).",
        "concitoyen_exemple.mo (en) n'est pas à jour : python -m concitoyen.testing.translations concitoyen_exemple",
    ]


def test_an_update_adds_what_is_new_takes_off_what_is_gone_and_compiles(package: Path) -> None:
    file = next(catalogues(package))
    gone = 'msgid "plus personne ne le dit"\nmsgstr "nobody says so"\n'
    kept = 'msgid "il est trop cher"\nmsgstr "it is too dear"\n'
    file.write_text(HEADER + gone + "\n" + kept, encoding="utf-8")
    assert "« plus personne ne le dit » est traduit (en), mais aucun code ne le dit." in check_translations(package)
    update(package)
    assert check_translations(package) == ["« {n} voix » n'est pas traduit (en)."]


def test_a_translation_that_loses_a_place_is_told(package: Path) -> None:
    file = next(catalogues(package))
    (package / "said.py").write_text('Message(message="coûte {cost}")\n', encoding="utf-8")
    file.write_text(HEADER + 'msgid "coûte {cost}"\nmsgstr "costs {price}"\n', encoding="utf-8")
    update(package)
    assert check_translations(package) == ["« coûte {cost} » n'a pas les mêmes {valeurs} dans sa traduction (en)."]
