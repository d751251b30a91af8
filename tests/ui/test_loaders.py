"""Templates as they are loaded: without what only we look at."""

import pytest
from django.template import engines

from civic.ui.loaders import Loader


@pytest.fixture
def loaded(tmp_path):
    folder = tmp_path / "templates"
    folder.mkdir()

    def of(source, name="page.html"):
        (folder / name).write_text(source)
        loader = Loader(engines["django"].engine)
        loader.get_dirs = lambda: [folder]
        return loader.get_template(name).source

    return of


def test_indentation_goes_and_lines_stay(loaded):
    assert (
        loaded("<ul>\n  <li>un</li>\n\n\t<li>deux</li>\n</ul>\n")
        == "<ul>\n<li>un</li>\n\n<li>deux</li>\n</ul>\n"
    )


def test_no_space_is_left_at_the_end_of_a_button_or_a_link(loaded):
    source = '<a href="/">\n  Voir\n</a>, <button>\n  Ok<span>\n    !\n  </span>\n</button>\n'
    html = loaded(source)
    assert html == '<a href="/">\nVoir</a\n>, <button>\nOk<span>\n!\n</span></button\n>\n'
    assert html.count("\n") == source.count("\n")


def test_mails_as_text_are_left_as_they_are(loaded):
    assert loaded("Bonjour,\n  - un\n", "mail.txt") == "Bonjour,\n  - un\n"
