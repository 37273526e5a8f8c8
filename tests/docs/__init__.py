"""Tests of the manual: docs/ and what it promises."""
