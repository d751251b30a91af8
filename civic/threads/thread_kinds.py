"""Comments: what people say under a content."""

from civic.restrictions.enums import RestrictionScope
from civic.threads.enums import MODERATE_COMMENTS, RemovedBy
from civic.threads.events import CommentEdited, CommentRemoved, CommentWritten
from civic.threads.kinds import ThreadKind, Urls, Wording, register

COMMENTS = register(
    ThreadKind(
        key="comment",
        wording=Wording(
            noun="commentaire",
            right="commenter",
            too_long="Votre commentaire est trop long\u00a0: 3\u202f000 caractères au plus.",
            closed="Les commentaires sont fermés pour {content.this}.",
            reason_help="Ces mots prennent la place du commentaire.",
            older="Charger les anciens commentaires",
            newer="Charger les commentaires suivants",
            back="Revenir {content.to_the}",
            send="Ok",
            send_detail="\u00a0: envoyer votre commentaire",
        ),
        urls=Urls(
            messages="comment_list",
            detail="comment_detail",
            quote="comment_quote",
            edit="comment_edit",
            delete="comment_delete",
            remove="comment_remove",
            flag="comment_flag",
        ),
        anchor="commentaire",
        under_content=True,
        page_size=20,
        max_length=3000,
        silenced_by=RestrictionScope.COMMENTS,
        removal_right=MODERATE_COMMENTS,
        draft="comment",
        written=lambda message: CommentWritten(comment_id=message.pk, thread_id=message.thread_id),
        edited=lambda message: CommentEdited(comment_id=message.pk),
        removed=lambda message: CommentRemoved(
            comment_id=message.pk, by_town_hall=message.removed_by == RemovedBy.TOWN_HALL
        ),
    )
)
