from django.apps import AppConfig


class PrivateFilesConfig(AppConfig):
    name = "civic.private_files"
