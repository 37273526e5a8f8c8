"""Where an MLflow data set really comes from."""

from __future__ import annotations

import json
from typing import Final
from urllib.parse import urlsplit

from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.urns import DatasetUrn

__all__ = ["source_page", "source_urn"]

_PLATFORM_OF_SCHEME: Final = {
    "abfs": "abs",
    "abfss": "abs",
    "gs": "gcs",
    "hdfs": "hdfs",
    "s3": "s3",
    "s3a": "s3",
    "s3n": "s3",
    "wasb": "abs",
    "wasbs": "abs",
}
_PLATFORM_OF_TYPE: Final = {
    "delta_table": "delta-lake",
    "gs": "gcs",
    **{
        name: name
        for name in (
            "bigquery",
            "cassandra",
            "databricks",
            "delta-lake",
            "dbt",
            "feast",
            "file",
            "gcs",
            "hdfs",
            "hive",
            "mssql",
            "mysql",
            "oracle",
            "postgres",
            "redshift",
            "s3",
            "sagemaker",
            "snowflake",
            "streamlit",
        )
    },
}
_ADDRESSES: Final = ("uri", "path", "url")
_TABLES: Final = ("delta_table_name", "table_name", "table")


def source_urn(name: str, source_type: str, source: str) -> DatasetUrn | None:
    """Return the data set of another platform that MLflow's data set is a copy of.

    It follows from where MLflow found the data (``s3://bucket/key`` is ``bucket/key`` on ``s3``),
    or from the name of the table. Where MLflow says neither, but a platform that DataHub knows, it
    is what MLflow calls the data set, as in DataHub's own source. ``None`` if there is no platform.

    Example:
        >>> str(source_urn("fluent", "s3", '{"uri": "s3://acme/fluent.csv"}'))
        'urn:li:dataset:(urn:li:dataPlatform:s3,acme/fluent.csv,PROD)'
    """
    kind, said = source_type.lower(), _said(source)
    if kind in ("local", "code"):
        return None
    platform = _PLATFORM_OF_TYPE.get(kind)
    found = None
    for field in _ADDRESSES:
        parts = _split(said.get(field))
        if parts is not None and parts[0] in _PLATFORM_OF_SCHEME:
            platform, found = _PLATFORM_OF_SCHEME[parts[0]], parts[1]
            break
    else:
        found = next((said[field] for field in _TABLES if said.get(field)), None)
    if platform is None:
        return None
    try:
        return DatasetUrn.build(found or name, platform)
    except InvalidUrnError:
        return None


def source_page(source_type: str, source: str) -> str | None:
    """Return the page where a person can look at the data, if it has one."""
    said = _said(source)
    url = said.get("url", "")
    if url.startswith(("http://", "https://")):
        return url
    if source_type.lower() == "hugging_face" and said.get("path"):
        return f"https://huggingface.co/datasets/{said['path']}"
    return None


def _said(source: str) -> dict[str, str]:
    try:
        said = json.loads(source)
    except ValueError:
        said = source
    if isinstance(said, dict):
        return {key: value for key, value in said.items() if isinstance(value, str)}
    return {"uri": said} if isinstance(said, str) else {}


def _split(address: str | None) -> tuple[str, str] | None:
    if not address:
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts.scheme, f"{parts.netloc}{parts.path}".strip("/")
