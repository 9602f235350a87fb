"""Listed domains: how a list is read and refreshed, and what a link to one of its hosts says."""

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest

from minhbach_classifier.domain.hosts import (
    HostKind,
    HostList,
    HostLists,
    host_of,
    hosts_of,
    listed_host,
)
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain_lists import DomainLists, main, read_lists
from minhbach_shared.clock import sleep
from minhbach_shared.events import SpamEvidence
from minhbach_shared.vocabulary import Duty
from tests.unit.classifier.markup import HOME, article, document, subject
from tests.unit.classifier.ruling import finding


def _lists(kind: HostKind, *hosts: str) -> HostLists:
    return HostLists(MappingProxyType({kind: HostList(kind, "f00d", frozenset(hosts))}))


def _judged(duty: Duty, after: str, hosts: HostLists, title: str = "Cầu Rạch Ông Cả") -> Finding:
    one = subject(document(article(title=title, after=after)))
    return finding(duty, replace(one, hosts=hosts))


@pytest.mark.parametrize(
    ("line", "host"),
    [
        ("xau.example", "xau.example"),
        ("0.0.0.0 Xau.Example  # chú thích", "xau.example"),
        ("||xau.example^", "xau.example"),
        ("*.xau.example", "xau.example"),
        ("xấu.example", "xn--xu-gia.example"),
        ("# chú thích", None),
        ("! chú thích", None),
        ("   ", None),
    ],
)
def test_the_writings_of_a_line(line: str, host: str | None) -> None:
    """Plain hosts, hosts files and filters; comments name none."""
    found = listed_host(line)
    assert found is None if host is None else found is not None
    if host is not None and line.isascii():
        assert found == host


@pytest.mark.parametrize("line", ["com", "com.vn", "gov.vn", "xau .example", "-a-.example", "a..b"])
def test_a_line_that_would_name_too_much_or_nothing_is_refused(line: str) -> None:
    """An ending that many owners share would list them all."""
    with pytest.raises(ValueError, match=r"host|owners"):
        listed_host(line)


def test_a_host_under_a_listed_domain_is_listed() -> None:
    """Neither its parent nor a host that only ends alike is."""
    one = HostList("scam", "f00d", frozenset(["xau.example"]))
    assert one.holds("xau.example")
    assert one.holds("a.b.xau.example")
    assert not one.holds("example")
    assert not one.holds("khongxau.example")


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://A.example:8443/x?y", "a.example"),
        ("http://u:p@a.example#x", "a.example"),
        ("HTTPS://a.example.", "a.example"),
        ("mailto:a@b.example", ""),
        ("/bai-1", ""),
        ("javascript:void(0)", ""),
    ],
)
def test_the_host_of_a_link(address: str, host: str) -> None:
    """Of web addresses only."""
    assert host_of(address) == host


@pytest.mark.parametrize(
    "path", ["", "/", "/bai-1", "?q=http://b.example/", "#/x", "\\/x", "/?://"]
)
@pytest.mark.parametrize("before", ["", "http://", "https://", "http:///", "http://u/@", "ftp://"])
@pytest.mark.parametrize("host", ["a", "a.example:80", "u:p@a.example", ""])
def test_many_links_have_the_hosts_of_each(before: str, host: str, path: str) -> None:
    """What is looked at once, what stands before the path, tells the host."""
    address = before + host + path
    assert hosts_of([address, address]) == [host_of(address)] * 2


def test_a_hidden_link_to_a_listed_domain_is_a_breach_and_injected() -> None:
    """Whatever its words; the evidence names the host and the list's version."""
    hidden = "<div style='display:none'><a href='https://x.xau.example/1'>xem</a></div>"
    hosts = _lists("gambling", "xau.example")
    found = _judged("spam.gambling", hidden, hosts)
    assert found.verdict == "breach"
    assert isinstance(found.evidence, SpamEvidence)
    assert found.evidence.hidden
    assert found.evidence.hosts == ("x.xau.example",)
    assert found.evidence.host_list == "gambling/f00d"
    assert _judged("spam.injected", hidden, hosts).verdict == "breach"


@pytest.mark.parametrize(
    ("kind", "duty"),
    [("gambling", "spam.gambling"), ("adult", "spam.adult"), ("scam", "spam.scam")],
)
def test_several_listed_domains_in_sight_are_a_breach(kind: HostKind, duty: Duty) -> None:
    """Of the duty of that list alone."""
    two = "<p><a href='https://a.example/'>một</a> <a href='https://b.example/'>hai</a></p>"
    hosts = _lists(kind, "a.example", "b.example")
    assert _judged(duty, two, hosts).verdict == "breach"
    assert _judged("spam.malware", two, hosts).verdict == "pass"


def test_a_link_to_a_listed_malware_host_is_a_breach() -> None:
    """Links to listed malware and phishing hosts are illegal links (Article 5(5))."""
    two = "<p><a href='https://a.example/'>tải</a> <a href='https://b.example/'>tải</a></p>"
    assert _judged("spam.malware", two, _lists("malware", "a.example", "b.example")).verdict == (
        "breach"
    )


