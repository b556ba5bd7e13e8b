"""Every hook is typed, told, shown, used by a pack of ours and tested: none stands for itself."""

import inspect
import re
import typing
from collections.abc import Callable
from pathlib import Path

import pytest

from concitoyen.plugin import Hooks
from concitoyen.plugin.packs import LISTENERS, Packs

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs/reference/hooks.md").read_text(encoding="utf-8")
GRAMMAR = re.compile(r"(register|check|describe|on)_[a-z]+(_[a-z]+)*")
HOOKS: dict[str, Callable[..., object]] = {
    name: hook for name, hook in vars(Hooks).items() if inspect.isfunction(hook) and GRAMMAR.fullmatch(name)
}
TESTS = [path for path in ROOT.glob("tests/**/*.py") if path.parts[-2] != "contracts"]
every_hook = pytest.mark.parametrize("name", HOOKS)


def section(name: str) -> str:
    """What the page says under a hook's own heading."""
    found = re.search(rf"^### `{name}`\n(.*?)(?=^##|\Z)", PAGE, re.DOTALL | re.MULTILINE)
    return found[1] if found else ""


def test_the_specification_has_hooks_and_nothing_that_looks_like_one_is_left_out() -> None:
    public = {name for name, member in vars(Hooks).items() if inspect.isfunction(member) and not name.startswith("_")}
    assert len(HOOKS) > 10
    assert public == set(HOOKS)


@every_hook
def test_a_hook_has_every_argument_and_its_answer_annotated(name: str) -> None:
    parameters = [parameter for parameter in inspect.signature(HOOKS[name]).parameters if parameter != "self"]
    assert set(typing.get_type_hints(HOOKS[name])) == {*parameters, "return"}


@every_hook
def test_a_hook_answers_a_list_unless_it_is_only_told(name: str) -> None:
    answer = str(typing.get_type_hints(HOOKS[name])["return"])
    assert answer.startswith("<class 'NoneType'>" if name.startswith("on_") else "collections.abc.Sequence[")


@every_hook
def test_a_hook_is_told_by_a_sentence_when_it_is_called_and_an_example(name: str) -> None:
    text = inspect.getdoc(HOOKS[name]) or ""
    sentence, _, rest = text.partition("\n\n")
    assert sentence.endswith(".")
    assert "\n" not in sentence
    assert rest.startswith("Called ")
    assert re.search(r"^Example: `.+`$", rest, re.MULTILINE)


@every_hook
def test_a_hook_has_its_entry_in_the_reference_with_an_example_that_runs(name: str) -> None:
    text = section(name)
    assert "**Quand.**" in text
    assert "**La réponse.**" in text
    (example,) = re.findall(r"```python\n(.*?)```", text, re.DOTALL)
    assert f"def {name}(" in example


def test_the_reference_has_no_entry_for_a_hook_that_does_not_exist() -> None:
    assert re.findall(r"^### `(\w+)`$", PAGE, re.MULTILINE) == list(HOOKS)


@every_hook
def test_a_hook_is_implemented_by_a_pack_of_this_repository(name: str) -> None:
    used = Packs.discover().hooks_used()
    assert used[name] != ()


@every_hook
def test_a_hook_is_exercised_by_a_test_that_names_it(name: str) -> None:
    assert [path.name for path in TESTS if name in path.read_text(encoding="utf-8")] != []


def test_every_event_has_its_listener() -> None:
    assert sorted(LISTENERS.values()) == sorted(name for name in HOOKS if name.startswith("on_"))
