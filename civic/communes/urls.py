from django.urls import path

from civic.communes.views import (
    commune,
    directory,
    joining,
    letters,
    mayor,
    proofs,
    residents,
    restrictions,
    settings,
    several,
)

urlpatterns = [
    path("communes/", directory.commune_completion, name="commune_completion"),
    path("inscription/", joining.account_signup, name="account_signup"),
    path("accueil/", joining.home, name="home"),
    path("mon-compte/communes/", joining.membership_overview, name="membership_overview"),
    path("courrier/arret/<str:token>/", letters.solicitation_stop, name="solicitation_stop"),
    path("<slug:slug>/commune/", commune.commune_detail, name="commune_detail"),
    path("<slug:slug>/commune/presentation/", commune.commune_presentation, name="commune_presentation"),
    path("<slug:slug>/commune/<str:fact>/modifier/", commune.fact_edit, name="fact_edit"),
    path("<slug:slug>/commune/<str:fact>/retablir/", commune.fact_revert, name="fact_revert"),
    path("<slug:slug>/maire/", mayor.mayor_detail, name="mayor_detail"),
    path("<slug:slug>/maire/slogan/", mayor.mayor_slogan, name="mayor_slogan"),
    path("<slug:slug>/maire/presentation/", mayor.mayor_presentation, name="mayor_presentation"),
    path("<slug:slug>/maire/parcours/nouveau/", mayor.cv_entry_new, name="cv_entry_new"),
    path("<slug:slug>/maire/parcours/<uuid:cv_entry_id>/", mayor.cv_entry_edit, name="cv_entry_edit"),
    path(
        "<slug:slug>/maire/parcours/<uuid:cv_entry_id>/deplacer/", mayor.cv_entry_move, name="cv_entry_move"
    ),
    path(
        "<slug:slug>/maire/parcours/<uuid:cv_entry_id>/supprimer/",
        mayor.cv_entry_delete,
        name="cv_entry_delete",
    ),
    path(
        "<slug:slug>/maire/parcours/<uuid:cv_entry_id>/retablir/",
        mayor.cv_entry_restore,
        name="cv_entry_restore",
    ),
    path("<slug:slug>/inscription/", joining.membership_detail, name="membership_detail"),
    path("<slug:slug>/depart/", joining.membership_leave, name="membership_leave"),
    path("<slug:slug>/suivre/", joining.commune_follow, name="commune_follow"),
    path("<slug:slug>/inscription/justificatif/", proofs.proof_send, name="proof_send"),
    path("<slug:slug>/inscription/justificatif/<uuid:proof_id>/", proofs.proof_file, name="proof_file"),
    path(
        "<slug:slug>/inscription/justificatif/<uuid:proof_id>/retirer/",
        proofs.proof_remove,
        name="proof_remove",
    ),
    path("<slug:slug>/mairie/administres/", residents.membership_list, name="membership_list"),
    path("<slug:slug>/mairie/administres/exporter/", residents.resident_export, name="resident_export"),
    path("<slug:slug>/mairie/administres/repondre/", several.membership_decide, name="membership_decide"),
    path(
        "<slug:slug>/mairie/administres/annuler/<int:stamp>/",
        several.membership_reopen_several,
        name="membership_reopen_several",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/",
        residents.resident_detail,
        name="resident_detail",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/accepter/",
        residents.membership_accept,
        name="membership_accept",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/refuser/",
        residents.membership_refuse,
        name="membership_refuse",
    ),
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/rouvrir/",
        residents.membership_reopen,
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
    path(
        "<slug:slug>/mairie/administres/<uuid:membership_id>/justificatif/",
        residents.proof_ask,
        name="proof_ask",
    ),
    path("<slug:slug>/mairie/parametres/", settings.town_hall_settings, name="town_hall_settings"),
    path("<slug:slug>/mairie/parametres/blason/", settings.emblem_change, name="emblem_change"),
    path("<slug:slug>/mairie/parametres/blason/retirer/", settings.emblem_remove, name="emblem_remove"),
    path("<slug:slug>/mairie/parametres/blason/remettre/", settings.emblem_restore, name="emblem_restore"),
]
