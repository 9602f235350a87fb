"""What may stand in the way of an act, each reason with its name."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from minhbach_case.domain.case import CaseFold
from minhbach_case.domain.clocks import agency_day, last_day
from minhbach_case.domain.commands import (
    CITATION_LIMIT,
    Command,
    Correct,
    DecideAppeal,
    Notify,
    Propose,
    RecordAppeal,
    RecordReply,
    Release,
)
from minhbach_case.domain.signed import Correction
from minhbach_case.domain.standing import Standing
from minhbach_case.errors import (
    FourEyes,
    Missing,
    NotAllowed,
    NothingLeft,
    OnHold,
    Stale,
    Stopped,
    TooLate,
    WindowOpen,
    Wrong,
)
from minhbach_shared.vocabulary import Role


@dataclass(frozen=True, slots=True)
class Situation:
    """All that a guard may look at."""

    case: CaseFold
    by: str
    """The sealed account of who acts."""
    now: datetime
    today: date
    """The agency's own day."""
    seen: int | None
    """The last step on the page that the person saw."""
    standing: Standing | None = None
    """Counted for the acts that need it only."""
    decision: Correction | None = None
    """The decision as it was last stated, for the acts that need it only."""
    site_id: UUID | None = None
    """An operator's own site."""


Guard = Callable[[Situation, Command], None]
"""Raises a named ``ActRefused``, or lets the act pass."""


def citation_confirmed(situation: Situation, command: Command) -> None:
    """A basis that was carried over unread is confirmed before any notice."""
    if situation.case.unverified and not (
        isinstance(command, Notify) and command.citation_confirmed
    ):
        raise Missing(
            "Confirm the citation first: the legal basis was carried over unread: "
            + "; ".join(situation.case.unverified),
            "citation_confirmed",
        )


def something_left(situation: Situation, _: Command) -> None:
    """No notice over suspicions that were all withdrawn."""
    if situation.case.standing == 0:
        raise NothingLeft("Every suspicion of this case was withdrawn: dismiss it instead.")


def evidence_seen(situation: Situation, _: Command) -> None:
    """A notice fixes the faults, so its officer has seen all of them."""
    if situation.seen is not None and situation.seen < situation.case.gathered_sequence:
        raise Stale("The evidence changed since the page was read: read it again, then notify.")


def served_day_possible(situation: Situation, command: Command) -> None:
    """Notice is served after the case was opened, and not in the future."""
    if isinstance(command, Notify):
        _day_between(command.served_on, situation.case.opened_at.date(), situation, "served_on")
        if command.mend_by is not None and command.mend_by < command.served_on:
            raise Wrong(f"mend_by: {command.mend_by} is before the notice is served.", "mend_by")


def received_day_possible(situation: Situation, command: Command) -> None:
    """A reply comes after the notice was served, and not in the future."""
    if isinstance(command, RecordReply) and situation.case.served_on is not None:
        _day_between(command.received_on, situation.case.served_on, situation, "received_on")


def window_over(situation: Situation, _: Command) -> None:
    """An operator who has not replied may do so until the window is over."""
    clock = situation.case.clock("reply")
    until = clock.due_at if clock and clock.running else situation.case.reply_until
    if until is not None and situation.now < until:
        raise WindowOpen(f"The operator may still reply, until {until:%Y-%m-%d %H:%M %Z}.", until)


def clocks_go(situation: Situation, _: Command) -> None:
    """While the clocks stand still nothing is decided."""
    if situation.case.paused_at is not None:
        raise Stopped("The clocks of this case stand still: let them go on first.")


def clocks_stand(situation: Situation, _: Command) -> None:
    """Only what stands still can go on."""
    if situation.case.paused_at is None:
        raise Stopped("The clocks of this case are not paused.")


def something_heard(situation: Situation, command: Command) -> None:
    """Nothing is confirmed that was not heard, or that was withdrawn."""
    outcome = command.outcome if isinstance(command, Propose) else situation.case.outcome
    if outcome != "confirmed":
        return
    if situation.standing is None or situation.standing.faults == 0:
        raise NothingLeft("No fault that the notice named still stands: nothing can be confirmed.")


