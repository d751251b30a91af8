"""What the two town halls of the demo say of themselves: mayor, commune, links, colour and coat of arms."""

from dataclasses import dataclass

from civic.core.text import mark_of
from civic.core.viewer import Viewer
from civic.links import actions as links
from civic.town_halls.actions.facts import change_commune_presentation
from civic.town_halls.actions.profile import add_cv_entry, change_mayor_presentation
from civic.town_halls.actions.settings import bump_pages_with_emblem, change_colour, change_emblem
from civic.town_halls.enums import Colour
from civic.ui.rich_text import from_plain
from demo.loading.pictures import Pictures, as_upload, hand_in
from demo.loading.preparing import Use
from demo.loading.registrations import Town
from demo.loading.texts import FOLDER, french, picture


@dataclass(frozen=True, slots=True)
class Profile:
    cv: tuple[tuple[int, int | None, str], ...]
    photos: tuple[str, ...]
    links: tuple[tuple[str, str, str], ...]  # title, description, address
    colour: Colour
    bears_arms: bool = False


PROFILES = {
    "eze": Profile(
        cv=(
            (1990, None, "Licence de lettres modernes, université de Nice"),
            (1992, 9, "Professeure des écoles à Beaulieu-sur-Mer, puis à Èze"),
            (2008, 3, "Élue conseillère municipale"),
            (2012, None, "Fondatrice de l’association des sentiers"),
            (2014, 4, "Adjointe à l’école et à la culture"),
            (2016, None, "Présidente du syndicat de la cantine et du transport scolaire"),
            (2020, 5, "Élue maire d’Èze"),
            (2020, 7, "Conseillère métropolitaine, déléguée aux forêts et aux sentiers"),
            (2026, 3, "Réélue maire d’Èze"),
        ),
        photos=(
            "eze_morning Le village sur son rocher, le matin, au-dessus de la mer",
            "exotic_garden Le jardin exotique et ses grands cactus, face au large",
            "hill_path Le sentier qui descend vers le bord de mer entre les murets",
        ),
        links=(
            ("Démarches en ligne", "Papiers, famille, logement : le site officiel.", "https://www.service-public.gouv.fr/"),
            ("Vigilance météo", "Orages, vent, vagues : la carte du jour.", "https://vigilance.meteofrance.fr/"),
            ("Voter par procuration", "", "https://www.maprocuration.gouv.fr/"),
            ("Risques près de chez moi", "Feux de forêt, éboulements, séismes.", "https://www.georisques.gouv.fr/"),
            ("Plan cadastral", "Consulter et imprimer une parcelle.", "https://www.cadastre.gouv.fr/"),
        ),
        colour=Colour.SEA,
        bears_arms=True,
    ),
    "laigle": Profile(
        cv=(
            (1986, None, "Brevet de technicien supérieur, commerce, Alençon"),
            (1991, None, "Reprise de la quincaillerie familiale, rue Gambetta"),
            (2001, 3, "Élu conseiller municipal"),
            (2008, 3, "Adjoint au commerce et au marché"),
            (2014, 4, "Élu maire de L’Aigle"),
            (2019, None, "Ouverture de la maison de santé"),
            (2020, 5, "Réélu maire de L’Aigle"),
        ),
        photos=(
            "river_town Les maisons à colombages au bord de la Risle",
            "covered_market La halle un jour de marché",
        ),
        links=(
            ("Démarches en ligne", "Papiers, famille, logement : le site officiel.", "https://www.service-public.gouv.fr/"),
            ("Impôts", "Déclarer, payer, poser une question.", "https://www.impots.gouv.fr/"),
            ("Vigilance météo", "La carte du jour, département par département.", "https://vigilance.meteofrance.fr/"),
            ("Voter par procuration", "", "https://www.maprocuration.gouv.fr/"),
            ("Emploi", "Offres et rendez-vous près de chez vous.", "https://www.francetravail.fr/"),
        ),
        colour=Colour.FOREST,
    ),
}  # fmt: skip


def furnish(town: Town, pictures: Pictures, *, photos: int) -> None:
    """By its mayor, through the same actions as everybody's."""
    profile, viewer = PROFILES[town.key], town.viewer(town.mayor)
    change_mayor_presentation(viewer=viewer, presentation=_text(f"{town.key}_mayor.md"), seen=mark_of(""))
    for number, (year, month, text) in enumerate(profile.cv):
        add_cv_entry(viewer=viewer, key=f"demo {number}", year=year, month=month, text=french(text))
    change_commune_presentation(
        viewer=viewer,
        presentation=_text(f"{town.key}_commune.md"),
        media_ids=[
            pictures.photo(viewer, spec.name, alt=spec.alt) for spec in map(picture, profile.photos[:photos])
        ],
        seen=mark_of(""),
    )
    for number, (title, description, url) in enumerate(profile.links):
        content = links.LinkContent(title=title, description=french(description), url=url)
        links.add_link(viewer=viewer, key=f"demo {number}", content=content)
    change_colour(viewer=viewer, colour=profile.colour)
    if profile.bears_arms:
        _bear_arms(viewer, pictures)


def order_photos(pictures: Pictures, *, photos: int) -> None:
    """Have them drawn while accounts are made."""
    for profile in PROFILES.values():
        for spec in map(picture, profile.photos[:photos]):
            pictures.order(spec.name)


def _text(file_name: str) -> str:
    return from_plain(french((FOLDER / file_name).read_text(encoding="utf-8")))


def _bear_arms(viewer: Viewer, pictures: Pictures) -> None:
    emblem = change_emblem(viewer=viewer, file=as_upload("emblem"))
    hand_in(emblem.pk, pictures.take("emblem", Use.EMBLEM))
    bump_pages_with_emblem(media_id=emblem.pk)
