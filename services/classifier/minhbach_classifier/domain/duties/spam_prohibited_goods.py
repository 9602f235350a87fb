"""``spam.prohibited_goods``: no sale of forged papers, drugs, weapons, wildlife and the like.

Decree 72/2013/ND-CP Article 5(1)(đ). News of seizures and trials, and calls to hand such goods in,
sell nothing.
"""

from typing import Final

from minhbach_classifier.domain.duty import DutyCode
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.spam import SpamParameters, Wording, spam_finding
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "spam.prohibited_goods"
_WORDING: Final = Wording("rao bán hàng cấm, giấy tờ giả")


def judge(subject: Subject, parameters: SpamParameters) -> Finding:
    """The duty on one page of any kind."""
    return spam_finding(DUTY, None, _WORDING, subject, parameters)


CODE: Final = DutyCode(DUTY, "any", SpamParameters, judge)
