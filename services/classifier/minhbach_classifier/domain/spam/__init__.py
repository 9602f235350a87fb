"""What all duties of the ``spam`` family share: how promotion is found, weighed and told."""

from minhbach_classifier.domain.spam.judging import Wording, spam_finding
from minhbach_classifier.domain.spam.weighing import SpamParameters

__all__ = ["SpamParameters", "Wording", "spam_finding"]
