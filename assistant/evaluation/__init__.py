"""The assistant against questions whose answers somebody else worked out: three trips, the questions, an independent reckoning."""
