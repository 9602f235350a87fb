"""The crawler's error tree; the class decides between retry and dead letter.

MinhBachError (minhbach_shared.errors)
├── Transient
│   └── LeaseLost     another worker has the site: this visit is given up, nothing announced
└── Misconfigured     a setting is wrong: the service does not start
"""

from minhbach_shared.errors import Transient


class LeaseLost(Transient):
    """The lease on a site ran out and another worker may have it; its visit is theirs now."""
