"""The words and lengths that an archive keeps to: those of the models, which this may not import. A test compares them. Pure."""

import datetime
import re
from zoneinfo import available_timezones

from expenses.methods import METHODS

KINDS = ("expense", "income")
PERSON_KINDS = ("person", "kitty")
CATEGORIES = (
    *("", "food", "groceries", "transport", "accommodation", "activities", "shopping", "fees", "health"),
    *("communication", "other"),
)
RATE_SOURCES = ("same", "ecb", "trip", "card", "file")
SPLIT_METHODS = tuple(METHODS)
TIME_ZONES = frozenset(available_timezones())
DEFAULT_ZONE = "UTC"

TRIP_NAME_LENGTH = 120
EMOJI_LENGTH = 16
NAME_LENGTH = 80
DESCRIPTION_LENGTH = 300
NOTE_LENGTH = 2_000
LABEL_LENGTH = 120
PAYMENT_METHOD_LENGTH = 40
VALUE_LENGTH = 40
RATE_LENGTH = 40

FIRST_DAY, LAST_DAY = datetime.date(1970, 1, 1), datetime.date(2100, 12, 31)
DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z")
DECIMAL = re.compile(r"[0-9]{1,24}(\.[0-9]{1,38})?")
WEIGHT = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6})?")

MOST_PEOPLE = 1_000
MOST_ROWS = 200_000  # expenses, and as many payments
MOST_LINES = MOST_PEOPLE
MOST_COMMENTS = 10_000
