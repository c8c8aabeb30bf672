"""Who may do what: each address of the site, who may look at it and who may send to it. An address that is not here fails the tests.

Our own pages answer GET and HEAD for those who may look, POST for those who may write, and 405 to everything else. allauth's pages take
PUT for POST, and OPTIONS as a look. The admin's are for staff, whatever the method; what the services do not do is not offered there.
"""

# fmt: off
# What an audience means, role by role: a status, IN (let in, whatever comes of it) or LOGIN (sent to the log-in page).
IN, LOGIN = "in", "log in"
_ROLES = ("anonymous", "stranger", "deactivated", "viewer", "editor", "owner", "guest", "staff")


def _answers(*row):
    return dict(zip(_ROLES, row, strict=True))


#                           anonymous stranger deactivated viewer editor owner guest staff
ALL = _answers(             IN,       IN,      IN,         IN,    IN,    IN,   IN,   IN)
SIGNED_IN = _answers(       LOGIN,    IN,      IN,         IN,    IN,    IN,   IN,   IN)
MEMBERS = _answers(         LOGIN,    404,     404,        IN,    IN,    IN,   IN,   404)
EDITORS = _answers(         LOGIN,    404,     404,        403,   IN,    IN,   IN,   404)
OWNERS = _answers(          LOGIN,    404,     404,        403,   403,   IN,   403,  404)
# The way back of a deleted trip: it exists for its owners only, so nobody else is told more than that there is nothing.
DELETED = _answers(         LOGIN,    404,     404,        404,   404,   IN,   404,  404)
# A comment is its author's (here the viewer's) and the owners'.
AUTHORS = _answers(         LOGIN,    404,     404,        IN,    403,   IN,   403,  404)
# A file that was brought is its user's (here the owner's), and nobody else's.
BRINGER = DELETED
# Whoever was taken off a trip cannot come back by its link.
JOINERS = _answers(         IN,       IN,      403,        IN,    IN,    IN,   IN,   IN)
# A guest logs in first, which leads on to joining guest and account.
NOT_GUESTS = _answers(      LOGIN,    IN,      IN,         IN,    IN,    IN,   LOGIN, IN)
LOGGING_IN = _answers(      IN,       IN,      IN,         IN,    IN,    IN,   LOGIN, IN)
# Mails are for those with an address; here the site sends none to anybody else either.
ADDRESSED = _answers(       LOGIN,    IN,      IN,         IN,    IN,    IN,   403,  IN)
# What somebody asked (here the owner) is nobody else's business.
ASKER = _answers(           LOGIN,    404,     404,        404,   404,   IN,   404,  404)
STAFF = _answers(           LOGIN,    404,     404,        404,   404,   404,  404,  IN)
MAILERS = _answers(         LOGIN,    404,     404,        403,   403,   403,  403,  404)
NONE = _answers(            405,      405,     405,        405,   405,   405,  405,  405)

