"""Testing code that uses DataHub: what stands behind the fixtures of the pytest plugin.

``pip install 'mldh-graphql[pytest]'`` is all there is to set up. Tests take the fixtures, and
import from here only to say types.

* ``datahub`` (`DataHubFixture`) is a DataHub of the test's own, empty when the test begins. It runs
  in a thread, one for each process, and is emptied between tests, in about a millisecond.
* ``datahub_client`` is an ordinary `DataHubMLClient`. It works in tests of pytest-asyncio (every
  mode and loop scope), anyio with asyncio, ``unittest``, and in ``asyncio.run``; it holds nothing
  that must be closed. In trio it does not work; ``datahub_url`` and ``datahub.expect`` do.
* ``datahub_url`` is where the same DataHub listens, for any client in any thread or process.

**What it is like** says ``@pytest.mark.datahub(…)``, on functions, classes and modules; of every
option the closest mark counts. `MarkerOptions` lists the options: ``index_lag=5`` is as late as
DataHub's index, until ``datahub.flush_index()``; ``token="…"`` refuses strangers;
``server_version="v1.2.0"`` is an old one; ``faults=["500 once", "429 retry-after=1",
"200-with-errors", "drop-connection-after-write", "hang"]`` are what goes wrong with the first
requests, one after another (`Fault.parse` has all words; `Fault` objects will do, too).

**Expectations** explain themselves: ``datahub.expect.model("arima").in_group("airline_models")``.
Every call checks at once, in sync and async tests alike; there is nothing to await. The first that
is not met shows expected and actual, what DataHub has, the lineage, and which name was meant.

**Requests**: ``datahub.requests`` has them with operation, variables and status;
``with datahub.max_requests(3): …`` and ``datahub.assert_max_requests(3)`` count them. Expectations
are neither counted nor hit by faults. The server checks every GraphQL document against the part of
DataHub's schema that this library knows, whichever client sends it.

**Against a real DataHub** run the same tests with ``--datahub-url=http://…`` and the token in
``DATAHUB_GMS_TOKEN``. They share it with others, so

* names have to go through ``datahub.unique("arima")``: locally the name itself, there one that only
  this test has. ``datahub_client`` refuses to change anything else;
* what ``datahub_client`` wrote is hidden after the test, or deleted for good, or kept
  (``--datahub-cleanup=soft|hard|keep``). What other clients wrote is not seen: name it with
  ``datahub.track(urn)``. Tags and users that an entity names are not touched;
* expectations wait up to a minute for the index (``datahub_deadline`` in the ini file);
* a test that needs what only a local server can do, such as faults or ``aspects``, is skipped.
"""

from mldh_graphql.local import Fault, RecordedRequest, StoredAspect
from mldh_graphql.testing.datahub import DataHubFixture
from mldh_graphql.testing.expectations import (
    DatasetExpectation,
    Expectations,
    ExperimentExpectation,
    ModelExpectation,
    ModelGroupExpectation,
    TrainingRunExpectation,
)

__all__ = [
    "DataHubFixture",
    "DatasetExpectation",
    "Expectations",
    "ExperimentExpectation",
    "Fault",
    "ModelExpectation",
    "ModelGroupExpectation",
    "RecordedRequest",
    "StoredAspect",
    "TrainingRunExpectation",
]
