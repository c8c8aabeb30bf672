"""What the database says, as one value to compare: did a request that should change nothing change something?"""

from contextlib import contextmanager
from copy import deepcopy

from django.db import connection, transaction

# Looking at a page may renew a session and count a try; neither is anybody's data.
NOBODYS_DATA = {"django_session", "cache", "axes_accessattempt", "axes_accessfailurelog", "axes_accesslog"}
NOBODYS_COLUMNS = {"last_login"}


def contents():
    """Every row of every table, by table; without sessions, caches and the counts of failed log-ins."""
    with connection.cursor() as cursor:
        tables = [name for name in connection.introspection.table_names(cursor) if name not in NOBODYS_DATA]
        return {table: _rows(cursor, table) for table in tables}


def _rows(cursor, table):
    cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
    names = [column[0] for column in cursor.description]
    kept = [place for place, name in enumerate(names) if name not in NOBODYS_COLUMNS]
    return sorted(repr([row[place] for place in kept]) for row in cursor.fetchall())


def difference(before, after):
    """The tables that are not what they were, each with a row that tells."""
    return [
        f"{table}: {sorted(set(after[table]) ^ set(before[table]))[:1]}"
        for table in after
        if after[table] != before.get(table)
    ]


@contextmanager
def undone(browser):
    """Whatever happens inside is taken back, in the browser too, so that one world serves many requests."""
    cookies = deepcopy(browser.cookies)
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
    browser.cookies = cookies
