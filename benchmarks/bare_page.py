"""The page that benchmarks/audit.py holds ours against: Django alone, no middleware, the same rows read and written.

It reads the session and the account, writes the body, its name and an event without place, hash or trigger, and saves
the session; one transaction. Served as `benchmarks.bare_page:application`.
"""

import os
from uuid import UUID, uuid4

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.site.settings")
settings.ROOT_URLCONF = "benchmarks.bare_page"
settings.MIDDLEWARE = []
django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import path  # noqa: E402

from palermo.site.access.actor import returning  # noqa: E402
from palermo.site.access.scope import scoped  # noqa: E402
from palermo.site.accounts.models import Account, Agency, AgencyName  # noqa: E402

INSERT = (
    "INSERT INTO bare_event (id, seq, prev_hash, hash, at, actor, role, agency_id, purpose, verb, kind, key, fields,"
    " request) VALUES (%s, 0, %s, %s, %s, %s, %s, %s, '', 'agency.add', 'accounts.agency', %s, '[]', '')"
)


def add(request: HttpRequest) -> HttpResponse:
    """One body."""
    session = SessionStore(request.COOKIES[settings.SESSION_COOKIE_NAME])
    with scoped(returning(UUID(session["_auth_user_id"]))):
        account = Account.objects.get(pk=session["_auth_user_id"])
        body = Agency.objects.create(code=request.POST["code"], kind="agency")
        AgencyName.objects.create(agency=body, language="en", text=request.POST["name_en"])
        with connection.cursor() as cursor:
            keys = [_key(uuid4()), b"", b"", timezone.now(), _key(account.pk), account.role, _key(account.agency_id)]
            cursor.execute(INSERT, [*keys, str(body.pk)])
    session.save()
    return HttpResponse(status=302, headers={"Location": "/bodies/"})


def _key(value: UUID) -> object:
    return value.hex if connection.vendor == "sqlite" else value


urlpatterns = [path("bodies/add/", add)]
application = get_wsgi_application()
