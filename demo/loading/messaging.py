"""Private messages of the demo: what residents and their town hall write to each other."""

from datetime import timedelta
from random import Random

from civic.accounts.models import Person
from civic.core.clock import today_of
from civic.memberships.models import Membership
from civic.messaging.actions import absences, mayors, sharing, templates, writing
from civic.messaging.models import Conversation
from civic.messaging.ready import READY_REPLIES
from civic.private_files.actions.preparing import prepare_file
from civic.private_files.actions.receiving import received
from demo.loading.calendar import awake, moment, with_dates
from demo.loading.past import Past
from demo.loading.pictures import as_upload
from demo.loading.registrations import Town
from demo.loading.texts import PostText


def exchange(town: Town, text: PostText, past: Past, random: Random, taken: set[Person]) -> None:
    """One conversation, as the text says: `by` whom of the residents, `to` whom, `files` of its first message, `memo`
    of the team; the flag `from_town_hall`. `taken`: who has one already."""
    at = moment(text.options["date"], past.now)
    resident = _resident(town, text.options["by"], taken)
    taken.add(resident)
    conversation: Conversation | None = None
    for line in text.comments:
        author = resident if line.speaker == "habitant" else town.known[line.speaker]
        conversation = _say(town, text, conversation, resident, author, with_dates(line.words, at))
        past.private_message(conversation, at, is_by_resident=author == resident)
        at = min(awake(at + timedelta(hours=random.uniform(1, 20)), random), past.now)
    assert conversation
    if memo := text.options.get("memo"):
        director = town.viewer(town.known["dgs"])
        sharing.add_memo(viewer=director, thread_id=conversation.thread_id, words=memo, key="demo")


def between_mayors(towns: dict[str, Town], text: PostText, past: Past, random: Random) -> None:
    """The speakers are the two towns: whoever speaks first has written first."""
    at = moment(text.options["date"], past.now)
    conversation: Conversation | None = None
    for line in text.comments:
        town = towns[line.speaker]
        viewer, words = town.viewer(town.mayor), with_dates(line.words, at)
        if conversation is None:
            (other,) = (one for one in towns.values() if one is not town)
            conversation = mayors.write_to_mayor(viewer=viewer, commune=other.commune, body=words, key="demo")
        else:
            thread_id = conversation.thread_id
            writing.write_message(viewer=viewer, thread_id=thread_id, body=words, key=words[:20])
        past.private_message(conversation, at, is_by_resident=True)
        at = min(awake(at + timedelta(hours=random.uniform(1, 20)), random), past.now)


def at_hand(town: Town) -> None:
    """Ready answers, and an absence that is to come: the town hall alone sees it."""
    director = town.viewer(town.known["dgs"])
    for ready in READY_REPLIES:
        templates.save_template(viewer=director, name=ready.name, text=ready.text)
    first_day = today_of(director) + timedelta(days=24)
    absences.announce_absence(
        viewer=director,
        first_day=first_day,
        last_day=first_day + timedelta(days=4),
        text="Bonjour,\n\nLa mairie est fermée pour les congés. Votre message est bien arrivé.",
    )


def _say(
    town: Town,
    text: PostText,
    conversation: Conversation | None,
    resident: Person,
    author: Person,
    words: str,
) -> Conversation:
    viewer = town.viewer(author)
    if conversation:
        writing.write_message(viewer=viewer, thread_id=conversation.thread_id, body=words, key=words[:20])
        return conversation
    names = text.options.get("files", "").split()
    with received(viewer=viewer, files=[as_upload(name) for name in names]) as files:
        if "from_town_hall" in text.flags:
            known = Membership.objects.get(commune=town.commune, person=resident)
            made = writing.write_to_resident(
                viewer=viewer, membership_id=known.pk, body=words, key="demo", files=files
            )
        else:
            made = writing.write_to_town_hall(
                viewer=viewer, addressee=text.options["to"], body=words, key="demo", files=files
            )
    for one in files:
        prepare_file(file_id=one.row.pk)
    return made


def _resident(town: Town, who: str, taken: set[Person]) -> Person:
    if who in town.known:
        return town.known[who]
    age = int(who.removeprefix("? "))
    known = set(town.known.values())
    others = [one for one in town.inhabitants if one.person not in known]
    free = [one for one in others if one.person not in taken] or others  # a small demo has few
    return min(free, key=lambda one: abs(one.age - age)).person
