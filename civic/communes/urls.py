from django.urls import path

from civic.communes.views import (
    delegations,
    directory,
    joining,
    journal,
    letters,
    offers,
    proofs,
    residents,
    restrictions,
    several,
    town_hall,
)

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
    path("<slug:slug>/mairie/delegations/", delegations.delegation_list, name="delegation_list"),
    path("<slug:slug>/mairie/delegations/inviter/", delegations.delegation_new, name="delegation_new"),
    path(
        "<slug:slug>/mairie/delegations/<uuid:delegation_id>/",
        delegations.delegation_edit,
        name="delegation_edit",
    ),
    path(
        "<slug:slug>/mairie/delegations/<uuid:delegation_id>/retirer/",
        delegations.delegation_withdraw,
        name="delegation_withdraw",
    ),
    path(
        "<slug:slug>/mairie/delegations/<uuid:delegation_id>/rendre/",
        delegations.delegation_restore,
        name="delegation_restore",
    ),
    path("<slug:slug>/mairie/delegations/journal/", journal.journal_list, name="journal_list"),
    path("<slug:slug>/mairie/delegations/journal/tableau/", journal.journal_export, name="journal_export"),
    path("<slug:slug>/delegation/<uuid:delegation_id>/", offers.delegation_detail, name="delegation_detail"),
    path(
        "<slug:slug>/delegation/<uuid:delegation_id>/accepter/",
        offers.delegation_accept,
        name="delegation_accept",
    ),
    path(
        "<slug:slug>/delegation/<uuid:delegation_id>/refuser/",
        offers.delegation_decline,
        name="delegation_decline",
    ),
    path("<slug:slug>/mairie/parametres/", town_hall.town_hall_settings, name="town_hall_settings"),
]
