import pytest

from extractor.settings import Limits, Settings


@pytest.fixture
def settings() -> Settings:
    return Settings()


@pytest.fixture
def narrow() -> Settings:
    """Settings with small budgets, so that hostile files can be small too."""
    return Settings(limits=Limits(max_bytes=4_000_000, max_pages=5, max_pixels=4_000_000, page_seconds=30))
