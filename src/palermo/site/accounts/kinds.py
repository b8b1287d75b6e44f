"""Kinds of bodies, as the plans of a conference name them."""

from django.utils.translation import gettext_lazy as _

from palermo.coordination.bodies import KINDS

WORDS = {
    "ministry": _("ministry"),
    "agency": _("agency"),
    "police": _("police"),
    "prosecution": _("prosecution"),
    "court": _("court"),
    "legislature": _("legislature"),
    "local_authority": _("local authority"),
    "embassy": _("embassy"),
    "commission": _("commission"),
    "party_organ": _("organ of a party"),
    "ngo": _("non-governmental organisation"),
    "union": _("trade union"),
    "business": _("business"),
    "academic": _("university or institute"),
    "survivors": _("organisation of survivors"),
    "international": _("international organisation"),
    "independent": _("independent body"),
}
KIND_CHOICES = [(kind, WORDS[kind]) for kind in KINDS]
