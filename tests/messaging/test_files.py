"""Pictures and PDF in private messages: what is taken, who gets it, and that it goes."""

import io
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection, transaction
from django.urls import reverse
from PIL import Image

from civic.accounts.actions.erasure import erase_person
from civic.core.clock import now
from civic.core.ids import first_id_at
from civic.media import pictures
from civic.media.actions import receiving as publications
from civic.media.models import UploadedBytes
from civic.messaging.enums import ANSWER_MESSAGES
from civic.messaging.models import Conversation
from civic.moderation.models import Flag
from civic.private_files import rules, scanner, vault
from civic.private_files.actions.keeping import sweep_strays
from civic.private_files.actions.preparing import prepare_file
from civic.private_files.enums import FileCopy, FileStatus
from civic.private_files.models import PrivateFile
from civic.threads.models import Message
from tests.media.files import picture, png_header, upload, with_position
from tests.private_files.factories import PDF
from tests.private_files.scanners import EICAR
from tests.private_files.scanners import scanner as scanner_at
from tests.threads.stored import everything_stored

pytestmark = pytest.mark.django_db

RARE_NAME, RARE_BYTES = "Zwartewaal", b"Grootebroek"


def pdf(name: str = "facture.pdf", content: bytes = PDF):
    return upload(content, name)


def photo(name: str = "banc.jpg"):
    return upload(with_position(picture(1200, 900), 1), name)


def heavier(size: int) -> bytes:
    """The same PDF, with so much within it."""
    return PDF.removesuffix(b"%%EOF\n") + bytes(size) + b"%%EOF\n"


def got(answer) -> bytes:
    assert answer.status_code == 200
    return b"".join(answer.streaming_content)


def stored() -> list[Path]:
    folder = Path(default_storage.location) / "prives"
    return [path for path in folder.rglob("*") if path.is_file()]


def words(answer) -> str:
    return answer.content.decode().replace("\u202f", " ").replace("\u00a0", " ")


@pytest.fixture
def send(client_of, resident, conversation, commune):
    """`send([pdf()])`: as the form of a conversation does without script."""

    def post(files, body="Voici", *, person=resident, key="k", **headers):
        data = {"body": body, "key": key, "files": files}
        page = f"/{commune.slug}/messagerie/{conversation.pk}/messages/"
        return client_of(person).post(page, data, headers=headers)

    return post


@pytest.fixture
def page(commune, conversation):
    return f"/{commune.slug}/messagerie/{conversation.pk}/"


def address(commune, file: PrivateFile) -> str:
    return f"/{commune.slug}/messagerie/fichiers/{file.pk}/"


# --- What is taken --------------------------------------------------------------------------------------------------


def test_a_pdf_and_a_picture_arrive(
    send, client_of, commune, resident, mayor, page, run_jobs, django_capture_on_commit_callbacks
):
    assert send([pdf(content=heavier(240_000)), photo()]).status_code == 302
    message = Message.objects.get(number=2)
    assert message.file_count == 2
    assert "Une photo est en préparation" in client_of(mayor).get(page).text
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()
    document, image = PrivateFile.objects.order_by("position")
    shown = words(client_of(mayor).get(page))
    assert "facture.pdf" in shown
    assert "240 ko" in shown
    assert f'alt="Photo envoyée par {resident.full_name}"' in shown
    assert 'width="480"' in shown
    assert 'height="360"' in shown
    for reader in (resident, mayor):
        answer = client_of(reader).get(address(commune, document))
        assert got(answer) == heavier(240_000)
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="facture.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, no-store"
    assert "sandbox" in answer["Content-Security-Policy"]
    answer = client_of(mayor).get(address(commune, image))
    opened = Image.open(io.BytesIO(got(answer)))
    assert (answer["Content-Type"], opened.format, opened.size) == ("image/webp", "WEBP", (1200, 900))
    assert not opened.getexif()
    small = client_of(mayor).get(address(commune, image), {"apercu": ""})
    assert Image.open(io.BytesIO(got(small))).size == (480, 360)
    assert sorted(path.name for path in stored()) == ["apercu", "entier", "entier"]


