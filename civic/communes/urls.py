from django.urls import path

from civic.communes.views import directory, joining, letters, restrictions, town_hall

urlpatterns = [
    path("communes/", directory.commune_completion, name="commune_completion"),
    path("inscription/", joining.account_signup, name="account_signup"),
    path("accueil/", joining.home, name="home"),
    path("mon-compte/communes/", joining.membership_overview, name="membership_overview"),
    path("courrier/arret/<str:token>/", letters.solicitation_stop, name="solicitation_stop"),
    path("<slug:slug>/commune/", directory.commune_detail, name="commune_detail"),
    path("<slug:slug>/inscription/", joining.membership_detail, name="membership_detail"),
    path("<slug:slug>/depart/", joining.membership_leave, name="membership_leave"),
    path("<slug:slug>/suivre/", joining.commune_follow, name="commune_follow"),
    path("<slug:slug>/mairie/administres/", town_hall.membership_list, name="membership_list"),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/accepter/",
        town_hall.membership_accept,
        name="membership_accept",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/refuser/",
        town_hall.membership_refuse,
        name="membership_refuse",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/rouvrir/",
        town_hall.membership_reopen,
        name="membership_reopen",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/bloquer/",
        restrictions.restriction_make,
        name="restriction_make",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/bloquer/apercu/",
        restrictions.restriction_preview,
        name="restriction_preview",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/debloquer/",
        restrictions.restriction_lift,
        name="restriction_lift",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/rebloquer/",
        restrictions.restriction_restore,
        name="restriction_restore",
    ),
    path("<slug:slug>/mairie/parametres/", town_hall.town_hall_settings, name="town_hall_settings"),
]
