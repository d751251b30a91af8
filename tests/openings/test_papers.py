"""The code by post: made by the worker, printed and posted by the platform's people; and what a refused mail does."""

import io
import re
from base64 import b64decode

import pypdf
import pytest
from django.http import Http404

from civic.accounts.models import WorkFailure
from civic.core.jobs import Lane
from civic.core.refusals import NotAllowed
from civic.delivery.actions import _record_refused_mail
from civic.delivery.models import OutgoingMail, RefusedMailbox
from civic.delivery.providers.smtp import MailRefused
from civic.openings import queries, rules
from civic.openings.actions.codes import resend_code
from civic.openings.actions.opening import enter_code
from civic.openings.actions.papers import ask_paper_instead, prepare_paper, record_paper_sent
from civic.openings.enums import OpeningStatus
from civic.openings.models import Opening, Paper
from civic.openings.refusals import AnotherPaper, CodeExpired, NoCodeAwaited, NoOfficialAddress, PaperNotReady
from tests.accounts.mails import mails_to
from tests.openings.factories import post_paper

pytestmark = pytest.mark.django_db


def code_on(paper: Paper) -> str:
    text = "".join(
        page.extract_text() for page in pypdf.PdfReader(io.BytesIO(b64decode(paper.content))).pages
    )
    found = re.search(r"(\d{3})\s(\d{3})\n", text)
    assert found, text
    return found[1] + found[2]


def refuse(mail: OutgoingMail) -> None:
    _record_refused_mail(mail, MailRefused(550, b"5.1.1 no such user", names_recipient=True))


@pytest.fixture
def by_post(start, newcomer, empty_commune, run_jobs):
    """Printed, waiting to be posted."""
    opening = start(newcomer, by_post=True)
    run_jobs()
    opening.refresh_from_db()
    return opening


def test_without_an_official_address_the_code_goes_by_post(start, newcomer, empty_commune):
    empty_commune.town_hall_email = ""
    empty_commune.save()
    assert start(newcomer).status == OpeningStatus.PAPER_ASKED
    assert not OutgoingMail.objects.exists()


def test_the_code_of_the_paper_opens_the_page(by_post, newcomer, empty_commune, viewer_of, staff):
    code = code_on(Paper.objects.get())
    post_paper(viewer=viewer_of(staff, empty_commune), opening_id=by_post.pk)
    assert not Paper.objects.exists()
    assert enter_code(viewer=viewer_of(newcomer, empty_commune), code=code).status == OpeningStatus.DONE


def test_the_weeks_of_a_paper_begin_when_it_is_posted(
    by_post, newcomer, empty_commune, viewer_of, staff, clock
):
    code = code_on(Paper.objects.get())
    clock.forward(days=3)
    post_paper(viewer=viewer_of(staff, empty_commune), opening_id=by_post.pk)
    clock.forward(weeks=6, seconds=-1)
    assert Opening.objects.get().code_expires_at - rules.PAPER_LIFETIME == Opening.objects.get().paper_sent_at
    clock.forward(seconds=1)
    with pytest.raises(CodeExpired):
        enter_code(viewer=viewer_of(newcomer, empty_commune), code=code)


def test_the_paper_is_tagged_and_says_who_asks(by_post, newcomer, empty_commune):
    content = b64decode(Paper.objects.get().content)
    root = pypdf.PdfReader(io.BytesIO(content)).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "fr-FR"
    assert "/StructTreeRoot" in root
    text = " ".join(pypdf.PdfReader(io.BytesIO(content)).pages[0].extract_text().split())
    assert "Alix Nouvelle demande à ouvrir la page de Sanmairie" in text
    assert "1 place de l’Exemple" in text
    assert f"testserver/{empty_commune.slug}/ouvrir/code/" in text


def test_prepared_twice_there_is_one_paper(by_post):
    before = code_on(Paper.objects.get())
    prepare_paper(opening_id=by_post.pk)
    assert code_on(Paper.objects.get()) == before


def test_posted_before_it_is_ready_is_refused(start, newcomer, staff, empty_commune, viewer_of):
    opening = start(newcomer, by_post=True)
    with pytest.raises(PaperNotReady):
        post_paper(viewer=viewer_of(staff, empty_commune), opening_id=opening.pk)


def test_posted_twice_is_posted_once(by_post, staff, empty_commune, viewer_of, clock):
    viewer = viewer_of(staff, empty_commune)
    first = post_paper(viewer=viewer, opening_id=by_post.pk).paper_sent_at
    clock.forward(days=1)
    assert post_paper(viewer=viewer, opening_id=by_post.pk).paper_sent_at == first


def test_only_the_platform_s_people_print_and_post(by_post, newcomer, mayor, commune, viewer_of):
    for person in (newcomer, mayor):
        with pytest.raises(NotAllowed):
            queries.paper_of(viewer_of(person, commune), by_post.pk)
        with pytest.raises(NotAllowed):
            post_paper(viewer=viewer_of(person, commune), opening_id=by_post.pk)


def test_a_posted_paper_is_printed_no_more(by_post, staff, empty_commune, viewer_of):
    viewer = viewer_of(staff, empty_commune)
    assert queries.paper_of(viewer, by_post.pk).startswith(b"%PDF")
    post_paper(viewer=viewer, opening_id=by_post.pk)
    with pytest.raises(Http404):
        queries.paper_of(viewer, by_post.pk)


