"""From a posted form to a command, or to all that is wrong with it."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.domain.commands import (
    ACTS,
    TEXT_LIMIT,
    Appeal,
    Assign,
    Close,
    Command,
    Correct,
    Decide,
    DecideAppeal,
    Disagree,
    Dismiss,
    Notify,
    Pause,
    Propose,
    RecordReply,
    Reply,
    Resume,
    Review,
    Upload,
)
from minhbach_case.web.console.forms import Fault, Faults, read_command

FILE = Upload(sha256="0" * 64, media_type="application/pdf", size=10)


@pytest.mark.parametrize(
    ("form", "command"),
    [
        ({"act": "review"}, Review()),
        ({"act": "dismiss", "reason": " Không trùng\r\nnguồn "}, Dismiss("Không trùng\nnguồn")),
        (
            {
                "act": "notify",
                "served_on": "20/11/2026",
                "way": "post",
                "citation_confirmed": "yes",
            },
            Notify(date(2026, 11, 20), "post", citation_confirmed=True),
        ),
        (
            {"act": "notify", "served_on": "2026-11-20", "way": "hand"},
            Notify(date(2026, 11, 20), "hand"),
        ),
        (
            {"act": "record_reply", "received_on": "21/11/2026", "text": "Đã sửa."},
            RecordReply(date(2026, 11, 21), "Đã sửa."),
        ),
        (
            {"act": "propose", "outcome": "confirmed", "reasons": "Rõ."},
            Propose("confirmed", "Rõ."),
        ),
        ({"act": "decide", "sure": "yes"}, Decide("")),
        (
            {"act": "disagree", "to": "under_review", "reason": "Chưa rõ."},
            Disagree("under_review", "Chưa rõ."),
        ),
        ({"act": "close", "note": "Xong."}, Close("Xong.")),
        (
            {"act": "notify", "served_on": "20/11/2026", "way": "post", "mend_by": "30/11/2026"},
            Notify(date(2026, 11, 20), "post", mend_by=date(2026, 11, 30)),
        ),
        ({"act": "reply", "text": "Đã sửa."}, Reply("Đã sửa.", (FILE,))),
        ({"act": "appeal", "text": "Không đúng."}, Appeal("Không đúng.", (FILE,))),
        (
            {
                "act": "decide_appeal",
                "result": "lessened",
                "duty.licence.valid": "yes",
                "reasons": "Rõ.",
                "sure": "yes",
            },
            DecideAppeal("lessened", "Rõ.", ("licence.valid",)),
        ),
        (
            {"act": "correct", "reason": "Ghi nhầm.", "cited": "Điều 1", "corrected": "Điều 2"},
            Correct("Ghi nhầm.", "Điều 1", "Điều 2"),
        ),
        ({"act": "assign", "to_whom": "me"}, Assign("officer-7")),
        ({"act": "assign", "to_whom": "nobody"}, Assign(None)),
        ({"act": "resume"}, Resume()),
        ({"act": "pause", "reason": "Chờ giám định."}, Pause("Chờ giám định.")),
    ],
)
def test_a_filled_in_form_is_a_command(form: dict[str, str], command: Command) -> None:
    """Each act's form becomes its command, words without space around them."""
    assert read_command(form, me="officer-7", uploads=(FILE,)) == command


def test_all_faults_are_said_at_once() -> None:
    """A notice without way and with a day that is none names both fields."""
    assert read_command({"act": "notify", "served_on": "31/02/2026"}) == Faults(
        (Fault("served_on", "no_date"), Fault("way", "missing"))
    )


@pytest.mark.parametrize(
    ("form", "fault"),
    [
        ({"act": "burn"}, Fault("act", "not_a_choice")),
        ({}, Fault("act", "not_a_choice")),
        ({"act": "retract", "reason": "Sai."}, Fault("sure", "missing")),
        (
            {"act": "decide_appeal", "result": "lessened", "reasons": "Rõ.", "sure": "yes"},
            Fault("duties", "missing"),
        ),
        ({"act": "correct", "reason": "Sai.", "corrected": "Điều 2"}, Fault("cited", "missing")),
        ({"act": "correct", "reason": "Sai.", "cited": "Điều 1"}, Fault("corrected", "missing")),
        (
            {"act": "notify", "served_on": "1/1/2026", "way": "post", "mend_by": "mai"},
            Fault("mend_by", "no_date"),
        ),
        ({"act": "dismiss", "reason": "  "}, Fault("reason", "missing")),
        ({"act": "close", "note": "a" * (TEXT_LIMIT + 1)}, Fault("note", "too_long")),
        (
            {"act": "propose", "outcome": "guilty", "reasons": "Rõ."},
            Fault("outcome", "not_a_choice"),
        ),
    ],
)
def test_what_cannot_be_taken_is_named(form: dict[str, str], fault: Fault) -> None:
    """The field and what is wrong with it, never a guess at what was meant."""
    assert read_command(form) == Faults((fault,))


@given(
    st.fixed_dictionaries(
        {"act": st.sampled_from(ACTS)},
        optional={
            name: st.text(max_size=30)
            for name in ("reason", "reasons", "text", "note", "to", "way", "outcome", "served_on")
        },
    )
)
def test_no_form_breaks_the_reader(form: dict[str, str]) -> None:
    """Whatever a browser posts is a command or a list of faults."""
    assert read_command(form) is not None
