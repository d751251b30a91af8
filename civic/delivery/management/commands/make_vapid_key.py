from typing import Any

from django.core.management.base import BaseCommand

from civic.delivery.providers import web_push


class Command(BaseCommand):
    help = "Prints a new VAPID_PRIVATE_KEY. Devices that were added under another key have to be added again."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        self.stdout.write(web_push.new_private_key())
