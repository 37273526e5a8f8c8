"""The URNs of DataHub's own MLflow source, as its code makes them."""

from __future__ import annotations

import pytest

from mldh_graphql.guids import guid
from mldh_graphql.mlflow.identity import Identity, MLflowUrns

OFFICIAL = MLflowUrns(Identity.OFFICIAL)
BARE = MLflowUrns(Identity.BARE)


@pytest.mark.parametrize(
    ("name", "digest"),
    [
        pytest.param("Default", "03d28ec52349332a202a252cb2388d83", id="plain"),
        pytest.param("churn/xgboost sweep", "3c65debfd05fd424465abba5b4189ccf", id="slash"),
        pytest.param(
            "Прогноз продаж 🚀 (v2), α/β", "45daada2b595a8a14221cee7a7040cf4", id="unicode"
        ),
    ],
)
def test_an_experiment_is_known_by_the_digest_of_its_name(name: str, digest: str) -> None:
    """Escaped as JSON in ASCII, emoji as surrogate pairs."""
    assert OFFICIAL.experiment(name) == f"urn:li:container:{digest}"


def test_a_run_is_known_by_the_digest_of_its_id() -> None:
    """As in the golden file of DataHub's source."""
    urn = OFFICIAL.run("02660a3bee9941ed983667f678ce5611")
    assert urn == "urn:li:dataProcessInstance:2666299269d6ebea994d5ec0c29e3aca"


@pytest.mark.parametrize(
    ("user", "digest"),
    [
        pytest.param("alice", "8963e76ed4493f3266a388fb25aeb150", id="plain"),
        pytest.param("unknown", "1bbe5a4af9f91bbd2b4dd90c552008e1", id="unknown"),
        pytest.param("Ольга", "f6631f2cf1b4fa75ecb221164a7db40f", id="unicode"),
    ],
)
def test_a_user_is_a_platform_resource(user: str, digest: str) -> None:
    """Its key has the platform's bare name, unlike that of an experiment."""
    assert OFFICIAL.user(user) == f"urn:li:platformResource:{digest}"


def test_a_version_set_is_known_by_the_digest_of_the_model_s_name() -> None:
    """So all versions of a model are in one set."""
    urn = OFFICIAL.version_set("churn-classifier")
    assert urn == "urn:li:versionSet:(fe9b10cdcbefe23c24d4d0717c1b9e16,mlModel)"


def test_models_are_known_by_name_and_version() -> None:
    """With an underscore between them."""
    assert OFFICIAL.model("sales", "10") == (
        "urn:li:mlModel:(urn:li:dataPlatform:mlflow,sales_10,PROD)"
    )
    assert MLflowUrns(Identity.OFFICIAL, "DEV").group("sales") == (
        "urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,sales,DEV)"
    )


def test_data_sets_are_always_in_prod() -> None:
    """Whatever the environment of the models."""
    assert MLflowUrns(Identity.OFFICIAL, "DEV").dataset("a, (b)") == (
        "urn:li:dataset:(urn:li:dataPlatform:mlflow,a%2C %28b%29,PROD)"
    )


def test_names_that_cannot_stand_in_a_urn_are_encoded() -> None:
    """Where DataHub's own source writes something that is no URN."""
    assert OFFICIAL.group("Прогноз, продаж (v2)").name == "Прогноз%2C продаж %28v2%29"


def test_the_tutorial_s_ids_are_names_and_ids_as_they_are() -> None:
    """For runs and experiments; models are the same."""
    assert BARE.experiment("airline_forecast") == "urn:li:container:airline_forecast"
    assert BARE.run("abc") == "urn:li:dataProcessInstance:abc"
    assert BARE.version_set("arima") == "urn:li:versionSet:(mlmodel_arima_versions,mlModel)"
    assert BARE.model("arima", "1") == OFFICIAL.model("arima", "1")


def test_keys_are_sorted_before_they_are_hashed() -> None:
    """So their order does not matter."""
    assert guid(b="1", a="2") == guid(a="2", b="1")
