"""Connects the signals of the sign-in libraries."""

from civic.accounts import lock  # noqa: F401
