from dataclasses import dataclass
from datetime import UTC, datetime

from civic.core.form_keys import digest_of_form, key_of_form


def test_a_form_keeps_its_key_and_one_without_is_new():
    assert key_of_form("une-clef") == "une-clef"
    assert key_of_form("k" * 50) == "k" * 36
    assert len({key_of_form(""), key_of_form("")}) == 2


def test_other_words_from_the_same_form_are_another_one():
    assert digest_of_form("clef", 2016, None, "Élue") == digest_of_form("clef", 2016, None, "Élue")
    made = {
        digest_of_form("clef", 2016, None, "Élue"),
        digest_of_form("clef", 2017, None, "Élue"),
        digest_of_form("autre", 2016, None, "Élue"),
        digest_of_form("", 2016, None, "Élue"),
        digest_of_form("", 2016, None, "Élue"),
    }
    assert len(made) == 5
    assert digest_of_form("clef", "Élue", "en 2016") != digest_of_form("clef", "Élue en", "2016")
    assert {len(digest) for digest in made} == {36}


def test_all_that_a_form_can_say_counts():
    @dataclass(frozen=True)
    class Content:
        title: str
        at: datetime | None

    moment = datetime(2026, 11, 22, 10, tzinfo=UTC)
    assert digest_of_form("clef", Content("Fête", moment)) == digest_of_form("clef", Content("Fête", moment))
    assert digest_of_form("clef", Content("Fête", moment)) != digest_of_form("clef", Content("Fête", None))
