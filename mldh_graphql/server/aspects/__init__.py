"""DataHub's entity types and aspects, declared in a small notation of their own."""
