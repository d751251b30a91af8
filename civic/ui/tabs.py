"""Tabs above what a page shows: `{% drawn "ui/tabs.html" label="Conversations" tabs=tabs %}`."""

from typing import NamedTuple


class TabLink(NamedTuple):
    label: str
    url: str
    current: bool
    figure: str = ""  # how many stand there, as it is written
