"""What of this app waits at the desk."""

from civic.accounts.models import Person
from civic.communes.models import Commune
from civic.posts.enums import PUBLISH
from civic.threads.actions.messages import write_message
from civic.threads.enums import MODERATE_COMMENTS
from civic.threads.thread_kinds import COMMENTS
from civic.viewers.queries.viewer import viewer_for
from tests.accounts.factories import PersonFactory
from tests.communes.factories import MembershipFactory
from tests.desk.waiting import DeskExamples, Waiting
from tests.posts.factories import PostFactory


def comment(commune: Commune, person: Person) -> None:
    neighbour = PersonFactory()
    MembershipFactory(commune=commune, person=neighbour)
    write_message(
        viewer=viewer_for(person_id=neighbour.pk, commune_id=commune.pk),
        kind=COMMENTS,
        thread_id=PostFactory(commune=commune, author=person).thread_id,
        body=f"Question de {commune.name}",
        key="1",
    )


DESK: DeskExamples = {"comments": Waiting(comment, rights=[PUBLISH, MODERATE_COMMENTS])}

# What a delegate with this right alone may send: nothing else (tests/architecture/test_rights.py).
RIGHT_OPENS = {
    "comments": [
        "comment_remove",
    ],
}

# Why whoever acts for the town hall, with whichever right, may send something here.
ANY_RIGHT_OPENS = "unanswered comments are put away by who may answer for that content"
