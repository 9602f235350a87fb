"""Which of both periods something happened in, and in which of its months."""

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

from minhbach_case.domain.reports.counts import Counts
from minhbach_case.domain.reports.periods import Period


@dataclass(frozen=True, slots=True)
class Window:
    """A period up to a moment (itself not included), and what is counted of it."""

    begins: datetime
    until: datetime
    months: tuple[datetime, ...]
    """When each month begins."""
    counts: Counts = field(default_factory=Counts)

    def holds(self, at: datetime) -> bool:
        """Whether a moment is in it."""
        return self.begins <= at < self.until

    def month(self, at: datetime) -> int:
        """The month of a moment that it holds, by its place."""
        return bisect_right(self.months, at) - 1

    @property
    def month_ends(self) -> tuple[datetime, ...]:
        """When the months end that have begun; the last at the latest with the window."""
        begun = [begins for begins in self.months if begins < self.until]
        return (*begun[1:], self.until)


@dataclass(frozen=True, slots=True)
class Windows:
    """Both periods of a report."""

    before: Window
    now: Window

    def of(self, at: datetime) -> Window | None:
        """The one that holds a moment; None for what was earlier or came later."""
        if self.now.holds(at):
            return self.now
        return self.before if self.before.holds(at) else None

    @property
    def both(self) -> tuple[Window, Window]:
        """The earlier first."""
        return self.before, self.now


def windows_of(period: Period, until: datetime) -> Windows:
    """The windows of a period that is counted up to a moment, and of the one before it."""
    return Windows(_window(period.before, period.begins), _window(period, until))


def _window(period: Period, until: datetime) -> Window:
    return Window(period.begins, until, tuple(month.begins for month in period.months))
