"""One module per thing that a person does; each takes a desk, who acts and when, and writes through the journal."""
