"""The signs of the ILO sheet in the reader's words. The standard names them; here they stand for the catalogues."""

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from palermo.standards import ilo

NAMED = (
    _("nature of the job, location or employer"),
    _("wages or earnings"),
    _("conditions of work"),
    _("content or legality of contract"),
    _("housing and living conditions"),
    _("legal documents or migration status"),
    _("travel and recruitment conditions"),
    _("family reunification"),
    _("promise of marriage or adoption"),
    _("access to education"),
    _("violence on victim"),
    _("threats of violence"),
    _("abduction, forced marriage, forced adoption or selling"),
    _("debt bondage"),
    _("confiscation of documents"),
    _("isolation, confinement or surveillance"),
    _("threat of denunciation to authorities"),
    _("threat to inform family, community or public"),
    _("violence on family"),
    _("withholding of money"),
    _("difficult family situation"),
    _("illegal status"),
    _("lack of education or language"),
    _("lack of information"),
    _("control of exploiters"),
    _("economic reasons"),
    _("false information about successful migration"),
    _("false information about law or authorities"),
    _("family situation"),
    _("personal situation"),
    _("psychological and emotional dependency"),
    _("relationship with authorities or legal status"),
    _("difficulties in the past"),
    _("difficulty to organise travel"),
    _("cultural or religious beliefs"),
    _("general context"),
    _("excessive working days or hours"),
    _("low or no salary"),
    _("wage manipulation"),
    _("bad living conditions"),
    _("very bad working conditions"),
    _("hazardous work"),
    _("no respect of labour law or contract"),
    _("no social protection"),
    _("no access to education"),
    _("forced into illicit or criminal activities"),
    _("forced tasks or clients"),
    _("under strong influence"),
    _("forced to act against peers"),
    _("forced to lie to authorities or family"),
    _("threat of even worse working conditions"),
    _("withholding of wages"),
    _("dependency on exploiters"),
    _("difficulty to live in an unknown area"),
    _("personal characteristics"),
)


def named(*, child: bool | None = None) -> dict[str, str]:
    """Each sign by its code: all of them, or those of the list for children or for adults."""
    return {one.code: gettext(one.label) for one in ilo.indicators(child=child)}
