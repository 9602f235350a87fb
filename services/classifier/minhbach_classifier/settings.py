"""The classifier's settings (environment, ``MINHBACH_…``)."""

from pathlib import Path

from pydantic import Field, field_validator

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
    wishes_poll_seconds: float = Field(
        default=30.0,
        gt=0,
        title="Poll of the wishes",
        description="How often to look for addresses whose time to be visited again has come.",
    )
    index_folder: Path | None = Field(
        default=None,
        title="Folder of the index",
        description="Where this worker keeps its segments of the fingerprint index, some 0.7 GB a "
        "million articles; never one folder for two. Empty: a temporary one, made anew at each "
        "start.",
    )
    index_seal_at: int = Field(
        default=2000,
        ge=10,
        le=100_000,
        title="Articles before sealing",
        description="So many new articles are held in memory before they become a segment.",
    )
    articles_kept_days: int = Field(
        default=730,
        ge=30,
        title="Days that articles are kept",
        description="An article captured longer ago is no longer found as a source or a copy; the "
        "store drops it. For articles that are stored from now on.",
    )

    domain_lists: Path | None = Field(
        default=None,
        title="Folder of the domain lists",
        description="Hosts, one a line, in `.txt` files whose names hold `gambling`, `adult`, "
        "`scam`, or `malware`, `phishing` or `threat`, read again when one changes. Empty: none.",
    )
    domain_lists_seconds: float = Field(
        default=60.0,
        gt=0,
        title="Look at the domain lists",
        description="Seconds between two looks whether a file of the domain lists changed.",
    )

    @field_validator("index_folder", "domain_lists", mode="before")
    @classmethod
    def _empty_is_none(cls, value: object) -> object:
        return value or None
