"""The kinds about what lies below, by subject: importing this room makes them known."""

from civic.notifications.notifications import account, delegations, residents

__all__ = ["account", "delegations", "residents"]