def second_person(situation: Situation, _: Command) -> None:
    """Who proposed may not judge the proposal."""
    proposal = situation.case.proposal
    if proposal is None or proposal.by == situation.by:
        raise FourEyes("A proposal is decided by a second person, never by who made it.")


def took_no_part(situation: Situation, _: Command) -> None:
    """An appeal is decided, and a decision taken back, by somebody who took no part."""
    if situation.by in situation.case.participants:
        raise FourEyes("This is for somebody who took no part in the case.")


def decided_against(situation: Situation, _: Command) -> None:
    """There has to be a decision that found a violation, and that still stands."""
    case = situation.case
    if case.decided_at is None or case.outcome != "confirmed":
        raise NothingLeft("No decision of this case found a violation.")


def one_appeal(situation: Situation, _: Command) -> None:
    """There is one appeal in a case."""
    if situation.case.appealed_at is not None:
        raise TooLate("There was an appeal in this case: there is one only.")


def appeal_in_time(situation: Situation, _: Command) -> None:
    """An operator that appeals in the console does so within the time."""
    _appealed_on(situation, situation.today)


def appeal_came_in_time(situation: Situation, command: Command) -> None:
    """Of an appeal by letter the day counts on which it came."""
    if isinstance(command, RecordAppeal) and situation.case.decided_at is not None:
        first = agency_day(situation.case.decided_at)
        _day_between(command.received_on, first, situation, "received_on")
        _appealed_on(situation, command.received_on)


def duties_of_the_decision(situation: Situation, command: Command) -> None:
    """A lessened decision keeps some of its duties, and no others."""
    if not isinstance(command, DecideAppeal):
        return
    decided = set(situation.decision.stated.duties) if situation.decision else set()
    kept = set(command.duties)
    if command.result == "lessened" and not (kept and kept <= decided):
        raise Wrong("duties: name those of the decision that still stand.", "duties")
    if command.result != "lessened" and kept:
        raise Wrong("duties: they are named only where a decision is lessened.", "duties")


def citation_known(situation: Situation, command: Command) -> None:
    """A citation is corrected that was cited, and both forms are given."""
    if not isinstance(command, Correct):
        return
    if bool(command.cited.strip()) != bool(command.corrected.strip()):
        field = "corrected" if command.cited.strip() else "cited"
        raise Missing("Give the citation as it was written and as it should be.", field)
    for field, words in (("cited", command.cited), ("corrected", command.corrected)):
        if len(words) > CITATION_LIMIT:
            raise Wrong(f"{field}: at most {CITATION_LIMIT} characters.", field)
    if situation.decision is not None and command.cited.strip():
        known = {basis.citation for basis in situation.decision.stated.bases}
        if command.cited.strip() not in known:
            raise Wrong("cited: the decision cites: " + "; ".join(sorted(known)), "cited")


def not_held(situation: Situation, _: Command) -> None:
    """A case under legal hold keeps everything."""
    if situation.case.held:
        raise OnHold("This case is under legal hold: nothing of it may be erased.")


def hold_changes(situation: Situation, command: Command) -> None:
    """A hold is set once, and released once."""
    if situation.case.held != isinstance(command, Release):
        raise OnHold("The legal hold of this case is as asked already.")


def appeal_time_over(situation: Situation, _: Command) -> None:
    """While an appeal may still come, the case keeps its words."""
    clock = situation.case.clock("appeal")
    if clock is not None and clock.running and situation.now < clock.due_at:
        raise WindowOpen("An appeal may still come: nothing is erased before.", clock.due_at)


def own_site(situation: Situation, role: Role) -> None:
    """An operator acts on the cases of its own site only."""
    if role == "operator" and situation.site_id != situation.case.site_id:
        raise NotAllowed("An operator acts on the cases of its own site only.")


def _appealed_on(situation: Situation, day: date) -> None:
    clock = situation.case.clock("appeal")
    if clock is not None and day > last_day(clock.due_at):
        raise TooLate(f"The time to appeal was over on {last_day(clock.due_at)}.")


def _day_between(day: date, first: date, situation: Situation, field: str) -> None:
    if not first <= day <= situation.today:
        raise Wrong(f"{field}: {day} is not between {first} and {situation.today}.", field)
