"""Prints the JSON Schema of ``ml-system.yaml``: ``python -m mldh_graphql.system``."""

import json
import sys

from mldh_graphql.system.schema import json_schema

if __name__ == "__main__":
    sys.stdout.write(json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n")
