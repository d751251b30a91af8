"""Joining a commune."""

from typing import Any

from allauth.account.forms import ReauthenticateForm, SignupForm
from django import forms
from django.db import transaction
from django.http import HttpRequest

from civic.accounts.fields import IdentityFields, PersonFields, TermsField, word_email, word_password
from civic.accounts.models import Person
from civic.accounts.queries import is_taken
from civic.accounts.rules import address_aside
from civic.communes.fields import CommuneField
from civic.core.refusals import Refusal
from civic.core.text import clean_line
from civic.media import documents
from civic.memberships import rules
from civic.memberships.actions.joining import request_membership
from civic.memberships.enums import Residence
from civic.memberships.forms.address import FILLED_BY_COMMUNE, AddressFields
from civic.memberships.models import Membership
from civic.ui.fields import PHOTOS, FilesInput, ParagraphField, too_long


class AccountForm(IdentityFields, SignupForm):
    """An account alone: of whoever comes to open the page of a town hall, and belongs to no commune by that."""

    # As on the page, with what `SignUpForm` asks besides: the summary of errors follows it.
    field_order = [
        "commune",
        "residence",
        "street",
        "postal_code",
        "town",
        "civility",
        "first_name",
        "last_name",
        "birth_date",
        "mobile",
        "presentation",
        "email",
        "password1",
        "terms",
    ]

    terms = TermsField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        word_email(self.fields["email"], "Nous vous y envoyons un lien pour confirmer votre inscription.")
        word_password(self.fields["password1"], new=True)

    def validate_unique_email(self, value: str) -> str:
        """One that was left a few days ago may be taken back; one that nobody confirmed is nobody's."""
        self.account_already_exists = is_taken(value)
        return value

    def set_aside(self) -> None:
        """The address has an account, or is about to: this one waits without any."""
        self.account_already_exists = False
        self.cleaned_data["email"] = address_aside(self.cleaned_data["email"])

    def person_fields(self) -> dict[str, Any]:
        asked = ("email", *(name for name in PersonFields.base_fields if name in self.fields))
        person = {name: self.cleaned_data[name] for name in asked}
        return person | {"password": self.cleaned_data["password1"]}


class SignUpForm(AddressFields, PersonFields, AccountForm):
    """With it, the request to belong to a commune."""

    commune = CommuneField(
        label="Votre commune", help_text="Les premières lettres, ou le code postal.", fills=FILLED_BY_COMMUNE
    )
    residence = forms.ChoiceField(
        label="Vous y avez", choices=Residence, initial=Residence.MAIN, widget=forms.RadioSelect
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Here, the town hall reads it with the request.
        words = self.fields["presentation"]
        words.label = "Un mot pour vous présenter à la mairie"
        words.help_text = (
            "Par exemple votre rue, depuis quand vous y vivez. La réponse vient alors plus vite."
        )

    @transaction.atomic
    def save(self, request: HttpRequest) -> Person:
        person: Person = super().save(request)
        request_membership(
            person=person,
            commune=self.cleaned_data["commune"],
            residence=self.cleaned_data["residence"],
            address=self.address,
            words=self.cleaned_data["presentation"],
            confirmed=False,
        )
        return person


class SignUpCommuneForm(AddressFields):
    """Another commune for a sign-up that waits. A town that the choice of the former one filled in is left out: the new
    choice does so."""

    field_order = ["commune", "street", "postal_code", "town"]

    commune = CommuneField(
        label="Votre commune", help_text="Les premières lettres, ou le code postal.", fills=FILLED_BY_COMMUNE
    )
    use_required_attribute = False

    def __init__(self, *args: Any, membership: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = membership.address
        followed = typed.town == membership.commune.name
        self.initial = {"street": typed.street} if followed else typed._asdict()


class LeaveForm(ReauthenticateForm):
    """One's own password, as the end of a registration takes an answer of the town hall to undo."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False
        word_password(self.fields["password"])


class JoinForm(AddressFields):
    """Someone with an account joins one more commune, with the address of their home there."""

    field_order = ["commune", "residence", "street", "postal_code", "town", "words"]

    commune = CommuneField(
        label="Commune", help_text="Les premières lettres, ou le code postal.", fills=FILLED_BY_COMMUNE
    )
    residence = forms.ChoiceField(label="Vous y avez", choices=Residence, widget=forms.RadioSelect)
    words = ParagraphField(
        label="Un mot pour la mairie", max_length=600, rows=3, required=False, error_messages=too_long(600)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False


class WordsForm(forms.Form):
    words = ParagraphField(
        label="Ajouter un mot pour la mairie", max_length=600, rows=3, error_messages=too_long(600)
    )
    use_required_attribute = False


class DocumentsField(forms.FileField):
    """Gives a list of files, each of them a document. What is wrong with one is said with its name."""

    default_error_messages = {
        "empty": "Ce fichier est vide. Choisissez-en un autre.",
        "max_length": "Le nom de ce fichier est trop long. Raccourcissez-le.",
        "too_many": f"Choisissez {rules.MOST_PROOF_FILES} documents au plus.",
    }

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        sent = [file for file in data or [] if file]
        if len(sent) > rules.MOST_PROOF_FILES:
            raise forms.ValidationError(self.error_messages["too_many"])
        files = [super(DocumentsField, self).clean(file, initial) for file in sent]
        faults = []
        for file in files:
            try:
                documents.inspect(file, file.size)
            except Refusal as refusal:
                faults.append(f"«\u00a0{clean_line(file.name)[:60]}\u00a0»\u00a0: {refusal.message}")
        if faults:
            raise forms.ValidationError(faults)
        return files


class ProofForm(forms.Form):
    """The answer to « Demander un justificatif »."""

    documents = DocumentsField(
        label="Vos documents",
        required=False,
        widget=FilesInput("Choisir des fichiers", attrs={"accept": f"application/pdf,{PHOTOS}"}),
        help_text="Un à trois fichiers, 10 Mo chacun au plus\u00a0: PDF, ou photo JPEG, PNG, HEIC ou WebP.",
    )
    answer = ParagraphField(
        label="Un mot pour la mairie", max_length=600, rows=3, required=False, error_messages=too_long(600)
    )
    use_required_attribute = False
