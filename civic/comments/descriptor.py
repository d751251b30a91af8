from civic.comments import queries
from civic.comments.enums import CATEGORY, MODERATE_COMMENTS
from civic.core.descriptors import AfterErasure, AppDescriptor, PersonalData

APP = AppDescriptor(
    feature=None,
    rights=(MODERATE_COMMENTS,),
    menu=(),
    notification_categories=(CATEGORY,),
    journal_topics=("Commentaires",),
    journal_subjects={"comments.comment": queries.subjects},
    personal_data=(
        PersonalData(
            field="comments.Comment.author",
            label="Commentaires",
            exported=(
                "thread",
                "author_title",
                "body",
                "written_at",
                "edited_at",
                "removed_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
        PersonalData(
            field="comments.Like.person",
            label="Publications que vous aimez",
            exported=(
                "thread",
                "liked_at",
            ),
            after_erasure=AfterErasure.DELETED,
        ),
    ),
)
