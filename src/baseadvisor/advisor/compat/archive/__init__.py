"""What a release of a distribution has: its packages, by which names and in which versions, and what comes along."""
