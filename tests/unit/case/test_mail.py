"""A letter's mail, its address, and what mail servers report of it."""

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import EmailMessage
from email.policy import default
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_case.sending.addresses import mail_address
from minhbach_case.sending.bounces import Report, report_of
from minhbach_case.sending.mail import Sender, mail_of
from minhbach_case.sending.smtp import SAID, told
from minhbach_case.storage.letter_documents import Content

LETTER = UUID("12345678-1234-5678-9234-567812345678")
VIETNAMESE = "ăâđêôơưàảãáạằẳẵắặầẩẫấậèẻẽéẹềểễếệìỉĩíịòỏõóọồổỗốộờởỡớợùủũúụừửữứựỳỷỹýỵ"
SENDER = Sender("Sở Văn hóa, Thể thao và Du lịch", "vanthu@so.example")
AT = datetime(2026, 11, 22, 3, tzinfo=UTC)


def _content(**more: str) -> Content:
    given_words = {
        "to": "hoamoi@mau.example",
        "organisation": f"Công ty {VIETNAMESE} {VIETNAMESE.upper()}",
        "subject": f"Thông báo {VIETNAMESE}",
        "text": f"Kính gửi {VIETNAMESE},\n\nXin chào.\n",
        "file_name": "12345678-04-notice-vi.pdf",
    }
    return Content(**(given_words | more), pdf=b"%PDF-1.7 \x00\xff")


def _read(content: Content) -> EmailMessage:
    data = mail_of(LETTER, 2, content, SENDER, AT).data
    message = message_from_bytes(data, policy=default)
    assert isinstance(message, EmailMessage)
    return message


def test_a_mail_says_every_letter_of_viet_nam() -> None:
    """In names, subject and text, over a server that takes ASCII alone; the file is whole."""
    content = _content()
    data = mail_of(LETTER, 2, content, SENDER, AT).data
    assert data.isascii()
    assert max(len(line) for line in data.split(b"\r\n")) <= 998
    message = _read(content)
    assert message["Subject"] == content.subject
    # As RFC 2047 has it: Python 3.11's own reader of addresses puts spaces between the words.
    to = str(make_header(decode_header(message_from_bytes(data)["To"])))
    assert to == f"{content.organisation[:120].strip()} <{content.to}>"
    assert message["From"].addresses[0].display_name == SENDER.name
    assert max(len(line) for line in data.partition(b"\r\n\r\n")[0].split(b"\r\n")) <= 78
    assert message["Message-ID"] == f"<{LETTER.hex}.2@so.example>"
    body = message.get_body(("plain",))
    assert body is not None
    assert body.get_content().replace("\r\n", "\n") == content.text
    (file,) = message.iter_attachments()
    assert (file.get_filename(), file.get_content()) == (content.file_name, content.pdf)


@given(st.lists(st.sampled_from(["Quyết định", "số", "E610DDD4.06/QĐ-STTTT", "của", "Sở", "a"])))
def test_no_space_of_a_subject_is_lost(words: list[str]) -> None:
    """Wherever it is folded, and whatever stands on either side of a fold."""
    subject = " ".join(words)
    data = mail_of(LETTER, 1, _content(subject=subject), SENDER, AT).data
    found = message_from_bytes(data)["Subject"]
    assert str(make_header(decode_header(found))) == subject
    assert _read(_content(subject=subject))["Subject"] == subject


@given(st.text(max_size=80), st.text(max_size=80))
def test_no_words_add_a_header(subject: str, name: str) -> None:
    """Whatever a template, a register or an agency's name brings."""
    hostile = f"{subject}\r\nBcc: x@evil.example\n\r\x00\u2028{subject}"
    message = _read(_content(subject=hostile, organisation=f"{name}\r\nCc: y@evil.example"))
    heads = ["From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted"]
    known = {*heads, "X-Auto-Response-Suppress", "MIME-Version", "Content-Type"}
    assert set(message.keys()) == known
    assert [one.addr_spec for one in message["To"].addresses] == ["hoamoi@mau.example"]


def test_an_address_beyond_ascii_says_that_it_needs_smtputf8() -> None:
    """And stands in the head as it is."""
    mail = mail_of(LETTER, 1, _content(to="hòm.thư@mau.example"), SENDER, AT)
    assert mail.utf8
    assert "hòm.thư@mau.example".encode() in mail.data


