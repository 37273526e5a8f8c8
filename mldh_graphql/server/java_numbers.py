"""Numbers as Java's virtual machine narrows and prints them."""

from __future__ import annotations

import math
import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

LONG_MIN, LONG_MAX = -(2**63), 2**63 - 1
_INT_MIN, _INT_MAX = -(2**31), 2**31 - 1


def to_int(number: float) -> int:
    """Narrow to 32 bits: integers wrap, fractions are cut off and then saturate."""
    if isinstance(number, int):
        return (number - _INT_MIN) % 2**32 + _INT_MIN
    return min(max(_cut(number), _INT_MIN), _INT_MAX)


def to_long(number: float) -> int:
    """Narrow to 64 bits: fractions are cut off and then saturate."""
    return min(max(_cut(number), LONG_MIN), LONG_MAX)


def to_float(number: float) -> float:
    """Narrow to single precision, as the shortest decimal that means the same in it."""
    try:
        packed = struct.pack("<f", number)
    except OverflowError:
        return math.copysign(math.inf, number)
    single: float = struct.unpack("<f", packed)[0]
    for digits in range(6, 9):
        shortest = float(f"{single:.{digits}g}")
        if struct.pack("<f", shortest) == packed:
            return shortest
    return float(f"{single:.9g}")


def double_text(number: float) -> str:
    """``number`` as ``Double.toString`` prints it: always with a point, ``E`` for big and small."""
    if math.isinf(number):
        return "Infinity" if number > 0 else "-Infinity"
    sign = "-" if math.copysign(1, number) < 0 else ""
    mantissa, _, exponent_text = f"{abs(number)!r}".partition("e")
    whole, _, fraction = mantissa.partition(".")
    fraction = "" if fraction == "0" else fraction
    digits = (whole + fraction).lstrip("0")
    if not digits:
        return f"{sign}0.0"
    # The value is 0.digits * 10**point.
    point = int(exponent_text or 0) + len(whole)
    point -= len(whole + fraction) - len(digits)
    digits = digits.rstrip("0") or "0"
    if -3 < point <= 7:
        if point <= 0:
            return f"{sign}0.{'0' * -point}{digits}"
        padded = digits.ljust(point, "0")
        return f"{sign}{padded[:point]}.{padded[point:] or '0'}"
    return f"{sign}{digits[0]}.{digits[1:] or '0'}E{point - 1}"


def _cut(number: float) -> int:
    if isinstance(number, float) and math.isinf(number):
        return LONG_MAX if number > 0 else LONG_MIN
    return int(number)


def _single(number: float) -> float | str:
    single = to_float(number)
    # JSON has no infinity; written, it is a text.
    return double_text(single) if math.isinf(single) else single


CONVERSIONS: Mapping[str, Callable[[float], float | str]] = {
    "int": to_int,
    "long": to_long,
    "float": _single,
    "double": float,
}
"""How the types of numbers that a field can have take a number of another one."""
