"""French addresses under the names that allauth looks up."""

from django.urls import path

from civic.accounts.views import account as views
from civic.accounts.views import display, email, strong

urlpatterns = [
    path("connexion/", views.account_login, name="account_login"),
    path("connexion/code/", strong.account_code, name="account_code"),
    path("deconnexion/", views.account_logout, name="account_logout"),
    path("compte-ferme/", views.account_inactive, name="account_inactive"),
    path("verification/", views.account_email_verification_sent, name="account_email_verification_sent"),
    path("verification/corriger/", email.sign_up_correct, name="sign_up_correct"),
    path("verification/<str:key>/", views.account_confirm_email, name="account_confirm_email"),
    path("mot-de-passe/", views.account_reset_password, name="account_reset_password"),
    path("mot-de-passe/envoye/", views.account_reset_password_done, name="account_reset_password_done"),
    path(
        "mot-de-passe/change/",
        views.account_reset_password_from_key_done,
        name="account_reset_password_from_key_done",
    ),
    path(
        "mot-de-passe/<str:uidb36>/<str:key>/",
        views.account_reset_password_from_key,
        name="account_reset_password_from_key",
    ),
    path("mon-compte/", views.account_detail, name="account_detail"),
    path("mon-compte/photo/", views.account_photo, name="account_photo"),
    path("mon-compte/mot-de-passe/", views.account_change_password, name="account_change_password"),
    path("mon-compte/connexion-renforcee/", strong.account_strong, name="account_strong"),
    path(
        "mon-compte/connexion-renforcee/codes/",
        strong.account_recovery_codes,
        name="account_recovery_codes",
    ),
    path(
        "mon-compte/connexion-renforcee/desactiver/",
        strong.account_strong_off,
        name="account_strong_off",
    ),
    path("mon-compte/adresse-email/", email.email_change, name="email_change"),
    path("mon-compte/adresse-email/retirer/", email.email_withdraw, name="email_withdraw"),
    path("mon-compte/adresse-email/<str:token>/confirmer/", email.email_confirm, name="email_confirm"),
    path("mon-compte/adresse-email/<str:token>/annuler/", email.email_undo, name="email_undo"),
    path("mon-compte/email-de-notification/", email.notification_email, name="notification_email"),
    path(
        "mon-compte/email-de-notification/<str:token>/",
        email.notification_email_confirm,
        name="notification_email_confirm",
    ),
    path("mon-compte/affichage/", display.account_display, name="account_display"),
    path("mon-compte/affichage/favori/", display.account_favourite, name="account_favourite"),
    path("mon-compte/appareils/", views.account_sign_out_everywhere, name="account_sign_out_everywhere"),
    path("mon-compte/confirmer/", views.account_reauthenticate, name="account_reauthenticate"),
]
