"""The acts on bodies and accounts: the only place that writes them. May, change, audit, in one transaction."""

from datetime import date, datetime, timedelta

from django.contrib.auth.password_validation import validate_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_noop

from palermo.ground.errors import UsageError
from palermo.site.access.actor import Actor
from palermo.site.access.gate import Verb, demand, demand_of
from palermo.site.access.refusals import Forbidden, LostRace, NothingWritten
from palermo.site.accounts import factors
from palermo.site.accounts.installation import SecretClosed, open_secret, seal_secret
from palermo.site.accounts.models import Account, Agency, AgencyName, RecoveryCode, SecondFactor, Succession
from palermo.site.accounts.roles import ROLES
from palermo.site.audit.actions import record

FAILURES = 5
LOCKED_FOR = timedelta(minutes=15)


@transaction.atomic
def add_agency(actor: Actor, *, code: str, kind: str, names: dict[str, str], since: date | None = None) -> Agency:
    """A new body with its name in each language. Raises Forbidden."""
    demand_of(actor, Verb.WRITE, Agency)
    agency = Agency(code=code, kind=kind)
    agency.full_clean()
    agency.save()
    for language, text in names.items():
        AgencyName.objects.create(agency=agency, language=language, text=text, valid_from=since)
    record(actor, "agency.add", agency, fields=["code", "kind", "names"])
    return agency


@transaction.atomic
def rename_agency(actor: Actor, agency: Agency, *, names: dict[str, str], on: date) -> None:
    """From ``on`` the body is called otherwise; what it was called before stays written. Raises Forbidden."""
    demand(actor, Verb.WRITE, agency)
    agency.names.filter(language__in=names, valid_to__isnull=True).update(valid_to=on)
    for language, text in names.items():
        AgencyName.objects.create(agency=agency, language=language, text=text, valid_from=on)
    record(actor, "agency.rename", agency, fields=["names"])


@transaction.atomic
def succeed(actor: Actor, agency: Agency, successor: Agency, *, how: str, on: date) -> Succession:
    """Write down that a body became, or went into, another. Raises Forbidden, UsageError for itself."""
    demand(actor, Verb.WRITE, agency)
    if agency.pk == successor.pk:
        raise UsageError("A body is not its own successor.", hint="A new name is a renaming.")
    passed = Succession.objects.create(agency=agency, successor=successor, how=how, on=on)
    record(actor, "agency.succeed", agency, fields=["successor"])
    return passed


@transaction.atomic
def add_account(actor: Actor, agency: Agency, *, name: str, display_name: str, role: str) -> Account:
    """An account without a password: its person sets one by an invitation. Raises Forbidden, UsageError."""
    demand_of(actor, Verb.WRITE, Account)
    login = f"{name.strip().lower()}@{agency.code}"
    if "@" in name or not name.strip():
        raise UsageError(gettext_noop("A sign-in name has no @ of its own."), hint="The body's code is put behind it.")
    if Account.objects.filter(agency=agency, login=login).exists():
        raise UsageError(gettext_noop("There is such an account."), hint="Take another name.")
    account = Account(agency=agency, login=login, display_name=display_name.strip(), role=_role(role))
    account.set_unusable_password()
    account.save()
    said = {"agency": agency.pk, "display_name": account.display_name, "login": login, "role": role}
    record(actor, "account.add", account, fields=list(said), after=said)
    return account


@transaction.atomic
def change_account(
    actor: Actor, account: Account, *, version: int, display_name: str, role: str, is_active: bool
) -> Account:
    """Change role, name or whether it is open. Raises LostRace where somebody did since ``version`` was read."""
    demand(actor, Verb.WRITE, account)
    wanted = {"display_name": display_name.strip(), "role": _role(role), "is_active": is_active}
    before = {name: getattr(account, name) for name, value in wanted.items() if getattr(account, name) != value}
    try:
        Account.objects.filter(pk=account.pk, version=version).update(**wanted, version=F("version") + 1)
    except NothingWritten as error:
        now = Account.objects.get(pk=account.pk)
        there = {"version": now.version, **{name: getattr(now, name) for name in wanted}}
        raise LostRace("The account was changed meanwhile.", there=there, sent=wanted) from error
    after = {name: wanted[name] for name in before}
    record(actor, "account.change", account, fields=list(before), before=before, after=after)
    account.refresh_from_db()
    return account


@transaction.atomic
def reset_factors(actor: Actor, account: Account, *, now: datetime) -> None:
    """Make every second factor of the account void; its person sets up a new one. Nobody sees the old."""
    demand(actor, Verb.WRITE, account)
    Account.objects.filter(pk=account.pk).update(factors_since=now, version=F("version") + 1)
    record(actor, "account.reset-factors", account, fields=["factors_since"])


@transaction.atomic
def invite(actor: Actor, account: Account) -> Account:
    """Take the password away, so that an invitation made now is the one way in and older ones are void."""
    demand(actor, Verb.WRITE, account)
    account.set_unusable_password()
    account.save(update_fields=["password"])
    record(actor, "account.invite", account, fields=["password"])
    return account


