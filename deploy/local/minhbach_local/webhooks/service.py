"""The webhooks of a case service, over its API."""

from typing import Final
from uuid import UUID

import httpx

from minhbach_local.registering.service import Access, Json, checked, client_of

PAGE: Final = 200


class Subscribers:
    """Subscribers at one case service, as the administrator who holds the token."""

    def __init__(self, access: Access) -> None:
        self._access = access

    def listed(self) -> Json:
        """All subscribers, by name, and how many deliveries wait for whom."""
        return self._read("webhooks")

    def one(self, subscriber: UUID) -> Json:
        """How a subscriber stands.

        Raises:
            RegisteringError: there is none (any more), or nothing answers.
        """
        return self._read(f"webhooks/{subscriber}")

    def deliveries(self, subscriber: UUID, state: str | None, last: int) -> Json:
        """The newest deliveries, so many; ``next`` is null where there are no older ones."""
        query = {"state": state} if state else {}
        return self._newest(f"webhooks/{subscriber}/deliveries", query, last)

    def attempts(self, subscriber: UUID, last: int) -> Json:
        """The newest attempts, likewise."""
        return self._newest(f"webhooks/{subscriber}/attempts", {}, last)

    def add(self, body: Json) -> Json:
        """Makes a subscriber; its secret is told this once.

        Raises:
            RegisteringError: it was refused; nothing was made.
        """
        with client_of(self._access) as client:
            return checked(client.post("webhooks", json=body))

    def change(self, subscriber: UUID, said: Json) -> Json:
        """Changes what is said of ``name``, ``address`` and ``choices``; the rest stays.

        Raises:
            RegisteringError: it was refused; nothing was changed.
        """
        path = f"webhooks/{subscriber}"
        with client_of(self._access) as client:
            known = checked(client.get(path))
            stays = {part: known[part] for part in ("name", "address", "choices")}
            return checked(client.put(path, json=stays | said))

    def act(self, subscriber: UUID, act: str) -> Json:
        """Rotates its secret, which is told this once, or switches it on or off.

        Args:
            act: ``rotate``, ``enable`` or ``disable``.

        Raises:
            RegisteringError: there is none (any more), or nothing answers.
        """
        with client_of(self._access) as client:
            return checked(client.post(f"webhooks/{subscriber}/acts", json={"act": act}))

    def remove(self, subscriber: UUID) -> None:
        """Removes it with what was on its way, and its log.

        Raises:
            RegisteringError: there is none (any more), or nothing answers.
        """
        with client_of(self._access) as client:
            answer = client.delete(f"webhooks/{subscriber}")
        if answer.status_code != httpx.codes.NO_CONTENT:
            checked(answer)

    def resend(self, subscriber: UUID, delivery: str) -> Json:
        """Sends an ended delivery once more; the newest deliveries as they are now.

        Raises:
            RegisteringError: there is none (any more), or it still waits.
        """
        with client_of(self._access) as client:
            return checked(client.post(f"webhooks/{subscriber}/deliveries/{delivery}/resend"))

    def _newest(self, path: str, query: dict[str, str], last: int) -> Json:
        found: list[Json] = []
        with client_of(self._access) as client:
            while True:
                asked = query | {"limit": str(min(PAGE, last - len(found)))}
                page = checked(client.get(path, params=asked))
                found += page["items"]
                if page["next"] is None or len(found) >= last:
                    return {"items": found, "next": page["next"]}
                query |= {"after": page["next"]}

    def _read(self, path: str) -> Json:
        with client_of(self._access) as client:
            return checked(client.get(path))
