"""Turns calls of generated operations into requests of a transport.

The transport alone knows HTTP, so this package needs nothing but pydantic.
"""

from collections.abc import Mapping
from typing import Protocol

from pydantic import BaseModel
from pydantic_core import to_jsonable_python

from .base_model import UNSET


class Transport(Protocol):
    """What carries a request to DataHub and brings back the answer."""

    async def send(
        self, query: str, operation_name: str, variables: dict[str, object]
    ) -> dict[str, object]:
        """Return the ``data`` of the response, or raise."""
        ...


def to_json(value: object) -> object:
    """Make plain JSON of a variable: fields under DataHub's names, unset ones left out."""
    if isinstance(value, BaseModel):
        return value.model_dump(mode="json", by_alias=True, exclude_unset=True)
    if isinstance(value, Mapping):
        return {str(name): to_json(item) for name, item in value.items() if item is not UNSET}
    if isinstance(value, list | tuple):
        return [to_json(item) for item in value]
    plain: object = to_jsonable_python(value)
    return plain


class BaseOperations:
    """Holds the transport that the generated operations send through."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport

    async def execute(
        self, query: str, operation_name: str, variables: Mapping[str, object]
    ) -> dict[str, object]:
        """Send one operation and return the ``data`` of its response."""
        given = {name: to_json(value) for name, value in variables.items() if value is not UNSET}
        return await self._transport.send(query, operation_name, given)

    @staticmethod
    def get_data(response: dict[str, object]) -> dict[str, object]:
        """Return the response: a transport has already taken ``data`` out of it."""
        return response
