"""Reading: markup in all its forms, from comments to relics, and text kept for scripts to show."""

import json
from html import escape

import ada_url
import pytest
from hypothesis import given
from hypothesis import strategies as st

from minhbach_classifier.domain.model import Page
from minhbach_classifier.domain.reading import read
from minhbach_classifier.domain.reading.hiding import hidden_style
from tests.unit.classifier.markup import PROSE, article, document, page

ADDRESS = "https://tin.example/muc/bai-1.html"


def _main(one: Page) -> list[str]:
    return [one.words(place) for place in one.main]


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("a<!-- <b>x</b> -->b", "ab"),
        ("a<!--x--><!-->b", "ab"),
        ("<p>a</p><!--<!--><p>b</p>", "a\nb"),
        ("<p>a</p><t<!-->b", "a\nb"),
        ("a<script>if (1<2) '<p>'</script>b", "ab"),
        ("a<style>b>i{}</style>b", "ab"),
        ("<b title='<i>1 > 0</i>'>a</b> &lt;b&gt;", "a <b>"),
        ("<p data<x=1>a</p><p>b", "a\nb"),
        ("<p title='a id='>a</p><p title='a style=' b>b", "a\nb"),
        ("<p data<!--x=1>a</p><!-- c --><p>b", "a\nb"),
        ("<x<y>a</x<y><p>b", "a\nb"),
        ("<xmp><b>a</b></xmp>", "<b>a</b>"),
        ("a<svg><title>x</title><path d='M0'/></svg>b", "a b"),
        ("a<svg><g><frame>x</g></svg>b", "a b"),
        ("a<svg><g><link>x</g></svg>b", "a b"),
        ("a<iframe><p>x</p></iframe>b", "a\nb"),
        ("a<video>Cũ quá</video>b", "a\nb"),
        ("<p>a<p>b<td>c<li>d", "a\nbc\nd"),
        ("1&nbsp;2 &amp;amp; 3", "1 2 &amp; 3"),
        ("<b>a</b> <i>b</i>\n<u> c</u>", "a b c"),
    ],
)
def test_text_is_what_a_browser_shows(body: str, text: str) -> None:
    """Whatever stands in comments, scripts, attributes and pictures is none of it."""
    assert page(document(body, "")).text == text


def test_no_markup_hides_what_a_browser_shows() -> None:
    """An attribute named like a comment's opening swallows nothing, not even its own element."""
    spam = "<div a<!--b><a href='/g'>kèo nhà cái</a></div><!-- x --><p>Tin</p>"
    one = page(document(spam, ""))
    assert one.text == "kèo nhà cái\nTin"
    assert [link.address for link in one.links] == ["https://tin.example/g"]


@pytest.mark.parametrize(
    "wrapped", ["<noscript>{}</noscript>", "<noscript><div>{}</div></noscript>"]
)
def test_text_in_noscript_is_the_main_text_where_no_other_is(wrapped: str) -> None:
    """Lazy pages keep it there; beside a visible text it stays hidden."""
    prose = "".join(f"<p>{p}</p>" for p in PROSE)
    one = page(document("<h1>Cầu thông xe</h1>" + wrapped.format(prose)), ADDRESS)
    assert _main(one) == list(PROSE)
    other = page(document(article(after=wrapped.format("<p>Một câu khác, đủ dài để là văn.</p>"))))
    assert _main(other) == list(PROSE)


def test_text_in_json_ld_is_the_main_text_where_no_other_is() -> None:
    """An articleBody is the page's own words, read behind all that it shows."""
    told = {"@graph": [{"@type": "NewsArticle", "articleBody": "\n".join(PROSE) + " 1 < 2 &"}]}
    script = f"<script type='application/ld+json'>{json.dumps(told)}</script>"
    one = page(document(f"<h1>Cầu thông xe</h1><div id='app'></div>{script}"), ADDRESS)
    assert _main(one) == [*PROSE[:-1], f"{PROSE[-1]} 1 < 2 &"]
    assert one.kind == "article"
    assert all(place in one.hidden for place in one.main)


