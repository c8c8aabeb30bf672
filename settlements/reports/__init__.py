"""Reports of a trip: the kinds that there are, ordering them, and making them in the worker."""
