"""What a phone shows without a network: the last feed that was read, for as long as its reader is signed in."""

from playwright.sync_api import Page, expect

from civic.accounts.models import Person
from civic.posts.models import Post

KEPT = "caches.open('pages').then(cache => cache.keys()).then(kept => kept.length)"


def test_the_feed_that_was_read_is_read_again_offline_until_sign_out(enter, resident: Person, post: Post):
    page: Page = enter(resident, service_workers="allow")
    feed = f"/{post.commune.slug}/"
    page.goto("/aide/")
    page.wait_for_function(
        "navigator.serviceWorker.ready.then(() => Boolean(navigator.serviceWorker.controller))"
    )
    page.goto(feed)
    expect(page.get_by_role("article", name=post.title)).to_be_visible()
    for _ in range(40):  # the copy is written after the page was given
        if page.evaluate(KEPT):
            break
        page.wait_for_timeout(100)

    page.context.set_offline(True)
    page.goto(feed)
    expect(page.get_by_role("article", name=post.title)).to_contain_text("Entre nous")
    page.goto("/faq/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau pour le moment")

    page.context.set_offline(False)
    page.goto(feed)
    page.locator("summary", has_text="Mon compte").click()
    page.get_by_role("button", name="Déconnexion").click()
    page.wait_for_url("**/")
    page.context.set_offline(True)
    page.goto(feed)
    expect(page.get_by_role("heading", level=1)).to_have_text("Pas de réseau pour le moment")
