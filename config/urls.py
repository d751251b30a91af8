"""All addresses. The busiest page first; then the fixed ones, then what a commune holds under its slug."""

from django.urls import include, path

handler400 = "civic.core.access.bad_request"

urlpatterns = [
    path("", include("civic.home.urls")),
    path("", include("civic.site.urls")),
    path("", include("civic.accounts.urls")),
    path("", include("civic.notifications.urls")),
    path("", include("civic.delivery.urls")),
    path("", include("civic.console.urls")),
    path("", include("civic.communes.urls")),
    path("", include("civic.town_halls.urls")),
    path("", include("civic.memberships.urls")),
    path("", include("civic.delegations.urls")),
    path("", include("civic.restrictions.urls")),
    path("", include("civic.media.urls")),
    path("", include("civic.posts.urls")),
    path("", include("civic.links.urls")),
    path("", include("civic.polls.urls")),
    path("", include("civic.discussions.urls")),
    path("", include("civic.agenda.urls")),
    path("", include("civic.threads.urls")),
    path("", include("civic.statistics.urls")),
    path("", include("civic.moderation.urls")),
]
