"""Kept renderings: whatever fills a hole, no hole is left in what a browser receives."""

import re

from civic.ui.kept import Bound, Kept, hole
from tests.threads.factories import MessageFactory


def test_what_fills_a_bound_rendering_may_bring_holes_of_its_own() -> None:
    form = hole("token")
    bound = Bound(Kept(f"<p>{hole('form', 1)}</p>"), {"form": lambda number: f"<i>{number}{form}</i>"})
    out: list[bytes] = []
    bound.write(out, {"token": lambda: "abc"})
    assert b"".join(out) == b"<p><i>1abc</i></p>"


def test_who_wrote_one_of_the_comments_shown_gets_whole_forms(commune, post, resident, client_of) -> None:
    MessageFactory(thread=post.thread, author=resident)
    page = client_of(resident).get(f"/{commune.slug}/").content.decode()
    assert not re.search("[\x02\x03\x1f]", page)
    tokens = re.findall(r'name="csrfmiddlewaretoken" value="([^"]*)"', page)
    assert {len(token) for token in tokens} == {64}
