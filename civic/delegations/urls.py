from django.urls import path

from civic.delegations.views import delegations, invitations, journal

urlpatterns = [
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
    path("<slug:slug>/delegation/", invitations.delegation_own, name="delegation_own"),
    path(
        "<slug:slug>/delegation/<uuid:delegation_id>/",
        invitations.delegation_detail,
        name="delegation_detail",
    ),
    path(
        "<slug:slug>/delegation/<uuid:delegation_id>/accepter/",
        invitations.delegation_accept,
        name="delegation_accept",
    ),
    path(
        "<slug:slug>/delegation/<uuid:delegation_id>/refuser/",
        invitations.delegation_decline,
        name="delegation_decline",
    ),
]
