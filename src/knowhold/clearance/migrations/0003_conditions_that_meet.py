from django.db import migrations, models


def mark(apps, schema_editor):
    condition = apps.get_model("clearance", "Condition")
    condition.objects.filter(code="notify-first").update(meets_notify=True)


class Migration(migrations.Migration):
    dependencies = [("clearance", "0002_append_only")]

    operations = [
        migrations.AddField("condition", "meets_notify", models.BooleanField(default=False)),
        migrations.AddField("condition", "meets_registration", models.BooleanField(default=False)),
        migrations.RunPython(mark, migrations.RunPython.noop),
    ]
