"""An edit of what somebody has changed meanwhile: refused, with both versions side by side and nothing lost."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _


def both(request: HttpRequest, form: forms.Form, now: Mapping[str, Any]) -> HttpResponse:
    """Theirs and yours, field by field; and yours in a form of the newest version, to be mended and sent again."""
    fields = [
        (field.label, _shown(field, now.get(name)), _shown(field, form.cleaned_data.get(name)))
        for name, field in form.fields.items()
        if not isinstance(field.widget, forms.HiddenInput)
    ]
    shown = [(label, theirs, yours, theirs != yours) for label, theirs, yours in fields]
    data = request.POST.copy()
    data["version"] = str(now.get("version") or "")
    form.data = data
    return render(request, "both.html", {"fields": shown, "form": form}, status=409)


def _shown(field: forms.Field, value: Any) -> str:
    """As the reader knows it: a code by its label, a list by its parts."""
    if value in (None, "", [], {}):
        return _("nothing")
    if isinstance(value, Mapping):
        return "\n".join(f"{name}: {told}" for name, told in value.items())
    labels = {str(code): str(label) for code, label in getattr(field, "choices", ())}
    if isinstance(value, list | tuple):
        return "\n".join(labels.get(str(one), str(one)) for one in value)
    return labels.get(str(value), str(value))
