"""Addresses of the expenses app."""

from django.urls import path

from expenses import (
    budget_views,
    comment_views,
    form_views,
    insight_views,
    list_views,
    news_views,
    preset_views,
    rate_views,
    receipt_views,
    repeat_views,
    views,
)

TRIP = "trips/<slug:slug>/expenses/"
COMMENTS = f"{TRIP}<slug:ref>/comments/"
INSIGHTS = "trips/<slug:slug>/insights/"
BUDGETS = f"{INSIGHTS}budgets/"
PRESETS = "trips/<slug:slug>/presets/"
RATES = "trips/<slug:slug>/rates/"
REPEATS = "trips/<slug:slug>/repeats/"
RECEIPTS = f"{TRIP}<slug:ref>/receipts/"

urlpatterns = [
    path(TRIP, list_views.expense_list, name="expense_list"),
    path("trips/<slug:slug>/move-expenses/", list_views.expense_move, name="expense_move"),
    path(f"{TRIP}new/", form_views.expense_create, name="expense_create"),
    path(f"{TRIP}new/preview/", form_views.expense_preview, name="expense_preview"),
    path(f"{TRIP}<slug:ref>/", views.expense_detail, name="expense_detail"),
    path(f"{TRIP}<slug:ref>/edit/", form_views.expense_edit, name="expense_edit"),
    path(f"{TRIP}<slug:ref>/news/", news_views.expense_news, name="expense_news"),
    path(f"{TRIP}<slug:ref>/delete/", views.expense_delete, name="expense_delete"),
    path(f"{TRIP}<slug:ref>/restore/", views.expense_restore, name="expense_restore"),
    path(f"{TRIP}<slug:ref>/revert/<int:number>/", views.expense_revert, name="expense_revert"),
    path(COMMENTS, comment_views.comment_list, name="comment_list"),
    path(f"{COMMENTS}new/", comment_views.comment_add, name="comment_add"),
    path(f"{COMMENTS}<slug:comment>/remove/", comment_views.comment_remove, name="comment_remove"),
    path(f"{COMMENTS}<slug:comment>/restore/", comment_views.comment_restore, name="comment_restore"),
    path(f"{RECEIPTS}new/", receipt_views.receipt_add, name="receipt_add"),
    path(f"{RECEIPTS}<slug:receipt>/", receipt_views.receipt_file, name="receipt_file"),
    path(f"{RECEIPTS}<slug:receipt>/preview/", receipt_views.receipt_preview, name="receipt_preview"),
    path(f"{RECEIPTS}<slug:receipt>/remove/", receipt_views.receipt_remove, name="receipt_remove"),
    path(f"{RECEIPTS}<slug:receipt>/restore/", receipt_views.receipt_restore, name="receipt_restore"),
    path(PRESETS, preset_views.preset_list, name="preset_list"),
    path(f"{PRESETS}<slug:ref>/remove/", preset_views.preset_delete, name="preset_delete"),
    path(REPEATS, repeat_views.repeat_list, name="repeat_list"),
    path(f"{REPEATS}<slug:ref>/", repeat_views.repeat_edit, name="repeat_edit"),
    path(f"{REPEATS}<slug:ref>/pause/", repeat_views.repeat_pause, name="repeat_pause"),
    path(f"{REPEATS}<slug:ref>/resume/", repeat_views.repeat_resume, name="repeat_resume"),
    path(f"{REPEATS}<slug:ref>/stop/", repeat_views.repeat_stop, name="repeat_stop"),
    path(f"{REPEATS}<slug:ref>/restart/", repeat_views.repeat_restart, name="repeat_restart"),
    path(INSIGHTS, insight_views.insight_list, name="insight_list"),
    path(BUDGETS, budget_views.budget_list, name="budget_list"),
    path(f"{BUDGETS}<slug:purpose>/", budget_views.budget_edit, name="budget_edit"),
    path(f"{BUDGETS}<slug:purpose>/drop/", budget_views.budget_drop, name="budget_drop"),
    path(RATES, rate_views.rate_list, name="rate_list"),
    path(f"{RATES}<slug:currency>/", rate_views.rate_edit, name="rate_edit"),
    path(f"{RATES}<slug:currency>/drop/", rate_views.rate_drop, name="rate_drop"),
    path(f"{RATES}<slug:currency>/reprice/", rate_views.rate_reprice, name="rate_reprice"),
]
