"""The classifier's settings (environment, ``MINHBACH_…``)."""

from pydantic import Field

from minhbach_shared.settings import ServiceSettings


class ClassifierSettings(ServiceSettings):
    """How the classifier reads and judges."""

    salts_database: str = Field(
        default="minhbach_case",
        min_length=1,
        title="Database of the salts",
        description="Where the case service keeps one salt a site; read only.",
    )
    batch: int = Field(
        default=50,
        ge=1,
        le=500,
        title="Snapshots at once",
        description="A batch must be judged within a rebalance.",
    )
    pages_kept: int = Field(
        default=500,
        ge=0,
        title="Pages kept",
        description="So many pages of possible sources stay in memory once they were read.",
    )
