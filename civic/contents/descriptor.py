from civic.core.descriptors import AppDescriptor, HelpPage, HelpSection

APP = AppDescriptor(
    feature=None,
    rights=(),
    menu=(),
    notification_categories=(),
    journal_topics=(),
    journal_subjects={},
    personal_data=(),
    data_uses=(),
    retention=(),
    help_sections=(HelpSection(page=HelpPage.TEAM, position=50, template="contents/help_team.html"),),
)
