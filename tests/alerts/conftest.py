"""What the tests of alerts share."""

from tests.web.conftest import browser

__all__ = ["browser"]
