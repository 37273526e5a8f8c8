"""The same runs through acryl-datahub's REST emitter.

Started by ``bulk.py`` in an environment that has ``acryl-datahub``; needs nothing else of this
repository. Prints one line of JSON.
"""

import argparse
import json
import resource
import time
from collections.abc import Iterator
from importlib.metadata import version

import datahub.metadata.schema_classes as models
from datahub.emitter.mcp import MetadataChangeProposalWrapper
from datahub.emitter.rest_emitter import DatahubRestEmitter

START = 1_700_000_000_000
PLATFORM = "urn:li:dataPlatform:mlflow"
EXPERIMENT = "urn:li:container:bench_experiment"
RUNS_PER_MODEL = 100


def run_aspects(number: int) -> Iterator[models._Aspect]:
    """What one run consists of, as DataHub's own classes."""
    stamp = models.AuditStampClass(time=START, actor="urn:li:corpuser:datahub")
    yield models.DataProcessInstancePropertiesClass(name=f"run {number}", created=stamp)
    yield models.MLTrainingRunPropertiesClass(
        hyperParams=[models.MLHyperParamClass(name=f"param_{i}", value=str(i)) for i in range(10)],
        trainingMetrics=[
            models.MLMetricClass(name=f"metric_{i}", value=str(number + i / 8)) for i in range(5)
        ],
    )
    yield models.SubTypesClass(typeNames=["ML Training Run"])
    yield models.DataPlatformInstanceClass(platform=PLATFORM)
    yield models.ContainerClass(container=EXPERIMENT)
    yield models.DataProcessInstanceRunEventClass(timestampMillis=START + number, status="STARTED")
    yield models.DataProcessInstanceRunEventClass(
        timestampMillis=START + number + 60_000,
        status="COMPLETE",
        result=models.DataProcessInstanceRunResultClass(type="SUCCESS", nativeResultType="SUCCESS"),
        durationMillis=60_000,
    )


def proposals(runs: int) -> Iterator[MetadataChangeProposalWrapper]:
    """All that is to be written; a model's links in one aspect, which favours this side."""
    yield MetadataChangeProposalWrapper(
        entityUrn=EXPERIMENT, aspect=models.ContainerPropertiesClass(name="bench")
    )
    for number in range(runs):
        for aspect in run_aspects(number):
            urn = f"urn:li:dataProcessInstance:bench_{number}"
            yield MetadataChangeProposalWrapper(entityUrn=urn, aspect=aspect)
    for start in range(0, runs, RUNS_PER_MODEL):
        jobs = [
            f"urn:li:dataProcessInstance:bench_{number}"
            for number in range(start, min(runs, start + RUNS_PER_MODEL))
        ]
        yield MetadataChangeProposalWrapper(
            entityUrn=f"urn:li:mlModel:({PLATFORM},bench_{start // RUNS_PER_MODEL},PROD)",
            aspect=models.MLModelPropertiesClass(trainingJobs=jobs),
        )


def main() -> None:
    """Write the runs in the way that was asked for, and print what it cost."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--server", required=True)
    parser.add_argument(
        "--mode", choices=["aspect", "aspect-nodelay", "batch", "batch-openapi"], required=True
    )
    parser.add_argument("--runs", type=int, required=True)
    arguments = parser.parse_args()
    emitter = DatahubRestEmitter(
        arguments.server,
        openapi_ingestion=arguments.mode == "batch-openapi",
        # Its keep-alive takes TCP_NODELAY away, which costs 40 ms per request on Linux; see both.
        tcp_keepalive=arguments.mode != "aspect-nodelay",
    )
    started, cpu = time.perf_counter(), time.process_time()
    if arguments.mode.startswith("aspect"):
        for proposal in proposals(arguments.runs):
            emitter.emit_mcp(proposal)
    else:
        emitter.emit_mcps(list(proposals(arguments.runs)))
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - started,
                "cpu": time.process_time() - cpu,
                "peak_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
                "version": f"acryl-datahub {version('acryl-datahub')}",
            }
        )
    )


if __name__ == "__main__":
    main()
