"""The bundle of a vote: one file with all that is needed to recount it far from here, and how it is checked."""
