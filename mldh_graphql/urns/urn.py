"""`Urn`: a DataHub URN that has been checked, and still is a ``str``."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar, Self, cast

from pydantic_core import core_schema

from mldh_graphql.errors import InvalidUrnError
from mldh_graphql.urns.key_fields import FABRIC_TYPES, KEY_FIELDS
from mldh_graphql.urns.rules import (
    decode_part,
    encode_part,
    is_plain,
    problem_of_text,
    problem_of_urn,
    split_urn,
)

if TYPE_CHECKING:
    from pydantic import GetCoreSchemaHandler

__all__ = ["IdUrn", "Urn", "parse_urn"]

_CLASSES: dict[str, type[Urn]] = {}


class Urn(str):
    """A URN that DataHub would accept, checked when it is made.

    ``Urn(text)`` gives the most specific class: ``Urn("urn:li:tag:x")`` is a `TagUrn`. A subclass
    takes only its own kind. A ``Urn`` is a ``str`` in every respect: it compares, hashes, sorts,
    formats and goes into JSON as its text does, and it is equal to that text.

    Raises:
        InvalidUrnError: The text breaks a rule (see ``mldh_graphql.urns.rules``), or is the URN of
            another kind of entity.
    """

    __slots__ = ()

    kind: ClassVar[str] = ""
    """The entity type that a subclass stands for, for example ``mlModel``."""
    noun: ClassVar[str] = "entity"
    """What people call it, for messages."""

    def __new__(cls, text: str) -> Self:
        """Check the text; a URN of this kind is returned as it is."""
        if isinstance(text, cls) and text.__class__ is not Urn:
            return text
        if not isinstance(text, str):
            raise InvalidUrnError(
                value=repr(text),
                expected=cls._expected(),
                reason=f"it is a {type(text).__name__}, not text",
            )
        problem = problem_of_urn(text) or cls._other_kind(text)
        if problem:
            raise InvalidUrnError(value=text, expected=cls._expected(), reason=problem)
        return cls._unchecked(text)

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if cls.kind:
            _CLASSES[cls.kind] = cls

    @classmethod
    def parse(cls, text: str) -> Self:
        """Check a text and return it as a URN of this kind; the same as calling the class."""
        return cls(text)

    @classmethod
    def returned(cls, text: str) -> Self:
        """Return a URN that DataHub itself sent, however odd it looks.

        DataHub holds URNs that this library would not create (``urn:li:tag:a(b)``). They can be
        read, and passed back to DataHub.

        Raises:
            InvalidUrnError: It is the URN of another kind of entity.
        """
        problem = cls._other_kind(text)
        if problem:
            raise InvalidUrnError(value=text, expected=cls._expected(), reason=problem)
        return cls._unchecked(text)

    @property
    def entity_type(self) -> str:
        """DataHub's name of the kind of entity, such as ``mlModel``."""
        return split_urn(self)[0]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts of the key, as they stand in the URN."""
        return split_urn(self)[1]

    @property
    def name(self) -> str:
        """The part that names the entity, as it stands in the URN and as DataHub shows it."""
        fields = KEY_FIELDS.get(self.entity_type, ())
        naming = [
            index
            for index, field in enumerate(fields)
            if field.holds == "text" and field.name not in {"cluster", "orchestrator"}
        ]
        parts = self.parts
        return parts[min(naming[-1] if naming else 0, len(parts) - 1)]

    @property
    def display_name(self) -> str:
        """The name as a person would write it: ``a,b`` for ``a%2Cb``.

        DataHub does not decode names; its pages show `name`.
        """
        return decode_part(self.name)

    def __repr__(self) -> str:
        return f"{type(self).__name__}({str(self)!r})"

    def __reduce__(self) -> tuple[object, ...]:
        # Not through __new__: a URN that DataHub returned would be refused on the other side.
        return (_restored, (type(self), str(self)))

    @classmethod
    def __get_pydantic_core_schema__(
        cls,
        source: object,
        handler: GetCoreSchemaHandler,
    ) -> core_schema.CoreSchema:
        """Let pydantic models have fields of this type; JSON has the text."""
        return core_schema.no_info_after_validator_function(cls, core_schema.str_schema())

    @classmethod
    def _unchecked(cls, text: str) -> Self:
        exact = str.__str__(text)
        if cls.kind:
            return str.__new__(cls, exact)
        # Calling the general class gives the specific one.
        return cast("Self", str.__new__(_CLASSES.get(split_urn(exact)[0], cls), exact))

    @classmethod
    def _other_kind(cls, text: str) -> str | None:
        if text.startswith(f"urn:li:{cls.kind}:"):
            return None
        entity_type, _ = split_urn(text)
        # DataHub takes entity types in any case, and returns them as they were written.
        if not cls.kind or entity_type.lower() == cls.kind.lower():
            return None
        other = _CLASSES.get(entity_type)
        return f"it is {_article(other.noun)}'s URN" if other else f"it is a {entity_type} URN"

    @classmethod
    def _expected(cls) -> str:
        if not cls.kind:
            return "a DataHub URN"
        fields = KEY_FIELDS[cls.kind]
        key = ",".join(map(str, fields))
        shape = f"urn:li:{cls.kind}:{key}" if len(fields) == 1 else f"urn:li:{cls.kind}:({key})"
        return f"{_article(cls.noun)}'s URN ({shape})"

    @classmethod
    def _built(cls, *parts: str) -> Self:
        """Make the URN from the parts of its key; parts that are URNs are left as they are."""
        fields = KEY_FIELDS[cls.kind]
        encoded = []
        for part, field in zip(parts, fields, strict=True):
            if isinstance(part, Urn) or (field.holds == "text" and is_plain(part)):
                encoded.append(str(part))
                continue
            reason = cls._unfit_part(part, field.holds)
            if reason:
                raise InvalidUrnError(
                    value=part if isinstance(part, str) else repr(part),
                    expected=f"the {field.name} in {cls._expected()}",
                    reason=reason,
                )
            encoded.append(encode_part(part))
        key = encoded[0] if len(encoded) == 1 else f"({','.join(encoded)})"
        return cls(f"urn:li:{cls.kind}:{key}")

    @staticmethod
    def _unfit_part(part: str, holds: str) -> str | None:
        if not isinstance(part, str):
            return f"it is a {type(part).__name__}, not text"
        if holds == "env" and part not in FABRIC_TYPES:
            known = ", ".join(sorted(FABRIC_TYPES))
            return f"upper and lower case count, and it is none of {known}"
        return problem_of_text(encode_part(part))


class IdUrn(Urn):
    """A URN whose key is a single part."""

    __slots__ = ()

    @classmethod
    def build(cls, id: str) -> Self:  # noqa: A002 - DataHub's own name of the part
        """Return the URN of the entity with this id.

        ``,``, ``(`` and ``)`` in it are encoded; everything else stays as it is.

        Raises:
            InvalidUrnError: The id is empty, too long, or has whitespace at its edges or control
                characters.
        """
        if is_plain(id):
            return cls._unchecked(f"urn:li:{cls.kind}:{id}")
        return cls._built(id)

    @classmethod
    def of(cls, text: str) -> Self:
        """Return the URN for a text that is either a URN of this kind or just the id."""
        return cls(text) if isinstance(text, str) and text.startswith("urn:") else cls.build(text)

    @property
    def id(self) -> str:
        """The id, as it stands in the URN."""
        return self.name


def parse_urn(text: str) -> Urn:
    """Check any URN and return it as the most specific class there is.

    Raises:
        InvalidUrnError: The text breaks a rule; the message says which part is wrong.
    """
    return Urn(text)


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeioAEIOM' and not noun.startswith('Mo') else 'a'} {noun}"


def _restored(cls: type[Urn], text: str) -> Urn:
    return str.__new__(cls, text)
