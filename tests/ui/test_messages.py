"""What a form says reaches the next page, whatever is asked meanwhile."""

import pytest
from django.contrib import messages
from django.contrib.messages.middleware import MessageMiddleware
from django.http import HttpResponse
from django.test import RequestFactory

LEFT = "Votre demande part à la mairie."


def answered(view, cookie: str = "") -> HttpResponse:
    request = RequestFactory().get("/")
    if cookie:
        request.COOKIES["messages"] = cookie
    return MessageMiddleware(view)(request)


def read(request) -> HttpResponse:
    return HttpResponse(" ".join(str(one) for one in messages.get_messages(request)))


@pytest.fixture
def left() -> str:
    def leave(request):
        messages.success(request, LEFT)
        return HttpResponse()

    return answered(leave).cookies["messages"].value


def test_words_are_read_once(left):
    answer = answered(read, left)
    assert answer.content.decode() == LEFT
    assert answer.cookies["messages"]["max-age"] == 0


def test_a_page_that_was_asked_before_erases_nothing():
    answer = answered(read)
    assert answer.content == b""
    assert "messages" not in answer.cookies
