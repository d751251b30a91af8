from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from civic.contents import queries
from civic.contents.models import Schedulable
from civic.contents.registry import Lifecycle, lifecycles
from civic.core.descriptors import AppDescriptor, HelpPage, HelpSection, ScheduledTask
from civic.core.desk_sources import DeskSource
from civic.core.viewer import Viewer


class _DraftsAndScheduled:
    """Of every content that has them. Lifecycles register after the descriptors: they are asked for when it is read."""

    def __iter__(self) -> Iterator[DeskSource]:
        for lifecycle in lifecycles(Schedulable):
            if lifecycle.has_drafts:
                yield DeskSource(
                    key=f"{lifecycle.model._meta.model_name}_draft",
                    heading="Brouillon",
                    late_after=timedelta(days=14),
                    concerns=partial(_concerns, lifecycle),
                    waiting=partial(queries.drafts, lifecycle),
                    describe=partial(queries.draft_tasks, lifecycle),
                )
            yield DeskSource(
                key=f"{lifecycle.model._meta.model_name}_scheduled",
                heading=f"{lifecycle.noun.singular.capitalize()} programmé{lifecycle.noun.e}",
                late_after=None,
                concerns=partial(_concerns, lifecycle),
                waiting=partial(queries.scheduled, lifecycle),
                describe=partial(queries.scheduled_tasks, lifecycle),
            )


def _concerns(lifecycle: Lifecycle, viewer: Viewer) -> bool:
    assert lifecycle.prepared_by
    is_on = lifecycle.feature is None or lifecycle.feature in viewer.features
    return is_on and lifecycle.prepared_by(viewer)


APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=_DraftsAndScheduled(),
    first_steps=(),
    search=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    schedule=(
        ScheduledTask(
            key="publish-due-contents",
            cron="* * * * *",
            job="civic.contents.actions.publish_all_due",
            label="Contenus programmés\u00a0: publication",
        ),
        ScheduledTask(
            key="unpin-due-contents",
            cron="*/5 * * * *",
            job="civic.contents.actions.unpin_all_due",
            label="Contenus épinglés\u00a0: fin",
        ),
        ScheduledTask(
            key="erase-removed-contents",
            cron="30 3 * * *",
            job="civic.contents.actions.erase_all_removed",
            label="Contenus supprimés\u00a0: effacement",
        ),
    ),
    personal_data=(),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(HelpSection(page=HelpPage.TEAM, position=50, template="contents/help_team.html"),),
)
