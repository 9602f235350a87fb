"""A ranking as a document after Decree 30/2020/NĐ-CP, Annex I, to be printed and signed."""

from collections.abc import Iterator

from minhbach_case.documents.agency import Agency
from minhbach_case.documents.letter import Closing, Letterhead
from minhbach_case.documents.portals.content import (
    CriterionLine,
    RankedLine,
    RankingDocument,
    Unknowns,
)
from minhbach_case.documents.portals.wording import Wording, lowered
from minhbach_case.documents.printing import printable
from minhbach_case.domain.portals.criteria import CriteriaSet, Criterion, FromItems, FromVisits
from minhbach_case.domain.portals.periods import Period, period_of
from minhbach_case.portals.views import PortalScoreView, RankedView, RankingView
from minhbach_case.web.texts import Texts, show_date, show_time


def compose(
    ranking: RankingView, criteria: CriteriaSet, agency: Agency, texts: Texts
) -> RankingDocument:
    """The document in the language of its texts."""
    wording, t = Wording(texts), texts
    period = period_of(ranking.period.name)
    return RankingDocument(
        language=t.language,
        title=f"{t('name')} {wording.period(period)}",
        author=printable(agency.name),
        at=ranking.counted_at,
        draft="",
        head=_head(agency, wording, period),
        opening=tuple(_opening(ranking, agency, wording)),
        ranked=tuple(_ranked(one, wording) for one in ranking.ranked),
        columns=tuple(printable(one.title.of(t.language)) for one in ranking.criteria.criteria),
        points=tuple(_points(one, wording) for one in (*ranking.ranked, *ranking.apart)),
        apart=tuple(_unknowns(one, ranking, t) for one in ranking.apart),
        unknown=tuple(
            found for one in ranking.ranked if (found := _unknowns(one, ranking, t)).lines
        ),
        general=unknown_lines(ranking, t),
        criteria=criterion_lines(criteria, t),
        closing=_closing(agency, t),
        words=_words(ranking, t),
    )


def unknown_lines(
    ranking: RankingView, t: Texts, portal: PortalScoreView | None = None
) -> tuple[str, ...]:
    """What is not known of a portal, or of the ranking as a whole, a sentence a line."""
    wording = Wording(t)
    return tuple(_of_one(portal, ranking, wording) if portal else _general(ranking, wording))


def criterion_lines(criteria: CriteriaSet, t: Texts) -> tuple[CriterionLine, ...]:
    """The criteria in words, with how each is counted."""
    return tuple(_criterion(one, Wording(t)) for one in criteria.criteria)


def _head(agency: Agency, wording: Wording, period: Period) -> Letterhead:
    t = wording.t
    place = printable(agency.place)
    return Letterhead(
        parent=printable(agency.parent).upper(),
        agency=printable(agency.name).upper(),
        country=t("country"),
        motto=t("motto"),
        number=t("number", code=agency.code),
        place_and_date=t("place_and_date", place=place or t("blank")),
        name=t("name").upper(),
        subject=t("subject", period=lowered(wording.period(period))),
    )


def _opening(ranking: RankingView, agency: Agency, wording: Wording) -> Iterator[str]:
    t, criteria, period = wording.t, ranking.criteria, ranking.period
    yield t(
        "opening.basis",
        agency=printable(agency.name),
        title=printable(criteria.title.of(t.language)),
        identity=criteria.identity,
        basis=printable(criteria.basis.citation),
    )
    days = {"first": show_date(period.first), "until": show_date(period.until)}
    yield t("opening.days", **days, counted=show_time(ranking.counted_at))
    if not period.ended:
        yield t("portals.running", until=show_date(period.until))
    yield f"{t('portals.how')} {t('portals.fair')}"


def _ranked(one: RankedView, wording: Wording) -> RankedLine:
    return RankedLine(
        place=str(one.place),
        places=wording.places(one),
        name=printable(one.name),
        office=printable(one.organisation or one.address),
        points=wording.points(one.points),
        bounds=wording.bounds(one),
        known=f"{one.known:.0%}",
        lower=one.lower,
        upper=one.upper,
        at=one.points,
    )


