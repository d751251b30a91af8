"""Sample data for `/demo/composants/`: the pages as drawn, before and beside the real ones."""

from datetime import timedelta
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.safestring import mark_safe

from civic.core.viewer import VISITOR
from civic.ui.fragments import Filler, Fragment
from civic.ui.layout import LAYOUT_SLOTS
from civic.ui.menu import BottomBar
from civic.ui.tabs import TabLink

TEMPLATES = {
    "": "components",
    "commune": "commune",
    "mairie": "commune",
    "connexion": "form",
    "publication": "publication",
    "demandes": "requests",
    "attente": "waiting",
}


class SampleForm(forms.Form):
    email = forms.EmailField(label="Adresse e-mail", help_text="Celle de votre inscription.")
    birth = forms.CharField(label="Date de naissance", required=False)
    home = forms.ChoiceField(
        label="Votre logement dans la commune",
        choices=[("main", "Résidence principale"), ("second", "Résidence secondaire")],
        widget=forms.RadioSelect,
    )
    password = forms.CharField(
        label="Mot de passe", widget=forms.PasswordInput(attrs={"data-controller": "password"})
    )
    terms = forms.BooleanField(label="J’accepte les conditions d’utilisation")


def posts(*, editable: bool) -> list[dict[str, Any]]:
    now = timezone.now()
    picture = {"url": static("ui/village.svg"), "alt": "La place du village un jour de marché"}
    second = {"url": static("ui/share.png"), "alt": "La mairie et l’église"}
    comments = [
        {
            "name": "Roger Bertrand",
            "at": now - timedelta(days=2),
            "text": "Merci, c’est clair. Et le parking ?",
        },
        {
            "name": "La mairie",
            "town_hall": True,
            "at": now - timedelta(days=1, hours=3),
            "text": "Bonjour, le parking de l’école reste ouvert toute la durée des travaux.",
        },
        {"name": "Estelle Girano", "own": True, "at": now - timedelta(hours=2), "text": "Parfait !"},
    ]
    common = {"author": "La mairie", "editable": editable, "likes": 38, "comments_count": 12}
    return [
        common
        | {
            "id": 1,
            "title": "La rue des Écoles fermée une semaine pour refaire les trottoirs",
            "text": mark_safe(
                "<p>Du <strong>lundi 3 au vendredi 7</strong>, la rue sera fermée aux voitures entre la poste et"
                " l’école. Les piétons passent.</p><ul><li>Déviation par la rue du Lavoir</li><li>Collecte des"
                " bacs avancée à 6 h</li></ul>"
            ),
            "pinned": True,
            "liked": True,
            "visibility": "public",
            "at": now - timedelta(days=3),
            "photos": [picture, second, picture],
            "comments": comments,
        },
        common
        | {
            "id": 2,
            "title": "Le marché de Noël en vidéo",
            "author": "Hélène Castel, maire",
            "text": mark_safe("<p>Merci aux quarante bénévoles. Voici les images.</p>"),
            "visibility": "members",
            "edited": True,
            "at": now - timedelta(days=9),
            "video": "Le marché de Noël",
            "likes": 1,
            "comments_count": 0,
        },
        common
        | {
            "id": 3,
            "title": "Aides à la rénovation : une permanence en mairie",
            "text": mark_safe("<p>Un conseiller vous reçoit sur rendez-vous, le premier jeudi du mois.</p>"),
            "visibility": "members",
            "at": now - timedelta(days=400),
            "link": {
                "site": "exemple.fr",
                "title": "Rénover sa maison : par où commencer ?",
                "description": "Le guide pas à pas des aides, des devis et des artisans reconnus.",
            },
        },
    ]


def _entry(label: str, icon: str, *, current: bool = False) -> dict[str, Any]:
    return {"label": label, "icon": icon, "url": "#", "current": current, "key": "", "news": ""}


def _menu(entries: list[dict[str, Any]], own: list[dict[str, Any]]) -> dict[str, str]:
    groups = [("La vie de la commune", entries), ("La mairie", own)]
    shown: dict[str, Any] = {
        "viewer": VISITOR,
        "commune": VISITOR.commune,
        "menu_groups": [{"key": "", "title": title, "entries": lines} for title, lines in groups if lines],
        "bar": BottomBar(entries[:2], None),
    }
    fillers: dict[str, Filler] = {"favourites": lambda: "", "favourite": lambda key: ""}
    return {
        name: mark_safe(Fragment.compiled(render_to_string(template, shown)).finished(fillers).decode())
        for name, template in (("menu", "ui/commune_menu.html"), ("bottom_bar", "ui/bottom_bar.html"))
    }


def context(name: str) -> dict[str, Any]:
    """What the sample page `name` shows."""
    entries = [
        _entry("Fil d’actualité", "newspaper", current=True),
        _entry("La commune", "geo-alt"),
        _entry("Votre maire", "person-circle"),
    ]
    own = [_entry("Vos administrés", "people")]
    town_hall = name in {"mairie", "demandes", "publication"}
    form = SampleForm({"email": "jeanne@", "birth": "31 février"}) if name == "connexion" else SampleForm()
    now = timezone.now()
    return {
        "pages": [name for name in TEMPLATES if name],
        "posts": posts(editable=town_hall),
        "town_hall": town_hall,
        "slots": dict.fromkeys(LAYOUT_SLOTS, "") | _menu(entries, own if town_hall else []),
        "form": form,
        "heading": "Connexion",
        "intro": "Contente ou content de vous revoir.",
        "action": "Se connecter",
        "tabs": (
            TabLink("Demandes", "#", current=True, figure="3"),
            TabLink("Acceptés", "#", current=False),
            TabLink("Refusés", "#", current=False),
        ),
        "people": [
            {
                "name": "Jeanne Maurel",
                "home": "Résidence principale, 12 rue du Lavoir",
                "at": now - timedelta(minutes=5),
                "words": "Installée depuis mars, j’ai deux enfants à l’école du village.",
            },
            {
                "name": "Paul Ségura",
                "home": "Résidence secondaire, chemin des Oliviers",
                "at": now - timedelta(hours=30),
                "words": "La maison de mes parents.",
            },
        ],
    }
