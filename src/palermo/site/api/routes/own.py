"""One's own account, and the bodies one may see."""

from django.http import HttpRequest
from ninja import Router

from palermo.site.access.gate import Verb, demand_of, may
from palermo.site.access.middleware import actor_of
from palermo.site.accounts.models import Agency
from palermo.site.api.answers import Bodies, Body, BodyName, OwnAccount
from palermo.site.api.interface import FAULTS, ByToken
from palermo.site.api.models import Token

router = Router(tags=["bodies"])


@router.get("/account", auth=ByToken("account.read"), response={200: OwnAccount, **FAULTS})
def account(request: HttpRequest) -> OwnAccount:
    """What the token stands for."""
    token: Token = request.token  # type: ignore[attr-defined]
    body = Agency.objects.get(pk=token.agency_id)
    return OwnAccount(role=token.role, body=body.code, verbs=token.verbs, last_day=token.last_day)


@router.get("/bodies", auth=ByToken("bodies.read"), response={200: Bodies, **FAULTS})
def bodies(request: HttpRequest) -> Bodies:
    """Bodies with every name they ever had."""
    actor = actor_of(request)
    demand_of(actor, Verb.READ, Agency)
    seen = [one for one in Agency.objects.prefetch_related("names") if may(actor, Verb.READ, one)]
    return Bodies(items=[_body(one) for one in seen])


def _body(one: Agency) -> Body:
    names = [
        BodyName(language=name.language, text=name.text, valid_from=name.valid_from, valid_to=name.valid_to)
        for name in one.names.all()
    ]
    return Body(code=one.code, kind=one.kind, dissolved=one.dissolved, names=names)
