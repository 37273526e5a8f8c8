"""What is at an address, and whether it can do what this library needs."""

from mldh_graphql.diagnosis.diagnosis import Diagnosis, Examination, ServerKind, Subject, Verdict

__all__ = ["Diagnosis", "Examination", "ServerKind", "Subject", "Verdict"]
