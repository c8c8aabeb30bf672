"""Addresses of the assistant."""

from django.urls import path

from assistant import category_views, learning_views, model_views, reading_views, views

ASK = "trips/<slug:slug>/ask/"

urlpatterns = [
    path("assistant/model/", model_views.model_status, name="model_status"),
    path("assistant/model/try/", model_views.model_trial, name="model_trial"),
    path("trips/<slug:slug>/categories/", category_views.category_batch, name="category_batch"),
    path("trips/<slug:slug>/categories/learnt/", learning_views.learnt_list, name="learnt_list"),
    path("trips/<slug:slug>/categories/learnt/forget/", learning_views.learnt_forget, name="learnt_forget"),
    path("trips/<slug:slug>/categories/suggest/", category_views.category_suggest, name="category_suggest"),
    path("trips/<slug:slug>/receipts/read/", reading_views.receipt_read, name="receipt_read"),
    path("trips/<slug:slug>/receipts/use/", reading_views.receipt_use, name="receipt_use"),
    path("trips/<slug:slug>/receipts/agreed/withdraw/", learning_views.agreement_withdraw, name="agreement_withdraw"),
    path(
        "trips/<slug:slug>/expenses/<slug:ref>/receipts/<slug:receipt>/read/",
        reading_views.receipt_read_kept,
        name="receipt_read_kept",
    ),
    path(ASK, views.ask, name="ask"),
    path(f"{ASK}clear/", views.ask_clear, name="ask_clear"),
    path(f"{ASK}engine/", views.ask_engine, name="ask_engine"),
    path(f"{ASK}turns/<slug:ref>/", views.ask_turn, name="ask_turn"),
    path(f"{ASK}turns/<slug:ref>/stream/", views.ask_stream, name="ask_stream"),
    path(f"{ASK}turns/<slug:ref>/stop/", views.ask_stop, name="ask_stop"),
]
