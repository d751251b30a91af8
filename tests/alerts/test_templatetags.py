"""Words of an alert in large letters."""

import pytest

from civic.alerts.templatetags.alerts import unbroken

_JOINED = "\u2060-\u2060"


@pytest.mark.parametrize(
    "words", ["Au sous-sol", "sous-sol/rez-de-chaussée", "Restez au sous-sol. Là-bas, attendez."]
)
def test_a_word_stays_on_one_line(words):
    assert unbroken(words) == words.replace("-", _JOINED)


@pytest.mark.parametrize(
    "address",
    [
        "https://villeneuve-06.example/au-secours",
        "http://mairie-eze/",
        "sos-eau@mairie-06.example",
        "www.saint-martin-06.fr",
        "(mairie-eze.fr),",
    ],
)
def test_an_address_stays_as_it_is(address):
    assert unbroken(f"Au sous-sol, voir {address} vite") == f"Au sous{_JOINED}sol, voir {address} vite"
