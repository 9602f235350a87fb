"""Delivery: at least once, with an effect exactly once; used by every service, bypassed by none."""

from minhbach_shared.delivery.consuming import Subscription
from minhbach_shared.delivery.producer import Producer, Publisher
from minhbach_shared.delivery.records import Handler, Position, Received, Rejected
from minhbach_shared.delivery.retrying import Patience
from minhbach_shared.errors import RejectReason

__all__ = [
    "Handler",
    "Patience",
    "Position",
    "Producer",
    "Publisher",
    "Received",
    "RejectReason",
    "Rejected",
    "Subscription",
]
