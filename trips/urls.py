"""Addresses of the trips app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