def test_files_may_come_without_a_word(send, client_of, mayor, resident, commune, page):
    assert send([pdf()], body="").status_code == 302
    message = Message.objects.get(number=2)
    shown = client_of(mayor).get(page, {"reponse": str(message.pk)}).text
    assert "Fichier joint" in shown, "as it is quoted"
    client = client_of(resident)
    edit = f"/{commune.slug}/messagerie/messages/{message.pk}/modifier/"
    assert client.post(edit, {"body": "Avec un mot"}).status_code == 302
    assert client.post(edit, {"body": ""}).status_code == 302
    message.refresh_from_db()
    assert (message.text, message.file_count) == ("", 1)


def test_what_is_reported_without_a_word_can_be_judged(send, client_of, mayor, commune):
    send([pdf()], body="")
    message = Message.objects.get(number=2)
    flag = f"/{commune.slug}/messagerie/messages/{message.pk}/signaler/"
    client_of(mayor).post(flag, {"reason": "insult", "copied": [str(message.pk)], "consent": "on"})
    assert "Fichier joint" in Flag.objects.get().sealed_copy


def test_sent_twice_it_is_one_message_with_its_files(send):
    for _ in range(2):
        assert send([pdf(), photo()]).status_code == 302
    assert Message.objects.filter(number__gt=1).count() == 1
    assert PrivateFile.objects.count() == len(stored()) == 2
    send([pdf(content=PDF + b"autre")])
    assert Message.objects.filter(number__gt=1).count() == 2, "other files make another message"


@pytest.mark.parametrize("to", ["town hall", "resident"])
def test_a_conversation_begins_with_a_file(to, client_of, commune, resident, mayor):
    person, to_whom = (
        (resident, {"addressee": "team"}) if to == "town hall" else (mayor, {"resident": resident.full_name})
    )
    new = f"/{commune.slug}/messagerie/nouveau/"
    answer = client_of(person).post(
        new, to_whom | {"body": "", "key": "k", "files": [pdf()]}, headers={"X-Upload": "1"}
    )
    assert answer["HX-Redirect"] == f"/{commune.slug}/messagerie/{Conversation.objects.get().pk}/"
    assert PrivateFile.objects.get().held_by == Message.objects.get().pk


# --- What is refused, in words, beside the field --------------------------------------------------------------------

REFUSED = {
    "a program called .pdf": (lambda: [pdf(content=b"MZ\x90\0" + bytes(300))], "ni une photo ni un PDF"),
    "half a PDF": (lambda: [pdf(content=b"%PDF-1.7\n" + bytes(5000))], "incomplet"),
    "a bomb": (lambda: [upload(png_header(60_000, 60_000), "bombe.png")], "60 millions de pixels"),
    "nothing": (lambda: [pdf(content=b"")], "vide"),
    "eleven": (lambda: [pdf(f"{n}.pdf") for n in range(11)], "11 fichiers : 10 au plus"),
    "too heavy together": (
        lambda: [pdf(content=heavier(8_000_000)) for _ in range(3)],
        "dépassent 20 Mo ensemble",
    ),
}


@pytest.mark.parametrize(("files", "said"), REFUSED.values(), ids=REFUSED)
@pytest.mark.parametrize("way", ["plain", "htmx", "new"])
def test_what_is_refused_is_said_and_the_words_stay(files, said, way, send, client_of, commune, resident):
    if way == "new":
        data = {"addressee": "mayor", "body": "Mes mots", "key": "k", "files": files()}
        answer = client_of(resident).post(f"/{commune.slug}/messagerie/nouveau/", data)
    else:
        answer = send(files(), body="Mes mots", **({"HX-Request": "true"} if way == "htmx" else {}))
    assert answer.status_code == 422
    shown = words(answer)
    assert said in shown
    assert "Mes mots" in shown
    assert 'aria-invalid="true"' in shown
    assert not PrivateFile.objects.exists()
    assert stored() == []
    assert Message.objects.count() == 1


