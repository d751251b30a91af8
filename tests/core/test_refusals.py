import re

import pytest

from civic.core.refusals import NotAllowed, Refusal, require


def _all(kind: type[Refusal]) -> list[type[Refusal]]:
    return [kind, *(below for child in kind.__subclasses__() for below in _all(child))]


def test_a_rule_that_said_no_is_a_missing_right():
    require(True)
    with pytest.raises(NotAllowed):
        require(False)


def test_every_refusal_is_a_sentence_in_french():
    from django.urls import get_resolver

    assert get_resolver().url_patterns  # all views, and so all actions, are loaded
    for refusal in _all(Refusal):
        if refusal.__module__.startswith("civic."):
            sentence = refusal.message
            assert re.fullmatch(r"[A-ZÀÉÊÈ0-9].*[.!?»)]", sentence, re.DOTALL), (refusal.__name__, sentence)
            assert "'" not in sentence, sentence
            assert not re.search(r" [;!?:»]|« ", sentence), (refusal.__name__, sentence)
            assert refusal.status in {403, 409, 410, 413, 422, 429, 507}


def test_a_refusal_can_say_more():
    assert Refusal("Il reste 3 jours.").message == "Il reste 3 jours."
    assert Refusal().message == Refusal.message
