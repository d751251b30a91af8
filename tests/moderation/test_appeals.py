"""What a blocked person receives, reads, and says against it; and the platform's answer."""

from datetime import timedelta
from functools import partial

import pytest
from django.db import connection
from django.http import Http404
from django.test.utils import CaptureQueriesContext

from civic.core.clock import now
from civic.core.refusals import NotAllowed
from civic.journal.models import Entry
from civic.memberships.models import Membership
from civic.moderation import actions, queries
from civic.moderation.models import Appeal
from civic.notifications.models import Notification
from civic.restrictions.actions import lift_restriction, restrict_resident
from civic.restrictions.models import Restriction
from tests.accounts.factories import PersonFactory, strengthen
from tests.accounts.mails import mails_to, subjects_to, text_of
from tests.communes.factories import CommuneFactory, MembershipFactory, RestrictionFactory
from tests.drafts import kept_until_sent
from tests.html import on_one_line
from tests.moderation.factories import AppealFactory
from tests.together import together

pytestmark = [pytest.mark.django_db, pytest.mark.at("2026-11-22T10:00")]


def text(answer) -> str:
    page = on_one_line(answer.content.decode())
    return page.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


def mail_to(person) -> str:
    """All that came, in no order: time stands still."""
    body = "\n".join(text_of(mail) for mail in mails_to(person.email))
    return body.replace("\N{NARROW NO-BREAK SPACE}", " ").replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture
def restriction(commune, resident, mayor, clock) -> Restriction:
    return RestrictionFactory(commune=commune, person=resident, made_by=mayor, starts_at=now())


@pytest.fixture
def blocked(commune, resident, mayor, viewer_of, run_jobs, clock) -> Restriction:
    """The same by the action, and notified."""
    made = restrict_resident(
        viewer=viewer_of(mayor, commune),
        membership_id=Membership.objects.get(person=resident).pk,
        scopes=["comments"],
        duration="week",
        reason="insult",
        words="Vos mots ont blessé une agente.",
        key="k",
    )
    run_jobs()
    return made


@pytest.fixture
def appeal(restriction) -> Appeal:
    return AppealFactory(restriction=restriction, commune=restriction.commune, person=restriction.person)


def page(commune, end="") -> str:
    return f"/{commune.slug}/blocage/{end}"


# --- What the person receives ----------------------------------------------------------------------------------------


def test_the_person_is_notified_at_once_what_why_until_when_and_how_to_appeal(
    blocked, commune, resident, client_of
):
    mail = mail_to(resident)
    for words in (
        "Vous ne pouvez plus commenter, jusqu’au dimanche 29 novembre à 10 h.",
        "Motif : propos injurieux.",
        "Vos mots ont blessé une agente.",
        "Vous continuez à lire la page et à recevoir les alertes. Les actes et l’agenda vous restent ouverts.",
        "Contester ce blocage",
        f"/{commune.slug}/blocage/",
    ):
        assert words in mail
    assert "demandé à rejoindre" not in mail
    assert "suspendu pour un temps" in text(client_of(resident).get("/notifications/"))
    row = Notification.objects.get(kind="restriction_made")
    assert (row.person, row.url) == (resident, page(commune))


def test_nobody_else_is_notified(blocked, second_resident, mayor):
    assert set(Notification.objects.values_list("person__email", flat=True)) == {blocked.person.email}
    assert mails_to(mayor.email) == []


def test_it_cannot_be_switched_off(commune, resident, viewer_of):
    from civic.notifications.kinds import NotificationKind

    for key in ("restriction_made", "restriction_lifted", "appeal_answered", "appeal_decided"):
        assert not NotificationKind.all[key].optional


def test_the_end_is_announced_once(blocked, resident, clock, run_jobs):
    clock.forward(days=7)
    run_jobs()
    run_jobs()
    assert subjects_to(resident.email)[1:] == [
        "Vous pouvez de nouveau prendre la parole sur la page de Villeneuve"
    ]
    assert "Le blocage est arrivé à son terme. Vous pouvez de nouveau commenter." in mail_to(resident)


def test_a_lifting_is_announced_with_its_words(
    blocked, commune, resident, mayor, viewer_of, run_jobs, client_of
):
    pk = Membership.objects.get(person=resident).pk
    lift_restriction(viewer=viewer_of(mayor, commune), membership_id=pk, words="Merci d’être passée.")
    run_jobs()
    mail = mail_to(resident)
    assert "La mairie a levé le blocage avant son terme." in mail
    assert "Merci d’être passée." in mail
    listed = text(client_of(resident).get("/notifications/"))
    assert "Vous pouvez de nouveau prendre la parole" in listed
    assert "suspendu pour un temps" not in listed
    shown = text(client_of(resident).get(page(commune)))
    assert "Levé par la mairie dimanche 22 novembre à 10 h : « Merci d’être passée. »" in shown