def test_two_hundred_megabytes_are_let_go_before_they_are_stored(send, monkeypatch, tmp_path, settings):
    settings.FILE_UPLOAD_TEMP_DIR = tmp_path
    monkeypatch.setattr(rules, "MOST_BYTES", 10**12)  # the view would take it
    answer = send([ContentFile(bytes(200 * 1024**2), "film.pdf")], body="Mes mots")
    assert answer.status_code == 422
    assert "dépassent 20 Mo ensemble" in words(answer)
    assert "Mes mots" in words(answer)
    assert stored() == []
    assert list(tmp_path.iterdir()) == []


def test_a_program_that_is_a_pdf_too_is_saved_as_one(send, client_of, mayor, commune):
    send([pdf("facture\u202efdp.exe")])
    answer = client_of(mayor).get(address(commune, PrivateFile.objects.get()))
    assert got(answer)
    assert answer["Content-Disposition"] == 'attachment; filename="facturefdp.pdf"'


def test_a_picture_that_nobody_can_draw_is_said(
    send, client_of, mayor, resident, page, run_jobs, monkeypatch
):
    def fail(content):
        raise pictures.PhotoDamaged

    monkeypatch.setattr(pictures, "prepare_private", fail)
    send([photo()])
    run_jobs()
    assert PrivateFile.objects.get().status == FileStatus.FAILED
    assert "n’a pas pu être préparée" in client_of(mayor).get(page).text
    assert "Une photo de votre message privé" in client_of(resident).get("/notifications/").text


def test_the_measures_of_a_day(send, commune, monkeypatch, mayor):
    monkeypatch.setattr(rules, "RESIDENT_DAY_BYTES", 3 * len(PDF))
    for n in range(3):
        assert send([pdf()], key=str(n)).status_code == 302
    Message.objects.filter(number__gt=1).delete()
    answer = send([pdf()], key="4")
    assert answer.status_code == 422
    assert "en une journée" in words(answer)
    assert send([], body="Sans fichier", key="5").status_code == 302
    assert send([pdf()], key="6", person=mayor).status_code == 302, "the town hall answers all of them"
    monkeypatch.setattr(publications, "DAY_BYTES", len(PDF))
    assert "en une journée" in words(send([pdf()], key="7", person=mayor))
    monkeypatch.setattr(publications, "DAY_BYTES", 10**12)
    monkeypatch.setattr(rules, "RESIDENT_DAY_BYTES", 10**12)
    monkeypatch.setattr(rules, "COMMUNE_DAY_BYTES", 2 * len(PDF))
    assert "dans cette commune" in words(send([pdf()], key="8"))
    assert send([pdf()], key="9", person=mayor).status_code == 302, (
        "residents do not take the town hall's room"
    )


def test_files_that_nobody_may_send_are_not_taken(client_of, resident, commune, settings, tmp_path):
    """To a conversation that is not theirs: nothing is read, scanned or written."""
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    nowhere = reverse("private_message_list", args=[commune.slug, uuid4()])
    with scanner_at(settings.CLAMD_SOCKET) as given:
        answer = client_of(resident).post(nowhere, {"body": "Lisez", "key": "un", "files": [pdf()]})
    assert (answer.status_code, given) == (404, [])
    assert not UploadedBytes.objects.exists()


def test_what_is_refused_in_the_end_counts_in_the_day(send, commune, monkeypatch, resident):
    """It was read, scanned and written: whoever has it refused again and again comes to an end."""
    monkeypatch.setattr(rules, "RESIDENT_DAY_BYTES", 3 * len(PDF))
    for n in range(3):
        assert send([pdf()], key=str(n), body="x" * 11_000).status_code == 422
    assert PrivateFile.objects.count() == 0
    assert "en une journée" in words(send([pdf()], key="4"))


def test_all_files_of_a_form_have_one_deadline(send, settings, tmp_path, monkeypatch):
    """A scanner that takes long for each does not hold a web process for all."""
    monkeypatch.setattr(scanner, "SECONDS", 0.4)
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    with scanner_at(settings.CLAMD_SOCKET, takes=0.3) as given:
        answer = send([pdf(), pdf("deux.pdf"), pdf("trois.pdf")])
    assert "L’antivirus ne répond pas" in words(answer)
    assert len(given) < 3


