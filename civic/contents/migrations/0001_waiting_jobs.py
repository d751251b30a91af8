"""Jobs that wait in an installation of before: the contents' own have become two for all contents."""

from django.db import migrations

PUBLISH, ERASE = "civic.contents.actions.publish_due", "civic.contents.actions.erase"
# Paths of before → the model, the argument that held its key, and the job of today.
OF_ONE = {
    "civic.posts.tasks.publish_due_post": ("posts.post", "post_id", PUBLISH),
    "civic.posts.actions.publish_due": ("posts.post", "post_id", PUBLISH),
    "civic.posts.tasks.erase_post": ("posts.post", "post_id", ERASE),
    "civic.posts.actions.erase_post": ("posts.post", "post_id", ERASE),
    "civic.polls.tasks.open_poll": ("polls.poll", "poll_id", PUBLISH),
    "civic.polls.actions.keeping.open_due": ("polls.poll", "poll_id", PUBLISH),
    "civic.polls.tasks.erase_poll": ("polls.poll", "poll_id", ERASE),
    "civic.polls.actions.keeping.erase_poll": ("polls.poll", "poll_id", ERASE),
    "civic.discussions.tasks.open_due_discussion": ("discussions.discussion", "discussion_id", PUBLISH),
    "civic.discussions.actions.groups.open_due": ("discussions.discussion", "discussion_id", PUBLISH),
    "civic.discussions.tasks.erase_discussion": ("discussions.discussion", "discussion_id", ERASE),
    "civic.discussions.actions.removing.erase_discussion": ("discussions.discussion", "discussion_id", ERASE),
}
# What looked for those whose own job was lost runs again by the clock.
OF_ALL = [
    "civic.posts.tasks.publish_due_posts",
    "civic.posts.actions.publish_due_posts",
    "civic.posts.tasks.erase_removed_posts",
    "civic.posts.actions.erase_removed_posts",
    "civic.polls.tasks.erase_removed_polls",
    "civic.polls.actions.keeping.erase_removed_polls",
    "civic.discussions.tasks.open_due_discussions",
    "civic.discussions.actions.groups.open_due_discussions",
    "civic.discussions.tasks.erase_removed_discussions",
    "civic.discussions.actions.removing.erase_removed_discussions",
    "civic.links.tasks.erase_removed_links",
    "civic.links.actions.erase_removed_links",
]


def rename(apps, schema_editor):
    jobs = apps.get_model("worker", "Job").objects.filter(finished_at=None)
    for job in jobs.filter(task__in=OF_ONE):
        label, argument, path = OF_ONE[job.task]
        content_id = job.arguments["kwargs"][argument]
        job.task = path
        job.arguments = {"args": [], "kwargs": {"label": label, "content_id": content_id}}
        job.save(update_fields=["task", "arguments"])
    jobs.filter(task__in=OF_ALL).delete()


class Migration(migrations.Migration):
    dependencies = [("worker", "0001_initial")]

    operations = [migrations.RunPython(rename, migrations.RunPython.noop)]
