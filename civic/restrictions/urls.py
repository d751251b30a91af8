from django.urls import path

from civic.restrictions import views

urlpatterns = [
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/bloquer/",
        views.restriction_make,
        name="restriction_make",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/bloquer/apercu/",
        views.restriction_preview,
        name="restriction_preview",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/debloquer/",
        views.restriction_lift,
        name="restriction_lift",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/rebloquer/",
        views.restriction_restore,
        name="restriction_restore",
    ),
]
