"""A register file of either kind, told by its content and not by its name."""

from typing import Final

from minhbach_case.domain.register_csv import read_csv
from minhbach_case.domain.register_file import Reading, Table, read_table
from minhbach_case.errors import UnreadableFile

_SAVE: Final = "save the register as XLSX or as CSV UTF-8"
_WRONG: Final = (
    (b"\xd0\xcf\x11\xe0", "XLS", "an old XLS file, or one locked by a password"),
    (b"%PDF", "PDF", "a PDF file"),
    (b"{\\rtf", "RTF", "an RTF file"),
    (b"\x1f\x8b", "GZIP", "a packed file (gzip)"),
    (b"Rar!", "RAR", "a packed file (RAR)"),
    (b"7z\xbc\xaf", "7Z", "a packed file (7z)"),
    (b"\x89PNG", "PNG", "a picture"),
    (b"\xff\xd8\xff", "JPEG", "a picture"),
)


def open_table(name: str, data: bytes) -> Table:
    """The rows of a register file, CSV or XLSX.

    Raises:
        UnreadableFile: it is neither, or has no usable header.
    """
    for start, kind, what in _WRONG:
        if data.startswith(start):
            raise UnreadableFile(f"{name}: is {what}; {_SAVE}.", "other_kind", kind)
    if data.startswith(b"PK"):
        # Spreadsheets take half a second to load: with the first file, not at each start.
        from minhbach_case.register_book import read_xlsx

        return read_xlsx(name, data)
    if data.lstrip(b"\xef\xbb\xbf \t\r\n")[:1] == b"<":
        raise UnreadableFile(f"{name}: is an HTML or XML page; {_SAVE}.", "html")
    if data[:1000].count(0) > 10 and not data.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise UnreadableFile(f"{name}: is no text and no XLSX; {_SAVE}.", "not_text")
    return read_csv(name, data)


def read_register(name: str, data: bytes) -> Reading:
    """What a register file says, CSV or XLSX.

    Raises:
        UnreadableFile: as a whole it cannot be read.
    """
    return read_table(open_table(name, data))
