"""Finding out what is at an address, and whether it can do what this library needs."""
