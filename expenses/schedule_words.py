"""A schedule in words: "Every month on the 31st, or the month’s last day, 12 times in all". Pure."""

from datetime import date

from expenses.schedule import ALWAYS_THERE, MONTH, WEEK, Schedule

TEENS = range(11, 14)
ENDINGS = {1: "st", 2: "nd", 3: "rd"}


def how_often(unit: str, every: int) -> str:
    """ "every month", "every 2 weeks"."""
    return f"every {unit}" if every == 1 else f"every {every} {unit}s"


def in_words(schedule: Schedule) -> str:
    """When it comes round and until when, as one sentence without its full stop."""
    words = f"{how_often(schedule.unit, schedule.every).capitalize()}{_on(schedule)}"
    if schedule.until:
        words += f", until {day_in_words(schedule.until)}"
    if schedule.times is not None:
        words += f", {schedule.times} times in all" if schedule.times > 1 else ", once in all"
    return words


def day_in_words(day: date) -> str:
    """ "3 May 2026"."""
    return f"{day.day} {day:%B %Y}"


def ordinal(number: int) -> str:
    """ "1st", "22nd", "13th"."""
    return f"{number}{'th' if number % 100 in TEENS else ENDINGS.get(number % 10, 'th')}"


def _on(schedule: Schedule) -> str:
    if schedule.unit == WEEK:
        return f" on {schedule.start:%A}"
    if schedule.unit != MONTH:
        return ""
    aim = schedule.aim
    return f" on the {ordinal(aim)}" + (", or the month’s last day" if aim > ALWAYS_THERE else "")
