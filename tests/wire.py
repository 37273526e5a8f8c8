"""A server that answers with exactly the bytes it is told, and a clock without waiting."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from mldh_graphql.config import ClientConfig, Retries
from mldh_graphql.retries import Clock

TOKEN = "eyJhbGciOiJIUzI1NiJ9.eyJhY3RvciI6ImRhdGFodWIifQ.c2VjcmV0LXNpZ25hdHVyZQ"
SERVER = "http://gms.example:8080"
GRAPHQL = f"{SERVER}/api/graphql"
RUN_EVENTS = f"{SERVER}/openapi/v3/entity/dataProcessInstance?async=false"
QUERY = "query getMLModel($urn: String!) { mlModel(urn: $urn) { urn } }"
PATCH = (
    "mutation patchEntities($input: [PatchEntityInput!]!) { patchEntities(input: $input) { urn } }"
)
LINK = "mutation linkAssetVersion($i: LinkVersionInput!) { linkAssetVersion(input: $i) { urn } }"


def config(**options: object) -> ClientConfig:
    """Make a configuration for ``SERVER`` that sends ``TOKEN`` and never repeats requests."""
    chosen = {"server": SERVER, "token": TOKEN, "retries": Retries(attempts=1), **options}
    return ClientConfig(**chosen)  # type: ignore[arg-type]  # checked by the class itself


@dataclass
class FakeTime:
    """Time that passes only when somebody sleeps.

    Attributes:
        now: Seconds since an arbitrary moment.
        sleeps: How long each sleep was.
    """

    now: float = 1_000_000.0
    sleeps: list[float] = field(default_factory=list)

    async def sleep(self, seconds: float) -> None:
        """Let the time pass, and other tasks run."""
        self.sleeps.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)

    @property
    def clock(self) -> Clock:
        """This time as a session takes it."""
        return Clock(monotonic=lambda: self.now, wall=lambda: self.now, sleep=self.sleep)


@asynccontextmanager
async def raw_server(
    answer: bytes | Callable[[bytes], bytes],
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """Serve on a real port: read one request, send the bytes, cut the connection.

    Yields:
        The port, and the requests that came.
    """
    requests: list[bytes] = []

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        request = await reader.read(65536)
        requests.append(request)
        writer.write(answer(request) if callable(answer) else answer)
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        port: int = server.sockets[0].getsockname()[1]
        yield port, requests
