"""Every domain model is frozen and whole; an edition has one publication gate."""

from datetime import UTC, datetime

import pytest
from pydantic import ValidationError

from concitoyen.domain.edition import Edition, Stage
from concitoyen.domain.territory import Territory


def test_a_model_cannot_be_changed_nor_take_a_stranger() -> None:
    north = Territory(id="nord", name="Nord")
    with pytest.raises(ValidationError, match="frozen"):
        north.name = "Sud"  # type: ignore[misc] # what is refused
    with pytest.raises(ValidationError, match="extra"):
        Territory.model_validate({"id": "nord", "name": "Nord", "chef-lieu": "Arras"})


@pytest.mark.parametrize("deep", [False, True])
def test_a_copy_has_the_new_values_and_the_others(deep: bool) -> None:  # noqa: FBT001 - a parameter of the test
    north = Territory(id="nord", name="Nord")
    assert north.model_copy(update={"name": "Sud"}, deep=deep) == Territory(id="nord", name="Sud")
    assert north.model_copy(deep=deep) == north


@pytest.mark.parametrize(("stage", "public"), [(stage, stage is Stage.PUBLISHED) for stage in Stage])
def test_results_are_public_only_once_published(stage: Stage, public: bool) -> None:  # noqa: FBT001 - as above
    edition = Edition(
        id="e",
        title="E",
        rulebook_source="",
        rulebook_text="",
        rulebook_sha256="",
        packs={},
        stage=stage,
        created_at=datetime(2027, 1, 1, tzinfo=UTC),
    )
    assert edition.results_are_public is public
