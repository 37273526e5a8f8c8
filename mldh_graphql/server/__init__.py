"""The local DataHub: a server that behaves as DataHub does, for tests, demos and laptops."""
