"""What Django needs to know of the package."""

from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate


class ClaimsConfig(AppConfig):
    name = "claims"
    verbose_name = "Desk"

    def ready(self) -> None:
        from claims.models.rating import create_ratings
        from claims.privileges import check_the_trail, protect_the_trail
        from claims.roles import create_roles

        post_migrate.connect(create_roles, sender=self)
        post_migrate.connect(create_ratings, sender=self)
        post_migrate.connect(protect_the_trail, sender=self)
        checks.register(check_the_trail, checks.Tags.database)
