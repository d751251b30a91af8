from tests.delivery.peers import open_office, port

__all__ = ["open_office", "port"]
