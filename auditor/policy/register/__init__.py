"""The register of obligations: every row of the law, and what of a pack answers for it."""
