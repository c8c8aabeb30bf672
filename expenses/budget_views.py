"""What a trip means to spend: all that a budget can be for, and the form of one."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from expenses.insights.budgeting import EVERYTHING, NAMES, drop_budget, set_budget
from expenses.insights.budgets import load_possible
from expenses.models import Budget
from expenses.pages import closed, may_edit, take_away
from trips.access import get_trip
from trips.conflicts import Compared, Conflict, conflict_page, last_change, typed_in, version_of
from trips.errors import DomainError, RowChanged
from trips.models import Trip
from trips.submitting import submit, submit_key, submits
from tripsplit.forms import MoneyField
from tripsplit.htmx import AppRequest, render_page
from tripsplit.locale import current_locale
from tripsplit.money import Money, format_money

LIST, EDIT = "expenses/budget_list.html", "expenses/budget_edit.html"


class BudgetForm(forms.Form):
    """How much to spend, in the trip's currency."""

    def __init__(self, data: Mapping[str, Any] | None, *, trip: Trip, budget: Budget | None) -> None:
        super().__init__(data)
        self.fields["amount"] = MoneyField(
            currency=trip.currency,
            label=f"How much, in {trip.currency}?",
            initial=budget.amount if budget else None,
            error_messages={"required": "Enter an amount."},
        )


@require_safe
@login_required
def budget_list(request: AppRequest, slug: str) -> HttpResponse:
    trip = get_trip(request, slug)
    context = {"trip": trip, "tab": "insights", "possible": load_possible(trip), "may_edit": may_edit(trip)}
    return render_page(request, LIST, context, fragments=("budget-list",))


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@submits
def budget_edit(request: AppRequest, slug: str, purpose: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    budget = _budget(trip, purpose)
    form = BudgetForm(request.POST if request.method == "POST" else None, trip=trip, budget=budget)
    if request.method != "POST":
        return closed(request, trip, "budget_list") or _edit_page(request, trip, purpose, budget, form)
    if form.is_valid():
        try:
            return submit(request, lambda: _set(request, trip, purpose, form.cleaned_data["amount"]))
        except RowChanged:
            return _conflict_page(request, trip, purpose, form)
        except DomainError as fault:
            form.add_error(None, str(fault))
    return _edit_page(request, trip, purpose, budget, form)


@require_POST
@login_required
@submits
def budget_drop(request: AppRequest, slug: str, purpose: str) -> HttpResponse:
    trip = get_trip(request, slug, may="edit")
    _budget(trip, purpose)

    def drop() -> str:
        drop_budget(trip=trip, by=trip.me, key=purpose, version=version_of(request) or None)
        messages.success(request, f"{NAMES[purpose]} has no budget any more.")
        return reverse("insight_list", args=[slug])

    form_url = reverse("budget_edit", args=[slug, purpose])
    return take_away(request, trip, drop, page="budget_list", form_url=form_url)


def _edit_page(request: AppRequest, trip: Trip, key: str, budget: Budget | None, form: BudgetForm) -> HttpResponse:
    context = {
        "trip": trip,
        "tab": "insights",
        "row": next(each for each in load_possible(trip) if each.key == key),
        "form": form,
        "key": submit_key(request),
        "version": version_of(request) if form.is_bound else budget.version if budget else 0,
    }
    return render_page(request, EDIT, context, fragments=("budget-form",), status=422 if form.is_bound else 200)


def _conflict_page(request: AppRequest, trip: Trip, key: str, form: BudgetForm) -> HttpResponse:
    budget, page = _budget(trip, key), reverse("budget_edit", args=[trip.slug, key])
    saved = _in_words(budget.money) if budget else "No budget"
    mine = _in_words(Money(form.cleaned_data["amount"], trip.currency))
    both = Conflict(
        target="budget-form",
        facts=[Compared("Budget", saved, mine)],
        theirs=last_change(trip, "budget", ref=key),
        me=trip.me,
        version=budget.version if budget else 0,
        save_url=page,
        keep_url=page,
        typed=typed_in(request, form.fields),
    )
    return conflict_page(request, trip, both, tab="insights")


def _set(request: AppRequest, trip: Trip, key: str, amount: int) -> str:
    budget = set_budget(trip=trip, by=trip.me, key=key, amount=amount, version=version_of(request))
    messages.success(request, f"{_in_words(budget.money)} for {'the whole trip' if key == EVERYTHING else NAMES[key]}.")
    return reverse("insight_list", args=[trip.slug])


def _budget(trip: Trip, key: str) -> Budget | None:
    """The trip's budget for this, if it has one. Http404 for what no budget can be for."""
    if key not in NAMES:
        raise Http404
    return trip.budgets.filter(category="" if key == EVERYTHING else key).first()


def _in_words(money: Money) -> str:
    return format_money(money, locale=current_locale())
