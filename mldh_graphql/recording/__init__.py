"""Training runs recorded while they happen, safe from crashes and absent servers."""

from mldh_graphql.recording.buffer import default_buffer_dir
from mldh_graphql.recording.recorder import RunRecorder, parent_urn
from mldh_graphql.recording.replay import replay

__all__ = ["RunRecorder", "default_buffer_dir", "parent_urn", "replay"]