MATRIX = {
    #                                              look        write
    "":                                            (ALL,       NONE),
    "health":                                      (ALL,       NONE),
    "csp-report":                                  (NONE,      ALL),
    "trips/":                                      (SIGNED_IN, NONE),
    "trips/new/":                                  (SIGNED_IN, SIGNED_IN),
    "join/<token>/":                               (JOINERS,   JOINERS),
    "device/<token>/":                             (ALL,       ALL),
    "accounts/":                                   (SIGNED_IN, SIGNED_IN),
    "accounts/mail/":                              (ADDRESSED, ADDRESSED),
    "mail/stop/<token>/":                          (ALL,       ALL),
    "accounts/delete/":                            (SIGNED_IN, SIGNED_IN),
    "accounts/device/":                            (SIGNED_IN, SIGNED_IN),
    "accounts/guest/":                             (SIGNED_IN, SIGNED_IN),
    "accounts/guest/merge/<token>/":               (NOT_GUESTS, NOT_GUESTS),
    "trips/import/":                               (SIGNED_IN, SIGNED_IN),
    "trips/import/<ref>/":                         (BRINGER,   BRINGER),
    "trips/import/<ref>/retry/":                   (NONE,      BRINGER),
    "trips/import/<ref>/discard/":                 (NONE,      BRINGER),
    "trips/<slug>/":                               (MEMBERS,   NONE),
    "trips/<slug>/settings/":                      (MEMBERS,   EDITORS),
    "trips/<slug>/archive/":                       (NONE,      OWNERS),
    "trips/<slug>/unarchive/":                     (NONE,      OWNERS),
    "trips/<slug>/lock/":                          (NONE,      OWNERS),
    "trips/<slug>/unlock/":                        (NONE,      OWNERS),
    "trips/<slug>/delete/":                        (OWNERS,    OWNERS),
    "trips/<slug>/restore/":                       (NONE,      DELETED),
    "trips/<slug>/people/":                        (MEMBERS,   NONE),
    "trips/<slug>/people/new/":                    (NONE,      EDITORS),
    "trips/<slug>/people/<ref>/":                  (EDITORS,   EDITORS),
    "trips/<slug>/people/<ref>/deactivate/":       (NONE,      OWNERS),
    "trips/<slug>/people/<ref>/reactivate/":       (NONE,      OWNERS),
    "trips/<slug>/people/<ref>/free/":             (NONE,      OWNERS),
    "trips/<slug>/invitation/edit/":               (NONE,      OWNERS),
    "trips/<slug>/invitation/send/":               (MAILERS,   MAILERS),
    "trips/<slug>/invitation/renew/":              (NONE,      EDITORS),
    "trips/<slug>/invitation/rotate/":             (NONE,      OWNERS),
    "trips/<slug>/invitation/revoke/":             (NONE,      OWNERS),
    "trips/<slug>/activity/":                      (MEMBERS,   NONE),
    "trips/<slug>/live/":                          (MEMBERS,   NONE),
    "trips/<slug>/presets/":                       (MEMBERS,   NONE),
    "trips/<slug>/presets/<ref>/remove/":          (NONE,      EDITORS),
    "trips/<slug>/repeats/":                       (MEMBERS,   NONE),
    "trips/<slug>/repeats/<ref>/":                 (EDITORS,   EDITORS),
    "trips/<slug>/repeats/<ref>/pause/":           (NONE,      EDITORS),
    "trips/<slug>/repeats/<ref>/resume/":          (NONE,      EDITORS),
    "trips/<slug>/repeats/<ref>/stop/":            (NONE,      EDITORS),
    "trips/<slug>/repeats/<ref>/restart/":         (NONE,      EDITORS),
    "trips/<slug>/rates/":                         (MEMBERS,   NONE),
    "trips/<slug>/rates/<currency>/":              (EDITORS,   EDITORS),
    "trips/<slug>/rates/<currency>/drop/":         (NONE,      EDITORS),
    "trips/<slug>/rates/<currency>/reprice/":      (EDITORS,   EDITORS),
    "trips/<slug>/expenses/":                      (MEMBERS,   NONE),
    "trips/<slug>/expenses/new/":                  (EDITORS,   EDITORS),
    "trips/<slug>/expenses/new/preview/":          (NONE,      EDITORS),
    "trips/<slug>/expenses/say/":                  (NONE,      EDITORS),
    "trips/<slug>/expenses/say/model/":            (NONE,      EDITORS),
    "trips/<slug>/expenses/<ref>/":                (MEMBERS,   NONE),
    "trips/<slug>/expenses/<ref>/edit/":           (EDITORS,   EDITORS),
    "trips/<slug>/expenses/<ref>/news/":           (MEMBERS,   NONE),
    "trips/<slug>/expenses/<ref>/delete/":         (NONE,      EDITORS),
    "trips/<slug>/expenses/<ref>/restore/":        (NONE,      EDITORS),
    "trips/<slug>/expenses/<ref>/revert/<number>/": (NONE,     EDITORS),
    "trips/<slug>/move-expenses/":                 (NONE,      EDITORS),
    "trips/<slug>/expenses/<ref>/comments/":       (MEMBERS,   NONE),
    "trips/<slug>/expenses/<ref>/comments/new/":   (NONE,      MEMBERS),
    "trips/<slug>/expenses/<ref>/comments/<comment>/remove/":  (NONE, AUTHORS),
    "trips/<slug>/expenses/<ref>/comments/<comment>/restore/": (NONE, AUTHORS),
    "trips/<slug>/expenses/<ref>/receipts/new/":   (NONE,      EDITORS),
    "trips/<slug>/expenses/<ref>/receipts/<receipt>/":         (MEMBERS, NONE),
    "trips/<slug>/expenses/<ref>/receipts/<receipt>/preview/": (MEMBERS, NONE),
    "trips/<slug>/expenses/<ref>/receipts/<receipt>/remove/":  (NONE, EDITORS),
    "trips/<slug>/expenses/<ref>/receipts/<receipt>/restore/": (NONE, EDITORS),
    "trips/<slug>/insights/":                      (MEMBERS,   NONE),
    "trips/<slug>/insights/budgets/":              (MEMBERS,   NONE),
    "trips/<slug>/insights/budgets/<purpose>/":    (EDITORS,   EDITORS),
    "trips/<slug>/insights/budgets/<purpose>/drop/": (NONE,      EDITORS),
    "trips/<slug>/categories/":                    (EDITORS,   EDITORS),
    "trips/<slug>/categories/learnt/":             (MEMBERS,   NONE),
    "trips/<slug>/categories/learnt/forget/":      (NONE,      EDITORS),
    "trips/<slug>/categories/suggest/":            (NONE,      EDITORS),
    "trips/<slug>/receipts/read/":                (NONE,      EDITORS),
    "trips/<slug>/receipts/use/":                 (NONE,      EDITORS),
    "trips/<slug>/receipts/agreed/withdraw/":     (NONE,      MEMBERS),
    "trips/<slug>/expenses/<ref>/receipts/<receipt>/read/":    (NONE, EDITORS),
    "trips/<slug>/ask/":                           (MEMBERS,   MEMBERS),
    "trips/<slug>/ask/clear/":                     (NONE,      MEMBERS),
    "trips/<slug>/ask/engine/":                    (MEMBERS,   NONE),
    "trips/<slug>/ask/turns/<ref>/":               (ASKER,     NONE),
    "trips/<slug>/ask/turns/<ref>/stream/":        (ASKER,     NONE),
    "trips/<slug>/ask/turns/<ref>/stop/":          (NONE,      ASKER),
    "assistant/model/":                            (STAFF,     NONE),
    "assistant/model/try/":                        (NONE,      STAFF),
    "trips/<slug>/balances/":                      (MEMBERS,   NONE),
    "trips/<slug>/why/":                           (MEMBERS,   NONE),
    "trips/<slug>/next-payment/":                  (MEMBERS,   NONE),
    "trips/<slug>/balances/<ref>/":                (MEMBERS,   NONE),
    "trips/<slug>/settle/":                        (MEMBERS,   EDITORS),
    "trips/<slug>/pay/":                           (MEMBERS,   NONE),
    "trips/<slug>/kitty/":                         (NONE,      EDITORS),
    "trips/<slug>/remind/<ref>/":                  (NONE,      MAILERS),
    "trips/<slug>/people/<ref>/pay/":              (EDITORS,   EDITORS),
    "trips/<slug>/payments/new/":                  (EDITORS,   EDITORS),
    "trips/<slug>/payments/":                      (MEMBERS,   NONE),
    "trips/<slug>/payments/<ref>/":                (MEMBERS,   NONE),
    "trips/<slug>/payments/<ref>/revert/<number>/": (NONE,     EDITORS),
    "trips/<slug>/payments/<ref>/edit/":           (EDITORS,   EDITORS),
    "trips/<slug>/payments/<ref>/delete/":         (NONE,      EDITORS),
    "trips/<slug>/payments/<ref>/restore/":        (NONE,      EDITORS),
    "trips/<slug>/payments/<ref>/answer/":         (OWNERS,    OWNERS),
    "trips/<slug>/payments/<ref>/unanswer/":       (NONE,      OWNERS),
    "trips/<slug>/reports/":                       (MEMBERS,   MEMBERS),
    "trips/<slug>/reports/<ref>/":                 (MEMBERS,   NONE),
    "trips/<slug>/reports/<ref>/retry/":           (NONE,      AUTHORS),
    "trips/<slug>/reports/<ref>/remove/":          (NONE,      AUTHORS),
}

