"""All addresses: those of each app, in the order of INSTALLED_APPS, the busiest page first."""

from django.urls import include, path

from civic.core import registry

handler400 = "civic.core.bodies.bad_request"

urlpatterns = [path("", include(module)) for module in registry.url_modules()]
