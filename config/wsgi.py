"""The pages' entry point: `granian --interface wsgi config.wsgi:application`."""

import gc
import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.base")

application = get_wsgi_application()

# What was loaded stays for good: the collector need not walk it again with every few requests.
gc.collect()
gc.freeze()
