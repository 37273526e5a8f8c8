"""DataHub's ML tutorial, whole: create everything, link it, read everything back, check it.

The tutorial itself is mldh_graphql/demo/airline.py, where `mldh demo` has it, too. It runs against
the local server, or against the DataHub that DATAHUB_GMS_URL and DATAHUB_GMS_TOKEN name. Exits
with status 0 only if every check held.
"""

import sys

from mldh_graphql.cli.running import run

sys.exit(run(["demo", *sys.argv[1:]]))
