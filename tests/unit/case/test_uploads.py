"""What a sent file is by its content, whatever it is called."""

import hashlib

import pytest

from minhbach_case.web.uploads import media_type_of, plain_name, sent_file


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (b"%PDF-1.7\n...", "application/pdf"),
        (b"\x89PNG\r\n\x1a\n....", "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        ("Chúng tôi đã sửa.\r\n".encode(), "text/plain"),
        (b"MZ\x90\x00\x03", None),
        (b"PK\x03\x04\x14\x00", None),
        (b"GIF89a\x01\x00", None),
        ("Chúng tôi".encode("utf-16"), None),
        (b"text with \x00 in it", None),
        (b"", None),
    ],
)
def test_a_file_is_what_its_bytes_say(content: bytes, kind: str | None) -> None:
    """Programs, archives and what cannot be told are taken under no name."""
    assert media_type_of(content) == kind
    sent = sent_file("anything.pdf", content)
    assert (sent.upload.media_type if sent else None) == kind
    if sent:
        assert sent.upload.sha256 == hashlib.sha256(content).hexdigest()


@pytest.mark.parametrize(
    ("name", "plain"),
    [
        ("Công văn trả lời.pdf", "Công văn trả lời.pdf"),
        ("C:\\thư mục\\ảnh.png", "ảnh.png"),
        ("../../etc/passwd", "passwd"),
        ('a"\r\nx: y.txt', "ax y.txt"),
        (" ... ", "tep"),
        ("dài" * 100, ("dài" * 100)[:120]),
    ],
)
def test_a_name_is_only_a_name(name: str, plain: str) -> None:
    """No path, no quote, no line break of the sender's gets into a header or onto a disk."""
    assert plain_name(name) == plain