# --- The scanner ----------------------------------------------------------------------------------------------------


def test_a_virus_is_refused_and_nothing_of_it_is_kept(send, settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "clamd")
    with scanner_at(settings.CLAMD_SOCKET):
        answer = send([pdf(), pdf("piege.pdf", PDF + EICAR + b"\n%%EOF")])
        assert "« piege.pdf » : L’antivirus a reconnu un virus" in words(answer)
        assert stored() == []
        assert send([pdf()]).status_code == 302


def test_a_scanner_that_does_not_answer_lets_nothing_through(send, settings, tmp_path):
    settings.CLAMD_SOCKET = str(tmp_path / "nobody")
    answer = send([pdf(), pdf("bail.pdf")], body="Mes mots")
    assert words(answer).count("L’antivirus ne répond pas") == 1, "it is not asked for each"
    assert (answer.status_code, PrivateFile.objects.count(), stored()) == (422, 0, [])
    assert "Mes mots" in words(answer)


@pytest.mark.parametrize(("setting", "said"), [("", "ne sont pas analysés"), ("/run/clamd", "sont analysés")])
def test_the_settings_say_whether_files_are_scanned(setting, said, settings, client_of, mayor, commune):
    settings.CLAMD_SOCKET = setting
    shown = client_of(mayor).get(f"/{commune.slug}/mairie/parametres/rubriques/")
    assert said in words(shown)


# --- Who gets it ----------------------------------------------------------------------------------------------------


def test_nobody_else_gets_it(
    send, client_of, client, commune, other_commune, second_resident, staff, powerless_delegate, delegate_with,
    resident, other_mayor,
):  # fmt: skip
    send([pdf()])
    file = PrivateFile.objects.get()
    for person in (second_resident, staff, powerless_delegate, other_mayor):
        assert client_of(person).get(address(commune, file)).status_code == 404, person
    assert client.get(address(commune, file)).status_code == 302
    for person in (resident, other_mayor):
        assert client_of(person).get(address(other_commune, file)).status_code == 404
    assert got(client_of(delegate_with(ANSWER_MESSAGES)).get(address(commune, file))) == PDF


def test_what_is_for_the_mayor_alone_is_not_the_teams(client_of, commune, resident, mayor, delegate_with):
    data = {"addressee": "mayor", "body": "", "key": "k", "files": [pdf()]}
    client_of(resident).post(f"/{commune.slug}/messagerie/nouveau/", data)
    file = PrivateFile.objects.get()
    assert got(client_of(mayor).get(address(commune, file))) == PDF
    assert client_of(delegate_with(ANSWER_MESSAGES)).get(address(commune, file)).status_code == 404


def test_one_whose_key_is_missing_says_so_and_the_others_stand(send, client_of, mayor, commune, page):
    send([pdf(), pdf("bail.pdf", PDF + b"2")])
    lost = PrivateFile.objects.order_by("position")[0]
    with connection.cursor() as cursor:
        cursor.execute("UPDATE private_files_privatefile SET name = 'x', \"key\" = 'x' WHERE position = 0")
    shown = client_of(mayor).get(page).text
    assert "Fichier illisible pour le moment" in shown
    assert "bail.pdf" in shown
    answer = client_of(mayor).get(address(commune, lost))
    assert answer.status_code == 422
    assert "ne peut pas être lu" in answer.text


# --- That it goes ---------------------------------------------------------------------------------------------------


