"""Collect new texts into the catalogue; needs Debian's gettext. Then translate and compile them.

`python tools/collect_messages.py && $EDITOR …/django.po && python tools/compile_messages.py`
"""

from __future__ import annotations

import os
import sys
from pathlib import Path

SOURCE = Path(__file__).resolve().parents[1] / "src"


def main() -> int:
    os.environ["DJANGO_SETTINGS_MODULE"] = "knowhold.config.test_settings"
    sys.path.insert(0, str(SOURCE))
    os.chdir(SOURCE / "knowhold")

    # Django reads its settings when it is imported, so they are named first
    import django  # noqa: PLC0415
    from django.core.management.commands.makemessages import Command  # noqa: PLC0415

    # the short name that forms use beside `_`
    Command.xgettext_options = [*Command.xgettext_options, "--keyword=_lazy"]
    # a guess of gettext would pass for a translation
    Command.msgmerge_options = [*Command.msgmerge_options, "--no-fuzzy-matching"]
    django.setup()
    Command().run_from_argv(
        ["django-admin", "makemessages", "-l", "zh_Hans", "--no-location", "--no-wrap", "--no-obsolete"]
    )  # fmt: skip
    return 0


if __name__ == "__main__":
    sys.exit(main())
