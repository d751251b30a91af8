from django.urls import path

from civic.town_halls.views import commune, mayor, settings

urlpatterns = [
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
    path("<slug:slug>/mairie/parametres/", settings.town_hall_settings, name="town_hall_settings"),
    path("<slug:slug>/mairie/parametres/blason/", settings.emblem_change, name="emblem_change"),
    path("<slug:slug>/mairie/parametres/blason/retirer/", settings.emblem_remove, name="emblem_remove"),
    path("<slug:slug>/mairie/parametres/blason/remettre/", settings.emblem_restore, name="emblem_restore"),
    path("<slug:slug>/mairie/parametres/<str:section>/", settings.settings_section, name="settings_section"),
]
