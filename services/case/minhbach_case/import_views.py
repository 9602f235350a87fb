"""What an import of the register shows before and after: frozen and bounded."""

from typing import Final
from uuid import UUID

from pydantic import AwareDatetime, Field

from minhbach_case.domain.register_cells import ProblemCode
from minhbach_case.domain.register_file import Problem, Remark, RemarkCode
from minhbach_shared.events import Value

_SAID: Final[dict[RemarkCode, str]] = {
    "hidden_rows": "hidden rows were read too: lines {}",
    "hidden_sheet": "the sheet {} is hidden; it was read, there is no other",
    "licence_as_number": "licence numbers stored as numbers have lost zeros before them, if there "
    "were any: lines {}",
    "merged_cells": "merged cells were read as if every cell held the value: {}",
    "other_sheets": "only the first sheet was read, not: {}",
    "phone_zero": "telephone numbers stored as numbers got their first zero back: lines {}",
    "separator": "the columns are separated by a {}, not a comma; read all the same",
    "utf16": "the file is {}, not UTF-8; read all the same",
}


class RowProblem(Value):
    """What is wrong in one row of a register file, and what to do."""

    file: str
    line: int = Field(ge=1, description="As in the file, the header is line 1")
    column: str | None = Field(description="Null where the row as a whole is wrong")
    value: str | None
    code: ProblemCode
    problem: str
    remedy: str


class FileRemark(Value):
    """What to know of a file that was read all the same; it names places, never values."""

    code: RemarkCode
    detail: str
    message: str


class ImportReport(Value):
    """What became of a register file: counts of sites, and the rows that stayed out."""

    added: int
    changed: int
    unchanged: int
    rejected: tuple[RowProblem, ...]
    unknown_columns: tuple[str, ...]
    remarks: tuple[FileRemark, ...] = ()


class Applied(Value):
    """What was written, in numbers of sites: what the preview showed."""

    added: int
    changed: int
    left: int
    at: AwareDatetime


class Begun(Value):
    """When an application was last begun, as which job: cut short, it is begun once more."""

    at: AwareDatetime
    job_id: UUID


class Preview(Value):
    """What a register file would change; nothing is changed by looking.

    Its ``digest`` is of the file, of who looked, and of the versions that it was compared with.
    """

    digest: str
    file: str
    whole: bool = Field(description="The file is the whole register: sites not named leave")
    added: int
    changed: int
    unchanged: int
    left: int
    rejected: int = Field(description="How many problems keep rows out")
    active: int = Field(description="Sites in the register that have not left")
    confirm_leaving: bool = Field(
        description="So many would leave that applying needs `leaving`: their number, once more"
    )
    kept_back: int = Field(
        description="Sites that would leave, but for rows whose site cannot be told: mend them"
    )
    nameless: tuple[int, ...] = Field(description="The first lines of those rows")
    unknown_columns: tuple[str, ...]
    remarks: tuple[FileRemark, ...]
    expires_at: AwareDatetime
    begun: Begun | None = Field(
        default=None,
        description="Where applying it is a job. A job that was cut short wrote a part: apply it "
        "again, it goes on from there",
    )
    applied: Applied | None = None

    @property
    def sites(self) -> int:
        """How many sites the file is about."""
        return self.added + self.changed + self.unchanged + self.left


def row_problem(name: str, found: Problem) -> RowProblem:
    """A problem with the name of its file."""
    return RowProblem(
        file=name,
        line=found.line,
        column=found.column,
        value=found.value,
        code=found.code,
        problem=found.problem,
        remedy=found.remedy,
    )


def file_remark(found: Remark) -> FileRemark:
    """A remark in words."""
    message = _SAID[found.code].format(found.detail)
    return FileRemark(code=found.code, detail=found.detail, message=message)
