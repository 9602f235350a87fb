"""The process that sets a document: JSON on standard input, PDF or PNG pages on standard output.

A process of its own, since a document quotes hostile pages: its time and memory are bounded by the
kernel, a crash of the compiler takes nothing else along, and it reads no file but the templates.
"""

import resource
import struct
import sys
import warnings
from pathlib import Path
from typing import Any, Final

import orjson
import typst

MEMORY_BYTES: Final = 2_000_000_000
TEMPLATES: Final = Path(__file__).parent / "templates"
TIMES: Final = "Times New Roman"
BUILT_IN: Final = "Libertinus Serif"
ARCHIVAL: Final = "a-2a"
"""PDF/A, tagged: what archives and readers aloud ask for; fonts are embedded."""


def main() -> None:
    """Reads one request, bounds itself, answers."""
    request = orjson.loads(sys.stdin.buffer.read())
    seconds = int(request["seconds"])
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    warnings.simplefilter("ignore")
    for part in typeset(request):
        sys.stdout.buffer.write(struct.pack(">I", len(part)))
        sys.stdout.buffer.write(part)


def typeset(request: dict[str, Any]) -> list[bytes]:
    """The file, or the pages, of a request.

    Args:
        request: ``template`` (its name), ``document`` (JSON text), ``format``, ``timestamp``.
    """
    template = (TEMPLATES / f"{request['template']}.typ").read_bytes()
    compiler = typst.Compiler(
        template,
        root=str(TEMPLATES),
        ignore_system_fonts=True,
        font_paths=request["font_folders"],
        sys_inputs={"document": request["document"], "fonts": "|".join(_faces(request))},
    )
    answer: bytes | list[bytes] | None
    if request["format"] == "png":
        answer = compiler.compile(template, format="png", ppi=110)
    else:
        answer = _pdf(compiler, template, request["timestamp"])
    if answer is None:
        raise RuntimeError("nothing was set")
    return answer if isinstance(answer, list) else [answer]


def _faces(request: dict[str, Any]) -> list[str]:
    # The decree asks for Times New Roman, which may not be handed on: an agency that has it says
    # where it lies. The built-in face has all letters of Vietnamese.
    has_times = TIMES in _families(request["font_folders"])
    return [TIMES, BUILT_IN] if has_times else [BUILT_IN]


def _families(folders: list[str]) -> list[str]:
    if not folders:
        return []
    return typst.Fonts(include_system_fonts=False, font_paths=folders).families()


def _pdf(compiler: typst.Compiler, template: bytes, timestamp: int) -> bytes | list[bytes] | None:
    try:
        return compiler.compile(
            template, format="pdf", pdf_standards=[ARCHIVAL], timestamp=timestamp
        )
    except typst.TypstError:
        # PDF/A refuses a character that no font draws; a letter that lacks one is still a letter.
        return compiler.compile(template, format="pdf", timestamp=timestamp)


if __name__ == "__main__":
    main()
