from civic.core.descriptors import AppDescriptor
from civic.moderation.enums import CATEGORY

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    notification_categories=(CATEGORY,),
    journal_topics=(),
    journal_subjects={},
)
