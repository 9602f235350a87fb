"""A page as a key: what is worked out of a page once, for all that ask while it is at hand."""

from minhbach_classifier.domain.model import Page


class Same:
    """A page as itself: two that only look alike are not compared."""

    __slots__ = ("page",)

    def __init__(self, page: Page) -> None:
        self.page = page

    def __hash__(self) -> int:
        return id(self.page)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.page is other.page
