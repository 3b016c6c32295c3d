from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("clearance", "0007_append_only_routing")]

    operations = [
        migrations.AddField(
            model_name="case",
            name="footing",
            field=models.CharField(blank=True, default="", max_length=64),
        ),
    ]
