"""What portals' places, points and gaps are called, in both languages."""

from dataclasses import dataclass
from pathlib import Path

from minhbach_case.domain.portals.periods import Period
from minhbach_case.portals.views import CriterionView, Points, PortalScoreView, RankedView
from minhbach_case.web.texts import LANGUAGES, Language, Texts, read_texts, show_date


@dataclass(frozen=True, slots=True)
class Wording:
    """One language's words: the console's for what its pages show, our own for the rest."""

    t: Texts

    def number(self, value: float) -> str:
        """Points with one decimal: `87,5` or `87.5`."""
        said = f"{value:.1f}"
        return said.replace(".", ",") if self.t.language == "vi" else said

    def points(self, value: Points) -> str:
        """Points, or that they are not known."""
        return self.t("portals.not_known") if value is None else self.number(value)

    def bounds(self, score: PortalScoreView | CriterionView) -> str:
        """Lower and upper bound."""
        return f"{self.number(score.lower)} – {self.number(score.upper)}"

    def period(self, period: Period) -> str:
        """A period's name."""
        key = f"portals.half_{period.half}" if period.half else "portals.year"
        return self.t(key, year=period.year)

    def places(self, one: RankedView) -> str:
        """Where else a portal could stand; empty where nowhere."""
        parts = [self.t("portals.tied")] if one.tied else []
        if one.best != one.worst:
            parts.append(self.t("portals.places", best=one.best, worst=one.worst))
        return ", ".join(parts)

    def since(self, score: PortalScoreView) -> str:
        """Why a portal's days do not begin with the period; empty where they do."""
        if score.since is None:
            return ""
        return self.t(f"portal_since.{score.since}", day=show_date(score.first))

    def why(self, line: CriterionView) -> str:
        """Why a criterion, or a part of it, is not known; empty where all is."""
        values = {
            "known": line.met + line.unmet,
            "whole": line.met + line.unmet + line.suspected + line.unclear,
            "unclear": line.unclear,
            "suspected": line.suspected,
        }
        return "; ".join(self.t(f"portal_why.{why}", **values) for why in line.why)


def lowered(words: str) -> str:
    """The same within a sentence."""
    return words[:1].lower() + words[1:]


def ranking_texts() -> dict[Language, Texts]:
    """The words of rankings, over the console's."""
    here = Path(__file__).parent
    console = read_texts(here.parents[1] / "web" / "locales")
    own = read_texts(here / "locales")
    return {
        language: Texts(language, {**console[language].words, **own[language].words})
        for language in LANGUAGES
    }
