"""Publications of the demo with their media, and what people say and like under them."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from civic.accounts.models import Person
from civic.core.audience import Audience
from civic.core.viewer import Viewer
from civic.media.actions import describing, linking, preparing, receiving
from civic.media.actions.preparing import store
from civic.media.enums import MediaKind, MediaStatus
from civic.media.models import LinkPreview, Media
from civic.posts import actions as posts
from civic.posts.models import Post
from civic.threads.actions import likes, messages
from civic.threads.models import Thread
from civic.threads.thread_kinds import COMMENTS
from civic.town_halls.models import TownHall
from civic.town_halls.queries.facts import facts_of
from civic.ui.french import NARROW
from civic.ui.rich_text import from_plain
from demo.loading import texts
from demo.loading.calendar import awake, moment, with_dates
from demo.loading.past import Past
from demo.loading.pictures import Pictures, as_upload
from demo.loading.preparing import Use
from demo.loading.registrations import Inhabitant, Town
from demo.loading.texts import CommentText, PostText, Remark

LIKES_SHARE = 0.6  # of the figures in the texts
EDITED_EACH, REMOVED_EACH = 19, 41  # of the loose remarks


class Editor:
    """Writes the publications of one town."""

    def __init__(self, town: Town, past: Past, random: Random, pictures: Pictures) -> None:
        self.town, self.past, self.random, self.pictures = town, past, random, pictures
        self.film_missing = False
        self._remarks = {mood: self._endless(words) for mood, words in texts.remarks().items()}
        self._loose = 0

    def order(self, all_posts: list[PostText]) -> None:
        """Have everything drawn that will be needed, in the order of need."""
        for text in all_posts:
            for photo in text.photos:
                self.pictures.order(photo.name)
            if smaller := text.card_picture:
                self.pictures.order(smaller.name, Use.PHOTO if "link" in text.options else Use.POSTER)

    def write(self, text: PostText) -> Post:
        at = moment(text.options["date"], self.past.now)
        author = self.town.known[text.options["by"]]
        viewer = self.town.viewer(author)
        key = f"demo {text.options['date']}"
        content = self._content(viewer, text, at)
        if text.status == "draft":
            post = posts.save_draft(viewer=viewer, key=key, content=content)
        else:
            if text.status == "scheduled":
                content = replace(content, publish_at=at)
            post = posts.publish_post(viewer=viewer, key=key, content=content)
        if "edited" in text.flags:
            post = posts.edit_post(viewer=viewer, post_id=post.pk, content=content, version=post.version)
        if "pinned" in text.flags:
            post = posts.pin_post(viewer=viewer, post_id=post.pk, pinned=True)
        post.refresh_from_db()
        self.past.post(post, at)
        if text.status == "published":
            self._discuss(post, text, at)
            self._like(post.thread, int(text.options["likes"]), at)
        return post

    # --- Parts ------------------------------------------------------------------------------------------------------
    def _content(self, viewer: Viewer, text: PostText, at: datetime) -> posts.PostContent:
        media_ids = [self.pictures.photo(viewer, photo.name, alt=photo.alt) for photo in text.photos]
        if video := text.options.get("video"):
            made = self._film(viewer) if video == "file" else self._hosted(viewer, *video.split(" | "))
            media_ids += [made] if made else []
        link = text.options.get("link")
        return posts.PostContent(
            title=with_dates(text.title, at),
            body=from_plain(self._with_facts(with_dates(text.body, at))),
            audience=Audience.PUBLIC if "public" in text.flags else Audience.MEMBERS,
            comments_open="closed" not in text.flags,
            media_ids=media_ids,
            link_id=self._link(viewer, *link.split(" | ")) if link else None,
        )

    def _with_facts(self, words: str) -> str:
        """« {horaires} » and « {telephone} »: as the page of the commune says them."""
        town_hall = TownHall.objects.select_related("commune").get(pk=self.town.commune.pk)
        facts = facts_of(town_hall.commune, town_hall)
        hours = "\n".join(f"- {line}" for line in facts.opening_lines)
        return words.replace("{horaires}", hours).replace("{telephone}", texts.french(facts.phone))

    def _film(self, viewer: Viewer) -> UUID | None:
        if not (shutil.which("ffmpeg") and shutil.which("ffprobe")):
            self.film_missing = True
            return None
        alt = "Le village, le jardin et la mer en huit secondes"
        video = receiving.receive_video(viewer=viewer, file=as_upload("film"), alt=alt)
        describing.add_captions(viewer=viewer, media_id=video.pk, file=as_upload("captions"))
        preparing.prepare_video(media_id=video.pk)
        return video.pk

    def _hosted(self, viewer: Viewer, url: str, alt: str, poster: str) -> UUID:
        """With a poster of our own: loading the demo asks no other site for anything."""
        video = linking.hosted_video(viewer=viewer, url=url, alt=texts.french(alt))
        spec = texts.picture(poster)
        fields = store(media_id=video.pk, prepared=self.pictures.take(spec.name, Use.POSTER))
        Media.objects.filter(pk=video.pk).update(**fields)
        return video.pk

    def _link(self, viewer: Viewer, url: str, site: str, title: str, description: str, scene: str) -> UUID:
        """The card as if the page had been read."""
        link = linking.preview_link(viewer=viewer, url=url)
        spec = texts.picture(scene)
        picture = Media(
            commune_id=self.town.commune.pk,
            owner_id=viewer.person_id,
            by_town_hall=True,
            kind=MediaKind.PHOTO,
            status=MediaStatus.READY,
            attached_at=self.past.now,
            used_by=link.pk,
        )
        for name, value in store(media_id=picture.pk, prepared=self.pictures.take(spec.name)).items():
            setattr(picture, name, value)
        picture.save(force_insert=True)
        LinkPreview.objects.filter(pk=link.pk).update(
            status=MediaStatus.READY,
            site_name=site,
            title=texts.french(title),
            description=texts.french(description),
            picture=picture,
            fetched_at=self.past.now,
        )
        return link.pk

    # --- People -----------------------------------------------------------------------------------------------------
    def _discuss(self, post: Post, text: PostText, at: datetime) -> None:
        present = [one for one in self.town.inhabitants if one.since < at]
        count = int(text.options.get("extra", 0)) if present else 0
        loose = self._loose_remarks(text.options.get("mood", "merci"), count)
        # Around what people say to each other, never between a question and its answer.
        before = self.random.randint(0, count)
        said: list[CommentText | Remark] = [*loose[:before], *text.comments, *loose[before:]]
        speakers: dict[str, Person] = {}
        for number, (line, when) in enumerate(zip(said, self._moments(at, len(said)), strict=True)):
            key = f"demo {number}"
            if isinstance(line, Remark):
                self._remark(post, line.words, key, when, self._someone(present, speakers, line.from_age))
                continue
            speaker = self._speaker(line.speaker, present, speakers)
            viewer = self.town.viewer(speaker)
            words = with_dates(line.words, at)
            comment = messages.write_message(
                kind=COMMENTS, viewer=viewer, thread_id=post.thread_id, body=words, key=key
            )
            if line.withdrawn_for:
                moderator = self.town.viewer(self.town.director or self.town.mayor)
                comment = messages.remove_message(
                    kind=COMMENTS, viewer=moderator, message_id=comment.pk, reason=line.withdrawn_for
                )
            self.past.comment(comment, when)

    def _remark(self, post: Post, words: str, key: str, when: datetime, speaker: Person) -> None:
        viewer = self.town.viewer(speaker)
        comment = messages.write_message(
            kind=COMMENTS, viewer=viewer, thread_id=post.thread_id, body=words, key=key
        )
        self._loose += 1
        if self._loose % EDITED_EACH == 0:
            comment = messages.edit_message(
                kind=COMMENTS, viewer=viewer, message_id=comment.pk, body=f"{words} Bonne journée{NARROW}!"
            )
        elif self._loose % REMOVED_EACH == 0:
            comment = messages.remove_own_message(kind=COMMENTS, viewer=viewer, message_id=comment.pk)
        self.past.comment(comment, when)

    def _speaker(self, who: str, present: list[Inhabitant], speakers: dict[str, Person]) -> Person:
        if who in self.town.known:
            return self.town.known[who]
        if who not in speakers:
            age = int(who.removeprefix("? "))
            free = [one for one in present if one.person not in speakers.values()] or present
            speakers[who] = min(free, key=lambda one: abs(one.age - age)).person
        return speakers[who]

    def _someone(self, present: list[Inhabitant], speakers: dict[str, Person], from_age: int) -> Person:
        free = [
            one for one in present if one.person not in speakers.values() and one.age >= from_age
        ] or present
        found = self.random.choice(free).person
        speakers[f"loose {len(speakers)}"] = found
        return found

    def _like(self, thread: Thread, wanted: int, at: datetime) -> None:
        present = [one for one in self.town.inhabitants if one.since < at]
        fans = self.random.sample(present, min(round(wanted * LIKES_SHARE), len(present)))
        for fan in fans:
            likes.like_content(
                kind=COMMENTS, viewer=self.town.viewer(fan.person), thread_id=thread.pk, liked=True
            )
        self.past.likes(thread, self._moments(at, len(fans)))

    def _moments(self, at: datetime, count: int) -> list[datetime]:
        """In order, most of them in the first hours, none at night, none ahead of now."""
        span = min(timedelta(days=3), self.past.now - at - timedelta(minutes=5))
        moments = (at + span * self.random.random() ** 2.2 for _ in range(count))
        return sorted(min(max(at, awake(moment, self.random)), self.past.now) for moment in moments)

    def _loose_remarks(self, mood: str, count: int) -> list[Remark]:
        """No two alike under one publication: the texts hold more of each mood than one of them asks for."""
        found: list[Remark] = []
        while len(found) < count:
            if (remark := next(self._remarks[mood])) not in found:
                found.append(remark)
        return found

    def _endless(self, words: tuple[Remark, ...]) -> Iterator[Remark]:
        """Each remark once before any comes back."""
        while True:
            shuffled = list(words)
            self.random.shuffle(shuffled)
            yield from shuffled
