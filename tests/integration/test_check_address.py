"""``minhbach check`` on an address: a real server on loopback."""

import json
from collections.abc import Iterator
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any, Final

import pytest
from typer.testing import CliRunner, Result

from minhbach_local.command import app

PROSE: Final = "Chiều nay, Ủy ban nhân dân thị xã họp bàn việc sửa đường và trồng cây. " * 8
LINKS: Final = "".join(
    f'<a href="/tin/{n}.html">Sửa đường và trồng cây, tin số {n}</a>' for n in (1, 2)
)
SPAM: Final = "<p>Kèo nhà cái hôm nay, nổ hũ đổi thưởng, nạp lần đầu tặng 100%, link vào go88</p>"
PAGES: Final = {
    "/": f"<title>Tin</title><h1>Tin</h1>{LINKS}<a href='http://other.example/x'>Ngoài trang</a>",
    "/tin/1.html": f"<h1>Sửa đường</h1><p>{PROSE}</p>",
    "/tin/2.html": f"<h1>Trồng cây</h1><p>{PROSE}</p>",
    "/chen.html": f"<h1>Tin</h1>{SPAM}",
}


class Site(BaseHTTPRequestHandler):
    """A small site whose sitemap names a page that nothing links to."""

    def do_GET(self) -> None:
        """Answers."""
        if self.path == "/moi":
            self._answer(301, "", Location="/")
        elif self.path == "/ra":
            self._answer(302, "", Location="http://169.254.0.1/")
        elif self.path == "/sitemap.xml":
            host = self.headers["Host"]
            self._answer(200, f"<urlset><url><loc>http://{host}/chen.html</loc></url></urlset>")
        elif self.path in PAGES:
            self._answer(200, PAGES[self.path])
        else:
            self._answer(404, "")

    def _answer(self, status: int, body: str, **headers: str) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the library's name
        """Says nothing."""


@pytest.fixture(scope="module")
def site() -> Iterator[str]:
    """The address of the running site."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    thread = Thread(target=partial(server.serve_forever, 0.05))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


def ran(*arguments: str) -> Result:
    """The command's result."""
    return CliRunner().invoke(app, ["check", *arguments, "--json"])


def paths(found: dict[str, Any]) -> list[str]:
    """The paths of the pages that were checked."""
    return ["/" + page["address"].split("/", 3)[3] for page in found["pages"]]


def test_a_home_page_brings_its_links_and_its_sitemap(site: str) -> None:
    """The links of the home page, and what only the sitemap names, where spam is put."""
    result = ran(f"{site}/")
    assert result.exit_code == 1
    found = json.loads(result.stdout)
    assert paths(found) == ["/", "/tin/1.html", "/tin/2.html", "/chen.html"]
    spam = {
        page["address"].removeprefix(site): a["verdict"]
        for page in found["pages"]
        for a in page["assessments"]
        if a["duty"] == "spam.gambling"
    }
    assert spam["/chen.html"] == "breach"
    assert spam["/tin/1.html"] == "pass"


def test_another_page_comes_alone(site: str) -> None:
    """Of a page that is not the home page only that page is fetched."""
    result = ran(f"{site}/tin/1.html")
    assert result.exit_code == 0
    assert paths(json.loads(result.stdout)) == ["/tin/1.html"]


def test_redirects_stay_on_the_host(site: str) -> None:
    """One within the site is followed; one that leaves it is named."""
    assert paths(json.loads(ran(f"{site}/moi").stdout))[0] == "/"
    result = ran(f"{site}/ra")
    assert result.exit_code == 2
    assert "redirects to http://169.254.0.1/" in result.stderr


def test_what_does_not_answer_is_named(site: str) -> None:
    """A missing page, a closed port: nothing could be read."""
    gone = ran(f"{site}/nope")
    assert gone.exit_code == 2
    assert "answers 404" in gone.stderr
    closed = ran("http://127.0.0.1:9/")
    assert closed.exit_code == 2
    assert "does not answer" in closed.stderr