def test_one_that_was_lifted_before_anyone_was_notified_is_no_news(
    commune, resident, mayor, viewer_of, run_jobs
):
    viewer, pk = viewer_of(mayor, commune), Membership.objects.get(person=resident).pk
    restrict_resident(
        viewer=viewer, membership_id=pk, scopes=["all"], duration="day",
        reason="other", words="Erreur", key="k",
    )  # fmt: skip
    lift_restriction(viewer=viewer, membership_id=pk)
    run_jobs()
    assert "restriction_made" not in Notification.objects.values_list("kind", flat=True)


# --- What the person reads ------------------------------------------------------------------------------------------


def test_the_page_says_it_all(restriction, commune, resident, client_of):
    shown = text(client_of(resident).get(page(commune)))
    for words in (
        "Vous ne pouvez plus commenter pour un temps",
        "Jusqu’au dimanche 29 novembre à 10 h",
        "Propos injurieux",
        "Vous ne pouvez plus",
        restriction.words,
        "Contester ce blocage",
        "les actes et l’agenda vous restent ouverts",
    ):
        assert words in shown


def test_the_page_shows_ones_own_alone(
    restriction, commune, other_commune, second_resident, resident, client_of
):
    shown = text(client_of(second_resident).get(page(commune)))
    assert "Rien ne vous limite ici" in shown
    assert restriction.words not in shown
    MembershipFactory(commune=other_commune, person=resident)
    assert restriction.words not in text(client_of(resident).get(page(other_commune)))


# --- Contesting -----------------------------------------------------------------------------------------------------


def test_the_whole_way_and_the_restriction_is_lifted(
    blocked, commune, resident, mayor, staff, client_of, run_jobs
):
    browser = client_of(resident)
    form = text(browser.get(page(commune, "contester/")))
    assert f'data-draft-key-value="appeal-{blocked.pk}"' in form
    sent = {"restriction": str(blocked.pk), "words": "Je ne visais <i>personne</i>."}
    shown = text(browser.post(page(commune, "contester/"), sent, follow=True))
    assert f'data-draft-sent-key-value="appeal-{blocked.pk}"' in shown
    assert "Je ne visais &lt;i&gt;personne&lt;/i&gt;." in shown
    assert "À l’étude" in shown
    assert Entry.objects.get(kind="moderation.RestrictionContested").actor_id == resident.pk

    desk = client_of(staff)
    listed = text(desk.get("/plateforme/recours/"))
    assert "Anne Martin" in listed
    assert "Villeneuve (06)" in listed
    one = Appeal.objects.get()
    address = f"/plateforme/recours/{one.pk}/"
    shown = text(desk.get(address))
    for words in ("Je ne visais", blocked.words, "Propos injurieux", "Camille Exemple", "de Villeneuve"):
        assert words in shown
    for secret in (resident.email, resident.memberships.get().street):
        assert secret not in shown
    kept_until_sent(desk, address, {"decision": "lifted", "answer": "Le doute vous profite."})
    run_jobs()

    assert "La plateforme lève le blocage" in text(browser.get(page(commune)))
    assert "Le doute vous profite." in text(browser.get(page(commune)))
    blocked.refresh_from_db()
    assert (blocked.lifted_on_appeal, blocked.closed_at is None) == (True, False)
    assert "Le doute vous profite." in mail_to(resident)
    assert "Anne Martin a contesté le blocage" in mail_to(mayor)
    assert "Le doute vous profite." in mail_to(mayor)
    assert mails_to(mayor.email)[0]["From"].startswith("Maires & Citoyens")
    own = Notification.objects.filter(person=resident, withdrawn_at=None)
    assert list(own.values_list("kind", flat=True)) == ["appeal_answered"]
    desk.get("/plateforme/recours/")  # which says once that it is sent
    assert "Anne Martin" not in text(desk.get("/plateforme/recours/"))
    card = f"/{commune.slug}/mairie/administres/{Membership.objects.get(person=resident).pk}/"
    assert "Levé par la plateforme, après contestation" in text(client_of(mayor).get(card))


