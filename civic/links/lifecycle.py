from civic.contents.registry import Lifecycle, register
from civic.core.text import Noun
from civic.links.events import LinkEdited, LinkRemoved, LinkRestored
from civic.links.models import UsefulLink
from civic.town_halls.actions.pages import bump_page_version

register(
    Lifecycle(
        model=UsefulLink,
        noun=Noun("lien"),
        already_sent="Ce formulaire a déjà servi : le lien qu’il a donné est sur votre page. "
        "Pour le changer, choisissez « Modifier » à côté de lui.",
        edited=lambda link: LinkEdited(useful_link_id=link.pk),
        removed=lambda link: LinkRemoved(useful_link_id=link.pk),
        restored=lambda link: LinkRestored(useful_link_id=link.pk),
        after_saving=lambda link: bump_page_version(commune_id=link.commune_id),
    )
)
