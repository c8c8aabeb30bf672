"""Carries a plan out: `loading` reads one state of the ledger, and everything else here, which is pure, adds it up in whole minor units."""
