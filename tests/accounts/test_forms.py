"""« Mes informations » forgives, and says beside the field what to do."""

import unicodedata

import pytest

from civic.accounts.forms import ChangePasswordForm, LoginForm, ProfileForm, ResetPasswordForm
from civic.console.forms import OpenTownHallForm
from civic.memberships.forms.joining import SignUpForm
from civic.site.forms import ContactForm

GOOD = {
    "civility": "mme",
    "first_name": "Anne",
    "last_name": "Martin",
    "birth_date": "21/03/1950",
    "mobile": "06 12 34 56 78",
    "presentation": "",
}


def errors_of(**changes):
    form = ProfileForm(GOOD | changes)
    return {name: " ".join(errors) for name, errors in form.errors.items()}


def test_what_people_type_is_understood(db):
    form = ProfileForm(
        GOOD | {"birth_date": "21 03 1950", "mobile": "0612345678", "last_name": "  d’Arc\u202e "}
    )
    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth_date"].isoformat() == "1950-03-21"
    assert form.cleaned_data["mobile"] == "+33612345678"
    assert form.cleaned_data["last_name"] == "d’Arc"


@pytest.mark.parametrize(
    ("typed", "born"),
    [
        ("12 mars 1956", "1956-03-12"),
        ("1er Août 1956", "1956-08-01"),
        ("3 DECEMBRE 1956", "1956-12-03"),
        ("3 févr. 1956", "1956-02-03"),
        ("3 fevr 1956", "1956-02-03"),
        ("1/2/1964", "1964-02-01"),
        ("1.2.1964", "1964-02-01"),
        ("1 / 2 / 1964", "1964-02-01"),
        ("01 02 1964", "1964-02-01"),
        ("le 1.2.1964", "1964-02-01"),
        ("Le 1er février 1964", "1964-02-01"),
        ("01021964", "1964-02-01"),
        ("1964-02-01", "1964-02-01"),
        (" 01-02-1964 ", "1964-02-01"),
    ],
)
def test_a_date_is_understood_however_it_is_written(db, typed, born):
    form = ProfileForm(GOOD | {"birth_date": typed})
    assert form.is_valid(), form.errors
    assert form.cleaned_data["birth_date"].isoformat() == born


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("birth_date", "01/01/2100", "dans le futur"),
        ("birth_date", "01/01/1850", "Vérifiez l’année"),
        ("birth_date", "31/2/1964", "Ce jour n’existe pas"),
        ("birth_date", "1/13/1964", "Ce jour n’existe pas"),
        ("birth_date", "1/2/64", "ses quatre chiffres"),
        ("birth_date", "010264", "ses quatre chiffres"),
        ("birth_date", "1 février 64", "ses quatre chiffres"),
        ("birth_date", "1/2", "Écrivez le jour, le mois et l’année"),
        ("birth_date", "12 marsi 1980", "Écrivez le jour, le mois et l’année"),
        ("birth_date", "31 février 1980", "Ce jour n’existe pas"),
        ("birth_date", "", "Indiquez votre date de naissance"),
        ("mobile", "12", "n’existe pas"),
        ("mobile", "04 93 41 00 00", "numéro de mobile"),
        ("mobile", "pas un numéro", "06 12 34 56 78"),
        ("first_name", "", "Écrivez votre prénom"),
        ("first_name", "<script>alert(1)</script>", "s’écrit avec des lettres"),
        ("first_name", "\u202e\u200b", "Écrivez votre prénom"),
        ("last_name", "x" * 1_000_000, "trop long"),
        ("presentation", "x" * 1_000_000, "trop long"),
        ("civility", "reine", "reine"),
    ],
)
def test_each_fault_has_its_sentence(field, value, sentence):
    errors = errors_of(**{field: value})
    assert list(errors) == [field]
    assert sentence in errors[field]


@pytest.mark.parametrize(
    "name",
    [
        *(
            "Ayọ̀délé",
            "'t Hart",
            "’t Hart",
            "Nguyễn",
            "O’Brien",
            "O'Brien",
            "Ľubomír",
            "L·lull",
            "Đặng",
            "Sørensen",
        ),
        *(
            "محمد",
            "عبد الله",
            "علی\u200cرضا",
            "王小明",
            "约翰·史密斯",
            "ジョン・スミス",
            "김민준",
            "Ελένη",
            "Наталія",
        ),
        *(
            "अमित",
            "தமிழ்",
            "ကျော်",
            "אַבְרָהָם",
            "Hawaiʻi",
            "N’Guessan",
            "M’Bappé",
            "Jean-Pierre",
            "J.-P.",
            "J. R. R.",
            "J.R.",
        ),
        *(
            "St. John",
            "de La Tour d’Auvergne",
            "Maria da Conceição dos Santos de Oliveira",
            "van ’t Hoff",
            "Ng",
            "Ó",
            "Jean",
        ),
        *("Vos", "Est", "Pour", "Nous", "Chez", "Un Deux"),
    ],
)
def test_names_of_the_whole_world_are_names(name):
    assert errors_of(first_name=name, last_name=unicodedata.normalize("NFD", name)) == {}
    form = ProfileForm(GOOD | {"last_name": unicodedata.normalize("NFD", name)})
    assert form.is_valid()
    assert form.cleaned_data["last_name"] == unicodedata.normalize("NFC", name.replace("'", "’"))


