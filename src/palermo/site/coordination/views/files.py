"""The conference as a folder, packed: in where there is none yet, out at any time."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from palermo import engines
from palermo.site.access.gate import Verb, demand_of
from palermo.site.access.middleware import actor_of
from palermo.site.coordination import actions, forms
from palermo.site.coordination.folder import folder
from palermo.site.coordination.models import Conference, Meeting
from palermo.site.coordination.views.page import conference_of, done


@require_http_methods(["GET", "POST"])
def take_in(request: HttpRequest) -> HttpResponse:
    """A folder into a site that holds no conference."""
    actor = actor_of(request)
    actions.secretariat(actor, Conference)
    form = forms.Folder(request.POST or None, request.FILES or None)
    if form.is_valid():
        file, today = form.cleaned_data["file"], timezone.localdate()
        if done(form, lambda: actions.take_in(actor, engines.unpack_folder(file.read(), "the file"), today=today)):
            return redirect("conference:overview")
    return render(request, "coordination/take_in.html", {"form": form})


@require_GET
def give_out(request: HttpRequest) -> HttpResponse:
    """Everything but the bodies' filled returns, which are their own."""
    demand_of(actor_of(request), Verb.READ, Meeting)
    conference_of(request)
    answer = HttpResponse(engines.pack_folder(folder()), content_type="application/zip")
    answer["Content-Disposition"] = 'attachment; filename="conference.zip"'
    return answer
