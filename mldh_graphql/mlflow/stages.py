"""The stages of model versions, which are tags in DataHub."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mldh_graphql.changes.change import AspectPatch, add, only_if_absent
from mldh_graphql.changes.governance import add_tags, remove_tags
from mldh_graphql.mlflow.described import Described
from mldh_graphql.mlflow.report import SyncKind

if TYPE_CHECKING:
    from mldh_graphql.mlflow.identity import MLflowUrns
    from mldh_graphql.urns import MLModelUrn

__all__ = ["stage_changes", "stage_descriptions"]

_COLOURS: Final = {
    "Production": "#308613",
    "Staging": "#FACB66",
    "Archived": "#5D7283",
    "None": "#F2F4F5",
}


def stage_descriptions(urns: MLflowUrns) -> list[Described]:
    """Return the tags for the stages; one that is there already keeps what people made of it."""
    found = []
    for stage, colour in _COLOURS.items():
        urn = urns.stage_tag(stage)
        description = f"{stage} Stage for an ML model in MLflow Model Registry"
        patch = AspectPatch(
            urn=urn,
            aspect="tagProperties",
            create_only=(
                *only_if_absent("name"),
                add("name", value=f"mlflow_{stage.lower()}"),
                add("description", value=description),
                add("colorHex", value=colour),
            ),
        )
        found.append(Described(urn, SyncKind.STAGE, stage, (patch,)))
    return found


def stage_changes(model: MLModelUrn, stage: str, urns: MLflowUrns) -> tuple[AspectPatch, ...]:
    """Give a version the tag of its stage, and take those of the other stages away.

    The stage may have changed since DataHub's own source, or a sync elsewhere, wrote it.
    """
    others = [urns.stage_tag(each) for each in _COLOURS if each != stage]
    return *add_tags(model, [urns.stage_tag(stage)]), *remove_tags(model, others)
