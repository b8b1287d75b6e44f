"""The codes of a case in the reader's words. What a standard names by the hundred stays in the standard's words."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

Words = Mapping[str, object]

MISSING: Words = {
    "unknown": _("not known"),
    "refused": _("did not want to say"),
    "not_asked": _("not asked"),
    "not_applicable": _("does not apply"),
}
SEX: Words = {
    "Feminine": _("female"),
    "Masculine": _("male"),
    "TransgenderFeminine": _("transgender, female"),
    "TransgenderMasculine": _("transgender, male"),
    "NonConforming": _("neither of the two"),
    "NonSpecifiedUnknown": _("not specified or not known"),
    "refused": MISSING["refused"],
    "not_asked": MISSING["not_asked"],
}
NATIONAL: Words = {"national": _("of this country"), "foreign": _("of another country"), **MISSING}
SOURCES: Words = {
    "hotline": _("hotline"),
    "self": _("came by themselves"),
    "family": _("family or friends"),
    "ngo": _("another organisation"),
    "police": _("police"),
    "border": _("border control"),
    "inspection": _("inspection"),
    "health": _("hospital or doctor"),
    "school": _("school"),
    "custody": _("place of custody"),
    "online": _("online"),
    "submission": _("file handed in"),
    "other": pgettext_lazy("how a case came", "other way"),
    "unknown": MISSING["unknown"],
}
ROLES: Words = {
    "victim": _("person helped"),
    "suspect": _("alleged perpetrator"),
    "witness": _("witness"),
    "relative": _("relative"),
    "informant": _("informant"),
}
STATUSES: Words = {
    "presumed": _("presumed victim"),
    "identified": _("identified victim"),
    "not_a_victim": _("not a victim"),
    "declined": _("declined to be identified"),
    "withdrawn": _("withdrew"),
}
STAGES: Words = {
    "first_assessment": _("first assessment"),
    "reasonable_grounds": _("reasonable grounds"),
    "conclusive_grounds": _("conclusive grounds"),
    "reconsideration": _("reconsideration"),
}
RULEBOOKS: Words = {"uk": _("national referral mechanism of the United Kingdom")}
CLOCKS: Words = {
    "rg_decision": _("decision on reasonable grounds"),
    "recovery_period": _("recovery period"),
    "cg_decision": _("decision on conclusive grounds"),
}
CLOCK_KINDS: Words = {
    "target": _("target"),
    "limit": _("limit"),
    "minimum": _("minimum"),
    "open": pgettext_lazy("clock", "without a length"),
}
HOLIDAYS: Words = {
    "gb_eaw": _("England and Wales"),
    "gb_nir": _("Northern Ireland"),
    "gb_sct": _("Scotland"),
}
ACTS: Words = {
    "recruitment": _("recruitment"),
    "transportation": _("transportation"),
    "transfer": _("transfer"),
    "harbouring": _("harbouring"),
    "receipt": pgettext_lazy("act", "receipt"),
}
MEANS: Words = {
    "threat_of_force": _("threat of force"),
    "use_of_force": _("use of force"),
    "other_coercion": _("other forms of coercion"),
    "abduction": _("abduction"),
    "fraud": _("fraud"),
    "deception": _("deception"),
    "abuse_of_power": _("abuse of power"),
    "abuse_of_vulnerability": _("abuse of a position of vulnerability"),
    "payments_or_benefits_for_control": _("payments or benefits to a person who has control"),
}
PURPOSES: Words = {
    "prostitution_of_others": _("exploiting the prostitution of others"),
    "other_sexual_exploitation": _("other sexual exploitation"),
    "forced_labour_or_services": _("forced labour or services"),
    "slavery": _("slavery"),
    "practices_similar_to_slavery": _("practices similar to slavery"),
    "servitude": _("servitude"),
    "organ_removal": _("removal of organs"),
}
ELEMENTS: Words = {"act": _("act"), "means": _("means"), "purpose": _("purpose")}
DIMENSIONS: Mapping[int, object] = {
    1: _("deceptive recruitment"),
    2: _("coercive recruitment"),
    3: _("recruitment by abuse of vulnerability"),
    4: _("exploitation"),
    5: _("coercion at destination"),
    6: _("abuse of vulnerability at destination"),
}
PLACES: Words = {
    "recruitment": _("of recruitment"),
    "transit": _("of transit"),
    "exploitation": _("of exploitation"),
}
CHANNELS: Words = {
    "phone": _("telephone call"),
    "message": _("text message"),
    "email": _("email"),
    "post": _("post"),
    "visit": _("visit"),
    "through_other": _("through somebody else"),
}
NAME_KINDS: Words = {"birth": _("name at birth"), "used": _("name in use"), "document": _("name in a document")}
RELATIONS: Words = {
    "mother": _("mother"),
    "father": _("father"),
    "child": _("child"),
    "sibling": _("brother or sister"),
    "partner": _("partner"),
    "guardian": _("guardian"),
    "other": pgettext_lazy("relation", "other"),
}
LEVELS: Words = {"individual": _("the person"), "household": _("the household"), "community": _("the community")}
SUPPORT: Words = {
    "Shelter": _("shelter"),
    "Health": _("health"),
    "SocialCare": _("social care"),
    "Legal": _("legal help"),
    "Education": _("education"),
    "Financial": _("financial help"),
    "Livelihood": _("livelihood"),
    "RightsBasedTraining": _("training on rights"),
    "LabourExploitationRehabilitation": _("rehabilitation after labour exploitation"),
    "SexualExploitationRehabilitation": _("rehabilitation after sexual exploitation"),
    "Interpretation": _("interpretation"),
}
SERVICE_STATES: Words = {
    "requested": _("requested"),
    "running": _("being given"),
    "ended": _("has ended"),
}
PROCEEDINGS: Words = {"criminal": _("criminal"), "civil": _("civil"), "compensation": _("compensation")}
COURT_STAGES: Words = {
    "investigation": _("investigation"),
    "prosecution": _("prosecution"),
    "trial": _("trial"),
    "appeal": _("appeal"),
    "ended": _("concluded"),
}
YES_NO: Words = {"yes": _("yes"), "no": _("no"), "": _("not known")}
RETURNS: Words = {"voluntary": _("voluntary"), "assisted": _("assisted"), "forced": _("forced")}
RESULTS: Words = {
    "done": _("reached"),
    "unreachable": _("could not be reached"),
    "refused": _("refused"),
    "retrafficking_indicators": _("signs of renewed trafficking"),
}
DIFFICULTY: Words = {
    "none": _("no difficulty"),
    "some": _("some difficulty"),
    "a_lot": _("a lot of difficulty"),
    "cannot": _("cannot do it at all"),
    "unknown": MISSING["unknown"],
    "refused": MISSING["refused"],
    "not_asked": MISSING["not_asked"],
}
DOMAINS: Words = {
    "seeing": _("seeing"),
    "hearing": _("hearing"),
    "walking": _("walking or climbing steps"),
    "remembering": _("remembering or concentrating"),
    "self_care": _("washing and dressing"),
    "communicating": _("being understood and understanding"),
}
PURPOSES_OF_LOOKING: Words = {
    "support": _("help for the person"),
    "decision": _("a decision on status"),
    "referral": _("a referral"),
    "proceeding": _("a proceeding"),
    "return": _("a return"),
    "request": _("an answer to the person concerned"),
    "quality": _("looking over the records"),
}


def word(words: Words, code: str) -> str:
    """The word of a code; the code itself where the list has none."""
    return str(words.get(code, code))


def choices(words: Words) -> list[tuple[str, object]]:
    """What a form offers."""
    return list(words.items())
