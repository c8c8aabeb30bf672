"""Says what came of a plan, in the question's language: `messages` holds the words, everything else puts figures into them. Pure."""
