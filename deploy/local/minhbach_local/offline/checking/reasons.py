"""Why, in English: the classifier gives its reasons in Vietnamese, the language of the notices."""

from minhbach_local.offline.checking.words import FIELDS_EN
from minhbach_shared.events import (
    AlteredEvidence,
    Assessment,
    CommentsEvidence,
    EarlyEvidence,
    FieldsEvidence,
    FreshnessEvidence,
    GoneEvidence,
    LicenceEvidence,
    RegisterEvidence,
    ReportEvidence,
    RetentionEvidence,
    SpamEvidence,
    UncreditedEvidence,
)


def why(assessment: Assessment, lang: str) -> str:
    """Why the verdict is what it is; in English from the evidence, where there is some."""
    if lang == "vi":
        return assessment.reason
    told = _of_page(assessment) or _of_register(assessment) or _of_source(assessment)
    if told is not None:
        return told
    return f"{assessment.verdict.replace('_', ' ')} ({assessment.reason})"


def _of_page(assessment: Assessment) -> str | None:
    match assessment.evidence:
        case FieldsEvidence(missing=missing) if missing:
            return f"The home page lacks {', '.join(FIELDS_EN[name] for name in missing)}."
        case CommentsEvidence():
            return "Readers can comment below an item that is quoted from another source."
        case FreshnessEvidence(taken_working_days=taken, allowed_working_days=allowed):
            return f"Published after {taken} working days; {allowed} are allowed."
        case SpamEvidence(hidden=hidden):
            kind = assessment.duty.partition(".")[2].replace("_", " ")
            return f"The page promotes {kind}{', hidden from readers' if hidden else ''}."
    return None


def _of_register(assessment: Assessment) -> str | None:
    match assessment.evidence:
        case LicenceEvidence(fact=fact, expires_on=day, said_by=by):
            said = "by the register" if by == "register" else "by the page's own words"
            ended = f" on {day}" if day else ""
            return f"The licence: {fact.replace('_', ' ')}{ended}, {said}."
        case RegisterEvidence(differences=differences):
            names = ", ".join(one.field.replace("_", " ") for one in differences)
            return f"The home page differs from the register in: {names}."
        case ReportEvidence(year=year, due_before=day):
            return f"The register has no report on {year}, which was due before {day}."
    return None


def _of_source(assessment: Assessment) -> str | None:
    match assessment.evidence:
        case UncreditedEvidence(lacks=lacks):
            missing = {"name": "the source's name", "time": "when the source published it"}
            return f"A quoted text without {' and '.join(missing[one] for one in lacks)}."
        case AlteredEvidence(changes_in_all=count):
            return f"The text differs from the credited source in {count} places."
        case GoneEvidence(allowed_hours=hours):
            return f"The source took this item down; a copy may stay {hours:g} hours at most."
        case EarlyEvidence(allowed_minutes=minutes):
            return f"Republished earlier than {minutes} minutes after the source."
        case RetentionEvidence(allowed_days=days):
            return f"Gone before the {days} days for which it is to be kept."
    return None
