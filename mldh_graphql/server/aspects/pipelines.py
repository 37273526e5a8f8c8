"""Aspects of data jobs and data flows."""

DECLARATIONS = r"""
aspect dataJobInfo: DataJobInfo
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  name: string; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  type: <com.linkedin.datajob.azkaban.AzkabanJobType|string>
  flowUrn: DataFlowUrn?
  created: TimeStamp?; search /time DATETIME as createdAt
  lastModified: TimeStamp?; search /time DATETIME as lastModifiedAt
  status: JobStatus?
  env: FabricType?; search KEYWORD

enum AzkabanJobType: COMMAND HADOOP_JAVA HADOOP_SHELL HIVE PIG SQL GLUE

enum JobStatus: STARTING IN_PROGRESS STOPPING STOPPED COMPLETED FAILED UNKNOWN SKIPPED

aspect dataJobInputOutput: DataJobInputOutput
  inputDatasets: [DatasetUrn]; search /* URN as inputs num numInputDatasets; edge /* Consumes
      dataset lineage
  inputDatasetEdges: [Edge]?; search /*/destinationUrn URN num numInputDatasets; edge
      /*/destinationUrn Consumes dataset lineage stamped
  outputDatasets: [DatasetUrn]; search /* URN as outputs num numOutputDatasets; edge /* Produces
      dataset lineage downstream
  outputDatasetEdges: [Edge]?; search /*/destinationUrn URN num numOutputDatasets; edge
      /*/destinationUrn Produces dataset lineage downstream stamped
  inputDatajobs: [DataJobUrn]?; edge /* DownstreamOf dataJob lineage
  inputDatajobEdges: [Edge]?; edge /*/destinationUrn DownstreamOf dataJob lineage stamped
  inputDatasetFields: [Urn]?; search /* URN as inputFields num numInputFields; edge /* Consumes
      schemaField
  outputDatasetFields: [Urn]?; search /* URN as outputFields num numOutputFields; edge /*
      Produces schemaField
  fineGrainedLineages: [FineGrainedLineage]?

aspect editableDataJobProperties: EditableDataJobProperties
  created: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  lastModified: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  deleted: AuditStamp?
  description: string?; search TEXT as editedDescription has hasDescription

aspect dataFlowInfo: DataFlowInfo
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  name: string; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  project: string?; search TEXT_PARTIAL
  created: TimeStamp?; search /time DATETIME as createdAt
  lastModified: TimeStamp?; search /time DATETIME as lastModifiedAt
  env: FabricType?; search KEYWORD

aspect editableDataFlowProperties: EditableDataFlowProperties
  created: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  lastModified: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  deleted: AuditStamp?
  description: string?; search TEXT as editedDescription has hasDescription

aspect dataTransformLogic: DataTransformLogic
  transforms: [DataTransform]

record DataTransform
  queryStatement: QueryStatement?

record QueryStatement
  value: string
  language: QueryLanguage = "SQL"

enum QueryLanguage: SQL UNKNOWN

aspect datahubIngestionRunSummary: DatahubIngestionRunSummary
  timestampMillis: long
  eventGranularity: TimeWindowSize?
  partitionSpec: PartitionSpec? =
      {"partition":"FULL_TABLE_SNAPSHOT","type":"FULL_TABLE","timePartition":null}
  messageId: string?
  pipelineName: string
  platformInstanceId: string
  runId: string
  runStatus: JobStatus
  numWorkUnitsCommitted: long?
  numWorkUnitsCreated: long?
  numEvents: long?
  numEntities: long?
  numAspects: long?
  numSourceAPICalls: long?
  totalLatencySourceAPICalls: long?
  numSinkAPICalls: long?
  totalLatencySinkAPICalls: long?
  numWarnings: long?
  numErrors: long?
  numEntitiesSkipped: long?
  config: string?
  custom_summary: string?
  softwareVersion: string?
  systemHostName: string?
  operatingSystemName: string?
  numProcessors: int?
  totalMemory: long?
  availableMemory: long?

aspect datahubIngestionCheckpoint: DatahubIngestionCheckpoint
  timestampMillis: long
  eventGranularity: TimeWindowSize?
  partitionSpec: PartitionSpec? =
      {"partition":"FULL_TABLE_SNAPSHOT","type":"FULL_TABLE","timePartition":null}
  messageId: string?
  pipelineName: string
  platformInstanceId: string
  config: string
  state: IngestionCheckpointState
  runId: string

record IngestionCheckpointState
  formatVersion: string
  serde: string
  payload: bytes?
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
