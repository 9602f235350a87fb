"""The root of every service's error tree; the class decides between retry and dead letter.

MinhBachError
├── Transient            try again: growing, jittered waits, a bounded number of times
│   └── Unavailable      a dependency does not answer: the batch is given back and read again
├── Refused              this one record can never be processed: to the dead-letter topic
└── Misconfigured        a setting is wrong: the service does not start
"""

from typing import Literal

RejectReason = Literal[
    "undecodable",
    "unknown_type",
    "invalid",
    "too_large",
    "capture_missing",
    "capture_altered",
    "retries_exhausted",
    "handler_failed",
]
"""Why a record went to the dead letters: read by people and by the command that sends it back."""


class MinhBachError(Exception):
    """The root of the tree; its message is for people: what was wrong, where, what to do."""


class Transient(MinhBachError):
    """It may go well the next time; a record that stays transient is dead-lettered in the end."""


class Unavailable(Transient):
    """The store, the broker or the capture store does not answer; no record is at fault."""


class Refused(MinhBachError):
    """The record is at fault and always will be."""


class Misconfigured(MinhBachError):
    """A setting is wrong; says which, and what it should be."""
