from django.urls import path

from civic.openings.views import naming, opening, staff, takeovers

urlpatterns = [
    path("ouvrir/", opening.opening_begin, name="opening_begin"),
    path("<slug:slug>/ouvrir/", opening.opening_start, name="opening_start"),
    path("<slug:slug>/ouvrir/code/", opening.opening_code, name="opening_code"),
    path("<slug:slug>/ouvrir/code/renvoyer/", opening.opening_resend, name="opening_resend"),
    path("<slug:slug>/ouvrir/courrier/", opening.opening_paper, name="opening_paper"),
    path("<slug:slug>/ouvrir/abandonner/", opening.opening_give_up, name="opening_give_up"),
    path("<slug:slug>/ouvrir/maire/", naming.opening_mayor, name="opening_mayor"),
    path("<slug:slug>/ouvrir/invitation/", naming.opening_offer, name="opening_offer"),
    path("<slug:slug>/ouvrir/reprendre/", takeovers.opening_take_over, name="opening_take_over"),
    path("<slug:slug>/ouvrir/reprises/", takeovers.opening_takeovers, name="opening_takeovers"),
    path("plateforme/ouvertures/", staff.opening_list, name="opening_list"),
    path("plateforme/ouvertures/<uuid:opening_id>/", staff.opening_detail, name="opening_detail"),
    path("plateforme/ouvertures/<uuid:opening_id>/laisser/", staff.opening_allow, name="opening_allow"),
    path(
        "plateforme/ouvertures/<uuid:opening_id>/courrier/",
        staff.opening_paper_file,
        name="opening_paper_file",
    ),
    path(
        "plateforme/ouvertures/<uuid:opening_id>/poste/",
        staff.opening_paper_sent,
        name="opening_paper_sent",
    ),
]
