from django.http import HttpResponse

from civic.core.parts import STAYS, declared


def test_a_part_says_where_the_focus_goes_and_what_is_read_aloud():
    answer = declared(HttpResponse("<li></li>"), focus="texte-1", announcement="Votre message est envoyé.")
    assert answer.headers["HX-Focus"] == "texte-1"
    assert answer.headers["HX-Announcement"] == "Votre%20message%20est%20envoy%C3%A9."


def test_what_nobody_asked_for_leaves_the_focus_and_says_nothing():
    answer = declared(HttpResponse("<li></li>"), focus=STAYS, announcement="")
    assert answer.headers["HX-Focus"] == ""
    assert "HX-Announcement" not in answer.headers