def test_upheld_it_goes_on(appeal, commune, resident, staff, viewer_of, client_of, run_jobs):
    actions.answer_appeal(
        viewer=viewer_of(staff, commune),
        appeal_id=appeal.pk,
        decision="upheld",
        answer="Les mots étaient durs.",
    )
    run_jobs()
    assert viewer_of(resident, commune).restrictions == {"comments"}
    shown = text(client_of(resident).get(page(commune)))
    assert "La plateforme maintient la décision de la mairie." in shown
    assert "Non retenu" in shown
    assert Entry.objects.get(kind="moderation.AppealDecided").commune_id == commune.pk


def test_once_for_each_restriction(restriction, commune, resident, viewer_of, client_of):
    viewer = viewer_of(resident, commune)
    for words in ("Un", "Deux"):
        actions.contest_restriction(viewer=viewer, restriction_id=restriction.pk, words=words)
    assert Appeal.objects.get().words == "Un"
    assert Entry.objects.filter(kind="moderation.RestrictionContested").count() == 1
    assert client_of(resident).get(page(commune, "contester/"))["Location"] == page(commune)


def test_what_is_no_appeal(restriction, commune, resident, second_resident, viewer_of, client_of):
    browser = client_of(resident)
    for words in ("", " \u200b ", "x" * 2001, "x" * 1_000_000):
        answer = browser.post(
            page(commune, "contester/"), {"restriction": str(restriction.pk), "words": words}
        )
        assert answer.status_code == 422
        assert words.strip("\u200b ")[:100] in text(answer)
    with pytest.raises(actions.NothingToContest):
        actions.contest_restriction(
            viewer=viewer_of(second_resident, commune), restriction_id=restriction.pk, words="Pour une autre"
        )
    answer = client_of(second_resident).post(page(commune, "contester/"), {"words": "Moi"})
    assert (answer.status_code, Appeal.objects.count()) == (302, 0)


def test_one_that_was_changed_meanwhile_is_read_again_and_the_words_stay(
    restriction, commune, resident, client_of
):
    Restriction.objects.update(closed_at=now(), replaced=True)
    new = RestrictionFactory(commune=commune, person=resident, starts_at=now(), words="Le nouveau motif")
    answer = client_of(resident).post(
        page(commune, "contester/"), {"restriction": str(restriction.pk), "words": "Mes mots à moi"}
    )
    shown = text(answer)
    assert answer.status_code == 422
    assert "La mairie a changé votre blocage" in shown
    assert "Mes mots à moi" in shown
    assert "Le nouveau motif" in shown
    assert f'value="{new.pk}"' in shown
    assert Appeal.objects.count() == 0


def test_until_two_months_after_the_end(restriction, commune, resident, clock, viewer_of, client_of):
    clock.at("2027-01-29T08:59:00+01:00")  # it ended on the 29th of November at ten
    assert "Contester ce blocage" in text(client_of(resident).get(page(commune)))
    clock.at("2027-01-29T10:00:00+01:00")
    assert "Contester ce blocage" not in text(client_of(resident).get(page(commune)))
    assert client_of(resident).get(page(commune, "contester/")).status_code == 422
    with pytest.raises(actions.TooLateToContest):
        actions.contest_restriction(
            viewer=viewer_of(resident, commune), restriction_id=restriction.pk, words="Trop tard"
        )


# --- Answering ------------------------------------------------------------------------------------------------------


def test_two_of_the_platforms_people(appeal, commune, staff, viewer_of):
    second = PersonFactory(is_staff=True)
    answer = {"appeal_id": appeal.pk, "decision": "upheld", "answer": "Non"}
    actions.answer_appeal(viewer=viewer_of(staff, commune), **answer)
    actions.answer_appeal(viewer=viewer_of(staff, commune), **answer)
    with pytest.raises(actions.AlreadyAnswered, match="Stef Plateforme"):
        actions.answer_appeal(viewer=viewer_of(second, commune), **(answer | {"decision": "lifted"}))
    assert Entry.objects.filter(kind="moderation.AppealDecided").count() == 1


def test_nobody_answers_but_the_platform_and_not_in_their_own_cause(
    appeal, restriction, commune, resident, mayor, staff, viewer_of, client_of
):
    answer = {"appeal_id": appeal.pk, "decision": "lifted", "answer": "Oui"}
    for person in (resident, mayor):
        with pytest.raises(NotAllowed):
            actions.answer_appeal(viewer=viewer_of(person, commune), **answer)
    for person in (resident, mayor):
        person.is_staff = True
        person.save()
        strengthen(person)
        with pytest.raises(NotAllowed):
            actions.answer_appeal(viewer=viewer_of(person, commune), **answer)
        address = f"/plateforme/recours/{appeal.pk}/"
        assert "une autre personne de l’équipe répond" in text(client_of(person).get(address))
        assert client_of(person).post(address, answer).status_code == 403
    appeal.refresh_from_db()
    assert appeal.status == "open"


