"""A duty on a subject, by the packaged rule set of the subject's day."""

from functools import cache

from minhbach_classifier.domain.model import Finding
from minhbach_classifier.domain.rules import Rule, RuleSets
from minhbach_classifier.domain.subject import Subject
from minhbach_classifier.rule_files import load_rule_sets
from minhbach_shared.vocabulary import Duty


@cache
def packaged() -> RuleSets:
    """The rule sets that come with the classifier."""
    return load_rule_sets()


def rule_for(duty: Duty, subject: Subject) -> Rule:
    """The duty as it is in force for the subject's class on its day."""
    (rule,) = [r for r in packaged().for_day(subject.site_class, subject.day) if r.id == duty]
    return rule


def finding(duty: Duty, subject: Subject) -> Finding:
    """The duty's own finding, before it is calibrated."""
    rule = rule_for(duty, subject)
    return rule.code.apply(subject, rule.parameters)
