"""The command that measures the assistant, and what it says."""

import io

from django.core.management import call_command


def evaluated(option):
    out = io.StringIO()
    call_command("evaluate_assistant", option, stdout=out)
    return out.getvalue()
