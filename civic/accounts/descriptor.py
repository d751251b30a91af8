from civic.accounts.enums import CATEGORY
from civic.core.descriptors import AppDescriptor

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    notification_categories=(CATEGORY,),
    journal_topics=(),
    journal_subjects={},
)
