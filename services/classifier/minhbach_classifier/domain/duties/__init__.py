"""The duties: each module judges one of them on one page, and hands it over as ``CODE``."""

import pkgutil
from collections.abc import Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

from minhbach_classifier.domain.duty import AnyDuty
from minhbach_shared.vocabulary import Duty


@cache
def codes() -> Mapping[Duty, AnyDuty]:
    """The code of every duty that this version has, by the duty's id: a module here is enough."""
    names = sorted(module.name for module in pkgutil.iter_modules(__path__))
    found: list[AnyDuty] = [import_module(f"{__name__}.{name}").CODE for name in names]
    by_duty = {code.id: code for code in found}
    if len(by_duty) != len(found):
        raise ValueError("two modules of domain/duties judge the same duty")
    return MappingProxyType(by_duty)
