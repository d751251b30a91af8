from django.urls import path

from civic.statistics import views

urlpatterns = [
    path("<slug:slug>/mairie/statistiques/", views.statistics_overview, name="statistics_overview"),
    path("<slug:slug>/mairie/statistiques/statistiques.csv", views.statistics_csv, name="statistics_csv"),
    path(
        "<slug:slug>/mairie/statistiques/publications.csv",
        views.statistics_posts_csv,
        name="statistics_posts_csv",
    ),
    path("<slug:slug>/mairie/statistiques/pdf/", views.statistics_report, name="statistics_report"),
    path(
        "<slug:slug>/mairie/statistiques/pdf/<uuid:report_id>/",
        views.statistics_report_file,
        name="statistics_report_file",
    ),
    path(
        "<slug:slug>/mairie/statistiques/publications/<uuid:post_id>/",
        views.post_reach,
        name="post_reach",
    ),
]
