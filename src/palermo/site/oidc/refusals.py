"""Why an outside sign-in came to nothing: few reasons, none of which quotes what the provider or a person said."""

from enum import StrEnum

from django.utils.translation import gettext_lazy as _


class Reason(StrEnum):
    """What is told; kept in the session as this word."""

    DOWN = "down"
    STALE = "stale"
    DENIED = "denied"
    DOUBTFUL = "doubtful"
    AMISS = "amiss"
    UNKNOWN = "unknown"
    TAKEN = "taken"


TEXTS = {
    Reason.DOWN: _("The provider does not answer. Try again later, or sign in with name and password."),
    Reason.STALE: _("This was begun in another window, or it took too long. Begin again."),
    Reason.DENIED: _("The provider did not let you in. Ask those who keep your account there."),
    Reason.DOUBTFUL: _("What the provider answered cannot be trusted. Tell those who keep this site."),
    Reason.AMISS: _("The provider does not know this site, or its secret is not there. Tell those who keep this site."),
    # One sentence for each way an account does not open: it must not tell which accounts there are.
    Reason.UNKNOWN: _("No open account is bound to you at the provider. Sign in with name and password."),
    Reason.TAKEN: _("Your account, or you at the provider, is bound already. Undo that first."),
}


class NotLetIn(Exception):
    """The outside sign-in ends here. The one that caused it is never chained: its text may quote a token."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason
