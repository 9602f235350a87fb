"""What the run says while it works: to standard error, so that output stays data."""

from rich.console import Console
from rich.status import Status

from minhbach_local.running.tally import Tally
from minhbach_shared.events import CaseStep


class Screen:
    """Lines and a running count.

    Args:
        progress: standard error.
        output: standard output; with ``quiet_output`` nothing for people goes there.
    """

    def __init__(self, progress: Console, output: Console, *, quiet_output: bool) -> None:
        self._progress = progress
        self.output = progress if quiet_output else output
        self._status: Status | None = None

    def say(self, line: str) -> None:
        """One line."""
        self._progress.print(line, highlight=False)

    def case_opened(self, step: CaseStep, name: str) -> None:
        """Tells of a case that was opened."""
        self.output.print(
            f"[bold]case[/] {step.kind} at {name} ({step.state})", highlight=False, soft_wrap=True
        )

    def count(self, tally: Tally, asked: int) -> None:
        """Shows how far the work is."""
        line = (
            f"visits {len(tally.visits)}{f' of {asked}' if asked else ''}, "
            f"pages {tally.captures}, "
            f"judged {tally.assessed}, cases opened {len(tally.opened)}"
        )
        if self._progress.is_terminal:
            if self._status is None:
                self._status = self._progress.status(line)
                self._status.start()
            self._status.update(line)

    def done_counting(self) -> None:
        """Takes the running count away."""
        if self._status is not None:
            self._status.stop()
            self._status = None
