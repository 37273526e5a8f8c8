"""The URNs of platforms, and of what a platform has: models, groups, data sets."""

from __future__ import annotations

from typing import Self

from mldh_graphql.urns.urn import IdUrn, Urn

__all__ = [
    "DatasetUrn",
    "MLFeatureTableUrn",
    "MLModelDeploymentUrn",
    "MLModelGroupUrn",
    "MLModelUrn",
    "PlatformInstanceUrn",
    "PlatformUrn",
]


class PlatformUrn(IdUrn):
    """``urn:li:dataPlatform:mlflow``."""

    __slots__ = ()
    kind = "dataPlatform"
    noun = "data platform"


class PlatformInstanceUrn(Urn):
    """``urn:li:dataPlatformInstance:(urn:li:dataPlatform:mlflow,west)``."""

    __slots__ = ()
    kind = "dataPlatformInstance"
    noun = "platform instance"

    @classmethod
    def build(cls, instance: str, platform: str = "mlflow") -> Self:
        """Return the URN of an instance of a platform, given the platform's name or URN."""
        return cls._built(PlatformUrn.of(platform), instance)

    @property
    def platform(self) -> PlatformUrn:
        """The platform."""
        return PlatformUrn.returned(self.parts[0])


class _PlatformAssetUrn(Urn):
    """A URN of the form ``(platform, name, env)``."""

    __slots__ = ()

    @property
    def platform(self) -> PlatformUrn:
        """The platform."""
        return PlatformUrn.returned(self.parts[0])

    @property
    def env(self) -> str:
        """The environment, such as ``PROD``."""
        return self.parts[-1]


class _MLAssetUrn(_PlatformAssetUrn):
    __slots__ = ()

    @classmethod
    def build(cls, name: str, platform: str = "mlflow", env: str = "PROD") -> Self:
        """Return the URN of what has this name on a platform in an environment.

        Args:
            name: The name; ``,``, ``(`` and ``)`` in it are encoded.
            platform: The platform's name or URN.
            env: The environment, one of `FABRIC_TYPES`; upper and lower case count.

        Raises:
            InvalidUrnError: A part is empty, too long, or not what may stand there.
        """
        return cls._built(PlatformUrn.of(platform), name, env)


class MLModelUrn(_MLAssetUrn):
    """``urn:li:mlModel:(urn:li:dataPlatform:mlflow,arima_model,PROD)``."""

    __slots__ = ()
    kind = "mlModel"
    noun = "ML model"


class MLModelGroupUrn(_MLAssetUrn):
    """``urn:li:mlModelGroup:(urn:li:dataPlatform:mlflow,airline_models,PROD)``."""

    __slots__ = ()
    kind = "mlModelGroup"
    noun = "ML model group"


class MLModelDeploymentUrn(_MLAssetUrn):
    """``urn:li:mlModelDeployment:(urn:li:dataPlatform:sagemaker,endpoint,PROD)``."""

    __slots__ = ()
    kind = "mlModelDeployment"
    noun = "ML model deployment"


class DatasetUrn(_PlatformAssetUrn):
    """``urn:li:dataset:(urn:li:dataPlatform:snowflake,iris_input,PROD)``."""

    __slots__ = ()
    kind = "dataset"
    noun = "dataset"

    @classmethod
    def build(cls, name: str, platform: str, env: str = "PROD") -> Self:
        """Return the URN of a data set; no platform is more usual than another.

        Args:
            name: The name; ``,``, ``(`` and ``)`` in it are encoded.
            platform: The platform's name or URN.
            env: The environment, one of `FABRIC_TYPES`; upper and lower case count.

        Raises:
            InvalidUrnError: A part is empty, too long, or not what may stand there.
        """
        return cls._built(PlatformUrn.of(platform), name, env)


class MLFeatureTableUrn(Urn):
    """``urn:li:mlFeatureTable:(urn:li:dataPlatform:feast,passengers)``."""

    __slots__ = ()
    kind = "mlFeatureTable"
    noun = "ML feature table"

    @classmethod
    def build(cls, name: str, platform: str) -> Self:
        """Return the URN of a feature table, given its platform's name or URN."""
        return cls._built(PlatformUrn.of(platform), name)

    @property
    def platform(self) -> PlatformUrn:
        """The platform."""
        return PlatformUrn.returned(self.parts[0])
