"""Which passwords are refused, said as one would say it to a neighbour. Django decides; the words are ours."""

from django.contrib.auth import password_validation
from django.core.exceptions import ValidationError

from civic.accounts.models import Person


class LongEnough(password_validation.MinimumLengthValidator):
    def validate(self, password: str, user: Person | None = None) -> None:
        try:
            super().validate(password, user)
        except ValidationError as error:
            typed = len(password)
            raise ValidationError(
                f"Votre mot de passe a {typed} caractère{'s' if typed > 1 else ''}, il en faut au moins "
                f"{self.min_length}. Ajoutez un mot ou deux\N{NO-BREAK SPACE}: une petite phrase convient très bien.",
                code=error.code,
            ) from error


class NotCommon(password_validation.CommonPasswordValidator):
    def get_error_message(self) -> str:
        return (
            "Beaucoup de gens ont choisi ce mot de passe\N{NO-BREAK SPACE}: il se devine vite. "
            "Prenez plutôt une petite phrase à vous."
        )


class NotAboutOneself(password_validation.UserAttributeSimilarityValidator):
    def get_error_message(self) -> str:
        return (
            "Ce mot de passe ressemble trop à votre nom ou à votre adresse e-mail\N{NO-BREAK SPACE}: "
            "il se devine vite. Prenez plutôt une petite phrase."
        )
