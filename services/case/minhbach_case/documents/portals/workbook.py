"""The ranking as an XLSX workbook: points as numbers; totals, bounds, places as real formulas.

Every formula carries its value, so that a viewer that does not calculate shows it too.
"""

from collections.abc import Iterator, Sequence
from io import BytesIO
from typing import Final

from xlsxwriter.utility import quote_sheetname, xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from minhbach_case.documents.portals.composing import criterion_lines, unknown_lines
from minhbach_case.documents.portals.wording import Wording
from minhbach_case.documents.reports.workbook.looks import Looks, write_words
from minhbach_case.domain.portals.criteria import CriteriaSet
from minhbach_case.domain.portals.periods import period_of
from minhbach_case.domain.portals.scoring import DECIMALS
from minhbach_case.portals.views import PieceView, PortalScoreView, RankedView, RankingView
from minhbach_case.web.texts import Texts, show_date, show_time

Evidence = Sequence[tuple[str, str, PieceView]]
"""The portal's name, the criterion's id, the piece."""
PIECES_AT_MOST: Final = 100_000
_FIXED: Final = 8
"""Columns of the ranking before the criteria: place to upper bound."""
_HEAD: Final = 4
"""The row (from 0) of the columns' titles; the weights stand in the row above."""


def workbook(
    ranking: RankingView, criteria: CriteriaSet, evidence: Evidence, texts: Texts
) -> bytes:
    """The file."""
    output = BytesIO()
    book = Workbook(output, {"in_memory": True, "strings_to_formulas": False})
    book.set_calc_mode("auto")
    _Book(book, ranking, Wording(texts)).write(criteria, evidence)
    book.close()
    return output.getvalue()


