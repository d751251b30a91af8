from datetime import timedelta

from civic.core.descriptors import AfterErasure, AppDescriptor, PersonalData
from civic.core.desk_sources import DeskSource, TasksTogether
from civic.posts.enums import PUBLISH
from tests.contents.toys import queries
from tests.contents.toys.actions import crumple_kites, smooth_kites

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    banners=(),
    waiting=(),
    desk=(
        DeskSource(
            key="crumpled_kite",
            heading="Cerf-volant froissé",
            late_after=timedelta(days=3),
            concerns=lambda viewer: viewer.may(PUBLISH),
            waiting=queries.crumpled,
            describe=queries.crumpled_tasks,
            put_away_pages=("kite_smooth", "kite_crumple"),
            together=TasksTogether(
                text="{count} cerfs-volants sont froissés",
                put_away=lambda viewer, upto: smooth_kites(viewer=viewer, upto=upto),
                take_back=lambda viewer, ids: crumple_kites(viewer=viewer, kite_ids=ids),
                after_put_away="Ces cerfs-volants sont lissés.",
                after_take_back="Ces cerfs-volants sont froissés de nouveau.",
            ),
        ),
    ),
    first_steps=(),
    search=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    schedule=(),
    personal_data=(
        PersonalData(
            field="toys.Toy.author",
            label="Jouets",
            exported=("published_at",),
            after_erasure=AfterErasure.RETAINED,
        ),
    ),
    data_uses=(),
    retention=(),
    alarms=(),
    help_sections=(),
)