@pytest.mark.parametrize(
    ("given_words", "address"),
    [
        ("hoamoi@mau.example", "hoamoi@mau.example"),
        (" Ban.Bien-Tap+1@sub.mau.example ", "Ban.Bien-Tap+1@sub.mau.example"),
        ("thư@hoamới.example", "thư@xn--hoami-kc2b.example"),
        ("a@b", None),
        ("a b@mau.example", None),
        ("a@mau.example\r\nRCPT TO:<x@evil.example>", None),
        ("a@mau.example, b@mau.example", None),
        ("<a@mau.example>", None),
        ('"a"@mau.example', None),
        ("a@@mau.example", None),
        ("@mau.example", None),
        ("a@-mau.example", None),
        ("a@mau..example", None),
        ("a..b@mau.example", None),
        ("a" * 250 + "@mau.example", None),
        ("", None),
    ],
)
def test_one_plain_address_or_none(given_words: str, address: str | None) -> None:
    """Whatever could be more than one address, or a command, is none."""
    assert mail_address(given_words) == address


@given(st.text())
def test_any_words_are_an_address_or_none(words: str) -> None:
    """Nothing breaks, and what comes out has no blank and one at-sign."""
    address = mail_address(words)
    assert address is None or (address.count("@") == 1 and not any(map(str.isspace, address)))


def _report(action: str, status: str, original: str, *, envelope: str = "") -> bytes:
    envelope_id = f"Original-Envelope-Id: {envelope}\n" if envelope else ""
    return f"""From: MAILER-DAEMON@mx.example
To: vanthu@so.example
Subject: Undelivered Mail
Message-ID: <abcdef@mx.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain; charset=utf-8

Could not deliver.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example
{envelope_id}
Final-Recipient: rfc822; hoamoi@mau.example
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 {status} <hoamoi@mau.example>: user
 unknown

--b
{original}
--b--
""".replace("\n", "\r\n").encode()


HEAD = f"Content-Type: text/rfc822-headers\n\nMessage-ID: <{LETTER.hex}.2@so.example>\nSubject: x"
WHOLE = f"Content-Type: message/rfc822\n\nMessage-ID: <{LETTER.hex}.2@so.example>\n\nKính gửi"
NONE = "Content-Type: text/plain\n\nnothing"


@pytest.mark.parametrize(
    ("raw", "action", "status"),
    [
        (_report("failed", "5.1.1", HEAD), "failed", "5.1.1"),
        (_report("failed", "5.1.1", WHOLE), "failed", "5.1.1"),
        (_report("Delayed", "4.4.1", NONE, envelope=f"{LETTER.hex}.2"), "delayed", "4.4.1"),
        (_report("delivered", "2.0.0", HEAD), "delivered", "2.0.0"),
        (_report("relayed", "nonsense", HEAD), "delivered", ""),
    ],
)
def test_a_report_leads_back_to_its_letter(raw: bytes, action: str, status: str) -> None:
    """By the envelope's id, or the message id of what is returned; addresses are left out."""
    report = report_of(raw)
    assert isinstance(report, Report)
    assert (report.letter_id, report.attempt) == (LETTER, 2)
    assert (report.action, report.status) == (action, status)
    assert "user unknown" in report.said
    assert "@" not in report.said


@pytest.mark.parametrize(
    ("raw", "why"),
    [
        (b"", "no_report"),
        (b"Subject: Out of office\r\n\r\nBack on Monday.", "no_report"),
        (_report("failed", "5.1.1", NONE), "not_ours"),
        (_report("exploded", "5.1.1", HEAD), "says_nothing"),
    ],
)
def test_what_is_no_report_of_ours_says_why(raw: bytes, why: str) -> None:
    """A holiday notice, a report on somebody else's mail, one without an action."""
    assert report_of(raw) == why


@given(st.binary(max_size=300), st.integers(0, 900))
def test_any_bytes_are_a_report_or_none(noise: bytes, place: int) -> None:
    """Nothing that comes in breaks the reader, a damaged report neither."""
    raw = _report("failed", "5.1.1", HEAD)
    report_of(noise)
    report_of(raw[:place] + noise + raw[place:])


def test_a_servers_words_are_kept_without_addresses() -> None:
    """On one line, and short."""
    said = told("5.1.1 <hoamoi@mau.example>:\r\n user\tunknown " + "x" * 400)
    assert said.startswith("5.1.1 <…> user unknown")
    assert len(said) == SAID
