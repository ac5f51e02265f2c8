"""A Django project in one file: django-scim2 with the adapters it ships, over SQLite, behind a bearer token."""

# mypy: disable-error-code="import-not-found,import-untyped,no-any-return"

from __future__ import annotations

import os
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import django
from django.conf import settings

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

PORT = os.environ["SCIM_PORT"]
TOKEN = os.environ["SCIM_TOKEN"]

# Two requests at a time wait for each other, as with the databases that projects run on: SQLite as Django sets it up
# refuses one of them with "database is locked", which would be our fault and not the product's.
DATABASE = {
    "ENGINE": "django.db.backends.sqlite3",
    "NAME": "people.sqlite3",
    "OPTIONS": {"timeout": 30, "transaction_mode": "IMMEDIATE"},
}


class BearerMiddleware:
    """Says who is calling: django-scim2 leaves that to the project and refuses whoever is not authenticated."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        scheme, _, token = request.headers.get("Authorization", "").partition(" ")
        request.user = Caller(scheme.lower() == "bearer" and token == TOKEN)
        return self.get_response(request)


class Caller:
    """A client of the interface; it is not one of the users that are provisioned."""

    def __init__(self, is_authenticated: bool) -> None:
        self.is_authenticated = is_authenticated
        self.is_anonymous = not is_authenticated


def configuration() -> dict[str, Any]:
    return {
        "SECRET_KEY": "only for tests, on loopback",
        "ALLOWED_HOSTS": ["127.0.0.1"],
        "USE_TZ": True,
        "ROOT_URLCONF": __name__,
        "AUTH_USER_MODEL": "people.User",
        # Django's default takes a fifth of a second per password, on purpose.
        "PASSWORD_HASHERS": ["django.contrib.auth.hashers.MD5PasswordHasher"],
        "DEFAULT_AUTO_FIELD": "django.db.models.BigAutoField",
        "INSTALLED_APPS": ["django.contrib.auth", "django.contrib.contenttypes", "django_scim", "people"],
        "MIDDLEWARE": [f"{__name__}.BearerMiddleware", "django_scim.middleware.SCIMAuthCheckMiddleware"],
        "DATABASES": {"default": DATABASE},
        "SCIM_SERVICE_PROVIDER": {
            "SCHEME": "http",
            "NETLOC": f"127.0.0.1:{PORT}",
            "GROUP_MODEL": "people.models.Group",
            "WWW_AUTHENTICATE_HEADER": 'Bearer realm="django-scim2"',
            "AUTHENTICATION_SCHEMES": [
                {
                    "type": "oauthbearertoken",
                    "name": "OAuth Bearer Token",
                    "description": "A static bearer token",
                }
            ],
        },
    }


settings.configure(**configuration())
django.setup()

from django.core.management import call_command  # noqa: E402 - these two work in a configured Django only
from django.urls import include, path  # noqa: E402

urlpatterns = [path("scim/v2/", include("django_scim.urls", namespace="scim"))]

if __name__ == "__main__":
    call_command("migrate", run_syncdb=True, verbosity=0)
    call_command("runserver", f"127.0.0.1:{PORT}", use_reloader=False)
