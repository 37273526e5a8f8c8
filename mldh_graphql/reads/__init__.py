"""What DataHub answered, as entities: pure functions over the generated results.

What DataHub returns is taken as it is, even where this library would refuse to write it. A result
without ``exists`` is a stub that DataHub makes for any URN, and becomes no entity.
"""
