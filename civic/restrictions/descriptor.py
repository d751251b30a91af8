from civic.core.descriptors import AppDescriptor
from civic.restrictions.queries import restriction_subjects

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    notification_categories=(),
    journal_topics=("Administrés",),
    journal_subjects={"restrictions.restriction": restriction_subjects},
)
