"""The classic mutations: owners, labels, domains, links, descriptions, deprecation, soft deletion.

Unlike patches they demand that what they touch and what they refer to exists, their
failures are GraphQL errors, and indexes show what they write at once.
"""
