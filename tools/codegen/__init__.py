"""Regenerates generated/mldh_graphql_api from mldh_graphql/schema.graphql and queries/."""
