import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from civic.communes.fields import CommuneField
from civic.communes.models import Commune
from civic.core.text import is_digits
from civic.delegations.rules import reads_as_mayor
from civic.openings import rules
from civic.openings.enums import OpeningFunction
from civic.ui.fields import DayField, EmailField, LineField, NameField, too_long

# As the person says it of themselves.
FUNCTIONS = {
    OpeningFunction.MAYOR: "Je suis maire, même depuis hier",
    OpeningFunction.AGENT: "Je travaille à la mairie, j’ouvre la page au nom du maire",
}


class BeginForm(forms.Form):
    """Which commune, and in what function."""

    commune = CommuneField(label="Votre commune", help_text="Les premières lettres, ou le code postal.")
    function = forms.ChoiceField(
        label="Vous",
        choices=list(FUNCTIONS.items()),
        widget=forms.RadioSelect,
        error_messages={"required": "Dites-nous qui vous êtes pour la mairie."},
    )
    use_required_attribute = False


class StartForm(forms.Form):
    """What is asked of a mayor, or of an agent, before the code leaves."""

    title = LineField(
        label="Votre fonction à la mairie",
        max_length=80,
        help_text="Par exemple secrétaire générale. Elle paraît à côté de votre nom.",
        error_messages={"required": "Écrivez votre fonction."} | too_long(80),
    )
    since = DayField(label="Maire depuis le", help_text="Le jour de votre élection par le conseil municipal.")
    use_required_attribute = False

    def __init__(self, *args: Any, function: str, commune: Commune, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.commune = commune
        del self.fields["title" if function == OpeningFunction.MAYOR else "since"]

    def clean_title(self) -> str:
        title: str = self.cleaned_data["title"]
        if reads_as_mayor(title, commune_name=self.commune.name):
            raise ValidationError(
                "C’est la fonction du maire. Écrivez la vôtre, par exemple secrétaire générale."
            )
        return title


_FIGURES = re.compile(r"[0-9](?:[\s.-]*[0-9])*")  # as a letter or a mail writes them: « 754-092 »


class CodeField(LineField):
    """Six figures that stand together, whatever words and other figures they were pasted with."""

    widget = forms.TextInput(
        attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "one-time-code"}
    )

    def clean(self, value: Any) -> str:
        typed = super().clean(value)
        if not any(map(is_digits, typed)):
            raise ValidationError(self.error_messages["required"])
        code = _code_in(typed)
        if not code:
            raise ValidationError(f"Le code a {rules.CODE_LENGTH} chiffres.")
        return code

    def bound_data(self, data: Any, initial: Any) -> Any:
        """The field is as wide as the code: what it was pasted with would push it out of sight."""
        return _code_in(data or "") or data


def _code_in(typed: str) -> str:
    """ "" where there is none, or more than one."""
    runs = ["".join(filter(is_digits, run)) for run in _FIGURES.findall(typed)]
    codes = {run for run in runs if len(run) == rules.CODE_LENGTH}
    return codes.pop() if len(codes) == 1 else ""


class CodeForm(forms.Form):
    code = CodeField(
        label="Le code reçu par la mairie",
        error_messages={"required": "Tapez les six chiffres du code."},
    )
    use_required_attribute = False


class InvitedMayorForm(forms.Form):
    """By an agent: who the mayor is, and where the invitation goes."""

    first_name = NameField(label="Prénom du maire")
    last_name = NameField(label="Nom du maire")
    email = EmailField(
        label="Adresse e-mail du maire",
        help_text="Le maire y reçoit une invitation.",
        error_messages={"required": "Écrivez l’adresse du maire."},
    )
    use_required_attribute = False


class MayorForm(InvitedMayorForm):
    since = DayField(label="Maire depuis le", help_text="Le jour de l’élection par le conseil municipal.")
