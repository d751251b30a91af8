"""Everything that happens by the clock, in one place. Times are wall-clock times in France unless a line says so."""

from civic.worker.schedule import ScheduledTask

SCHEDULE = [
    ScheduledTask(
        "publish-due-contents",
        "* * * * *",
        "civic.contents.actions.publish_all_due",
        label="Contenus programmés\u00a0: publication",
    ),
    ScheduledTask(
        "erase-removed-contents",
        "30 3 * * *",
        "civic.contents.actions.erase_all_removed",
        label="Contenus supprimés\u00a0: effacement",
    ),
    ScheduledTask(
        "advance-polls",
        "* * * * *",
        "civic.polls.actions.counting.advance_polls",
        label="Sondages\u00a0: dépouillement, clôture",
    ),
    ScheduledTask(
        "erase-removed-parts",
        "50 3 * * *",
        "civic.town_halls.actions.purging.erase_removed_parts",
        label="Parcours et blasons supprimés\u00a0: effacement",
    ),
    ScheduledTask(
        "check-useful-links",
        "20 5 * * 2",
        "civic.links.actions.check_links",
        label="Liens utiles\u00a0: ceux qui ne répondent plus",
    ),
    # Every quarter of an hour: one of our time zones is half an hour apart.
    ScheduledTask(
        "remind-participants",
        "*/15 * * * *",
        "civic.agenda.actions.taking_part.remind_participants",
        label="Agenda\u00a0: rappel de la veille",
    ),
    ScheduledTask(
        "forget-old-participations",
        "57 3 * * *",
        "civic.agenda.actions.taking_part.purge_old_participations",
        label="Agenda\u00a0: anciennes participations, oubli",
    ),
    ScheduledTask(
        "tell-town-halls",
        "30 9 * * 1-5",
        "civic.memberships.actions.solicitations.solicit_town_halls",
        label="Lettres aux mairies attendues",
    ),
    ScheduledTask(
        "end-restrictions",
        "*/10 * * * *",
        "civic.restrictions.actions.end_due_restrictions",
        label="Blocages arrivés à leur terme",
    ),
    # Every hour: it is morning somewhere.
    ScheduledTask(
        "remind-town-halls",
        "30 * * * *",
        "civic.memberships.actions.reminders.remind_town_halls",
        label="Demandes qui attendent\u00a0: rappel aux mairies",
    ),
    ScheduledTask(
        "forget-old-proofs",
        "50 3 * * *",
        "civic.memberships.actions.proofs.purge_old_proofs",
        label="Justificatifs\u00a0: effacement",
    ),
    # Every quarter of an hour: one of our time zones is half an hour apart.
    ScheduledTask(
        "start-digests",
        "*/15 * * * *",
        "civic.notifications.actions.digesting.start_digests",
        label="Résumés du jour et de la semaine",
    ),
    ScheduledTask(
        "resume-sending",
        "*/5 * * * *",
        "civic.notifications.actions.delivering.resume_sending",
        label="Reprise des envois en attente",
    ),
    ScheduledTask(
        "forget-old-notifications",
        "5 4 * * *",
        "civic.notifications.actions.purging.purge_old_notifications",
        label="Anciennes notifications\u00a0: oubli",
    ),
    ScheduledTask(
        "forget-old-deliveries",
        "10 4 * * *",
        "civic.delivery.actions.purge_old_deliveries",
        label="Anciens envois\u00a0: oubli",
    ),
    ScheduledTask(
        "sweep-journal",
        "35 4 * * *",
        "civic.journal.actions.enqueue_left_behind",
        label="Journal\u00a0: rattrapage",
    ),
    ScheduledTask(
        "send-stuck-mail",
        "55 4 * * *",
        "civic.delivery.actions.enqueue_unsent_mails",
        label="E-mails restés en attente",
    ),
    ScheduledTask(
        "forget-ended-sessions",
        "20 4 * * *",
        "civic.accounts.actions.account.purge_ended_sessions",
        label="Connexions terminées\u00a0: oubli",
    ),
    ScheduledTask(
        "forget-old-mails",
        "25 4 * * *",
        "civic.delivery.actions.purge_old_mails",
        label="Anciens e-mails\u00a0: oubli",
    ),
    ScheduledTask(
        "forget-abandoned-uploads",
        "15 3 * * *",
        "civic.media.actions.keeping.forget_abandoned",
        label="Envois de photos abandonnés\u00a0: oubli",
    ),
    ScheduledTask(
        "forget-old-changes",
        "*/10 * * * *",
        "civic.live.actions.purge_old_changes",
        label="Mises à jour en direct\u00a0: oubli",
    ),
    ScheduledTask(
        "forget-finished-jobs",
        "45 3 * * *",
        "civic.worker.actions.purge_finished_jobs",
        label="Travaux terminés\u00a0: oubli",
    ),
    ScheduledTask(
        "forget-old-journal",
        "15 4 * * *",
        "civic.journal.actions.purge_old_entries",
        label="Ancien journal\u00a0: oubli",
    ),
    # Every hour: days end at another moment in each of our time zones.
    ScheduledTask(
        "close-days",
        "40 * * * *",
        "civic.statistics.actions.rollup.close_days",
        label="Statistiques\u00a0: journées closes, visiteurs oubliés",
    ),
    ScheduledTask(
        "forget-old-statistics",
        "50 4 * * *",
        "civic.statistics.actions.purging.purge_old_statistics",
        label="Anciennes statistiques\u00a0: oubli",
    ),
]