def test_a_digest_full_of_links_is_text() -> None:
    """Sentences that link to what they tell of are no list of links."""
    items = "".join(f"<li><a href='/{i}'>{p[:40]}</a>{p[40:]}</li>" for i, p in enumerate(PROSE))
    assert len(_main(page(f"<h1>Điểm tin</h1><p>{PROSE[0]}</p><ul>{items}</ul>"))) == 6


def test_openings_of_other_articles_below_the_text_are_none_of_it() -> None:
    """Each stands under its own linked headline."""
    others = "".join(
        f"<h3><a href='/{i}'>Tin khác số {i}</a></h3><p>{p}</p>" for i, p in enumerate(PROSE)
    )
    body = "".join(f"<p>{p} {p}</p>" for p in PROSE)
    assert len(_main(page(f"<div><h1>Cầu</h1>{body}{others}</div>"))) == len(PROSE)


def test_a_list_that_ends_the_text_is_text_and_credits_are_none() -> None:
    """Short lines below the last sentence count from four on, unless they name a source."""
    lines = "".join(f"<p>Xã số {i}: 9 hộ</p>" for i in range(4))
    assert len(_main(page(article(after=lines)))) == len(PROSE) + 4
    one = page(article(after=lines + "<p>Nguồn: Báo Sông Tiền</p>"))
    assert "Nguồn: Báo Sông Tiền" in [one.words(place) for place in one.credit_area]


@pytest.mark.parametrize(
    ("head", "body", "language"),
    [
        ("<html lang='en'>", PROSE[0], "vi"),
        ("<html lang='en-US'>", "Nothing but plain English words here.", "en-US"),
        ("<html>", "Nothing but plain English words here.", None),
    ],
)
def test_letters_tell_the_language_before_templates(
    head: str, body: str, language: str | None
) -> None:
    """Templates declare English on Vietnamese pages."""
    assert page(f"{head}<body><p>{body}</p></html>".encode()).language == language


@given(
    st.lists(
        st.text(st.sampled_from("aB1./?#%:@&=+- ~\\é"), max_size=12).map(lambda t: f"/{t}"),
        min_size=1,
        max_size=4,
    )
)
def test_links_resolve_as_in_a_browser(paths: list[str]) -> None:
    """What is remembered or plain gives what the standard's own algorithm gives."""
    links = "".join(f"<a href='{escape(path)}'>x</a>" for path in paths)
    one = read(document(links), None, None, ADDRESS)
    assert isinstance(one, Page)
    for path, link in zip(paths, one.links, strict=True):
        assert link.address == _joined(path.strip())


def _joined(path: str) -> str:
    try:
        return ada_url.join_url(ADDRESS, path)
    except ValueError:
        return path


def test_a_base_element_outranks_the_address() -> None:
    """Links are relative to what the page says they are relative to."""
    one = page(document("<a href='x'>x</a>", "<base href='https://khac.example/a/'>"), ADDRESS)
    assert one.links[0].address == "https://khac.example/a/x"


def test_what_is_remembered_changes_nothing() -> None:
    """A page reads the same before and after a thousand others, whose tags it shares."""
    body = document(article())
    first = read(body, None, None, ADDRESS)
    for number in range(300):
        page(document(article(title=f"Tin {number}", after=f"<p class='k{number}'>x</p>")))
    assert read(body, None, None, ADDRESS) == first


@pytest.mark.parametrize("side", ["left", "top"])
@pytest.mark.parametrize(
    ("before", "hides"),
    [("", True), (";", True), ("margin-", True), ("x", False), ("-", False), ("x-margin-", False)],
)
def test_what_stands_far_away_is_hidden(side: str, before: str, hides: bool) -> None:
    """By its place or its margin, not by another property whose name ends alike."""
    assert hidden_style(f"a:b;{before}{side} : -999px") is hides


@pytest.mark.parametrize(
    ("style", "hides"),
    [
        *(("opacity:0", True), ("opacity:0.5", False), ("fill-opacity:0", False)),
        *(("right:-1000px", True), ("margin-right:-1000px", False), ("right:-10px", False)),
        *(("color:#fff;background:white", True), ("color:#fff;background:#000", False)),
        ("border-color:#fff;background:white", False),
    ],
)
def test_a_style_hides_by_its_own_properties(style: str, hides: bool) -> None:
    """Their names stand alone."""
    assert hidden_style(style) is hides
