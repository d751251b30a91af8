from collections.abc import Sequence
from datetime import datetime, timedelta

import factory
from factory.django import DjangoModelFactory

from civic.accounts.models import Person
from civic.contents.enums import Status
from civic.core.clock import now
from civic.polls.actions import voting
from civic.polls.models import BallotBox, Poll, PollOption
from civic.polls.sealing import new_box
from civic.viewers.queries.viewer import viewer_for


def an_hour_ago() -> datetime:
    return now() - timedelta(hours=1)


class PollFactory(DjangoModelFactory):
    """Give `commune` and `author`. Open since an hour, for two days, or closed with `closed_at`; `options`: its
    answers."""

    class Meta:
        model = Poll
        skip_postgeneration_save = True

    author_title = "Maire"
    title = factory.Sequence(lambda n: f"Sondage {n}")
    question = factory.Sequence(lambda n: f"Que pensez-vous de la chose {n} ?")
    status = Status.PUBLISHED
    published_at = factory.LazyAttribute(lambda p: an_hour_ago() if p.status == Status.PUBLISHED else None)
    publish_at = factory.LazyAttribute(lambda p: an_hour_ago() if p.status == Status.SCHEDULED else None)
    closes_at = factory.LazyFunction(lambda: now() + timedelta(days=2))
    declared_at = factory.LazyFunction(now)
    declared_by = factory.SelfAttribute("author")

    @factory.post_generation
    def options(self, create: bool, extracted: Sequence[str] | None, **kwargs: object) -> None:
        if create:
            for place, text in enumerate(extracted or ("Oui", "Non", "Peut-être")):
                option = PollOption.objects.create(poll=self, position=place, text=text)
                self.paper.append(str(option.pk))
            self.save(update_fields=["paper", "saved_at"])
            if self.is_open:
                BallotBox.objects.create(poll=self, tally=new_box(self.pk))


def vote(poll: Poll, person: Person, *places: int) -> None:
    """As the person does, for the answers at these places."""
    by_place = {option.position: option.pk for option in PollOption.objects.filter(poll=poll)}
    viewer = viewer_for(person_id=person.pk, commune_id=poll.commune_id)
    voting.cast_vote(viewer=viewer, poll_id=poll.pk, option_ids=[by_place[place] for place in places])
