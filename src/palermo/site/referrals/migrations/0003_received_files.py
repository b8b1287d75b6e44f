"""Referrals that came as files from bodies outside: each seen, added and answered by the body it came to, alone."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import palermo.site.keys.fields
from palermo.site.access.rls import Protect

_SEALED = palermo.site.keys.fields.EncryptedTextField


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_sealed_factors"), ("cases", "0003_lists"), ("referrals", "0002_walls")]

    operations = [
        migrations.CreateModel(
            name="ReceivedFile",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, editable=False, primary_key=True, serialize=False)),
                ("file_sha256", models.CharField(max_length=64)),
                ("confirmed", models.BooleanField()),
                ("sender", models.CharField(blank=True, max_length=40)),
                ("reference", models.CharField(blank=True, max_length=40)),
                ("purpose", models.CharField(blank=True, max_length=40)),
                ("fields", models.JSONField(default=list)),
                ("schema_version", models.CharField(blank=True, max_length=40)),
                ("sha256", models.CharField(max_length=64)),
                ("body", _SEALED()),
                ("names", _SEALED(null=True)),
                ("account", models.UUIDField()),
                ("at", models.DateTimeField()),
                ("answer", models.CharField(blank=True, max_length=10)),
                ("reason", _SEALED(null=True)),
                ("answered_by", models.UUIDField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                (
                    "agency",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.agency"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="received_files",
                        to="cases.case",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-id"],
                "base_manager_name": "objects",
                "constraints": [models.UniqueConstraint(fields=("agency", "file_sha256"), name="received_file_once")],
            },
        ),
        Protect("referrals_receivedfile", only=("SELECT", "INSERT", "UPDATE")),
    ]
