"""``python -m mldh_graphql`` is the same as ``mldh``."""

from mldh_graphql.cli import main

main()
