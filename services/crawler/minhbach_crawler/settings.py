"""The crawler's settings (environment, ``MINHBACH_…``)."""

from typing import Annotated

from pydantic import Field, field_validator
from pydantic_settings import NoDecode

from minhbach_shared.dialling import Network, networks_of
from minhbach_shared.settings import ServiceSettings


class CrawlerSettings(ServiceSettings):
    """How the crawler visits."""

    user_agent: str = Field(
        default="MinhBachBot/0.1 (+https://minhbach.example/bot)",
        pattern=r"^[A-Za-z_-]+/\S+ \(\+.+\)$",
        title="User agent",
        description="Name/version, then in brackets + and where people can ask about the visits; "
        "robots.txt is read under the name.",
    )
    allow_private: Annotated[tuple[Network, ...], NoDecode] = Field(
        default=(),
        title="Private networks that may be visited",
        description="Comma-separated, such as `127.0.0.0/8,10.1.0.0/16`; all other addresses "
        "that are not public are refused.",
    )
    visit_interval_seconds: float = Field(
        default=6 * 3600,
        ge=1,
        title="Visit interval",
        description="From the end of a visit to the next, more or less a tenth.",
    )
    visit_by_schedule: bool = Field(
        default=True,
        title="Visit by schedule",
        description="Off: a site is visited on request only.",
    )
    visit_pages: int = Field(
        default=200,
        ge=1,
        le=5000,
        title="Pages a visit",
        description="At most so many pages are asked for.",
    )
    visit_depth: int = Field(
        default=6,
        ge=1,
        le=50,
        title="Depth",
        description="How many links from the home page a visit follows.",
    )
    visit_seconds: float = Field(
        default=240.0,
        gt=0,
        title="Time a visit",
        description="After so many seconds a visit ends with what it has.",
    )
    page_bytes: int = Field(
        default=5_000_000,
        ge=1000,
        title="Page size",
        description="A larger page is recorded as failed.",
    )
    answer_seconds: float = Field(
        default=10.0,
        gt=0,
        title="Time an answer",
        description="Seconds that one answer may take, its body included.",
    )
    attempts: int = Field(
        default=4,
        ge=1,
        le=10,
        title="Attempts",
        description="How often a visit asks for an address that answers 5xx or not at all.",
    )
    least_delay_seconds: float = Field(
        default=0.25,
        ge=0,
        title="Least delay",
        description="From one request to the next on one site.",
    )
    most_delay_seconds: float = Field(
        default=5.0,
        ge=0,
        title="Most delay",
        description="A longer Crawl-delay in robots.txt is cut to this.",
    )
    sites_at_once: int = Field(
        default=20,
        ge=1,
        le=1000,
        title="Sites at once",
        description="How many sites one worker visits in parallel.",
    )
    lease_seconds: float = Field(
        default=30.0,
        ge=1,
        title="Lease",
        description="After a crash a site is free for other workers when so long has passed.",
    )
    poll_seconds: float = Field(
        default=0.5,
        gt=0,
        title="Poll",
        description="How often the schedule looks for due sites.",
    )

    @field_validator("allow_private", mode="before")
    @classmethod
    def _networks(cls, value: object) -> object:
        return networks_of(value)
