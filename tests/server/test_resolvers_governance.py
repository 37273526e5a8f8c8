"""Governing by GraphQL: tags, terms, owners, links, domains, and what people say of entities."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.server.http_server import DATASET, EXPERIMENT, MODEL, HttpServer, started

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

TAG, TERM, DOMAIN = "urn:li:tag:t", "urn:li:glossaryTerm:g", "urn:li:domain:d"
USER, OWNER_GROUP = "urn:li:corpuser:u", "urn:li:corpGroup:g"
TECHNICAL = "urn:li:ownershipType:__system__technical_owner"
PROPERTY = "urn:li:structuredProperty:p"


@pytest.fixture
async def server() -> AsyncIterator[HttpServer]:
    """A server that lets everyone in."""
    async with started() as one:
        yield one


@pytest.fixture
async def governed(server: HttpServer) -> HttpServer:
    """A server with a model and everything that can be put on it."""
    await server.write(MODEL, mlModelProperties={"name": "Model"})
    await server.write(EXPERIMENT, containerProperties={"name": "Experiment"})
    await server.write(TAG, tagProperties={"name": "T"})
    await server.write(TERM, glossaryTermInfo={"definition": "G", "termSource": "INTERNAL"})
    await server.write(DOMAIN, domainProperties={"name": "D"})
    await server.write(USER, corpUserInfo={"active": True})
    await server.write(OWNER_GROUP, corpGroupInfo={"admins": [], "members": [], "groups": []})
    await server.write(
        PROPERTY,
        propertyDefinition={
            "qualifiedName": "p",
            "valueType": "urn:li:dataType:datahub.string",
            "entityTypes": ["urn:li:entityType:datahub.mlModel"],
        },
    )
    return server


def aspect(server: HttpServer, name: str, urn: str = MODEL) -> Any:
    """A stored aspect."""
    return server.datahub.aspects(urn)[name].value


REF = {"resourceUrn": MODEL}
REFS = [REF, {"resourceUrn": EXPERIMENT}]
OWNER = {"ownerUrn": USER, "ownerEntityType": "CORP_USER", "ownershipTypeUrn": TECHNICAL}


@pytest.mark.parametrize(
    ("add", "added", "remove", "removed", "name", "urns"),
    [
        pytest.param(
            "addTag",
            {"tagUrn": TAG, **REF},
            "removeTag",
            {"tagUrn": TAG, **REF},
            "globalTags",
            [MODEL],
            id="a tag",
        ),
        pytest.param(
            "addTags",
            {"tagUrns": [TAG], **REF},
            "batchRemoveTags",
            {"tagUrns": [TAG], "resources": [REF]},
            "globalTags",
            [MODEL],
            id="tags",
        ),
        pytest.param(
            "batchAddTags",
            {"tagUrns": [TAG], "resources": REFS},
            "batchRemoveTags",
            {"tagUrns": [TAG], "resources": REFS},
            "globalTags",
            [MODEL, EXPERIMENT],
            id="tags on several",
        ),
        pytest.param(
            "addTerm",
            {"termUrn": TERM, **REF},
            "removeTerm",
            {"termUrn": TERM, **REF},
            "glossaryTerms",
            [MODEL],
            id="a term",
        ),
        pytest.param(
            "addTerms",
            {"termUrns": [TERM], **REF},
            "batchRemoveTerms",
            {"termUrns": [TERM], "resources": [REF]},
            "glossaryTerms",
            [MODEL],
            id="terms",
        ),
        pytest.param(
            "batchAddTerms",
            {"termUrns": [TERM], "resources": REFS},
            "batchRemoveTerms",
            {"termUrns": [TERM], "resources": REFS},
            "glossaryTerms",
            [MODEL, EXPERIMENT],
            id="terms on several",
        ),
        pytest.param(
            "addOwner",
            {**OWNER, **REF},
            "removeOwner",
            {"ownerUrn": USER, "ownershipTypeUrn": TECHNICAL, **REF},
            "ownership",
            [MODEL],
            id="an owner",
        ),
        pytest.param(
            "addOwners",
            {"owners": [OWNER], **REF},
            "batchRemoveOwners",
            {"ownerUrns": [USER], "resources": [REF]},
            "ownership",
            [MODEL],
            id="owners",
        ),
        pytest.param(
            "batchAddOwners",
            {
                "owners": [{"ownerUrn": OWNER_GROUP, "ownerEntityType": "CORP_GROUP"}],
                "ownershipTypeUrn": TECHNICAL,
                "resources": REFS,
            },
            "batchRemoveOwners",
            {"ownerUrns": [OWNER_GROUP], "resources": REFS},
            "ownership",
            [MODEL, EXPERIMENT],
            id="owners of several",
        ),
        pytest.param(
            "addLink",
            {"linkUrl": "https://a", "label": "A", **REF},
            "removeLink",
            {"linkUrl": "https://a", "label": "A", **REF},
            "institutionalMemory",
            [MODEL],
            id="a link",
        ),
        pytest.param(
            "upsertLink",
            {"linkUrl": "https://a", "label": "A", "settings": {"showInAssetPreview": True}, **REF},
            "removeLink",
            {"linkUrl": "https://a", **REF},
            "institutionalMemory",
            [MODEL],
            id="a link that may be there",
        ),
    ],
)
async def test_what_is_put_on_entities_can_be_taken_off(
    governed: HttpServer,
    add: str,
    added: dict[str, Any],
    remove: str,
    removed: dict[str, Any],
    name: str,
    urns: list[str],
) -> None:
    """One element appears on each entity and goes again."""
    counts = []
    for mutation, given in ((add, added), (remove, removed)):
        kind = f"{mutation[0].upper()}{mutation[1:]}Input"
        kind = {
            "AddTagInput": "TagAssociationInput",
            "RemoveTagInput": "TagAssociationInput",
            "AddTermInput": "TermAssociationInput",
            "RemoveTermInput": "TermAssociationInput",
        }.get(kind, kind)
        data = await governed.data(f"mutation ($i: {kind}!) {{ {mutation}(input: $i) }}", i=given)
        assert data == {mutation: True}
        counts.append(
            [
                len(next(v for v in aspect(governed, name, urn).values() if isinstance(v, list)))
                for urn in urns
            ]
        )

    assert counts == [[1] * len(urns), [0] * len(urns)]


async def test_a_link_can_be_replaced(governed: HttpServer) -> None:
    """By another URL and label."""
    link = {"linkUrl": "https://a", "label": "A", **REF}
    await governed.data("mutation ($i: AddLinkInput!) { addLink(input: $i) }", i=link)

    await governed.data(
        "mutation ($i: UpdateLinkInput!) { updateLink(input: $i) }",
        i={
            "currentUrl": "https://a",
            "currentLabel": "A",
            "linkUrl": "https://b",
            "label": "B",
            **REF,
        },
    )

    (element,) = aspect(governed, "institutionalMemory")["elements"]
    assert (element["url"], element["description"]) == ("https://b", "B")


async def test_a_domain_is_set_and_unset(governed: HttpServer) -> None:
    """Alone and in a batch; a batch without domain unsets."""
    these = f'resources: [{{resourceUrn: "{MODEL}"}}]'
    steps = []
    for mutation in (
        f'setDomain(entityUrn: "{MODEL}", domainUrn: "{DOMAIN}")',
        f'unsetDomain(entityUrn: "{MODEL}")',
        f'batchSetDomain(input: {{domainUrn: "{DOMAIN}", {these}}})',
        f"batchSetDomain(input: {{{these}}})",
    ):
        await governed.data(f"mutation {{ {mutation} }}")
        steps.append(aspect(governed, "domains")["domains"])

    assert steps == [[DOMAIN], [], [DOMAIN], []]


async def test_entities_are_deprecated(governed: HttpServer) -> None:
    """With all that can be said about it, alone and in a batch."""
    await governed.data(
        "mutation ($i: UpdateDeprecationInput!) { updateDeprecation(input: $i) }",
        i={
            "urn": MODEL,
            "deprecated": True,
            "decommissionTime": 5,
            "note": "old",
            "replacement": EXPERIMENT,
        },
    )
    first = aspect(governed, "deprecation")
    await governed.data(
        "mutation ($i: BatchUpdateDeprecationInput!) { batchUpdateDeprecation(input: $i) }",
        i={"resources": REFS, "deprecated": False},
    )

    assert first == {
        "deprecated": True,
        "decommissionTime": 5,
        "note": "old",
        "replacement": EXPERIMENT,
        "actor": "urn:li:corpuser:__datahub_system",
    }
    assert aspect(governed, "deprecation")["deprecated"] is False
    assert aspect(governed, "deprecation", EXPERIMENT)["deprecated"] is False


async def test_people_describe_beside_the_machine(governed: HttpServer) -> None:
    """The description goes into the editable aspect."""
    await governed.data(
        "mutation ($i: DescriptionUpdateInput!) { updateDescription(input: $i) }",
        i={"description": "by hand", **REF},
    )

    data = await governed.data(
        "query ($u: String!) {"
        " mlModel(urn: $u) { description editableProperties { description } } }",
        u=MODEL,
    )
    assert data["mlModel"] == {
        "description": None,
        "editableProperties": {"description": "by hand"},
    }


async def test_a_dataset_is_described_named_and_linked_by_hand(governed: HttpServer) -> None:
    """All of it is seen at once."""
    upstream = DATASET.replace(",d,", ",up,")
    for urn in (DATASET, upstream):
        await governed.write(urn, datasetProperties={"name": "machine"})

    await governed.data(
        f'''mutation {{
          updateDescription(input: {{resourceUrn: "{DATASET}", description: "by hand"}})
          updateName(input: {{urn: "{DATASET}", name: "By hand"}})
          updateLineage(input: {{
            edgesToAdd: [{{downstreamUrn: "{DATASET}", upstreamUrn: "{upstream}"}}, null]
            edgesToRemove: []
          }})
        }}'''
    )

    data = await governed.data(
        """query ($u: String!) { dataset(urn: $u) {
          name
          editableProperties { name description }
          lineage(input: {direction: UPSTREAM}) { relationships { entity { urn } isManual } }
        } }""",
        u=DATASET,
    )
    assert data["dataset"] == {
        "name": "machine",
        "editableProperties": {"name": "By hand", "description": "by hand"},
        "lineage": {"relationships": [{"entity": {"urn": upstream}, "isManual": True}]},
    }


async def test_entities_are_hidden_and_shown_again(governed: HttpServer) -> None:
    """Soft deletion keeps everything."""
    mutation = "mutation ($i: BatchUpdateSoftDeletedInput!) { batchUpdateSoftDeleted(input: $i) }"
    seen = []
    for deleted in (True, False):
        await governed.data(mutation, i={"urns": [MODEL, EXPERIMENT], "deleted": deleted})
        data = await governed.data(
            "query ($u: String!) { mlModel(urn: $u) { exists status { removed } } }", u=MODEL
        )
        seen.append(data["mlModel"])

    assert seen == [
        {"exists": True, "status": {"removed": True}},
        {"exists": True, "status": {"removed": False}},
    ]


async def test_a_lifecycle_stage_is_set_and_unset(governed: HttpServer) -> None:
    """It is a member of the status."""
    stage = "urn:li:lifecycleStageType:draft"
    mutation = (
        "mutation ($u: String!, $s: String) { setLifecycleStage(urn: $u, lifecycleStageUrn: $s) }"
    )
    await governed.data(mutation, u=MODEL, s=stage)
    before = aspect(governed, "status").get("lifecycleStage")
    await governed.data(mutation, u=MODEL)

    assert (before, aspect(governed, "status").get("lifecycleStage")) == (stage, None)


async def test_structured_properties_are_set_and_removed(governed: HttpServer) -> None:
    """The answer shows them; texts and numbers are told apart."""
    numbers = "urn:li:structuredProperty:n"
    await governed.write(
        numbers,
        propertyDefinition={
            "qualifiedName": "n",
            "valueType": "urn:li:dataType:datahub.number",
            "entityTypes": ["urn:li:entityType:datahub.mlModel"],
        },
    )
    shape = (
        "{ properties { structuredProperty { urn }"
        " values { ... on StringValue { stringValue } ... on NumberValue { numberValue } } } }"
    )

    data = await governed.data(
        "mutation ($i: UpsertStructuredPropertiesInput!) {"
        f" upsertStructuredProperties(input: $i) {shape} }}",
        i={
            "assetUrn": MODEL,
            "structuredPropertyInputParams": [
                {"structuredPropertyUrn": PROPERTY, "values": [{"stringValue": "red"}]},
                {"structuredPropertyUrn": numbers, "values": [{"numberValue": 1.5}]},
            ],
        },
    )
    left = await governed.data(
        "mutation ($i: RemoveStructuredPropertiesInput!) {"
        f" removeStructuredProperties(input: $i) {shape} }}",
        i={"assetUrn": MODEL, "structuredPropertyUrns": [numbers]},
    )

    red = {"structuredProperty": {"urn": PROPERTY}, "values": [{"stringValue": "red"}]}
    number = {"structuredProperty": {"urn": numbers}, "values": [{"numberValue": 1.5}]}
    assert data["upsertStructuredProperties"]["properties"] == [red, number]
    assert left["removeStructuredProperties"]["properties"] == [red]


async def test_a_tag_is_created(server: HttpServer) -> None:
    """The answer is its URN; once is enough."""
    mutation = "mutation ($i: CreateTagInput!) { createTag(input: $i) }"
    given = {"id": "t", "name": "T", "description": "d"}

    created = await server.data(mutation, i=given)
    refused = await server.error(mutation, i=given)
    unnamed = await server.data(mutation, i={"name": "T"})

    assert created == {"createTag": TAG}
    assert aspect(server, "tagProperties", TAG) == {"name": "T", "description": "d"}
    assert "This Tag already exists!" in refused["message"]
    assert unnamed["createTag"].startswith("urn:li:tag:")


@pytest.mark.parametrize(
    ("mutation", "message", "code"),
    [
        pytest.param(
            f'addTag(input: {{tagUrn: "urn:li:tag:no", resourceUrn: "{MODEL}"}})',
            "Failed to validate label with urn urn:li:tag:no. Urn does not exist.",
            400,
            id="missing tag",
        ),
        pytest.param(
            f'addTag(input: {{tagUrn: "{TAG}", resourceUrn: "{DATASET}"}})',
            f"Failed to update resource with urn {DATASET}. Entity does not exist.",
            400,
            id="missing resource",
        ),
        pytest.param(
            f'batchUpdateSoftDeleted(input: {{urns: ["{DATASET}"], deleted: true}})',
            f"Failed to soft delete entity with urn {DATASET}. Entity does not exist.",
            400,
            id="nothing to hide",
        ),
    ],
)
async def test_governance_needs_what_it_refers_to(
    governed: HttpServer, mutation: str, message: str, code: int
) -> None:
    """Its failures are GraphQL errors."""
    error = await governed.error(f"mutation {{ {mutation} }}")

    assert message in error["message"]
    assert error["extensions"]["code"] == code
