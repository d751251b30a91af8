from django.apps import AppConfig


class CommentsConfig(AppConfig):
    """Nothing but the migrations of tables that `civic.threads` took over: other apps' first migrations name them."""

    name = "civic.comments"
