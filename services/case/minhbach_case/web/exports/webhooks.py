"""The subscribers of webhooks as an export, and what was sent to one of them."""

from collections.abc import AsyncIterator
from functools import partial
from uuid import UUID

from minhbach_case.domain.webhooks import STATES, DeliveryState
from minhbach_case.exporting.export import ROWS_AT_MOST, Export, Row, Table, of, through
from minhbach_case.web.console.queue import one_of
from minhbach_case.web.exports.asking import Asking
from minhbach_case.web.texts import Texts
from minhbach_case.webhooks.views import Attempt, Delivery, Subscriber


def subscriber_names(subscriber_id: UUID) -> None:
    """A subscriber is named by its id."""
    del subscriber_id


def deliveries_query(state: DeliveryState | None = None) -> None:
    """What a subscriber's page takes."""
    del state


async def webhooks_export(asking: Asking) -> Export:
    """The subscribers without their secrets."""
    t, column = asking.t, asking.column
    keeping = asking.parts.outgoing.webhooks.keeping
    waiting = await keeping.waiting()
    columns = (
        column("name", "webhooks.name"),
        column("address", "webhooks.address", "words"),
        column("choices", "webhooks.choices", "words"),
        column("standing", "webhooks.standing"),
        column("made_at", "export.started", "moment"),
        column("delivered_at", "webhooks.delivered_at", "moment"),
        column("failing_since", "webhooks.failing_since", "moment"),
        column("waiting", "webhooks.waiting", "number"),
    )
    found = await keeping.subscribers()
    rows = of(_subscriber(t, one, waiting.get(one.subscriber_id, 0)) for one in found)
    table = Table("webhooks", t("webhooks.title"), columns, rows)
    return asking.export("webhooks", t("webhooks.title"), [table])


def _subscriber(t: Texts, one: Subscriber, waiting: int) -> Row:
    return (
        one.name,
        one.address,
        "; ".join(t(f"webhooks.choice.{choice}") for choice in one.choices),
        t(f"webhooks.standing.{one.standing}"),
        one.made_at,
        one.delivered_at,
        one.failing_since,
        waiting,
    )


async def deliveries_export(asking: Asking) -> Export:
    """What was and is to be sent to a subscriber, and every attempt that is still logged.

    Raises:
        WebhookRefused: there is no such subscriber.
    """
    t, keeping = asking.t, asking.parts.outgoing.webhooks.keeping
    subscriber = await keeping.subscriber(asking.id("subscriber_id"))
    state = one_of(asking.query.get("state"), STATES)
    tables = [_deliveries(asking, subscriber, state), _attempts(asking, subscriber)]
    filters = [
        (t("webhooks.name"), subscriber.name),
        (t("webhooks.address"), subscriber.address),
        asking.chosen("webhooks.state", "webhooks.state", state),
    ]
    return asking.export("webhook-log", t("webhooks.title"), tables, filters)


def _deliveries(asking: Asking, subscriber: Subscriber, state: DeliveryState | None) -> Table:
    t, column = asking.t, asking.column
    keeping = asking.parts.outgoing.webhooks.keeping
    columns = (
        column("queued_at", "webhooks.queued_at", "moment"),
        column("type", "webhooks.event"),
        column("state", "webhooks.state"),
        column("attempts", "webhooks.tried", "number"),
        column("answer", "webhooks.answer"),
        column("due_at", "webhooks.next", "moment"),
        column("ended_at", "visits.ended", "moment"),
        column("case_id", "export.case_id", "code"),
        column("event_id", "webhooks.event_id", "code"),
    )

    async def rows() -> AsyncIterator[Row]:
        async for one in through(partial(keeping.deliveries, subscriber.subscriber_id, state)):
            yield _delivery(t, one)

    count = partial(keeping.count, subscriber.subscriber_id, state, ROWS_AT_MOST)
    return Table("deliveries", t("webhooks.deliveries"), columns, rows(), count)


def _delivery(t: Texts, one: Delivery) -> Row:
    return (
        one.queued_at,
        one.type,
        t(f"webhooks.state.{one.state}"),
        one.attempts,
        _answer(t, one),
        one.due_at,
        one.ended_at,
        str(one.case_id),
        str(one.event_id),
    )


def _attempts(asking: Asking, subscriber: Subscriber) -> Table:
    t, column = asking.t, asking.column
    keeping = asking.parts.outgoing.webhooks.keeping
    columns = (
        column("at", "webhooks.at", "moment"),
        column("number", "webhooks.number", "number"),
        column("answer", "webhooks.answer"),
        column("milliseconds", "webhooks.took", "number"),
        column("said", "webhooks.said", "words"),
        column("event_id", "webhooks.event_id", "code"),
    )

    async def rows() -> AsyncIterator[Row]:
        async for one in through(partial(keeping.attempts, subscriber.subscriber_id)):
            said = _answer(t, one)
            yield one.at, one.number, said, one.milliseconds, one.answer, str(one.event_id)

    count = partial(keeping.count_attempts, subscriber.subscriber_id, ROWS_AT_MOST)
    return Table("attempts", t("webhooks.attempts"), columns, rows(), count)


def _answer(t: Texts, one: Delivery | Attempt) -> str:
    if one.status:
        return f"HTTP {one.status}"
    return t(f"webhooks.trouble.{one.trouble}") if one.trouble else ""
