"""What règlements ask beside a voting rule: conditions of the count; one module each."""
