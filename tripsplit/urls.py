"""One include per app; the kernel's own two addresses."""

from allauth.account.decorators import secure_admin_login
from django.contrib import admin
from django.urls import include, path

from tripsplit import views

# Staff come in by the site's own log-in page, so one limit on attempts guards both doors.
admin.site.login = secure_admin_login(admin.site.login)  # type: ignore[method-assign]
admin.site.site_header = admin.site.site_title = "TripSplit data fixes"

handler400 = views.bad_request
handler429 = views.too_many_tries  # where allauth looks for it
handler500 = views.broken

urlpatterns = [
    path("health", views.health, name="health"),
    path("csp-report", views.csp_report, name="csp_report"),
    path("admin/", admin.site.urls),
    # Before a trip's own address, which would take the word for a slug.
    path("trips/import/", include("settlements.incoming.urls")),
    # Likewise before an expense's own, which would take it for a ref.
    path("trips/<slug:slug>/expenses/say/", include("assistant.saying.urls")),
    path("", include("trips.urls")),
    path("", include("expenses.urls")),
    path("", include("settlements.urls")),
    path("", include("assistant.urls")),
]
