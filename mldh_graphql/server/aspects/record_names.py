"""The full names of the records that aspects are, as Rest.li answers spell them."""

from __future__ import annotations

from functools import cache

RECORD_NAMES = """
com.linkedin.access.token
  dataHubAccessTokenInfo
com.linkedin.agent
  aiAgentDependencies=AIAgentDependencies aiAgentInfo=AIAgentInfo
com.linkedin.agentskill
  agentSkillInfo
com.linkedin.api
  apiProperties apiSignature restApiProperties
com.linkedin.application
  applicationKey applicationLineage applicationProperties applications
com.linkedin.assertion
  assertionActions assertionInfo assertionNote assertionRunEvent assertionRunSummary
com.linkedin.businessattribute
  businessAttributeInfo businessAttributeKey businessAttributes
com.linkedin.chart
  chartInfo chartQuery chartUsageStatistics editableChartProperties
com.linkedin.common
  access aiContext aliases browsePaths browsePathsV2 cost dataPlatformInstance
  dataTransformLogic deprecation displayProperties documentation embed forms globalTags
  glossaryTerms incidentsSummary inputFields institutionalMemory operation origin ownership
  semanticContent semanticText siblings status subTypes upstreamMetrics versionProperties
com.linkedin.connection
  dataHubConnectionDetails
com.linkedin.container
  container containerProperties editableContainerProperties
com.linkedin.dashboard
  dashboardInfo dashboardUsageStatistics editableDashboardProperties
com.linkedin.datacontract
  dataContractProperties dataContractStatus
com.linkedin.datajob
  dataFlowInfo dataJobInfo dataJobInputOutput editableDataFlowProperties
  editableDataJobProperties versionInfo
com.linkedin.datajob.datahub
  datahubIngestionCheckpoint datahubIngestionRunSummary
com.linkedin.dataplatform
  dataPlatformInfo
com.linkedin.dataplatform.slack
  slackUserInfo
com.linkedin.dataplatforminstance
  dataPlatformInstanceProperties icebergWarehouseInfo
com.linkedin.dataprocess
  dataProcessInfo dataProcessInstanceInput dataProcessInstanceOutput
  dataProcessInstanceProperties dataProcessInstanceRelationships dataProcessInstanceRunEvent
com.linkedin.dataproduct
  dataProductKey dataProductProperties dataProducts
com.linkedin.dataset
  datasetDeprecation datasetProfile datasetProperties datasetUpstreamLineage
  datasetUsageStatistics editableDatasetProperties icebergCatalogInfo partitionsSummary
  semanticModelProperties upstreamLineage viewProperties
com.linkedin.datatype
  dataTypeInfo dataTypeKey
com.linkedin.domain
  domainProperties domains
com.linkedin.entitytype
  entityTypeInfo entityTypeKey
com.linkedin.ermodelrelation
  editableERModelRelationshipProperties
  erModelRelationshipProperties=ERModelRelationshipProperties
com.linkedin.execution
  dataHubExecutionRequestInput=ExecutionRequestInput
  dataHubExecutionRequestResult=ExecutionRequestResult
  dataHubExecutionRequestSignal=ExecutionRequestSignal
com.linkedin.file
  dataHubFileInfo
com.linkedin.form
  dynamicFormAssignment formInfo
com.linkedin.glossary
  glossaryNodeInfo glossaryRelatedTerms glossaryTermInfo
com.linkedin.identity
  corpGroupEditableInfo corpGroupInfo corpUserCredentials corpUserEditableInfo corpUserInfo
  corpUserSettings corpUserStatus groupMembership inviteToken nativeGroupMembership
  roleMembership
com.linkedin.incident
  incidentExternalLinks incidentInfo incidentNotes
com.linkedin.ingestion
  dataHubIngestionSourceInfo
com.linkedin.knowledge
  documentInfo documentSettings documentUsageStatistics
com.linkedin.lifecycle
  lifecycleStageTypeInfo
com.linkedin.logical
  logicalParent
com.linkedin.metadata.key
  agentSkillKey aiAgentKey=AIAgentKey apiKey assertionKey chartKey containerKey corpGroupKey
  corpUserKey dashboardKey dataContractKey dataFlowKey dataHubAccessTokenKey dataHubActionKey
  dataHubConnectionKey dataHubExecutionRequestKey=ExecutionRequestKey dataHubFileKey
  dataHubIngestionSourceKey dataHubOpenAPISchemaKey dataHubPageModuleKey dataHubPageTemplateKey
  dataHubPersonaKey dataHubPolicyKey dataHubRetentionKey dataHubRoleKey dataHubSecretKey
  dataHubStepStateKey dataHubUpgradeKey dataHubViewKey dataJobKey dataPlatformInstanceKey
  dataPlatformKey dataProcessInstanceKey dataProcessKey datasetKey documentKey domainKey
  erModelRelationshipKey=ERModelRelationshipKey formKey globalSettingsKey glossaryNodeKey
  glossaryTermKey incidentKey inviteTokenKey lifecycleStageTypeKey metricKey
  mlFeatureKey=MLFeatureKey mlFeatureTableKey=MLFeatureTableKey
  mlModelDeploymentKey=MLModelDeploymentKey mlModelGroupKey=MLModelGroupKey
  mlModelKey=MLModelKey mlPrimaryKeyKey=MLPrimaryKeyKey notebookKey ownershipTypeKey postKey
  queryKey roleKey schemaFieldKey searchTemplateKey semanticModelKey tagKey telemetryKey testKey
  versionSetKey
com.linkedin.metadata.search.features
  storageFeatures usageFeatures
com.linkedin.metric
  metricInfo metricRelationships metricUpstreams
com.linkedin.ml.metadata
  editableMlFeatureProperties=EditableMLFeatureProperties
  editableMlFeatureTableProperties=EditableMLFeatureTableProperties
  editableMlModelGroupProperties=EditableMLModelGroupProperties
  editableMlModelProperties=EditableMLModelProperties
  editableMlPrimaryKeyProperties=EditableMLPrimaryKeyProperties intendedUse
  mlFeatureProperties=MLFeatureProperties mlFeatureTableProperties=MLFeatureTableProperties
  mlModelCaveatsAndRecommendations=CaveatsAndRecommendations
  mlModelDeploymentProperties=MLModelDeploymentProperties
  mlModelEthicalConsiderations=EthicalConsiderations mlModelEvaluationData=EvaluationData
  mlModelFactorPrompts=MLModelFactorPrompts mlModelGroupProperties=MLModelGroupProperties
  mlModelMetrics=Metrics mlModelProperties=MLModelProperties
  mlModelQuantitativeAnalyses=QuantitativeAnalyses mlModelTrainingData=TrainingData
  mlPrimaryKeyProperties=MLPrimaryKeyProperties mlTrainingRunProperties=MLTrainingRunProperties
  sourceCode
com.linkedin.module
  dataHubPageModuleProperties
com.linkedin.mxe
  systemMetadata
com.linkedin.notebook
  editableNotebookProperties notebookContent notebookInfo
com.linkedin.ownership
  ownershipTypeInfo
com.linkedin.persona
  dataHubPersonaInfo
com.linkedin.platformresource
  platformResourceInfo platformResourceKey
com.linkedin.policy
  dataHubPolicyInfo dataHubRoleInfo
com.linkedin.post
  postInfo
com.linkedin.query
  queryProperties querySubjects queryUsageStatistics
com.linkedin.repository
  repositoryKey repositoryLineage repositoryProperties repositorySource
com.linkedin.retention
  dataHubRetentionConfig
com.linkedin.role
  actors roleProperties
com.linkedin.schema
  editableSchemaMetadata schemaMetadata
com.linkedin.schemafield
  schemaFieldAliases schemafieldInfo=SchemaFieldInfo
com.linkedin.search.template
  searchTemplateProperties
com.linkedin.secret
  dataHubSecretValue
com.linkedin.semanticmodel
  semanticFieldAnnotation semanticModelInfo
com.linkedin.service
  mcpServerProperties serviceDefinition serviceKey serviceProperties
com.linkedin.settings.asset
  assetSettings
com.linkedin.settings.global
  globalSettingsInfo
com.linkedin.step
  dataHubStepStateProperties
com.linkedin.structured
  propertyDefinition=StructuredPropertyDefinition structuredProperties structuredPropertyKey
  structuredPropertySettings
com.linkedin.tag
  tagProperties
com.linkedin.telemetry
  telemetryClientId
com.linkedin.template
  dataHubPageTemplateProperties
com.linkedin.test
  testInfo testResults
com.linkedin.upgrade
  dataHubUpgradeRequest dataHubUpgradeResult
com.linkedin.versionset
  versionSetProperties
com.linkedin.view
  dataHubViewInfo
"""
"""Packages, each with its aspects; a record with a name of its own stands behind ``=``."""


def record_name(aspect: str) -> str | None:
    """Return the full name of an aspect's record, ``None`` for an aspect that DataHub has not.

    Args:
        aspect: The aspect's name, such as ``mlModelProperties``.

    Example:
        >>> record_name("mlModelProperties")
        'com.linkedin.ml.metadata.MLModelProperties'
    """
    return _record_names().get(aspect)


def aspect_of_record(record: str) -> str | None:
    """Return the aspect whose record has this full name, ``None`` if there is none.

    Args:
        record: The full name, such as ``com.linkedin.common.Status``.
    """
    return _aspects_of_records().get(record)


@cache
def _record_names() -> dict[str, str]:
    found: dict[str, str] = {}
    for block in RECORD_NAMES.replace("\n  ", " ").strip().split("\n"):
        package, *aspects = block.split()
        for entry in aspects:
            aspect, _, record = entry.partition("=")
            found[aspect] = f"{package}.{record or aspect[0].upper() + aspect[1:]}"
    return found


@cache
def _aspects_of_records() -> dict[str, str]:
    return {record: aspect for aspect, record in _record_names().items()}
