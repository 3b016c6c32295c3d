from django.db import migrations

from knowhold.roster.taxonomy import read_taxonomy


def load(apps, schema_editor):
    item = apps.get_model("roster", "KnowHowItem")
    for line in read_taxonomy():
        item.objects.update_or_create(
            code=line.code,
            defaults={
                "parent_id": line.parent,
                "name_en": line.name_en,
                "name_zh": line.name_zh,
                "stage": line.stage,
                "description": line.description,
                "source": line.source,
                "basis": line.basis,
                "control_refs": line.control_refs,
            },
        )


class Migration(migrations.Migration):
    dependencies = [("roster", "0002_append_only")]

    # backwards the table itself is dropped with its rows
    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