def test_by_post_in_place_of_the_mail_ends_its_code(start, code_for, newcomer, empty_commune, viewer_of):
    start(newcomer)
    viewer = viewer_of(newcomer, empty_commune)
    for _ in range(2):
        assert ask_paper_instead(viewer=viewer, source="192.0.2.1").status == OpeningStatus.PAPER_ASKED
    with pytest.raises(NoCodeAwaited):
        enter_code(viewer=viewer, code=code_for())


def test_by_mail_after_all_ends_the_paper(by_post, code_for, newcomer, empty_commune, viewer_of):
    on_paper = code_on(Paper.objects.get())
    viewer = viewer_of(newcomer, empty_commune)
    resend_code(viewer=viewer, source="192.0.2.1")
    assert not Paper.objects.exists()
    by_mail = code_for()
    if by_mail != on_paper:
        assert Opening.objects.get().code_digest != rules.code_digest(by_post.pk, on_paper)
    assert enter_code(viewer=viewer, code=by_mail).status == OpeningStatus.DONE


# --- An address that refuses ------------------------------------------------------------------------------------------


def test_a_refused_mail_is_made_known_and_leaves_the_post(start, newcomer, empty_commune, viewer_of):
    start(newcomer)
    refuse(OutgoingMail.objects.get())
    opening = Opening.objects.get()
    assert opening.mail_refused_at
    assert "refuse notre message" in WorkFailure.objects.get(person=newcomer).explanation
    assert not RefusedMailbox.objects.exists()  # the person's own mailbox is another one
    viewer = viewer_of(newcomer, empty_commune)
    with pytest.raises(NoCodeAwaited):
        enter_code(viewer=viewer, code="000000")
    with pytest.raises(NoOfficialAddress):
        resend_code(viewer=viewer, source="192.0.2.1")
    assert ask_paper_instead(viewer=viewer, source="192.0.2.1").status == OpeningStatus.PAPER_ASKED


def test_a_late_refusal_leaves_the_code_of_the_letter(
    start, newcomer, staff, empty_commune, viewer_of, run_jobs
):
    """The mail was refused, but a letter is on its way: who asked hears of both."""
    start(newcomer)
    mail = OutgoingMail.objects.get()
    ask_paper_instead(viewer=viewer_of(newcomer, empty_commune), source="192.0.2.1")
    run_jobs(Lane.FILES)
    code = code_on(Paper.objects.get())
    refuse(mail)
    words = WorkFailure.objects.get(person=newcomer).explanation
    assert "refuse notre message" in words
    assert "Le code du courrier reste bon" in words
    assert not queries.official_address(empty_commune)
    post_paper(viewer=viewer_of(staff, empty_commune), opening_id=Opening.objects.get().pk)
    assert enter_code(viewer=viewer_of(newcomer, empty_commune), code=code).status == OpeningStatus.DONE


def test_a_late_refusal_leaves_a_newer_code(start, code_for, newcomer, empty_commune, viewer_of, clock):
    start(newcomer)
    first = OutgoingMail.objects.get()
    clock.forward(minutes=6)
    viewer = viewer_of(newcomer, empty_commune)
    resend_code(viewer=viewer, source="192.0.2.1")
    refuse(first)
    assert not WorkFailure.objects.filter(person=newcomer).exists()
    assert enter_code(viewer=viewer, code=code_for()).status == OpeningStatus.DONE


def test_the_refusal_of_a_mail_that_a_process_of_before_queued(start, newcomer, empty_commune):
    opening = start(newcomer)
    Opening.objects.update(mail_id=None)
    OutgoingMail.objects.update(about_id=opening.pk)
    refuse(OutgoingMail.objects.get())
    assert Opening.objects.get().mail_refused_at


def test_an_address_that_refused_is_not_written_to_by_the_next(start, newcomer, agent, empty_commune):
    start(newcomer)
    refuse(OutgoingMail.objects.get())
    assert start(agent).status == OpeningStatus.PAPER_ASKED
    assert len(OutgoingMail.objects.all()) == 1


def test_a_corrected_address_is(start, newcomer, agent, empty_commune):
    start(newcomer)
    refuse(OutgoingMail.objects.get())
    empty_commune.town_hall_email = "accueil@sanmairie.example"
    empty_commune.save()
    assert start(agent).status == OpeningStatus.MAILED
    assert len(mails_to("accueil@sanmairie.example")) == 1


def test_the_twin_s_address_is_its_own(start, newcomer, agent, empty_commune, commune):
    start(newcomer)
    refuse(OutgoingMail.objects.get())
    assert queries.official_address(commune)


def test_a_paper_that_waits_for_days_is_an_alarm(by_post, clock):
    assert queries.papers_that_wait() == []
    clock.forward(days=2, seconds=1)
    assert [line.place for line in queries.papers_that_wait()] == ["Sanmairie"]


def test_posted_on_a_page_of_before_gives_no_life_to_another_letter(
    by_post, newcomer, staff, empty_commune, viewer_of, run_jobs, clock
):
    viewer = viewer_of(newcomer, empty_commune)
    shown = rules.paper_mark(by_post.code_sent_at)
    clock.forward(minutes=10)
    resend_code(viewer=viewer, source="192.0.2.1")
    ask_paper_instead(viewer=viewer, source="192.0.2.1")
    run_jobs()
    with pytest.raises(AnotherPaper):
        record_paper_sent(viewer=viewer_of(staff, empty_commune), opening_id=by_post.pk, paper=shown)
    assert Paper.objects.count() == 1
    assert post_paper(viewer=viewer_of(staff, empty_commune), opening_id=by_post.pk).paper_sent_at
    said = WorkFailure.objects.get(person=newcomer).explanation  # who waits for it hears that it left
    assert said == "Le courrier avec votre code est posté à la mairie de Sanmairie."
