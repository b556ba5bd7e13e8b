"""Sealing ballots until the urn is opened, and sharing the key that opens it between the members of the bureau."""
