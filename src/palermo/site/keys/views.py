"""The keys of one's own body: make, open, close, replace; and what is due to be erased."""

import base64
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand_of, find, may
from palermo.site.access.middleware import actor_of
from palermo.site.access.refusals import Hidden
from palermo.site.accounts.models import Agency
from palermo.site.demo_people import DEMO_PASSWORD
from palermo.site.keys import actions
from palermo.site.keys.forms import NewPassphrase, Open, Schedule
from palermo.site.keys.holding import holder
from palermo.site.keys.middleware import session_name
from palermo.site.keys.models import PublicKey, RetentionSchedule, Rotation
from palermo.site.keys.refusals import WrongKey
from palermo.site.keys.retention import SHOWN, due, in_force
from palermo.site.keys.rights import demand_makes, demand_opens, makes
from palermo.site.keys.ring import keys_there, ring_of
from palermo.site.keys.wrapping import KEY_FILE, PASSPHRASE

LARGEST_KEY_FILE = 4096


@require_GET
def state(request: HttpRequest) -> HttpResponse:
    """Which keys there are, by their fingerprints, and whether they are open."""
    actor = actor_of(request)
    demand_opens(actor)
    return _state(request, actor)


def _state(request: HttpRequest, actor: Actor, error: str = "") -> HttpResponse:
    body = _body(actor)
    held = holder().state(agency=body.pk)
    work = Rotation.objects.filter(agency=body).first()
    shown = {"ring": ring_of(body.pk, held["keys"]), "held": held, "makes": makes(actor), "work": work, "error": error}
    return render(request, "keys/state.html", shown)


@sensitive_post_parameters()
@sensitive_variables("form", "key_file")
@require_http_methods(["GET", "POST"])
def make(request: HttpRequest) -> HttpResponse:
    """The first keys of the body."""
    actor = actor_of(request)
    demand_makes(actor)
    form = NewPassphrase(request.POST or None)
    if request.method == "GET" and keys_there(actor):
        return redirect("keys:state")
    if form.is_valid():
        try:
            passphrase = form.cleaned_data["passphrase"]
            key_file = actions.make_keys(actor, _body(actor), passphrase=passphrase, now=timezone.now())
            return _shown_once(request, actor, key_file)
        except UsageError as error:
            form.add_error("passphrase", _(error.message))
    return render(request, "keys/make.html", {"form": form})


@sensitive_post_parameters()
@sensitive_variables("form", "key_file")
@require_http_methods(["GET", "POST"])
def rotate(request: HttpRequest) -> HttpResponse:
    """A new key, with a new passphrase and a new key file."""
    actor = actor_of(request)
    demand_makes(actor)
    form = NewPassphrase(request.POST or None)
    if form.is_valid():
        try:
            passphrase = form.cleaned_data["passphrase"]
            key_file = actions.rotate(actor, _body(actor), passphrase=passphrase, now=timezone.now())
            return _shown_once(request, actor, key_file)
        except UsageError as error:
            form.add_error("passphrase", _(error.message))
    return render(request, "keys/rotate.html", {"form": form})


def _shown_once(request: HttpRequest, actor: Actor, key_file: str) -> HttpResponse:
    """The key file, in this answer and nowhere else; and the new keys are open from now on."""
    body = _body(actor)
    actions.unlock(actor, body, kind=KEY_FILE, told=key_file, session=session_name(request))
    written = base64.b64encode(key_file.encode()).decode()
    name = f"palermo-{body.code}-{timezone.now():%Y-%m-%d}.key"
    return render(request, "keys/key_file.html", {"key_file": key_file, "written": written, "name": name})


@sensitive_post_parameters()
@sensitive_variables("form", "told")
@require_http_methods(["GET", "POST"])
def unlock(request: HttpRequest) -> HttpResponse:
    """The step after signing in: passphrase or key file."""
    actor = actor_of(request)
    demand_opens(actor)
    form = Open(request.POST or None, request.FILES or None)
    if form.is_valid():
        kind, told = _told(form)
        try:
            actions.unlock(actor, _body(actor), kind=kind, told=told, session=session_name(request))
            return redirect("keys:state")
        except WrongKey:
            form.add_error("passphrase" if kind == PASSPHRASE else "key_file", _("This does not open the keys."))
    shown = {"form": form, "there": keys_there(actor), "makes": makes(actor)}
    demo = {"demo_passphrase": DEMO_PASSWORD} if settings.PALERMO_DEMO else {}
    return render(request, "keys/open.html", {**shown, **demo})


def _told(form: Open) -> tuple[str, str]:
    sent = form.cleaned_data["key_file"]
    if not sent:
        return PASSPHRASE, form.cleaned_data["passphrase"]
    return KEY_FILE, sent.read(LARGEST_KEY_FILE).decode("ascii", "replace")


@require_POST
def close(request: HttpRequest) -> HttpResponse:
    """Drop the keys at once, for everybody of the body."""
    actor = actor_of(request)
    actions.lock(actor, _body(actor))
    return redirect("keys:state")


@require_POST
def go_on(request: HttpRequest) -> HttpResponse:
    """The next part of a replacement."""
    actor = actor_of(request)
    actions.rotate_some(actor, _body(actor), now=timezone.now())
    return redirect("keys:state")


@require_POST
def retire(request: HttpRequest, key: UUID) -> HttpResponse:
    """Drop an old key, which opens nothing any more."""
    actor = actor_of(request)
    demand_makes(actor)
    if not PublicKey.objects.filter(pk=key, agency=_body(actor)).exists():
        raise Hidden("Nothing here.")
    try:
        actions.retire(actor, _body(actor), key, now=timezone.now())
    except UsageError as error:
        return _state(request, actor, _(error.message))
    return redirect("keys:state")


@require_GET
def retention(request: HttpRequest) -> HttpResponse:
    """The schedules in force, and what is due."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, RetentionSchedule)
    return _retention(request, actor)


def _retention(request: HttpRequest, actor: Actor, error: str = "") -> HttpResponse:
    today, body = timezone.localdate(), _body(actor)
    found = due(body.pk, today)
    shown = {
        "schedules": in_force(body.pk, today).values(),
        "due": found[:SHOWN],
        "more": max(0, len(found) - SHOWN),
        "writes": may(actor, Verb.WRITE, RetentionSchedule),
        "error": error,
    }
    return render(request, "keys/retention.html", shown)


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest) -> HttpResponse:
    """How long a kind of record is kept from a day on."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, RetentionSchedule)
    form = Schedule(request.POST or None)
    if form.is_valid():
        actions.set_schedule(actor, _body(actor), **form.cleaned_data)
        return redirect("keys:retention")
    return render(request, "keys/schedule.html", {"form": form})


@require_POST
def erase(request: HttpRequest) -> HttpResponse:
    """Destroy the keys of the records chosen."""
    actor = actor_of(request)
    demand_of(actor, Verb.WRITE, RetentionSchedule)
    try:
        chosen = [UUID(key) for key in request.POST.getlist("key")]
        actions.erase(actor, _body(actor), chosen, today=timezone.localdate(), now=timezone.now())
    except (UsageError, ValueError):
        return _retention(request, actor, _("One of these is not due, or is erased already."))
    return redirect("keys:retention")


def _body(actor: Actor) -> Agency:
    return find(actor, Agency, actor.agency)
