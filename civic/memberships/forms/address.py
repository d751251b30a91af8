"""The address of a home."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from civic.communes.directory.streets import Address
from civic.communes.fields import StreetWidget
from civic.communes.models import Commune
from civic.ui.fields import LineField, too_long

# What the choice of a commune writes into this form, of what the completion says of it.
FILLED_BY_COMMUNE = {"town": "name", "postal_code": "postalCode"}


class PostalCodeField(LineField):
    """Five digits, however they are spaced."""

    widget = forms.TextInput(attrs={"autocomplete": "postal-code", "inputmode": "numeric"})
    default_error_messages = {"required": "Écrivez le code postal."}

    def clean(self, value: Any) -> str:
        typed = re.sub(r"[\s.]", "", super().clean(value))
        if typed and not re.fullmatch(r"[0-9]{5}", typed):
            raise ValidationError("Un code postal a 5 chiffres, par exemple 06360.")
        return typed


class AddressFields(forms.Form):
    street = LineField(
        label="Numéro et rue",
        max_length=200,
        help_text="L’adresse de ce logement. Seule la mairie de cette commune la voit.",
        error_messages={"required": "Écrivez le numéro et la rue."} | too_long(200),
        widget=StreetWidget("commune_code", attrs={"autocomplete": "address-line1"}),
    )
    postal_code = PostalCodeField(label="Code postal", max_length=20, error_messages=too_long(20))
    town = LineField(
        label="Ville",
        max_length=100,
        error_messages={"required": "Écrivez la ville."} | too_long(100),
        widget=forms.TextInput(attrs={"autocomplete": "address-level2"}),
    )

    @property
    def address(self) -> Address:
        return Address(*(self.cleaned_data[name] for name in Address._fields))


class AddressForm(AddressFields):
    """Of a registration with `commune`. What it does not say yet is as the commune is."""

    use_required_attribute = False

    def __init__(self, *args: Any, commune: Commune, address: Address, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial = initial_address(commune) | {
            name: part for name, part in address._asdict().items() if part
        }
        widget = self.fields["street"].widget
        assert isinstance(widget, StreetWidget)
        widget.commune = commune


def initial_address(commune: Commune) -> dict[str, str]:
    """Its town, and its postal code where one knows it. Choosing it by completion fills in the same
    (`FILLED_BY_COMMUNE`)."""
    return {"town": commune.name, "postal_code": commune.postal_code}
