"""The demo log-in, as `seed_demo` creates it and `make run` prints it: no staff member, its password random."""

DEMO_EMAIL = "demo@tripsplit.example"
