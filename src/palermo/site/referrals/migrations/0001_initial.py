import uuid

import django.db.models.deletion
from django.db import migrations, models

import palermo.site.keys.fields


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0003_sealed_factors"),
        ("cases", "0003_lists"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("consent", models.UUIDField()),
                ("version", models.PositiveIntegerField(default=1)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                ("fields", models.JSONField(default=list)),
                ("recipients", models.JSONField(default=list)),
                ("given_on", models.DateField(null=True)),
                ("given_by", models.CharField(blank=True, max_length=10)),
                ("expires_on", models.DateField(null=True)),
                ("withdrawn_on", models.DateField(null=True)),
                ("basis_if_none", models.CharField(blank=True, max_length=300)),
                ("run_out_at", models.DateTimeField(null=True)),
                ("account", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="consents", to="cases.participation"
                    ),
                ),
            ],
            options={
                "ordering": ["made_at", "version"],
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(
                        condition=models.Q(("run_out_at", None)), fields=["agency", "expires_on"], name="consent_ends"
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "consent", "version"), name="consent_version_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_by", ""), ("given_on", None)),
                            models.Q(("basis_if_none", ""), ("given_on__isnull", False)),
                            _connector="OR",
                        ),
                        name="consent_given_or_by_law",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DueDay",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(blank=True, max_length=12)),
                ("seq", models.PositiveIntegerField()),
                ("state", models.CharField(blank=True, max_length=10)),
                ("due", models.DateField(null=True)),
                ("urgent", models.BooleanField(default=False)),
                ("on", models.DateField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["due", "reference", "seq"],
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "reference", "seq"), name="due_day_once_a_move")
                ],
            },
        ),
        migrations.CreateModel(
            name="MonitorShare",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(blank=True, max_length=12)),
                ("fields", models.JSONField(default=list)),
                ("account", models.UUIDField()),
                ("begun_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="referrals.consent"
                    ),
                ),
                (
                    "monitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="shares", to="cases.participation"
                    ),
                ),
            ],
            options={
                "ordering": ["-begun_at"],
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("agency", "reference"), name="share_reference_once")],
            },
        ),
        migrations.CreateModel(
            name="MonitorShareEnd",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("cause", models.CharField(blank=True, max_length=12)),
                ("account", models.UUIDField(null=True)),
                ("ended_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "monitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="ends", to="referrals.monitorshare"
                    ),
                ),
            ],
            options={
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("agency", "share"), name="share_ended_once")],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("kind", models.CharField(blank=True, max_length=12)),
                ("sent", models.DateField()),
                ("due", models.DateField()),
                ("at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["-at"],
                "base_manager_name": "objects",
            },
        ),
        migrations.CreateModel(
            name="NoticeSeen",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("on", models.DateField()),
                ("account", models.UUIDField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "notice",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="seen", to="referrals.notice"
                    ),
                ),
                (
                    "sender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("agency", "notice"), name="notice_seen_once")],
            },
        ),
        migrations.CreateModel(
            name="OutsideBody",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("code", models.SlugField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("recipient", models.CharField(max_length=200)),
                ("account", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("agency", "code"), name="outside_body_once")],
            },
        ),
        migrations.CreateModel(
            name="OutsideReferral",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(blank=True, max_length=12)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                ("fields", models.JSONField(default=list)),
                ("apart_because", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("desk", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("details", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("schema_version", models.CharField(blank=True, max_length=40)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("file_sha256", models.CharField(blank=True, max_length=64)),
                ("sent_body", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("account", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="outside_referrals", to="cases.case"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_referrals",
                        to="referrals.consent",
                    ),
                ),
                (
                    "family_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_referrals",
                        to="cases.familyunit",
                    ),
                ),
                (
                    "outside",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="referrals.outsidebody",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="outside_referrals",
                        to="cases.participation",
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at"],
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("agency", "reference"), name="outside_reference_once")],
            },
        ),
        migrations.CreateModel(
            name="Referral",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("reference", models.CharField(blank=True, max_length=12)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                ("fields", models.JSONField(default=list)),
                ("urgent", models.BooleanField(default=False)),
                ("apart_because", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("desk", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("details", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("offer", models.UUIDField(null=True)),
                ("due", models.DateField(null=True)),
                ("expires_on", models.DateField(null=True)),
                ("account", models.UUIDField()),
                ("made_at", models.DateTimeField()),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "addressee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="cases.case"
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="referrals.consent"
                    ),
                ),
                (
                    "family_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="referrals",
                        to="cases.familyunit",
                    ),
                ),
                (
                    "participation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="referrals", to="cases.participation"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["-made_at", "-id"],
                "base_manager_name": "objects",
                "indexes": [
                    models.Index(fields=["agency", "-made_at"], name="referral_sent_list"),
                    models.Index(fields=["receiver", "-made_at"], name="referral_received_list"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "reference"), name="referral_reference_once"),
                    models.CheckConstraint(
                        condition=models.Q(("receiver", None), ("receiver", models.F("addressee")), _connector="OR"),
                        name="referral_goes_to_its_addressee",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("addressee", models.F("agency")), _negated=True),
                        name="referral_goes_to_another_body",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="notice",
            name="referral",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="referrals.referral"
            ),
        ),
        migrations.CreateModel(
            name="ReferralMove",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("seq", models.PositiveIntegerField()),
                ("state", models.CharField(blank=True, max_length=10)),
                ("by", models.CharField(blank=True, max_length=10)),
                ("cause", models.CharField(blank=True, max_length=12)),
                ("to_sender", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("to_receiver", palermo.site.keys.fields.EncryptedTextField(agency="receiver", null=True)),
                ("at", models.DateTimeField()),
                ("account", models.UUIDField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="moves", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "ordering": ["seq"],
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "referral", "seq"), name="referral_moved_once_at_a_time")
                ],
            },
        ),
        migrations.CreateModel(
            name="ReferralPayload",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("schema_version", models.CharField(blank=True, max_length=40)),
                ("fields", models.JSONField(default=list)),
                ("sha256", models.CharField(max_length=64)),
                ("sealed_sha256", models.CharField(blank=True, max_length=64)),
                ("sent_body", palermo.site.keys.fields.EncryptedTextField(null=True)),
                ("body", palermo.site.keys.fields.EncryptedTextField(agency="receiver", null=True)),
                ("names", palermo.site.keys.fields.EncryptedTextField(agency="receiver", null=True)),
                ("frozen_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "receiver",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "referral",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="payloads", to="referrals.referral"
                    ),
                ),
            ],
            options={
                "base_manager_name": "objects",
                "constraints": [
                    models.UniqueConstraint(fields=("agency", "referral"), name="payload_once_a_referral"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("body__isnull", False), ("closed_at", None)),
                            models.Q(("body__isnull", True), ("closed_at__isnull", False), ("names__isnull", True)),
                            _connector="OR",
                        ),
                        name="payload_closed_is_gone",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ServiceOffer",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("type", models.CharField(blank=True, max_length=40)),
                ("area", models.CharField(blank=True, max_length=80)),
                ("languages", models.JSONField(default=list)),
                ("for_whom", models.JSONField(default=list)),
                ("places", models.PositiveIntegerField(null=True)),
                ("free", models.PositiveIntegerField(null=True)),
                ("as_of", models.DateField()),
                ("ended_on", models.DateField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
            ],
            options={
                "ordering": ["type", "id"],
            },
        ),
        migrations.CreateModel(
            name="SharedFact",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("what", models.CharField(blank=True, max_length=12)),
                ("value", models.CharField(blank=True, max_length=40)),
                ("stage", models.CharField(blank=True, max_length=40)),
                ("on", models.DateField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "monitor",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "share",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="facts", to="referrals.monitorshare"
                    ),
                ),
            ],
            options={
                "ordering": ["what", "on"],
                "base_manager_name": "objects",
            },
        ),
    ]
