"""The words of an answer, as they are made: one run for each question, any number of readers, and the same story for whoever comes late."""
