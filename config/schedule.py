"""Everything that happens by the clock, in one place. Times are wall-clock times in France unless a line says so."""

from civic.worker.schedule import Line

SCHEDULE = [
    Line("publish-due-posts", "* * * * *", "civic.posts.tasks.publish_due_posts"),
    Line("erase-removed-posts", "30 3 * * *", "civic.posts.tasks.erase_removed_posts"),
    Line("tell-town-halls", "30 9 * * 1-5", "civic.communes.tasks.tell_waiting_town_halls"),
    # Every quarter of an hour: one of our time zones is half an hour apart.
    Line("start-digests", "*/15 * * * *", "civic.notifications.tasks.start_digests"),
    Line("resume-sending", "*/5 * * * *", "civic.notifications.tasks.resume_sending"),
    Line("forget-old-notifications", "5 4 * * *", "civic.notifications.tasks.forget_old_notifications"),
    Line("forget-old-deliveries", "10 4 * * *", "civic.delivery.tasks.forget_old_deliveries"),
    Line("sweep-journal", "35 4 * * *", "civic.journal.tasks.sweep_undispatched"),
    Line("send-stuck-mail", "55 4 * * *", "civic.delivery.tasks.enqueue_unsent"),
    Line("forget-ended-sessions", "20 4 * * *", "civic.accounts.tasks.forget_ended_sessions"),
    Line("forget-old-mails", "25 4 * * *", "civic.delivery.tasks.forget_old_mails"),
    Line("forget-abandoned-uploads", "15 3 * * *", "civic.media.tasks.forget_abandoned"),
    Line("forget-old-changes", "*/10 * * * *", "civic.live.tasks.forget_old_changes"),
    Line("forget-finished-jobs", "45 3 * * *", "civic.worker.tasks.forget_finished_jobs"),
    Line("forget-old-journal", "15 4 * * *", "civic.journal.tasks.forget_old_entries"),
]
