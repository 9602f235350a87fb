"""``spam.scam``: no job, loan, prize or investment scam, no writing in another organisation's name.

Decree 72/2013/ND-CP Article 5(1)(đ), and 5(1)(e) for impersonating organisations only. Warnings by
police, banks and press, which quote such messages, are no scam.
"""

from typing import Final

from minhbach_classifier.domain.duty import DutyCode
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.spam import SpamParameters, Wording, spam_finding
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "spam.scam"
_WORDING: Final = Wording("lừa đảo hoặc mạo danh")


def judge(subject: Subject, parameters: SpamParameters) -> Finding:
    """The duty on one page of any kind."""
    return spam_finding(DUTY, "scam", _WORDING, subject, parameters)


CODE: Final = DutyCode(DUTY, "any", SpamParameters, judge)
