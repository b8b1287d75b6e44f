"""What benchmarks/site_requests.py holds a page against: Django alone, which asks the same and shows a small table.

No middleware, no session, no account, no form, no seal; one transaction a request, in it the statements that the real
page was seen to ask (`many_cases.py`), each with the session of whoever asks and with keys of its own for new rows. The
event of the audit goes into a table without place, hash or trigger. Served as `benchmarks.bare_replay:application`.
"""

import os
import pickle
from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from benchmarks.asked_pages import Page
from django.conf import settings

from palermo.site.database import database

settings.configure(
    DATABASES={"default": {**database(os.environ["PALERMO_DATABASE"]), "ATOMIC_REQUESTS": False}},
    ROOT_URLCONF="benchmarks.bare_replay",
    MIDDLEWARE=[],
    ALLOWED_HOSTS=["127.0.0.1"],
    USE_TZ=True,
    TEMPLATES=[{"BACKEND": "django.template.backends.django.DjangoTemplates"}],
)

import django  # noqa: E402

django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.http import HttpRequest, HttpResponse  # noqa: E402
from django.template import engines  # noqa: E402
from django.urls import path  # noqa: E402

PAGES: list[Page] = pickle.loads(Path(os.environ["BARE_PAGES"]).read_bytes())  # noqa: S301  # our own file
SMALL = engines["django"].from_string(
    "<!doctype html><title>Rows</title><table>{% for row in rows %}"
    "<tr><td>{{ row.0 }}</td><td>{{ row.1 }}</td><td>{{ row.2 }}</td></tr>{% endfor %}</table>"
)


def answer(request: HttpRequest, at: int) -> HttpResponse:
    """The statements of one page, and the longest answer as a table."""
    page = PAGES[at]
    known = _known(page, request.COOKIES.get("sessionid", ""))
    rows: list[tuple[Any, ...]] = []
    with transaction.atomic(), connection.cursor() as cursor:
        for sql, params in page.statements:
            cursor.execute(sql, _mapped(params, known))
            found = cursor.fetchall() if cursor.description else []
            rows = max(rows, found, key=len)
    if page.body:
        return HttpResponse(status=302, headers={"Location": "/"})
    return HttpResponse(SMALL.render({"rows": rows}))


def _known(page: Page, session: str) -> dict[Any, Any]:
    """Value → what stands for it in this request: another session, other keys, other references."""
    known: dict[Any, Any] = {page.sessions[0]: session}
    for told in page.fresh:
        new = uuid4()
        try:
            old = UUID(told)
        except ValueError:
            known[told] = f"{told[:-9]}{new.hex[:9]}"
            continue
        known |= {old: new, old.hex: new.hex, str(old): str(new)}
    return known


def _mapped(value: Any, known: Mapping[Any, Any]) -> Any:
    if isinstance(value, list):
        return [_mapped(one, known) for one in value]
    return known.get(value, value) if isinstance(value, (str, UUID)) else value


urlpatterns = [path("<int:at>/", answer)]
application = get_wsgi_application()
