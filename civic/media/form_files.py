"""The files of a form: a view has them received before it binds the form, which then holds ids alone. An error
elsewhere in the form loses none."""

from collections import defaultdict
from uuid import UUID

from django.http import QueryDict

from civic.core.access import Request
from civic.core.ids import as_id
from civic.core.refusals import Refusal
from civic.core.text import whole_number
from civic.media import queries, uploads
from civic.media.actions import describing, linking, receiving
from civic.media.models import LinkPreview, Media
from civic.media.photo_rows import listed, read, read_video


class FormFiles:
    """`data`: what was sent, with ids in place of files. `problems`: by field, "" for the whole form, « photos » for
    the list of them, a sentence for each file that was refused: one bad file takes no other along."""

    def __init__(self, request: Request) -> None:
        self.viewer = request.viewer
        self.data: QueryDict = request.POST.copy()
        self.files = request.FILES
        self.problems: dict[str, list[str]] = defaultdict(list)
        try:
            uploads.require_received(request)
        except Refusal as refusal:
            self._refuse("", refusal.message)

    def receive_photos(self, *, limit: int, too_many: str) -> None:
        """Files without a row come last: without script there are no rows."""
        waiting = dict(enumerate(self.files.getlist("photos")))
        alts = listed(self.data, "photo_alt")
        saved = {media.pk for media in read(self.viewer, self.data)}
        rows: list[tuple[UUID, str]] = []

        def receive(index: int, alt: str) -> None:
            file = waiting.pop(index)
            if len(rows) >= limit:
                self._refuse("photos", f"{file.name}\u00a0: {too_many}")
                return
            try:
                rows.append((receiving.receive_photo(viewer=self.viewer, file=file, alt=alt).pk, alt))
            except Refusal as refusal:
                self._refuse("photos", f"{file.name}\u00a0: {refusal.message}")

        for position, row in enumerate(listed(self.data, "photo")):
            alt = alts[position] if position < len(alts) else ""
            kind, _, which = row.partition(":")
            if kind == "new" and (index := whole_number(which, figures=4)) in waiting:
                receive(index, alt)
            elif kind == "saved" and (media_id := as_id(which)) in saved:
                saved.remove(media_id)
                rows.append((media_id, alt))
        for index in list(waiting):
            receive(index, "")
        self.data.setlist("photo", [f"saved:{media_id}" for media_id, _ in rows])
        self.data.setlist("photo_alt", [alt for _, alt in rows])

    def receive_photo(self, field: str, *, into: str) -> bool:
        """One photo, whose id goes `into` another field: whether there is one."""
        file = self.files.get(field)
        if file is None:
            return False
        try:
            self.data[into] = str(receiving.receive_photo(viewer=self.viewer, file=file).pk)
        except Refusal as refusal:
            self._refuse(field, refusal.message)
            return False
        return True

    def receive_video(self) -> None:
        """A file, or the address of a video that another site shows; and captions, as text in `captions_text`."""
        video = former = read_video(self.viewer, self.data)
        field = "video_file" if self.files.get("video_file") else "video_url"
        try:
            video = self._received_video(former)
            if video is not former:
                self.data.pop("captions_text", None)  # of the one before
            if (file := self.files.get("captions")) and video:
                field = "captions"
                self.data["captions_text"] = describing.read_captions(media=video, file=file)
        except Refusal as refusal:
            self._refuse(field, refusal.message)
        self.data.setlist("video", [f"saved:{video.pk}"] if video else [])
        self.data.setlist("video_alt", [video.alt] if video else [])

    def receive_link(self, former: LinkPreview | None) -> None:
        """The card of a page; `former`: the one that the content shows already."""
        address = self.data.get("link", "").strip()
        if former and former.url == address:
            self.data["link_card"] = str(former.pk)
        elif address:
            try:
                card = queries.unused_link_of(self.viewer, address)
                card = card or linking.preview_link(viewer=self.viewer, url=address)
            except Refusal as refusal:
                self._refuse("link", refusal.message)
            else:
                self.data["link"], self.data["link_card"] = card.url, str(card.pk)

    def _received_video(self, former: Media | None) -> Media | None:
        file, address = self.files.get("video_file"), self.data.get("video_url", "").strip()
        alt = (listed(self.data, "video_alt") or [""])[0]
        if file:
            return receiving.receive_video(viewer=self.viewer, file=file, alt=alt)
        if address and not (former and former.address and address in former.address):
            return linking.hosted_video(viewer=self.viewer, url=address)
        return former

    def _refuse(self, field: str, sentence: str) -> None:
        if sentence not in self.problems[field]:
            self.problems[field].append(sentence)