ALLAUTH = {
    "accounts/login/":                             (LOGGING_IN, ALL),
    "accounts/logout/":                            (ALL,       ALL),
    "accounts/inactive/":                          (ALL,       NONE),
    "accounts/signup/":                            (ALL,       ALL),
    "accounts/reauthenticate/":                    (SIGNED_IN, SIGNED_IN),
    "accounts/email/":                             (SIGNED_IN, SIGNED_IN),
    "accounts/confirm-email/":                     (ALL,       NONE),
    "accounts/confirm-email/<key>/":               (ALL,       ALL),
    "accounts/password/change/":                   (SIGNED_IN, SIGNED_IN),
    "accounts/password/set/":                      (SIGNED_IN, SIGNED_IN),
    "accounts/password/reset/":                    (ALL,       ALL),
    "accounts/password/reset/done/":               (ALL,       NONE),
    "accounts/password/reset/key/<uidb36>-<key>/": (ALL,       ALL),
    "accounts/password/reset/key/done/":           (ALL,       NONE),
}

# What staff may do to the rows of each model, beside looking.
ADMIN = {
    "account/emailaddress":    set(),
    "tripsplit/job":           set(),
    "tripsplit/mail":          set(),
    "trips/user":              {"change", "delete"},
    "trips/trip":              {"change", "delete"},
    "trips/participant":       {"change"},
    "trips/invitation":        {"change"},
    "trips/activity":          set(),
    "trips/revision":          set(),
    "trips/submitkey":         set(),
    "trips/mailchoice":        set(),
    "expenses/expense":        {"change", "delete"},
    "expenses/payer":          set(),
    "expenses/share":          set(),
    "expenses/item":           set(),
    "expenses/receipt":        set(),
    "expenses/comment":        set(),
    "expenses/triprate":       set(),
    "expenses/budget":         set(),
    "expenses/daytotal":       set(),
    "expenses/preset":         set(),
    "expenses/repeat":         set(),
    "expenses/occurrence":     set(),
    "settlements/payment":     {"change", "delete"},
    "settlements/paymentdetail": set(),
    "settlements/paymentanswer": set(),
    "settlements/tripwishes":  set(),
    "settlements/reminder":    set(),
    "assistant/question":      set(),
    "assistant/forgotten":     set(),
    "assistant/reading":       set(),
    "assistant/agreement":     set(),
    "settlements/report":      set(),
    "settlements/tripfile":    set(),
}
# The admin's own pages, none of which shows a row.
ADMIN_PAGES = {
    *("", "login/", "logout/", "password_change/", "password_change/done/", "autocomplete/", "jsi18n/", "<app_label>/", "<url>"),
    "r/<content_type_id>/<object_id>/",
}