@pytest.fixture
def sent(send, run_jobs, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send([pdf(), photo()])
    with django_capture_on_commit_callbacks(execute=True):
        run_jobs()
    assert len(stored()) == 3
    return Message.objects.get(number=2)


def test_a_message_takes_its_files_along(
    sent, client_of, resident, commune, django_capture_on_commit_callbacks
):
    file = PrivateFile.objects.first()
    asked = client_of(resident).get(f"/{commune.slug}/messagerie/messages/{sent.pk}/supprimer/")
    assert "Son texte et ses fichiers" in asked.text
    with django_capture_on_commit_callbacks(execute=True):
        client_of(resident).post(f"/{commune.slug}/messagerie/messages/{sent.pk}/supprimer/")
    assert client_of(resident).get(address(commune, file)).status_code == 404
    assert (PrivateFile.objects.count(), stored()) == (0, [])


def test_bytes_stay_while_the_transaction_may_fail(sent):
    with transaction.atomic():
        PrivateFile.objects.all().delete()
        transaction.set_rollback(True)
    assert len(stored()) == 3


@pytest.mark.parametrize("who", ["resident", "mayor"])
def test_an_account_that_is_erased_takes_its_files_along(
    who, sent, send, resident, mayor, django_capture_on_commit_callbacks
):
    send([pdf("reponse.pdf", PDF + b"3")], person=mayor)
    with django_capture_on_commit_callbacks(execute=True):
        erase_person(person_id={"resident": resident, "mayor": mayor}[who].pk)
    left = 0 if who == "resident" else 2  # what the town hall answered goes with the resident's conversation
    assert PrivateFile.objects.count() == left
    assert len({path.parent for path in stored()}) == left


def test_the_sweep_of_the_night_erases_what_no_row_names(sent):
    PrivateFile.objects.filter(position=0)._raw_delete("default")  # as a machine that stops leaves it
    stray = first_id_at(now() - timedelta(days=2))
    vault.write(stray, FileCopy.WHOLE, vault.new_key(), io.BytesIO(PDF))
    sweep_strays()
    assert len(stored()) == 3, "not what may be arriving just now"
    assert str(stray) not in {path.parent.name for path in stored()}


def test_a_picture_whose_message_went_while_it_was_drawn_leaves_nothing(
    send, monkeypatch, django_capture_on_commit_callbacks
):
    send([photo()])
    file = PrivateFile.objects.get()
    prepare = pictures.prepare_private

    def erased_meanwhile(content):
        with django_capture_on_commit_callbacks(execute=True):
            PrivateFile.objects.all().delete()
        return prepare(content)

    monkeypatch.setattr(pictures, "prepare_private", erased_meanwhile)
    with django_capture_on_commit_callbacks(execute=True):
        prepare_file(file_id=file.pk)
    assert stored() == []


# --- The rare name and the rare bytes -------------------------------------------------------------------------------


def test_a_rare_name_and_rare_bytes_stand_nowhere(
    send, run_jobs, settings, caplog, capsys, client_of, mayor, page
):
    content = PDF + RARE_BYTES * 1000 + b"\n%%EOF"
    send([pdf(f"{RARE_NAME}.pdf", content), pdf(f"{RARE_NAME}2.exe", b"MZ" + RARE_BYTES)])
    assert send([pdf(f"{RARE_NAME}.pdf", content), photo(f"{RARE_NAME}.jpg")], key="2").status_code == 302
    run_jobs()
    assert RARE_NAME in client_of(mayor).get(page).text
    everything = everything_stored()
    assert RARE_NAME not in everything
    assert RARE_BYTES.decode() not in everything
    written = [Path(default_storage.location), settings.MAILBOX_DIR]
    files = [path for folder in written for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        assert RARE_NAME not in str(path)
        assert RARE_BYTES not in path.read_bytes()
        assert RARE_NAME.encode() not in path.read_bytes()
    assert RARE_NAME not in caplog.text
    printed = capsys.readouterr()
    assert RARE_NAME not in printed.out + printed.err


@pytest.mark.django_db(transaction=True)
def test_nor_in_the_file_of_the_database_or_its_journal(send, settings):
    if connection.vendor != "sqlite":
        pytest.skip("what PostgreSQL writes is not this process's to read")
    assert send([pdf(f"{RARE_NAME}.pdf", PDF + RARE_BYTES + b"\n%%EOF")]).status_code == 302
    name = connection.settings_dict["NAME"]
    kept = [path for path in Path(name).parent.glob(f"{Path(name).name}*") if path.is_file()]
    assert kept, name
    for path in kept:
        content = path.read_bytes()
        assert RARE_NAME.encode() not in content
        assert RARE_BYTES not in content
