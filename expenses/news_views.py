"""What became of an expense while somebody had its form open; asked for by an open page when its trip changes."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.views.decorators.http import require_safe

from expenses.pages import find_expense
from expenses.versions import latest
from trips.access import get_trip
from tripsplit.htmx import AppRequest, render_page


@require_safe
@login_required
def expense_news(request: AppRequest, slug: str, ref: str) -> HttpResponse:
    """A notice where the expense is past `?version=`, the one that the form was made from; else nothing."""
    trip = get_trip(request, slug)
    expense = find_expense(trip, ref)
    is_new = request.GET.get("version", "") != str(expense.version)
    context = {"trip": trip, "expense": expense, "theirs": latest(trip, ref) if is_new else None}
    return render_page(request, "expenses/expense_news.html", context)
