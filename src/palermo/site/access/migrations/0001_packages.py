"""Rights of the web role on the tables of packages."""

from django.db import migrations

from palermo.site.access.rls import Grant


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("sessions", "0001_initial"),
        ("axes", "0010_accessattemptexpiration"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("auth", "0012_alter_user_first_name_max_length"),
    ]
    operations = [
        Grant(("django_session", "axes_accessattempt", "axes_accessattemptexpiration")),
        Grant(("axes_accessfailurelog", "axes_accesslog", "django_migrations"), only=("SELECT",)),
        Grant(("django_content_type", "auth_permission", "auth_group", "auth_group_permissions"), only=("SELECT",)),
    ]
