from uuid import UUID

from django.tasks import task

from civic.media import actions


@task
def process_photo(media_id: str) -> None:
    actions.prepare_photo(media_id=UUID(media_id))


@task(queue_name="media")
def process_video(media_id: str) -> None:
    actions.prepare_video(media_id=UUID(media_id))


@task
def fetch_link(link_id: str) -> None:
    actions.read_link(link_id=UUID(link_id))


@task
def fetch_poster(media_id: str) -> None:
    actions.read_poster(media_id=UUID(media_id))


@task
def erase_files(media_ids: list[str]) -> None:
    actions.erase_files(media_ids=[UUID(media_id) for media_id in media_ids])


@task
def forget_abandoned() -> None:
    actions.forget_abandoned()
