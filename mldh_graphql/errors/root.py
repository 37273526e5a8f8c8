"""`DataHubMLError`: the root of all errors."""

from __future__ import annotations

from typing import ClassVar, Self

__all__ = [
    "DataHubMLError",
]


class DataHubMLError(Exception):
    """The root: catch it to catch everything that this library raises on purpose.

    Attributes:
        manual: Where the manual says what the class means and what to do, as a path in the
            repository. A traceback ends with it.

    Explained in ``docs/errors.md#datahubmlerror``.
    """

    manual: ClassVar[str] = "docs/errors.md#datahubmlerror"

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        # The manual has the classes of this library; one that a caller derives is explained where
        # its parent is.
        if cls.__module__.partition(".")[0] == __name__.partition(".")[0]:
            cls.manual = f"docs/errors.md#{cls.__name__.lower()}"
            if cls.__doc__:  # not with python -OO
                cls.__doc__ = f"{cls.__doc__.rstrip()}\n\n    Explained in ``{cls.manual}``.\n"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.add_note(f"See {self.manual}")

    def __reduce__(self) -> tuple[object, ...]:
        # The default calls the class with `args`, which subclasses with keyword-only
        # attributes do not accept.
        return (_restored, (type(self), self.args), self.__dict__.copy())

    @classmethod
    def _bare(cls, args: tuple[object, ...]) -> Self:
        return cls.__new__(cls, *args)


def _restored(cls: type[DataHubMLError], args: tuple[object, ...]) -> DataHubMLError:
    return cls._bare(args)
