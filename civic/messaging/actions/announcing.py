"""Open pages hear of a conversation what changed there."""

from collections.abc import Iterable
from uuid import UUID

from civic.live import actions as live
from civic.live.rules import person_topic
from civic.messaging.models import Conversation
from civic.messaging.queries import conversations as queries


def announce_in_lists(*, people: Iterable[UUID]) -> None:
    live.publish_all(topics=[person_topic(one) for one in people], name="conversations")


def announce_on_page(*, conversation: Conversation, people: Iterable[UUID]) -> None:
    """Who reads it, what is to be done, how far the other side has read."""
    told = {"id": str(conversation.thread_id)}
    live.publish_all(topics=[person_topic(one) for one in people], name="conversation", data=told)


def announce_to_team(*, conversation: Conversation) -> None:
    """What it does with what it is sent."""
    people = queries.people_of_town_hall(conversation)
    announce_in_lists(people=people)
    announce_on_page(conversation=conversation, people=people)
