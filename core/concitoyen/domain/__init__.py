"""The pure heart: frozen models and functions, without I/O, clock, chance or framework."""
