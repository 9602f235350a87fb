"""MongoDB through PyMongo's asynchronous client, in one place; majority writes, journaled."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from bson.binary import UuidRepresentation
from bson.codec_options import CodecOptions
from pymongo import AsyncMongoClient
from pymongo.asynchronous.collection import AsyncCollection
from pymongo.asynchronous.database import AsyncDatabase
from pymongo.errors import (
    AutoReconnect,
    BulkWriteError,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    OperationFailure,
    ServerSelectionTimeoutError,
    WTimeoutError,
)
from pymongo.read_concern import ReadConcern
from pymongo.write_concern import WriteConcern

from minhbach_shared.errors import Unavailable

Document = dict[str, Any]
Client = AsyncMongoClient[Document]
Database = AsyncDatabase[Document]
Collection = AsyncCollection[Document]

_GONE = (
    AutoReconnect,
    ConnectionFailure,
    ExecutionTimeout,
    NetworkTimeout,
    ServerSelectionTimeoutError,
    WTimeoutError,
)
# Stepping down, shutting down, interrupted, a cursor gone with it: it will be back.
_PASSING_CODES = frozenset({6, 7, 43, 64, 89, 91, 189, 262, 10107, 11600, 11602, 13435, 13436})


def connect(uri: str, *, timeout_seconds: float = 10.0) -> Client:
    """A client whose every operation is bounded in time."""
    return AsyncMongoClient(
        uri,
        tz_aware=True,
        uuidRepresentation="standard",
        serverSelectionTimeoutMS=int(timeout_seconds * 1000),
        socketTimeoutMS=int(timeout_seconds * 3000),
        connectTimeoutMS=int(timeout_seconds * 1000),
        retryWrites=True,
    )


def database(client: Client, name: str) -> Database:
    """A database whose reads and writes are by majority, and whose writes are journaled."""
    return client.get_database(
        name,
        codec_options=CodecOptions(tz_aware=True, uuid_representation=UuidRepresentation.STANDARD),
        write_concern=WriteConcern(w="majority", j=True, wtimeout=10_000),
        read_concern=ReadConcern("majority"),
    )


@contextmanager
def guarded(what: str) -> Iterator[None]:
    """Turns the driver's passing faults into ``Unavailable``; others go through.

    Args:
        what: what was attempted, for the message.
    """
    try:
        yield
    except _GONE as error:
        raise Unavailable(f"{what}: the store does not answer ({type(error).__name__})") from error
    except OperationFailure as error:
        if _passes(error):
            raise Unavailable(f"{what}: the store refuses for now ({error.code})") from error
        raise


def _passes(error: OperationFailure) -> bool:
    if isinstance(error, BulkWriteError):
        # Of a bulk, the first refusal decides; none at all means that no majority confirmed it.
        refusals = (error.details or {}).get("writeErrors") or []
        return not refusals or refusals[0].get("code") in _PASSING_CODES
    return error.code in _PASSING_CODES or error.has_error_label("RetryableWriteError")
