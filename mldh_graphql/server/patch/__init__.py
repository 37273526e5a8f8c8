"""Patching aspects exactly as DataHub does."""

from mldh_graphql.server.patch.engine import apply_patch, uses_generic_path
from mldh_graphql.server.patch.operations import AspectPatch, PatchFailed, PatchOperation

__all__ = ["AspectPatch", "PatchFailed", "PatchOperation", "apply_patch", "uses_generic_path"]
