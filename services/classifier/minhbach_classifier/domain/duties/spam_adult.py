"""``spam.adult``: no promotion of obscene material or of sex for sale.

Decree 72/2013/ND-CP Article 5(1)(b), for obscene material and social vices only. Sex education,
health advice and news of crime are no promotion.
"""

from typing import Final

from minhbach_classifier.domain.duty import DutyCode
from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.spam import SpamParameters, Wording, spam_finding
from minhbach_classifier.domain.subject import Subject
from minhbach_shared.vocabulary import Duty

DUTY: Final[Duty] = "spam.adult"
_WORDING: Final = Wording("quảng cáo khiêu dâm, mại dâm")


def judge(subject: Subject, parameters: SpamParameters) -> Finding:
    """The duty on one page of any kind."""
    return spam_finding(DUTY, "adult", _WORDING, subject, parameters)


CODE: Final = DutyCode(DUTY, "any", SpamParameters, judge)
