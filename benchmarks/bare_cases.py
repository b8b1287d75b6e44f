"""The pages that benchmarks/cases.py holds ours against: Django alone, no middleware, the same rows read and written.

List and page send again the statements that ours sent, kept in the file that PALERMO_BENCH_STATEMENTS names, and
answer their rows as text. The first contact writes the same rows without gate, audit and seal.
"""

import os
import pickle
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import django
from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "palermo.site.settings")
settings.ROOT_URLCONF = "benchmarks.bare_cases"
settings.MIDDLEWARE = []
django.setup()

from django.contrib.sessions.backends.db import SessionStore  # noqa: E402
from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection  # noqa: E402
from django.urls import path  # noqa: E402

from palermo.site.access.actor import of, returning  # noqa: E402
from palermo.site.access.scope import scoped  # noqa: E402
from palermo.site.accounts.models import Account  # noqa: E402
from palermo.site.cases.models import Case, Participation, PersonRecord  # noqa: E402

STATEMENTS: dict[str, list[tuple[str, Any]]] = pickle.loads(  # noqa: S301  # our own file
    Path(os.environ["PALERMO_BENCH_STATEMENTS"]).read_bytes()
)


def _account(request: HttpRequest) -> Account:
    session = SessionStore(request.COOKIES[settings.SESSION_COOKIE_NAME])
    with scoped(returning(UUID(session["_auth_user_id"]))):
        return Account.objects.get(pk=session["_auth_user_id"])


def replay(request: HttpRequest, name: str) -> HttpResponse:
    """The statements of a page, and their rows."""
    told = []
    with scoped(of(_account(request))), connection.cursor() as cursor:
        for statement, values in STATEMENTS[name]:
            cursor.execute(statement, values)
            told += cursor.fetchall()
    return HttpResponse(f"<!doctype html><p>{told}</p>")


def first(request: HttpRequest) -> HttpResponse:
    """A case and its first person."""
    account = _account(request)
    with scoped(of(account)):
        own, now = {"agency_id": account.agency_id}, timezone.now()
        day = timezone.localdate()
        case = Case(**own, reference=uuid4().hex, opened_on=day, source="hotline", account=account.pk, made_at=now)
        case.save()
        person = PersonRecord(**own, reference=uuid4().hex, sex="Feminine", made_at=now)
        person.save()
        Participation(**own, case=case, person=person, role="victim").save()
    return HttpResponse("", status=302)


urlpatterns = [path("cases/new/", first), path("<slug:name>/", replay)]
application = get_wsgi_application()
