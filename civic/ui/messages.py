"""Where « C’est fait » waits for the next page: a cookie."""

from django.contrib.messages.storage.cookie import CookieStorage
from django.http.response import HttpResponseBase


class OwnMessages(CookieStorage):
    """A page that was given no message has none to take away. Django's tells the browser to forget the cookie all the
    same: the answer to what a page asked in the background then erased the words that a form had just left."""

    def _update_cookie(self, encoded_data: str, response: HttpResponseBase) -> None:
        if encoded_data or self.cookie_name in self.request.COOKIES:
            super()._update_cookie(encoded_data, response)  # type: ignore[misc]  # not in the stubs
