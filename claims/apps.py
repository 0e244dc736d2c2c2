"""What Django needs to know of the package."""

from django.apps import AppConfig
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Desk"

    def ready(self) -> None:
        from claims.models.rating import create_ratings
        from claims.roles import create_roles

        post_migrate.connect(create_roles, sender=self)
        post_migrate.connect(create_ratings, sender=self)
