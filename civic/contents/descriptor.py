from civic.core.descriptors import AppDescriptor, HelpPage, HelpSection, ScheduledTask

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    quick_actions=(),
    account_pages=(),
    home=(),
    waiting=(),
    desk=(),
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
