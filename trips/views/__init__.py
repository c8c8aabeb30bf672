"""Pages about trips and people, a module for each kind; every one gets its trip from trips.access and writes through services."""
