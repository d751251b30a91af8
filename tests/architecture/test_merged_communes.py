"""An app that keeps something by commune says what becomes of it when that commune merges into another one."""

from django.apps import apps

from civic.communes.events import communes_merged
from civic.communes.models import Commune

STAYS = "of the former commune, whose pages lead to its successor's: "
# Apps that follow nobody, and why.
REASONS = {
    "agenda": STAYS + "its events are over, or another town hall's to announce",
    "discussions": STAYS + "a group is of those who were there",
    "links": STAYS + "its useful links",
    "polls": STAYS + "whom it asked is what its result means",
    "posts": STAYS + "what its town hall said",
    "communes": "the directory itself, which says who merged",
    "notifications": "their addresses lead to the successor by themselves",
    "desk": "what was taken ends with the delegation",
    "moderation": "what was flagged is decided by its platform, whatever the commune is called",
    "openings": "a page that is being opened cannot be that of a commune that is no more",
    "private_files": "counts the bytes of one day",
    "search": "found anew by the rows it points to",
    "statistics": "figures of its own days",
    "threads": "go along with what they belong to",
    "vigilance": "a warning is over in two days",
}


def test_each_app_follows_a_merger_or_says_why_not():
    keeping = {
        model._meta.app_label
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.related_model is Commune and model is not Commune and model.__module__.startswith("civic.")
    }
    following = {
        function.__module__.split(".")[1]
        for function in (one for _, ref, *_ in communes_merged.receivers for one in [ref()])
        if function is not None
    }
    assert following, "somebody does"
    assert keeping - following == set(REASONS)
