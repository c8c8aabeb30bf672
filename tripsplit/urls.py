"""One include per app; the kernel's own two addresses."""

from django.contrib import admin
from django.urls import include, path

from tripsplit import views

urlpatterns = [
    path("health", views.health, name="health"),
    path("csp-report", views.csp_report, name="csp_report"),
    path("admin/", admin.site.urls),
    path("", include("trips.urls")),
    path("", include("expenses.urls")),
    path("", include("settlements.urls")),
]
