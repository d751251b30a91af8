from django.urls import path

from civic.communes.views import directory

urlpatterns = [path("communes/", directory.commune_completion, name="commune_completion")]
