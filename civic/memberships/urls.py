from django.urls import path

from civic.memberships.views import bulk, identity, joining, proofs, residents, solicitations

urlpatterns = [
    path("inscription/", joining.account_signup, name="account_signup"),
    path("inscription/commune/", joining.sign_up_commune, name="sign_up_commune"),
    path("mon-compte/communes/", joining.membership_overview, name="membership_overview"),
    path("mon-compte/identite/", identity.identity_change, name="identity_change"),
    path("mon-compte/identite/retirer/", identity.identity_withdraw, name="identity_withdraw"),
    path("courrier/arret/<str:token>/", solicitations.solicitation_stop, name="solicitation_stop"),
    path("<slug:slug>/inscription/", joining.membership_detail, name="membership_detail"),
    path("<slug:slug>/inscription/adresse/", joining.membership_address, name="membership_address"),
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
    path("<slug:slug>/mairie/administres/repondre/", bulk.membership_decide, name="membership_decide"),
    path(
        "<slug:slug>/mairie/administres/annuler/<int:stamp>/",
        bulk.membership_bulk_reopen,
        name="membership_bulk_reopen",
    ),
    path(
        "<slug:slug>/mairie/administres/identite/<uuid:answer_id>/",
        identity.identity_answer,
        name="identity_answer",
    ),
    path(
        "<slug:slug>/mairie/administres/identite/<uuid:answer_id>/accepter/",
        identity.identity_accept,
        name="identity_accept",
    ),
    path(
        "<slug:slug>/mairie/administres/identite/<uuid:answer_id>/rouvrir/",
        identity.identity_reopen,
        name="identity_reopen",
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
        "<slug:slug>/mairie/administres/<uuid:membership_id>/justificatif/",
        residents.proof_ask,
        name="proof_ask",
    ),
]
