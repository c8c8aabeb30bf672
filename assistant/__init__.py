"""Questions about a trip; reads the other three."""
