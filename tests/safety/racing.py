"""What the tests of races share: a trip on a real server, sending all of it at the same moment, and what the books say afterwards."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from tests.servers import changed, slug_of

AT_ONCE = 20


class Table:
    """A trip on a site, with its owner's browser."""

    def __init__(self, site):
        self.site = site
        self.owner = site.browser().log_in()
        form = self.owner.get("/trips/new/").form("/trips/new/")
        fields = changed(form, name="Race", people="David, Emily", currency="EUR")
        self.slug = slug_of(self.owner.post("/trips/new/", fields).location)
        self.trip = f"/trips/{self.slug}/"
        self.new = f"{self.trip}expenses/new/"

    def filled(self, page, *, action="", **values):
        """The form of a page (the first with this action, the page's own otherwise), filled in."""
        return changed(self.owner.get(page).form(action or page), **values)

    def add(self, **values):
        """Add an expense; its address."""
        before = set(self.expenses("ref"))
        assert self.owner.post(self.new, self.filled(self.new, **values)).status == 303
        ((ref,),) = set(self.expenses("ref")) - before
        return f"{self.trip}expenses/{ref}/"

    def expenses(self, columns):
        return self.of_trip("expenses_expense", columns)

    def of_trip(self, table, columns):
        query = f"SELECT {columns} FROM {table} WHERE trip_id = (SELECT id FROM trips_trip WHERE slug = ?) ORDER BY id"
        return self.site.rows(query, self.slug)

    def totals(self):
        """What each has paid, and owes, as it is stored."""
        return {name: (paid, owed) for name, paid, owed in self.of_trip("trips_participant", "name, paid, owed")}

    def counted(self):
        """The same, added up from the rows."""
        sums = """
            SELECT name,
              (SELECT COALESCE(SUM(line.base_amount), 0) FROM expenses_payer line JOIN expenses_expense e ON e.id = line.expense_id
               WHERE line.participant_id = p.id AND e.deleted_at IS NULL),
              (SELECT COALESCE(SUM(line.base_amount), 0) FROM expenses_share line JOIN expenses_expense e ON e.id = line.expense_id
               WHERE line.participant_id = p.id AND e.deleted_at IS NULL)
            FROM trips_participant p WHERE trip_id = (SELECT id FROM trips_trip WHERE slug = ?)"""
        return {name: (paid, owed) for name, paid, owed in self.site.rows(sums, self.slug)}


def at_once(*sendings):
    """Send all of it at the same moment; the answers in order."""
    start = Barrier(len(sendings))

    def send(sending):
        start.wait()
        return sending()

    with ThreadPoolExecutor(len(sendings)) as threads:
        return list(threads.map(send, sendings))
