from collections.abc import Sequence
from datetime import timedelta

import factory
from factory.django import DjangoModelFactory

from civic.accounts.models import Person
from civic.core.clock import now
from civic.core.ids import new_id
from civic.polls import actions
from civic.polls.enums import PollStatus
from civic.polls.models import BallotBox, Poll, PollOption
from civic.polls.sealing import Seals, Tally, new_secret
from civic.viewers.queries.viewer import viewer_for


class PollFactory(DjangoModelFactory):
    """Give `commune` and `author`. Open since an hour, for two days; `options`: its answers."""

    class Meta:
        model = Poll
        skip_postgeneration_save = True

    author_title = "Maire"
    key = factory.LazyFunction(lambda: str(new_id()))
    title = factory.Sequence(lambda n: f"Sondage {n}")
    question = factory.Sequence(lambda n: f"Que pensez-vous de la chose {n} ?")
    status = PollStatus.OPEN
    opens_at = factory.LazyFunction(lambda: now() - timedelta(hours=1))
    closes_at = factory.LazyFunction(lambda: now() + timedelta(days=2))
    declared_at = factory.LazyFunction(now)
    declared_by = factory.SelfAttribute("author")
    closed_at = factory.LazyAttribute(lambda p: now() if p.status == PollStatus.CLOSED else None)

    @factory.post_generation
    def options(self, create: bool, extracted: Sequence[str] | None, **kwargs: object) -> None:
        if create:
            for place, text in enumerate(extracted or ("Oui", "Non", "Peut-être")):
                option = PollOption.objects.create(poll=self, position=place, text=text)
                self.paper.append(str(option.pk))
            self.save(update_fields=["paper"])
            if self.status == PollStatus.OPEN:
                secret = new_secret()
                tally = Seals(poll_id=self.pk, secret=secret).seal_tally(Tally())
                BallotBox.objects.create(poll=self, secret=secret, tally=tally)


def vote(poll: Poll, person: Person, *places: int) -> None:
    """As the person does, for the answers at these places."""
    by_place = {option.position: option.pk for option in PollOption.objects.filter(poll=poll)}
    viewer = viewer_for(person_id=person.pk, commune_id=poll.commune_id)
    actions.cast_vote(viewer=viewer, poll_id=poll.pk, option_ids=[by_place[place] for place in places])