def test_who_warns_of_a_site_does_not_promote_it() -> None:
    """One link under a headline that reports, and a host that stands as text alone."""
    hosts = _lists("scam", "xau.example")
    warned = "Công an cảnh báo trang lừa đảo xau.example"
    link = "<p>Trang <a href='https://xau.example/'>xau.example</a> giả mạo ngân hàng.</p>"
    assert _judged("spam.scam", link, hosts, warned).verdict == "pass"
    assert _judged("spam.scam", "<p>Trang xau.example</p>", hosts).verdict == "pass"


def test_a_headline_does_not_speak_for_a_link_in_the_foot() -> None:
    """Far below the report it is none of what the report warns of."""
    hosts = _lists("gambling", "xau.example")
    rest = "<p>Tin khác trong ngày</p>" * 20
    link = "<a href='https://xau.example/'>liên kết</a>"
    title = "Phòng, chống dịch bệnh mùa mưa"
    one = subject(document(f"{article(title=title)}{rest}{link}"))
    assert finding("spam.gambling", replace(one, hosts=hosts)).verdict == "breach"
    assert _judged("spam.gambling", link, hosts, title).verdict == "pass"


def test_a_sites_own_links_are_none() -> None:
    """A site that is listed itself is not judged by links within it."""
    inner = f"<div style='display:none'><a href='{HOME}a'>a</a></div>"
    own = _lists("adult", host_of(HOME))
    assert _judged("spam.adult", inner, own).verdict == "pass"


def test_a_picture_that_leads_there_is_quoted_by_the_headline() -> None:
    """Its link has no words of its own."""
    picture = "<a hidden href='https://xau.example/'><img src='x.png'></a>"
    found = _judged("spam.gambling", picture, _lists("gambling", "xau.example"))
    assert isinstance(found.evidence, SpamEvidence)
    assert [span.text for span in found.evidence.spans] == ["Cầu Rạch Ông Cả"]


def _write(folder: Path, name: str, lines: Sequence[str]) -> Path:
    path = folder / name
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_a_folder_is_read_by_its_files_names(tmp_path: Path) -> None:
    """Several files of a kind are one list; a bad line is named and the rest goes on."""
    _write(tmp_path, "gambling.txt", ["a.example", "com.vn", "b.example"])
    _write(tmp_path, "gambling-more.txt", ["c.example"])
    _write(tmp_path, "threat.txt", ["0.0.0.0 d.example"])
    _write(tmp_path, "phishing.txt", ["e.example"])
    _write(tmp_path, "other.txt", ["f.example"])
    _write(tmp_path, "vn-scam.txt", ["g.example"])
    _write(tmp_path, "notes.md", ["h.example"])
    read = read_lists(tmp_path)
    found = {kind: set(one.hosts) for kind, one in read.lists.lists.items()}
    assert found == {
        "gambling": {"a.example", "b.example", "c.example"},
        "malware": {"d.example", "e.example"},
        "scam": {"g.example"},
    }
    told = [str(bad) for bad in read.bad]
    assert told[0].startswith("gambling.txt, line 2: 'com.vn'")
    assert told[1].startswith("other.txt: the name")


def test_the_version_follows_what_the_files_hold(tmp_path: Path) -> None:
    """Not their names or times; the order of reading changes nothing."""
    _write(tmp_path, "gambling.txt", ["a.example"])
    first = read_lists(tmp_path).lists.lists["gambling"].version
    os.utime(tmp_path / "gambling.txt", (1, 1))
    assert read_lists(tmp_path).lists.lists["gambling"].version == first
    _write(tmp_path, "gambling.txt", ["b.example"])
    assert read_lists(tmp_path).lists.lists["gambling"].version != first


async def test_lists_are_read_again_when_a_file_changes(tmp_path: Path) -> None:
    """A broken file keeps the old list; a mended one is read."""
    path = _write(tmp_path, "adult.txt", ["a.example"])
    used = DomainLists(tmp_path, 60, sleep)
    await used.refresh()
    first = used.lists
    assert first.lists["adult"].holds("a.example")
    await used.refresh()
    assert used.lists is first
    path.write_bytes(b"\xff\xfe\x00 no text")
    await used.refresh()
    assert used.lists is first
    _write(tmp_path, "adult.txt", ["a.example", "b.example"])
    await used.refresh()
    assert used.lists.lists["adult"].holds("b.example")


async def test_a_folder_that_is_missing_keeps_the_service_going(tmp_path: Path) -> None:
    """No folder is no list; one that cannot be read is logged, and tried again later."""
    for folder in (None, tmp_path / "missing"):
        used = DomainLists(folder, 60, sleep)
        await used.refresh()
        assert used.lists == HostLists.none()


def test_the_check_says_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """0 where all is well, 1 where lines were left out, 2 where nothing can be read."""
    _write(tmp_path, "malware.txt", ["a.example"])
    assert main([str(tmp_path)]) == 0
    assert ": 1 hosts" in capsys.readouterr().out
    _write(tmp_path, "malware.txt", ["a.example", "net"])
    assert main([str(tmp_path)]) == 1
    assert "malware.txt, line 2" in capsys.readouterr().err
    assert main([str(tmp_path / "missing")]) == 2
