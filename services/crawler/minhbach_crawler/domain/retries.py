"""When an address is asked for again within a visit, and after what wait."""

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final

from minhbach_crawler.domain.exchanges import Answered, Exchange, Lost, Outcome

_ASK_AGAIN: Final = frozenset({408, 425, 429})


@dataclass(frozen=True, slots=True)
class Retries:
    """At most ``attempts`` questions; waits of ``first``, doubled each time, to ``longest`` (s).

    Silence is asked again less often (``timeouts`` questions): each costs the whole time of an
    answer, in which the site is asked for nothing else.
    """

    attempts: int = 4
    timeouts: int = 2
    first: float = 0.5
    longest: float = 30.0

    def wait(self, outcome: Outcome, asked: int, now: datetime, chance: float) -> float | None:
        """Seconds until the next question, or None if there is none.

        ``asked`` counts the questions so far (from 1); ``chance`` in 0..1 spreads the waits. A
        ``Retry-After`` is honoured; one beyond ``longest`` ends the asking in this visit.
        """
        if asked >= self._most(outcome) or not _may_pass(outcome):
            return None
        own = min(self.first * 2.0 ** (asked - 1), self.longest) * (0.5 + chance / 2)
        told = retry_after(outcome.answer, now) if isinstance(outcome, Answered) else None
        if told is None:
            return own
        return max(own, told) if told <= self.longest else None

    def _most(self, outcome: Outcome) -> int:
        match outcome:
            case Lost(reason="timeout"):
                return min(self.timeouts, self.attempts)
            case _:
                return self.attempts


def _may_pass(outcome: Outcome) -> bool:
    match outcome:
        case Answered(answer=answer):
            return answer.status >= 500 or answer.status in _ASK_AGAIN
        case Lost(passing=passing):
            return passing


def retry_after(answer: Exchange, now: datetime) -> float | None:
    """Seconds that a ``Retry-After`` asks for (a number or a date), at least 0; None if none."""
    value = answer.header("retry-after")
    if value is None:
        return None
    if value.strip().isdigit():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except ValueError:
        return None
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return max(0.0, (aware - now).total_seconds())
