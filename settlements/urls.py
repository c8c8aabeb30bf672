"""Addresses of the settlements app."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
