"""Words of an alert in large letters."""

from civic.alerts.templatetags.alerts import unbroken


def test_a_word_stays_on_one_line_and_an_address_as_it_is():
    assert unbroken("Au sous-sol") == "Au sous\u2060-\u2060sol"
    words = "Voir https://villeneuve-06.example/au-secours, ou sos-eau@mairie-06.example"
    assert unbroken(words) == words