@transaction.atomic
def set_password(actor: Actor, account: Account, password: str) -> None:
    """Its own person sets the password. Raises Forbidden for another, ValidationError for a weak one."""
    _own(actor, account)
    validate_password(password, account)
    account.set_password(password)
    account.save(update_fields=["password"])
    record(actor, "account.set-password", account, fields=["password"])


@transaction.atomic
def start_factor(actor: Actor, account: Account) -> SecondFactor:
    """A new secret for a device, not good for anything until a code of it was shown."""
    _own(actor, account)
    begun: SecondFactor | None = SecondFactor.objects.filter(account=account, confirmed=False).first()
    if begun is not None and not _opens(begun):
        begun.delete()
        begun = None
    if begun is None:
        begun = SecondFactor(agency_id=account.agency_id, account=account)
        begun.secret = seal_secret(factors.new_secret(), factor=begun.pk, account=account.pk)
        begun.save()
        record(actor, "account.start-factor", account, fields=["secret"])
    return begun


@transaction.atomic
def confirm_factor(actor: Actor, factor: SecondFactor, code: str, *, now: float) -> list[str] | None:
    """Take the device into use, if ``code`` is its own: the recovery codes, shown this once. None: it was not."""
    _own(actor, factor.account)
    if not take_code(actor, factor, code, now=now):
        return None
    for old in SecondFactor.objects.filter(account=factor.account).exclude(pk=factor.pk):
        old.delete()
    for spent in RecoveryCode.objects.filter(account=factor.account):
        spent.delete()
    codes = factors.new_recovery_codes()
    for one in codes:
        kept = factors.digest(one, str(factor.account_id))
        RecoveryCode(agency_id=factor.agency_id, account=factor.account, digest=kept).save()
    record(actor, "account.confirm-factor", factor.account, fields=["recovery_codes", "secret"])
    return codes


@transaction.atomic
def take_code(actor: Actor, factor: SecondFactor, code: str, *, now: float) -> bool:
    """Whether ``code`` is the device's and was not used before; then it is used."""
    _own(actor, factor.account)
    try:
        secret = secret_of(factor)
    except SecretClosed:  # the key of the installation was lost: no code is good, and the recovery codes are
        return False
    step = factors.step_of(secret, code, now=now, after=factor.last_step)
    if step is None:
        return False
    # In one statement with its condition: two requests with the same code do not both pass.
    fresh = SecondFactor.objects.filter(pk=factor.pk, last_step__lt=step)
    try:
        fresh.update(last_step=step, confirmed=True, failures=0)
    except NothingWritten:
        return False
    return True


@transaction.atomic
def take_recovery_code(actor: Actor, account: Account, code: str, *, now: datetime) -> bool:
    """Whether ``code`` is one of the account's that was not used; then it is used."""
    _own(actor, account)
    unused = RecoveryCode.objects.filter(
        account=account, digest=factors.digest(code, str(account.pk)), used_at__isnull=True
    )
    if account.factors_since:
        unused = unused.filter(made_at__gte=account.factors_since)
    try:
        unused.update(used_at=now)
    except NothingWritten:
        return False
    record(actor, "account.use-recovery-code", account, fields=["recovery_codes"])
    return True


@transaction.atomic
def note_failure(actor: Actor, factor: SecondFactor, *, now: datetime) -> None:
    """A wrong code: so many of them close the device for a while."""
    _own(actor, factor.account)
    recent = factor.failed_at is not None and now - factor.failed_at < LOCKED_FOR
    SecondFactor.objects.filter(pk=factor.pk).update(failures=factor.failures + 1 if recent else 1, failed_at=now)
    record(actor, "account.wrong-code", factor.account)


def _opens(factor: SecondFactor) -> bool:
    try:
        return bool(secret_of(factor))
    except SecretClosed:
        return False


def secret_of(factor: SecondFactor) -> bytes:
    """The secret of a device, opened. Raises SecretClosed where the installation has another key now."""
    return open_secret(bytes(factor.secret), factor=factor.pk, account=factor.account_id)


def locked(factor: SecondFactor, *, now: datetime) -> bool:
    """Whether too many wrong codes were given of late."""
    recent = factor.failed_at is not None and now - factor.failed_at < LOCKED_FOR
    return recent and factor.failures >= FAILURES


def factor_of(account: Account) -> SecondFactor | None:
    """The account's device in use, if it has one that was not reset."""
    found = SecondFactor.objects.filter(account=account, confirmed=True)
    if account.factors_since:
        found = found.filter(made_at__gte=account.factors_since)
    factor: SecondFactor | None = found.first()
    return factor


def _own(actor: Actor, account: Account) -> None:
    if actor.account != account.pk:
        raise Forbidden("This is done by the account's own person.")


def _role(role: str) -> str:
    if role not in dict(ROLES):
        raise UsageError(f"There is no role {role!r}.", hint=f"There are: {', '.join(dict(ROLES))}.")
    return role


def clear_sessions(*, now: datetime) -> int:
    """Take away sessions that have ended: nobody comes back by them. How many.

    No act of anybody's, and so no event: what ended them was their time.
    """
    gone, _ = Session.objects.filter(expire_date__lt=now).delete()
    return int(gone)
