from civic.communes.queries.directory import failed_imports
from civic.core.descriptors import Alarm, AppDescriptor

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=(),
    first_steps=(),
    search=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    schedule=(),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(
        Alarm(
            key="imports_failed",
            position=120,
            heading="Annuaire des communes\u00a0: imports qui ont échoué",
            advice="Rien n’a été changé. Téléchargez de nouveau le fichier officiel et relancez l’import\u00a0: le "
            "prochain qui réussit efface cette ligne.",
            find=failed_imports,
        ),
    ),
    help_sections=(),
)