def _points(one: PortalScoreView, wording: Wording) -> tuple[str, ...]:
    return (printable(one.name), *(_cell(one, n, wording) for n in range(len(one.criteria))))


def _cell(one: PortalScoreView, number: int, wording: Wording) -> str:
    line = one.criteria[number]
    said = wording.points(line.points)
    return said if line.lower == line.upper else f"{said}\n{wording.bounds(line)}"


def _unknowns(one: PortalScoreView, ranking: RankingView, t: Texts) -> Unknowns:
    return Unknowns(printable(one.name), unknown_lines(ranking, t, one))


def _of_one(one: PortalScoreView, ranking: RankingView, wording: Wording) -> Iterator[str]:
    titles = {each.id: each.title.of(wording.t.language) for each in ranking.criteria.criteria}
    if one.since:
        yield wording.since(one)
    for line in one.criteria:
        if line.why:
            yield f"{printable(titles[line.criterion])}: {wording.why(line)}."


def _general(ranking: RankingView, wording: Wording) -> Iterator[str]:
    t = wording.t
    if ranking.apart:
        share = round(ranking.criteria.ranked_from * 100)
        yield t("portals.apart_lead", share=share)
    overlapping = sum(one.best != one.worst for one in ranking.ranked)
    if overlapping:
        yield t("unknown.places", count=overlapping, whole=len(ranking.ranked))
    for one in ranking.criteria.criteria:
        if not one.basis.verified:
            title, citation = printable(one.title.of(t.language)), printable(one.basis.citation)
            yield t("unknown.law", title=title, citation=citation)


def _criterion(one: Criterion, wording: Wording) -> CriterionLine:
    t = wording.t
    basis = printable(one.basis.citation)
    verified = "" if one.basis.verified else f" ({t('portals.not_verified')})"
    return CriterionLine(
        title=printable(one.title.of(t.language)),
        weight=f"{one.weight}%",
        about=printable(one.about.of(t.language)),
        basis=basis + verified,
        counting=_counting(one, wording),
    )


def _counting(one: Criterion, wording: Wording) -> str:
    t = wording.t
    match one.feeds:
        case FromVisits(newest_within_days=days):
            fed = t("feeds.visits", days=days)
        case FromItems(within_working_days=None):
            fed = t("feeds.items")
        case FromItems():
            fed = t("feeds.targets")
        case feed:
            fed = t(f"feeds.{feed.each}", duties="; ".join(t(f"duty.{d}") for d in feed.duties))
    lines = "; ".join(f"{share:.0%} → {wording.number(worth)}" for share, worth in one.points)
    known = t("portals.needs", count=one.known.at_least, share=round(one.known.share * 100))
    return f"{fed} {t('feeds.points', points=lines)} {known}"


def _closing(agency: Agency, t: Texts) -> Closing:
    return Closing(
        recipients_title=t("recipients"),
        recipients=(t("recipients.file"),),
        signer_title=printable(agency.signer_title).upper(),
        signer_name=printable(agency.signer_name),
        signature=t("signature"),
    )


def _words(ranking: RankingView, t: Texts) -> dict[str, str]:
    named = ("place", "portal", "points", "bounds", "known", "unknown", "unknown_lead")
    return {
        **{name: t(f"portals.{name}") for name in named},
        "ranking": t("portals.ranking"),
        "none_ranked": "" if ranking.ranked else t("portals.none_ranked"),
        "by_criterion": t("portals.by_criterion"),
        "apart": t("portals.apart", count=len(ranking.apart)),
        "of_ranked": t("portals.of_ranked"),
        "criteria": t("portals.criteria"),
        "annex": t("annex"),
        "annex_subject": t("annex.subject"),
        "criterion": t("criterion"),
        "weight": t("weight"),
        "counting": t("counting"),
        "legend": t("legend"),
    }
