"""A server with entities to govern."""

from __future__ import annotations

import pytest

from mldh_graphql.server.actor import Actor
from tests.server.desk import DATASET, EXPERIMENT, GROUP, ME, MODEL, RUN, Desk

LABELS = ("urn:li:tag:a", "urn:li:tag:b", "urn:li:glossaryTerm:x", "urn:li:glossaryTerm:y")


@pytest.fixture
def desk() -> Desk:
    """Model, group, experiment, run and dataset; users, a group of users, labels, domains."""
    desk = Desk(lag=60)
    for urn in (MODEL, GROUP, EXPERIMENT, RUN, DATASET, ME, "urn:li:corpGroup:team"):
        desk.write(urn, "status", {"removed": False})
    for urn in LABELS[:2]:
        desk.write(urn, "tagProperties", {"name": "t"})
    for urn in LABELS[2:]:
        desk.write(urn, "glossaryTermInfo", {"definition": "d", "termSource": "INTERNAL"})
    for domain in ("urn:li:domain:one", "urn:li:domain:two"):
        desk.write(domain, "domainProperties", {"name": "d"})
    desk.index.flush()
    return desk


@pytest.fixture
def stranger() -> Actor:
    """Somebody who may edit nothing."""
    return Actor("urn:li:corpuser:stranger", lambda _urn: False)
