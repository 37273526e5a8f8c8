"""Rest.li's ``ingestProposal`` and ``ingestProposalBatch``: metadata change proposals."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, cast, get_args

from mldh_graphql.server.patch import AspectPatch, PatchOperation
from mldh_graphql.server.proposal import ChangeType, Proposal
from mldh_graphql.server.restli_wire import Malformed, member, text, without_nulls
from mldh_graphql.server.wire import parsed_json

if TYPE_CHECKING:
    from mldh_graphql.server.actor import Actor
    from mldh_graphql.server.json_types import JsonObject, JsonValue


def one_proposal(body: JsonValue, actor: Actor) -> list[Proposal]:
    """The proposal of ``ingestProposal``.

    Raises:
        Malformed: There is none.
    """
    return [_proposal(member(body, "proposal"), actor)]


def many_proposals(body: JsonValue, actor: Actor) -> list[Proposal]:
    """The proposals of ``ingestProposalBatch``.

    Raises:
        Malformed: They are not what the action takes.
    """
    listed = member(body, "proposals")
    return [_proposal(one, actor) for one in (listed if isinstance(listed, list) else [listed])]


def parsed_patch(document: JsonValue) -> AspectPatch:
    """A patch: a list of operations, or an object that holds one under ``patch`` beside options.

    Raises:
        Malformed: It is neither.
    """
    options: JsonObject = document if isinstance(document, dict) else {"patch": document}
    operations, keys = options.get("patch"), options.get("arrayPrimaryKeys")
    if not isinstance(operations, list):
        raise Malformed("A patch is a list of operations")
    return AspectPatch(
        operations=[
            PatchOperation(
                op=text(operation, "op"),
                path=text(operation, "path"),
                value=_value_text(operation),
            )
            for operation in operations
        ],
        array_primary_keys={
            field: [str(key) for key in names] if isinstance(names, list) else []
            for field, names in (keys.items() if isinstance(keys, dict) else ())
        },
        force_generic=options.get("forceGenericPatch") is True,
    )


def _proposal(given: JsonValue, actor: Actor) -> Proposal:
    urn, name = text(given, "entityUrn"), text(given, "aspectName")
    change = text(given, "changeType")
    if change not in get_args(ChangeType):
        raise Malformed(f"ChangeType not supported: {change}")
    document = parsed_json(text(member(given, "aspect"), "value"))
    metadata = given.get("systemMetadata") if isinstance(given, dict) else None
    if metadata is not None and not isinstance(metadata, dict):
        raise Malformed(
            "Parameters of method 'ingestProposal' failed validation with error"
            " 'ERROR :: /proposal/systemMetadata :: record type is not backed by a DataMap\n'"
        )
    headers = given.get("headers") if isinstance(given, dict) else None
    patch = parsed_patch(document) if change == "PATCH" else None
    if patch is None and not isinstance(document, dict):
        raise Malformed(f"The value of aspect {name} is not a JSON object")
    return Proposal(
        urn=urn,
        aspect=name,
        change=cast("ChangeType", change),
        actor=actor.urn,
        patch=patch,
        value=document if patch is None and isinstance(document, dict) else None,
        headers={key: str(value) for key, value in headers.items()}
        if isinstance(headers, dict)
        else {},
        system_metadata=without_nulls(metadata),
    )


def _value_text(operation: JsonValue) -> str | None:
    value = operation.get("value") if isinstance(operation, dict) else None
    return None if value is None else json.dumps(value)
