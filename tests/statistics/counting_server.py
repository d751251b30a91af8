"""The pages, and the pages with the hub, on the test's own database: what real servers are started with."""

from tests.media.cut_server import application as pages

# isort: split
from config.asgi import application as both

__all__ = ["both", "pages"]
