"""What an outcome is worth to voters: pure functions over profiles, and the measures that show them."""
