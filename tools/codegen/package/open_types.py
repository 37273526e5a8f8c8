"""Types that keep what a newer DataHub sends instead of refusing it."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Self, get_args

from pydantic import BaseModel as AnyModel
from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from .base_model import BaseModel

_FALLBACK = "*"  # no GraphQL name has this character


class OpenEnum(StrEnum):
    """An enum of DataHub that may grow.

    A value that this package does not know is kept: it has the enum's type, is equal to its
    text, and is not among the enum's members. Always give a ``match`` a default branch.
    """

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        unknown = str.__new__(cls, value)
        unknown._name_ = unknown._value_ = value
        return unknown

    @property
    def is_known(self) -> bool:
        """Whether the schema this package was generated from has the value."""
        return self.name in type(self).__members__


class UnknownType(BaseModel):
    """A member of a GraphQL union that this package does not know."""

    typename__: str = Field(alias="__typename")


class _OpenUnion:
    """Chooses the member of a union by ``__typename``, and its open member for other names.

    The open member is the one whose ``typename__`` is any ``str``.
    """

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        members: tuple[type[AnyModel], ...] = get_args(source)
        choices: dict[str, CoreSchema] = {}
        named = {
            member: get_args(member.model_fields["typename__"].annotation) or (_FALLBACK,)
            for member in members
        }
        # The class of one type has more fields than that of an interface, which names it as well.
        for member in sorted(named, key=lambda each: len(named[each]), reverse=True):
            choices |= dict.fromkeys(named[member], handler.generate_schema(member))

        def choose(value: object) -> str:
            name: object = getattr(value, "typename__", None)
            if isinstance(value, Mapping):
                name = value.get("__typename", value.get("typename__"))
            return name if isinstance(name, str) and name in choices else _FALLBACK

        return core_schema.tagged_union_schema(choices, choose)


OPEN_UNION = _OpenUnion()
