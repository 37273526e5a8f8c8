"""DataHub's own MLflow source, into a file: what `benchmarks/mlflow_sync.py` compares with.

python benchmarks/peer_mlflow.py TRACKING_URI FILE
"""

import sys

from datahub.ingestion.run.pipeline import Pipeline

pipeline = Pipeline.create(
    {
        "source": {"type": "mlflow", "config": {"tracking_uri": sys.argv[1]}},
        "sink": {"type": "file", "config": {"filename": sys.argv[2]}},
    }
)
pipeline.run()
pipeline.raise_from_status()
