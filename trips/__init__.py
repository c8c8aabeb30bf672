"""Who travels together: users, trips, participants, invitations, and what happened."""
