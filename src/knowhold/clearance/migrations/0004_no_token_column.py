from django.db import migrations


class Migration(migrations.Migration):
    """Nothing read the column: the code on a permit is signed anew from its other columns.

    Back again only while there is no permit, for a code that was random cannot be made again.
    """

    dependencies = [("clearance", "0003_conditions_that_meet")]

    operations = [migrations.RemoveField("permit", "token")]
