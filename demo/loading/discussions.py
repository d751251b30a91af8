"""Groups of discussion of the demo, and what people say in them."""

import re
from datetime import datetime, timedelta
from random import Random

from civic.accounts.models import Person
from civic.discussions.actions import groups, messages
from civic.threads.models import Message
from demo.loading.calendar import awake, moment, with_dates
from demo.loading.past import Past
from demo.loading.registrations import Town
from demo.loading.texts import PostText

_ANSWER = re.compile(r"@(\d+) (.+)")  # « @3 words »: answers the third message
LIKED = 0.4  # of the messages, by a few


def hold(town: Town, text: PostText, past: Past, random: Random) -> None:
    """One group, as the text says: `date`, `by`, and the flags `pinned` and `closed`."""
    at = moment(text.options["date"], past.now)
    leader = town.viewer(town.known[text.options["by"]])
    content = groups.DiscussionContent(
        title=with_dates(text.title, at), description=with_dates(text.body, at)
    )
    group = groups.create_discussion(viewer=leader, key=f"demo {text.title[:20]}", content=content)
    past.discussion(group, at)
    last = past.now if "closed" not in text.flags else at + timedelta(days=20)
    said: list[Message] = []
    speakers: dict[str, Person] = {}
    for line, when in zip(text.comments, _moments(at, last, len(text.comments), random), strict=True):
        words, answers = line.words, None
        if found := _ANSWER.fullmatch(words):
            words, answers = found[2], said[int(found[1]) - 1].pk
        message = messages.write_message(
            viewer=town.viewer(_speaker(town, line.speaker, at, speakers)),
            discussion_id=group.pk,
            body=words,
            key=f"demo {len(said)}",
            answers=answers,
        )
        said.append(message)
        if line.withdrawn_for:
            message = messages.remove_message(viewer=leader, message_id=message.pk, reason=line.withdrawn_for)
        else:
            _like(town, message, at, random)
        past.message(message, when)
    if "pinned" in text.flags:
        groups.pin_discussion(viewer=leader, discussion_id=group.pk, pinned=True)
    if "closed" in text.flags:
        groups.set_open(viewer=leader, discussion_id=group.pk, is_open=False)
    past.talk(group, last)


def _speaker(town: Town, who: str, at: datetime, speakers: dict[str, Person]) -> Person:
    """The same age in one group is the same person."""
    if who in town.known:
        return town.known[who]
    if who not in speakers:
        age = int(who.removeprefix("? "))
        taken = {*speakers.values(), *town.known.values()}
        present = [one for one in town.inhabitants if one.since < at]
        free = [one for one in present if one.person not in taken] or present
        speakers[who] = min(free, key=lambda one: abs(one.age - age)).person
    return speakers[who]


def _like(town: Town, message: Message, at: datetime, random: Random) -> None:
    fans = [one.person for one in town.inhabitants if one.since < at and one.person.pk != message.author_id]
    if random.random() < LIKED:
        for fan in random.sample(fans, min(random.randint(1, 6), len(fans))):
            messages.like_message(viewer=town.viewer(fan), message_id=message.pk, liked=True)


def _moments(at: datetime, last: datetime, count: int, random: Random) -> list[datetime]:
    """In order, over the whole time, none at night, none ahead of `last`."""
    span = last - at - timedelta(minutes=30)
    times = (at + span * random.random() for _ in range(count))
    return sorted(min(max(at, awake(time, random)), last) for time in times)
