"""The poster and the flyer: what stands on them, who gets them, and that the code leads where it says."""

from io import BytesIO

import pypdf
import pytest
from django.http import Http404
from PIL import Image

from civic.core.clock import now
from civic.desk.actions.inviting import ask_papers, prepare_papers
from civic.desk.enums import Paper
from civic.desk.models import Invitation
from civic.desk.queries import inviting
from civic.media import storage
from civic.media.models import Media
from civic.town_halls.models import TownHall


@pytest.fixture
def papers(commune, mayor, viewer_of, run_jobs):
    """Each as it is read by another library."""

    def make() -> dict[Paper, pypdf.PdfReader]:
        ask_papers(viewer=viewer_of(mayor, commune))
        run_jobs()
        viewer = viewer_of(mayor, commune)
        made = {}
        for paper in Paper:
            with inviting.open_paper(viewer, paper) as file:
                made[paper] = pypdf.PdfReader(BytesIO(file.read()))
        return made

    return make


def millimetres(page) -> tuple[int, int]:
    return round(float(page.mediabox.width) / 72 * 25.4), round(float(page.mediabox.height) / 72 * 25.4)


@pytest.mark.parametrize("name", ["Èze", "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"])
def test_one_tagged_page_each_in_its_size(commune, papers, settings, name):
    commune.name = name
    commune.save()
    settings.SITE_URL = "https://maires-et-citoyens.test"
    made = papers()
    sizes = {paper: millimetres(read.pages[0]) for paper, read in made.items()}
    assert sizes == {Paper.POSTER: (210, 297), Paper.FLYER: (148, 210)}
    for read in made.values():
        assert len(read.pages) == 1
        root = read.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"].startswith("fr")
        words = " ".join(read.pages[0].extract_text().split())
        assert f"{commune.name} a sa page".replace(" ", "") in words.replace(" ", "")
        assert f"maires-et-citoyens.test/{commune.slug}" in words.replace(" ", "")


def test_the_emblem_stands_on_them(commune, papers):
    emblem = Media.objects.create(
        commune_id=commune.pk,
        kind="emblem",
        status="ready",
        audience="public",
        variants=[{"name": "320.png", "width": 320, "height": 320, "bytes": 1, "type": "image/png"}],
    )
    picture = BytesIO()
    Image.new("RGB", (320, 320), "#27458f").save(picture, "PNG")
    storage.put(emblem.pk, "320.png", picture.getvalue())
    TownHall.objects.filter(pk=commune.pk).update(emblem=emblem, emblem_shown=True)
    commune.name = "Saint-Remy-en-Bouzemont-Saint-Genest-et-Isson"
    commune.slug = "saint-remy-en-bouzemont-saint-genest-et-isson-51"
    commune.save()
    for read in papers().values():
        assert len(read.pages) == 1
        (shown,) = read.pages[0].images
        assert shown.image.size == (320, 320)


def test_asking_twice_makes_them_once_until_something_changes(commune, mayor, viewer_of, run_jobs):
    viewer = viewer_of(mayor, commune)
    first = ask_papers(viewer=viewer)
    assert ask_papers(viewer=viewer).asked_at == first.asked_at
    assert run_jobs() == 1
    assert ask_papers(viewer=viewer).ready_at
    Invitation.objects.update(digest="as it was before")
    assert ask_papers(viewer=viewer).ready_at is None
    assert run_jobs() == 1


def test_they_are_the_town_halls_own(commune, other_commune, other_mayor, viewer_of, papers):
    papers()
    with pytest.raises(Http404):
        inviting.open_paper(viewer_of(other_mayor, other_commune), Paper.POSTER)


def test_the_page_from_asking_to_the_file(commune, mayor, client_of, run_jobs):
    path = f"/{commune.slug}/mairie/inviter/"
    browser = client_of(mayor)
    assert "Préparer l’affiche" in browser.get(path).content.decode()
    assert browser.post(path)["Location"] == path
    assert "se préparent" in browser.get(path).content.decode()
    run_jobs()
    page = browser.get(path).content.decode()
    assert f"{path}affiche/" in page
    answer = browser.get(f"{path}affiche/")
    assert answer["Content-Type"] == "application/pdf"
    assert b"".join(answer.streaming_content).startswith(b"%PDF-")
    assert browser.get(f"{path}autre/").status_code == 404


def test_what_was_given_up_can_be_asked_again(commune, mayor, viewer_of, client_of):
    Invitation.objects.create(
        commune=commune, digest=inviting.papers_digest(viewer_of(mayor, commune).commune), asked_at=now()
    )
    Invitation.objects.update(asked_at="2020-01-01T00:00Z")
    page = client_of(mayor).get(f"/{commune.slug}/mairie/inviter/").content.decode()
    assert "pas pu être préparés" in page


def test_prepared_twice_by_a_job_that_ran_again(commune, mayor, viewer_of, papers):
    papers()
    before = Invitation.objects.get().ready_at
    prepare_papers(commune_id=commune.pk)
    assert Invitation.objects.get().ready_at == before


def test_the_code_leads_to_the_form_with_the_commune(commune, mayor, viewer_of, client, settings):
    address = inviting.sign_up_address(viewer_of(mayor, commune).commune)
    assert address == f"{settings.SITE_URL}/inscription/?commune={commune.slug}"
    page = client.get(address.removeprefix(settings.SITE_URL)).content.decode()
    assert f"Rejoindre la page {commune.of_name}" in page.replace("\xa0", " ")
    assert commune.name in page
    assert "Rejoindre la page" not in client.get("/inscription/").content.decode()