class _Book:
    def __init__(self, book: Workbook, ranking: RankingView, wording: Wording) -> None:
        self._book = book
        self._ranking = ranking
        self._wording = wording
        self._t = wording.t
        self._looks = Looks(book)
        self._portals: tuple[PortalScoreView, ...] = (*ranking.ranked, *ranking.apart)
        self._titles = [one.title.of(self._t.language) for one in ranking.criteria.criteria]
        self._bounds = self._t("sheet.bounds")

    def write(self, criteria: CriteriaSet, evidence: Evidence) -> None:
        """All sheets, in order."""
        self._write_ranking()
        self._write_bounds()
        self._write_counts()
        self._write_unknown()
        self._write_criteria(criteria)
        self._write_evidence(evidence)

    def _sheet(
        self, name: str, widths: Sequence[float], titles: Sequence[str], row: int
    ) -> Worksheet:
        sheet = self._book.add_worksheet(self._t(f"sheet.{name}"))
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        for column, title in enumerate(titles):
            self._words(sheet, row, column, title, "head")
        sheet.freeze_panes(row + 1, 0)
        sheet.repeat_rows(row)
        return sheet

    def _words(self, sheet: Worksheet, row: int, column: int, words: str, look: str) -> None:
        write_words(sheet, row, column, words, self._looks, look)

    def _write_ranking(self) -> None:
        t = self._t
        named = ("place", "portal", "sheet.office", "sheet.address", "points", "known")
        titles = [t(name if "." in name else f"portals.{name}") for name in named]
        titles += [f"{t('portals.bounds')}: {t(f'sheet.{side}')}" for side in ("lower", "upper")]
        widths = [10, 34, 28, 28, 11, 10, 14, 14, *([16.0] * len(self._titles))]
        sheet = self._sheet("ranking", widths, [*titles, *self._titles], _HEAD)
        sheet.freeze_panes(_HEAD + 1, 2)
        self._write_head(sheet)
        for row, portal in enumerate(self._portals, _HEAD + 1):
            self._write_portal(sheet, row, portal)

    def _write_head(self, sheet: Worksheet) -> None:
        t, ranking, period = self._t, self._ranking, self._ranking.period
        named = self._wording.period(period_of(period.name))
        days = {"first": show_date(period.first), "until": show_date(period.until)}
        counted, name = show_time(ranking.counted_at), ranking.criteria.identity
        lines = (
            f"{t('portals.title')}: {named}",
            " ".join((t("opening.days", **days, counted=counted), t("portals.set", identity=name))),
            f"{t('portals.how')} {t('portals.fair')} {t('sheet.points_hint')}",
        )
        last = _FIXED + len(self._titles) - 1
        for row, line in enumerate(lines):
            look = "wrapped" if row else "title"
            sheet.merge_range(row, 0, row, last, "", self._looks.named(look))
            self._words(sheet, row, 0, line, look)
            sheet.set_row(row, 20 if row < _HEAD - 2 else 48)
        sheet.set_row(_HEAD, 62)
        number = self._looks.number
        self._words(sheet, _HEAD - 1, 3, t("sheet.ranked_from"), "label")
        sheet.write_number(_HEAD - 1, 4, ranking.criteria.ranked_from * 100, number("days"))
        self._words(sheet, _HEAD - 1, _FIXED - 1, t("weight"), "label")
        for column, one in enumerate(ranking.criteria.criteria, _FIXED):
            sheet.write_number(_HEAD - 1, column, one.weight, number("count"))

    def _write_portal(self, sheet: Worksheet, row: int, portal: PortalScoreView) -> None:
        place = portal.place if isinstance(portal, RankedView) else self._t("sheet.apart")
        formulas = self._formulas(row)
        number = self._looks.number("days")
        points = self._wording.t("portals.not_known") if portal.points is None else None
        sheet.write_formula(row, 0, formulas["place"], self._looks.number("count"), place)
        for column, words in enumerate((portal.name, portal.organisation or "", portal.address), 1):
            self._words(sheet, row, column, words, "cell")
        shown = points or (portal.points or 0.0)
        sheet.write_formula(row, 4, formulas["points"], number, shown)
        sheet.write_formula(row, 5, formulas["known"], number, portal.known * 100)
        sheet.write_formula(row, 6, formulas["lower"], number, portal.lower)
        sheet.write_formula(row, 7, formulas["upper"], number, portal.upper)
        for column, line in enumerate(portal.criteria, _FIXED):
            if line.points is None:
                self._words(sheet, row, column, self._t("portals.not_known"), "cell")
            else:
                sheet.write_number(row, column, line.points, number)

    def _formulas(self, row: int) -> dict[str, str]:
        """A portal's formulas; ``row`` counts from 0."""
        count, line = len(self._titles), row + 1
        first, last = xl_col_to_name(_FIXED), xl_col_to_name(_FIXED + count - 1)
        weights = f"${first}${_HEAD}:${last}${_HEAD}"
        own = f"{first}{line}:{last}{line}"
        known = f"SUMPRODUCT({weights},--ISNUMBER({own}))"
        total, unknown = f"SUMPRODUCT({weights},{own})", self._t("portals.not_known")
        rows = f"${_HEAD + 2}:${{column}}${_HEAD + 1 + len(self._portals)}"
        points, shares = (f"${c}{rows.format(column=c)}" for c in ("E", "F"))
        bounds = quote_sheetname(self._bounds)
        lower, upper = (
            f"SUMPRODUCT({weights},{bounds}!{xl_col_to_name(at)}{line}"
            f":{xl_col_to_name(at + count - 1)}{line})/SUM({weights})"
            for at in (1, 1 + count)
        )
        apart, ahead = (
            self._t("sheet.apart"),
            f'COUNTIFS({shares},">="&$E${_HEAD},{points},">"&E{line})',
        )
        return {
            "place": f'=IF(AND(ISNUMBER(E{line}),F{line}>=$E${_HEAD}),1+{ahead},"{apart}")',
            "points": f'=IF({known}=0,"{unknown}",ROUND({total}/{known},{DECIMALS}))',
            "known": f"={known}*100/SUM({weights})",
            "lower": f"=ROUND({lower},{DECIMALS})",
            "upper": f"=ROUND({upper},{DECIMALS})",
        }

    def _write_bounds(self) -> None:
        t = self._t
        titles = [
            f"{one}: {t(f'sheet.{side}')}" for side in ("lower", "upper") for one in self._titles
        ]
        widths = [34, *([16.0] * len(titles))]
        sheet = self._sheet("bounds", widths, [t("portals.portal"), *titles], _HEAD)
        sheet.freeze_panes(_HEAD + 1, 1)
        number = self._looks.number("days")
        for row, portal in enumerate(self._portals, _HEAD + 1):
            self._words(sheet, row, 0, portal.name, "cell")
            values = [line.lower for line in portal.criteria] + [
                line.upper for line in portal.criteria
            ]
            for column, value in enumerate(values, 1):
                sheet.write_number(row, column, value, number)

    def _write_counts(self) -> None:
        t = self._t
        standings = ("met", "unmet", "suspected", "unclear", "settled")
        titles = [
            t("portals.portal"),
            t("criterion"),
            *(t(f"portal_stands.{s}") for s in standings),
        ]
        titles += [t("sheet.whole"), t("sheet.share"), t("portals.not_known_why")]
        sheet = self._sheet("counts", [34, 34, 9, 9, 12, 12, 14, 9, 10, 60], titles, 0)
        row = 1
        for portal in self._portals:
            for line, title in zip(portal.criteria, self._titles, strict=True):
                self._words(sheet, row, 0, portal.name, "cell")
                self._words(sheet, row, 1, title, "cell")
                values = (line.met, line.unmet, line.suspected, line.unclear, line.settled)
                for column, value in enumerate(values, 2):
                    sheet.write_number(row, column, value, self._looks.number("count"))
                self._write_sums(sheet, row, line.met, line.unmet, sum(values))
                self._words(sheet, row, 9, self._wording.why(line), "cell")
                row += 1
        sheet.autofilter(0, 0, max(row - 1, 1), 9)

    def _write_sums(self, sheet: Worksheet, row: int, met: int, unmet: int, whole: int) -> None:
        line, unknown = row + 1, self._t("portals.not_known")
        share: float | str = met / (met + unmet) * 100 if met + unmet else unknown
        sheet.write_formula(row, 7, f"=SUM(C{line}:G{line})", self._looks.number("count"), whole)
        formula = f'=IF(C{line}+D{line}=0,"{unknown}",C{line}/(C{line}+D{line})*100)'
        sheet.write_formula(row, 8, formula, self._looks.number("days"), share)

    def _write_unknown(self) -> None:
        t = self._t
        sheet = self._sheet("unknown", [40, 110], [t("portals.portal"), t("sheet.why")], 0)
        rows: list[tuple[str, str]] = [("", line) for line in unknown_lines(self._ranking, self._t)]
        rows += [
            (portal.name, line)
            for portal in self._portals
            for line in unknown_lines(self._ranking, self._t, portal)
        ]
        for row, (name, line) in enumerate(rows, 1):
            self._words(sheet, row, 0, name, "cell")
            self._words(sheet, row, 1, line, "cell")

    def _write_criteria(self, criteria: CriteriaSet) -> None:
        t = self._t
        titles = [t("criterion"), t("weight"), t("counting"), t("portals.basis")]
        sheet = self._sheet("criteria", [36, 10, 100, 60], titles, 0)
        for row, (one, line) in enumerate(
            zip(criteria.criteria, criterion_lines(criteria, t), strict=True), 1
        ):
            self._words(sheet, row, 0, line.title, "cell")
            sheet.write_number(row, 1, one.weight, self._looks.number("count"))
            self._words(sheet, row, 2, f"{line.about} {line.counting}", "cell")
            self._words(sheet, row, 3, line.basis, "cell")
        last = len(criteria.criteria) + 1
        self._words(sheet, last, 0, t("sheet.whole"), "row_total")
        total = self._looks.number("count", total=True)
        sheet.write_formula(
            last, 1, f"=SUM(B2:B{last})", total, sum(c.weight for c in criteria.criteria)
        )

    def _write_evidence(self, evidence: Evidence) -> None:
        t = self._t
        titles = [t("portals.portal"), t("criterion"), t("sheet.standing"), t("sheet.duty")]
        titles += [t(f"sheet.{name}") for name in ("address", "at", "capture", "digest", "detail")]
        sheet = self._sheet("evidence", [34, 34, 22, 34, 44, 17, 38, 66, 40], titles, 0)
        by_id = dict(
            zip((c.id for c in self._ranking.criteria.criteria), self._titles, strict=True)
        )
        row = 0
        for row, (name, criterion, piece) in enumerate(evidence[:PIECES_AT_MOST], 1):
            for column, words in enumerate((name, by_id[criterion], *self._told(piece))):
                self._words(sheet, row, column, words, "plain")
        sheet.autofilter(0, 0, max(row, 1), len(titles) - 1)
        if len(evidence) > PIECES_AT_MOST:
            self._words(sheet, row + 1, 0, t("sheet.rest"), "remark")

    def _told(self, piece: PieceView) -> Iterator[str]:
        t = self._t
        yield t(f"portal_stands.{piece.standing}")
        yield t(f"duty.{piece.duty}") if piece.duty else ""
        yield piece.address or ""
        yield show_time(piece.at)
        yield str(piece.capture_id)
        yield piece.digest or ""
        yield "; ".join(self._details(piece))

    def _details(self, piece: PieceView) -> Iterator[str]:
        t = self._t
        if piece.kind is not None and piece.day is not None:
            yield f"{t(f'item.{piece.kind}')}, {show_date(piece.day)}"
        if piece.taken_working_days is not None:
            yield t("portals.taken", days=piece.taken_working_days)
        if piece.duty is None:
            newest = show_time(piece.newest_at) if piece.newest_at else t("portals.not_stated")
            yield f"{t('portals.newest')} {newest}"