def test_an_answer_needs_words_and_a_decision(appeal, staff, client_of):
    for sent in (
        {"decision": "upheld", "answer": " "},
        {"decision": "", "answer": "Non"},
        {"decision": "x", "answer": "N"},
    ):
        assert client_of(staff).post(f"/plateforme/recours/{appeal.pk}/", sent).status_code == 422
    assert Appeal.objects.get().status == "open"


def test_what_is_over_is_judged_all_the_same(appeal, commune, staff, clock, viewer_of, client_of):
    clock.forward(days=8)
    assert "Le blocage n’était pas justifié" in text(
        client_of(staff).get(f"/plateforme/recours/{appeal.pk}/")
    )
    actions.answer_appeal(
        viewer=viewer_of(staff, commune), appeal_id=appeal.pk, decision="lifted", answer="En effet."
    )
    assert (
        queries.appeal_with_people(appeal.pk).outcome
        == "La plateforme estime que ce blocage n’était pas justifié."
    )
    assert Restriction.objects.get().lifted_at is None


def test_no_such_appeal(staff, commune, viewer_of, client_of, appeal):
    assert (
        client_of(staff).get("/plateforme/recours/00000000-0000-0000-0000-000000000001/").status_code == 404
    )
    with pytest.raises(Http404):
        actions.answer_appeal(
            viewer=viewer_of(staff, commune),
            appeal_id=commune.offices.get().pk,
            decision="lifted",
            answer="Oui",
        )


def test_the_list_is_of_all_communes_oldest_first_page_by_page(
    commune, other_commune, staff, client_of, monkeypatch
):
    monkeypatch.setattr(queries, "PAGE_SIZE", 2)
    counts = []
    for number in range(5):
        person = PersonFactory(first_name="Recours", last_name="ABCDE"[number])
        AppealFactory(
            commune_id=(commune if number % 2 else other_commune).pk,
            person=person,
            created_at=now() - timedelta(days=9 - number // 2),  # two at the very same time
        )
        with CaptureQueriesContext(connection) as statements:
            client_of(staff).get("/plateforme/recours/")
        counts.append(len(statements))
    address, seen = "/plateforme/recours/", []
    for _ in range(3):
        answer = client_of(staff).get(address)
        seen += [one.person.last_name for one in answer.context["appeals"]]
        address = answer.context["next_url"]
    assert (sorted(seen), seen[-1], address) == (list("ABCDE"), "E", "")
    assert counts[0] == counts[2]
    assert client_of(staff).get("/plateforme/recours/?apres=x").status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_double_click_on_both_forms(restriction, commune, resident, staff, viewer_of):
    by_resident, by_staff = viewer_of(resident, commune), viewer_of(staff, commune)
    contest = partial(
        actions.contest_restriction, viewer=by_resident, restriction_id=restriction.pk, words="Non"
    )
    together(contest, contest)
    one = Appeal.objects.get()
    answer = partial(
        actions.answer_appeal, viewer=by_staff, appeal_id=one.pk, decision="lifted", answer="Oui"
    )
    together(answer, answer)
    assert Entry.objects.filter(kind="moderation.AppealDecided").count() == 1
    assert Entry.objects.filter(kind="restrictions.RestrictionLifted").count() == 1


def test_it_goes_where_the_commune_goes(commune, resident, run_jobs):
    from civic.communes.actions.mergers import follow_merged_communes

    village = CommuneFactory(code="06204", name="Vieilleville", is_current=False, merged_into=commune)
    MembershipFactory(commune=village, person=resident)
    AppealFactory(commune_id=village.pk, person=resident)
    follow_merged_communes()
    run_jobs()
    one = Appeal.objects.select_related("restriction").get()
    assert one.commune_id == one.restriction.commune_id == commune.pk


def test_who_left_meanwhile_still_reads_and_contests(restriction, commune, resident, client_of):
    Membership.objects.filter(person=resident, commune=commune).update(status="left")
    browser = client_of(resident)
    page = browser.get(f"/{commune.slug}/blocage/")
    assert page.status_code == 200
    assert "Contester ce blocage" in page.content.decode()
    assert browser.get(f"/{commune.slug}/blocage/contester/").status_code == 200
