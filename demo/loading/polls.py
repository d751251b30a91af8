"""Polls of the demo: asked, voted in and counted through the same actions as everybody's."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from civic.polls.actions import counting, managing, voting, writing
from civic.polls.models import Poll
from demo.loading.calendar import moment
from demo.loading.past import Past
from demo.loading.pictures import Pictures
from demo.loading.registrations import Town
from demo.loading.texts import french


@dataclass(frozen=True, slots=True)
class Asked:
    """`shares`: how people answer, of the options in their order. `outcome`: of one that is over."""

    title: str
    question: str
    options: Sequence[str]
    shares: Sequence[int]
    opened: str  # as `calendar.moment` reads it
    closes: str
    max_choices: int = 1
    scenes: Sequence[str] = ()
    outcome: str = ""


EZE = (
    Asked(
        "Où installer le nouveau banc ?",
        "L’association des aînés offre un banc au village. Où iriez-vous vous asseoir le plus volontiers ?",
        ("Sur le sentier, face à la mer", "Au jardin exotique", "Près des oliviers", "Devant la mairie"),
        (8, 5, 4, 3),
        opened="-3 18:10",
        closes="+9 20:00",
        scenes=("hill_path", "exotic_garden", "olive_harvest", "eze_morning"),
    ),
    Asked(
        "Les volets de l’école",
        "Les volets de l’école seront repeints aux vacances. Quelle couleur préférez-vous sur la façade ?",
        ("Vert olive", "Bleu lavande", "Gris pierre"),
        (9, 5, 4),
        opened="-26 09:00",
        closes="-4 20:00",
        outcome="Merci à toutes et à tous : ce sera le vert olive. Les peintres commencent le premier lundi des "
        "vacances, et les enfants choisiront la couleur des portes avec leurs maîtresses.",
    ),
)
LAIGLE = (
    Asked(
        "La place Boislandry",
        "Que voudriez-vous trouver sur la place une fois les travaux finis ? Deux réponses au plus.",
        ("Des bancs à l’ombre", "Une fontaine", "Des jeux pour les petits", "Plus de stationnement"),
        (6, 3, 5, 4),
        opened="-5 11:30",
        closes="+12 18:00",
        max_choices=2,
    ),
)


def order_pictures(pictures: Pictures) -> None:
    for asked in (*EZE, *LAIGLE):
        for scene in asked.scenes:
            pictures.order(f"photos/{scene}")


class Pollster:
    """Asks for one town."""

    def __init__(self, town: Town, past: Past, random: Random, pictures: Pictures) -> None:
        self.town, self.past, self.random, self.pictures = town, past, random, pictures

    def ask(self, asked: Asked) -> None:
        viewer = self.town.viewer(self.town.mayor)
        pictures = [self.pictures.photo(viewer, f"photos/{scene}") for scene in asked.scenes]
        content = writing.PollContent(
            title=french(asked.title),
            question=french(asked.question),
            options=[
                writing.Option(text=text, media_id=pictures[place] if place < len(pictures) else None)
                for place, text in enumerate(asked.options)
            ],
            max_choices=asked.max_choices,
            closes_at=self.past.now + timedelta(days=1),
            declared=True,
        )
        poll = writing.publish_poll(viewer=viewer, key=f"demo {asked.title}"[:36], content=content)
        self._vote(poll, asked)
        opened, closes = moment(asked.opened, self.past.now), moment(asked.closes, self.past.now)
        if not asked.outcome:
            self.past.poll(poll, opened, closes)
            return
        managing.end_poll(viewer=viewer, poll_id=poll.pk)
        counting.close_poll(poll_id=poll.pk)
        poll = managing.answer_poll(viewer=viewer, poll_id=poll.pk, outcome=french(asked.outcome))
        self.past.poll(poll, opened, closes, answered=moment("-2 17:20", self.past.now))

    def _vote(self, poll: Poll, asked: Asked) -> None:
        """Not those who sign in to the demo as a resident: they find the poll above their feed."""
        visitors = {person.pk for name, person in self.town.known.items() if name != "maire"}
        voters = [one.person for one in self.town.inhabitants if one.person.pk not in visitors]
        keys = [option.pk for option in poll.options.all()]
        first_choices = [key for key, share in zip(keys, asked.shares, strict=True) for _ in range(share)]
        for person, first in zip(voters, first_choices, strict=False):
            chosen = {first, *self.random.choices(keys, asked.shares, k=asked.max_choices - 1)}
            voting.cast_vote(viewer=self.town.viewer(person), poll_id=poll.pk, option_ids=chosen)
        counting.count_ballots(poll_id=poll.pk)
