from civic.comments import queries
from civic.comments.enums import CATEGORY, MODERATE_COMMENTS
from civic.core.descriptors import AppDescriptor

APP = AppDescriptor(
    feature=None,
    rights=(MODERATE_COMMENTS,),
    menu=(),
    notification_categories=(CATEGORY,),
    journal_topics=("Commentaires",),
    journal_subjects={"comments.comment": queries.subjects},
)