@pytest.mark.parametrize(
    "text",
    [
        *(
            "Votre remboursement impots.exemple.com",
            "exemple.com",
            "www.exemple",
            "x.com",
            "Jean.Dupont",
            "t.co Martin",
        ),
        *(
            "https://exemple.fr",
            "jean@exemple.fr",
            "06 12 34 56 78",
            "Louis 14",
            "²",
            "Ⅳ",
            "-",
            "'",
            "’ ’",
            ".",
            "·",
            "--",
        ),
        *(
            "Votre compte est bloqué",
            "Vous avez gagné un voyage",
            "Cliquez ici pour votre remboursement",
            "a b c d e f g h i",
        ),
        *(
            "Jean !",
            "Jean, Paul",
            "Jean (dit Jo)",
            "Jean/Paul",
            "😀",
            "Jean_Paul",
            "\u0301",
            "Mаrtin",
            "Ρaul",
        ),
        *("J" + "\u0301\u0323" * 20, "<b>", "impots。exemple", "impots．com"),
    ],
)
def test_an_address_a_number_or_a_sentence_is_no_name(text):
    assert list(errors_of(last_name=text)) == ["last_name"]


@pytest.mark.at("2026-11-22T10:00")
@pytest.mark.parametrize(("born", "welcome"), [("22/11/2011", True), ("23/11/2011", False)])
def test_from_fifteen_years_of_age(clock, born, welcome):
    errors = errors_of(birth_date=born)
    assert errors == ({} if welcome else {"birth_date": "L’inscription est possible à partir de 15 ans."})


def test_sign_in_asks_for_an_address_and_a_password_in_french(db):
    form = LoginForm({})
    assert form.errors["login"] == ["Écrivez votre adresse e-mail."]
    assert form.errors["password"] == ["Écrivez votre mot de passe."]
    assert LoginForm({"login": "anne", "password": "x"}).errors["login"] == [
        "Écrivez une adresse comme prenom.nom@exemple.fr."
    ]


def test_a_megabyte_is_no_password(db, resident):
    form = LoginForm({"login": resident.email, "password": "x" * 1_000_000})
    assert form.errors["password"] == ["Ce mot de passe est trop long."]
    form = ChangePasswordForm(resident, {"oldpassword": "x", "password1": "x" * 1_000_000})
    assert "Ce mot de passe est trop long." in form.errors["password1"]


def test_weak_passwords_are_refused_in_french(resident):
    for weak in ("court", "motdepasse", "anne@exemple.test"):
        form = ChangePasswordForm(resident, {"oldpassword": "x", "password1": weak})
        assert "mot de passe" in form.errors["password1"][0]


def test_reset_wants_an_address(db):
    assert ResetPasswordForm({"email": "x" * 400 + "@a.fr"}).errors["email"]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("court1", "Votre mot de passe a 6 caractères, il en faut au moins 10."),
        ("x", "Votre mot de passe a 1 caractère, il en faut au moins 10."),
        ("1234567890", "Beaucoup de gens ont choisi ce mot de passe"),
        ("anne@exemple.test", "ressemble trop à votre nom ou à votre adresse e-mail"),
    ],
)
def test_a_weak_password_is_refused_with_the_reason(resident, typed, sentence):
    form = ChangePasswordForm(resident, {"oldpassword": "x", "password1": typed})
    assert sentence in form.errors["password1"][0]


def test_sign_up_and_my_account_ask_for_the_same_things_in_the_same_words(db):
    signing_up, later = SignUpForm(), ProfileForm()
    for name, field in later.fields.items():
        assert type(signing_up.fields[name]) is type(field)
        assert signing_up.fields[name].error_messages == field.error_messages
        if name != "presentation":  # at sign-up, the town hall reads it with the request
            assert (signing_up.fields[name].label, signing_up.fields[name].help_text) == (
                field.label,
                field.help_text,
            )


@pytest.mark.parametrize(
    "form_class", [SignUpForm, LoginForm, ResetPasswordForm, ContactForm, OpenTownHallForm]
)
@pytest.mark.parametrize("typed", ["", "anne", "x" * 400 + "@a.fr"])
def test_one_word_for_an_address(db, form_class, typed):
    """« e-mail » everywhere; the framework's own French says « courriel »."""
    name = "login" if form_class is LoginForm else "email"
    error = form_class({name: typed}).errors[name][0]
    assert "courriel" not in error
    assert "adresse" in error


@pytest.mark.parametrize(
    "address", ["a" * 250 + "@x.fr", "a" * 300 + "@x.fr", "a@" + "é" * 60 + ".é" * 60 + ".fr"]
)
def test_no_address_is_longer_than_its_column(client, address):
    """Of 254 characters, also once its domain is written in ASCII: PostgreSQL refuses more by an error."""
    page = client.post("/inscription/", {"email": address})
    assert page.status_code == 422
    assert page.context["form"].errors["email"]
