"""``spam.gambling``: no promotion of gambling, in sight or hidden, the site's own or injected.

Decree 72/2013/ND-CP Article 5(1)(đ); for games Circular 24/2014/TT-BTTTT Article 3(2)-(3). News
about gambling and crime is no promotion, nor is the state lottery: weak words never suffice, and
beside words of reporting more is asked.
"""

from typing import Final

from minhbach_classifier.domain.duty import DutyCode
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.spam import SpamParameters, Wording, spam_finding
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "spam.gambling"
_WORDING: Final = Wording("quảng cáo cờ bạc")


def judge(subject: Subject, parameters: SpamParameters) -> Finding:
    """The duty on one page of any kind."""
    return spam_finding(DUTY, "gambling", _WORDING, subject, parameters)


CODE: Final = DutyCode(DUTY, "any", SpamParameters, judge)
