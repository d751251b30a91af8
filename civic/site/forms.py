from typing import Any

from django import forms

from civic.ui.fields import EmailField, LineField, ParagraphField

SUBJECTS = [
    ("Une question", "J’ai une question"),
    ("Ma mairie", "Je suis maire, élue, élu ou agent d’une mairie"),
    ("Un problème", "Quelque chose ne fonctionne pas"),
    ("Mes données", "Ma demande concerne mes données personnelles"),
    ("Accessibilité", "Une page m’est difficile à utiliser"),
]


class ContactForm(forms.Form):
    name = LineField(
        label="Votre nom", max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"})
    )
    email = EmailField(
        label="Votre adresse e-mail",
        help_text="Pour vous répondre, et rien d’autre.",
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )
    subject = forms.ChoiceField(label="Votre demande", choices=SUBJECTS)
    message = ParagraphField(label="Votre message", max_length=5000, rows=6)
    # People do not see this field; programs that fill in every field do.
    website = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["message"].widget.attrs |= {
            "data-controller": "autosize counter",
            "data-counter-limit-value": "5000",
        }

    @property
    def is_from_a_program(self) -> bool:
        return bool(self.cleaned_data["website"])
