"""Aspects of datasets."""

DECLARATIONS = r"""
aspect datasetProperties: DatasetProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  name: string?; search WORD_GRAM
  qualifiedName: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  uri: string?
  created: TimeStamp?; search /time DATETIME as createdAt
  lastModified: TimeStamp?; search /time DATETIME as lastModifiedAt
  tags: [string] = []

aspect editableDatasetProperties: EditableDatasetProperties
  created: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  lastModified: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  deleted: AuditStamp?
  description: string?; search TEXT as editedDescription has hasDescription
  name: string?; search TEXT_PARTIAL as editedName

aspect datasetDeprecation: DatasetDeprecation
  deprecated: boolean; search BOOLEAN
  decommissionTime: long?
  note: string
  actor: Urn?

aspect upstreamLineage: UpstreamLineage
  upstreams: [Upstream]
  fineGrainedLineages: [FineGrainedLineage]?; edge /*/upstreams/* DownstreamOf
      dataset,schemaField

record Upstream
  auditStamp: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  created: AuditStamp?
  dataset: DatasetUrn; search URN as upstreams has hasUpstreams; edge DownstreamOf dataset
      lineage stamped
  type: DatasetLineageType
  properties: {string}?
  query: Urn?
  matchType: LineageMatchType?

enum DatasetLineageType: COPY TRANSFORMED VIEW

aspect datasetUpstreamLineage: DatasetUpstreamLineage
  fieldMappings: [DatasetFieldMapping]

record DatasetFieldMapping
  created: AuditStamp
  transformation: <com.linkedin.common.fieldtransformer:TransformationType|UDFTransformer>
  sourceFields: [<string>]
  destinationField: DatasetFieldUrn

enum TransformationType: BLACKBOX IDENTITY

record UDFTransformer
  udf: string

aspect upstreamMetrics: UpstreamMetrics
  metrics: [Edge]; search /*/destinationUrn URN as upstreamMetrics has hasUpstreamMetrics; edge
      /*/destinationUrn ConsumesMetric metric lineage stamped

aspect siblings: Siblings
  siblings: [Urn]; search /* URN has hasSiblings; edge /* SiblingOf dataset
  primary: boolean

aspect viewProperties: ViewProperties
  materialized: boolean; search BOOLEAN
  viewLogic: string
  formattedViewLogic: string?
  viewLanguage: string

aspect semanticModelProperties: SemanticModelProperties
  alias: string
  semanticModel: Urn; search URN has hasSemanticModel; edge IsPartOf semanticModel

aspect partitionsSummary: PartitionsSummary
  minPartition: PartitionSummary?
  maxPartition: PartitionSummary?

record PartitionSummary
  partition: string
  createdTime: long?
  lastModifiedTime: long?

aspect icebergCatalogInfo: IcebergCatalogInfo
  metadataPointer: string?
  view: boolean?

aspect logicalParent: LogicalParent
  parent: Edge?; search /destinationUrn URN as logicalParent has hasLogicalParent; edge
      /destinationUrn PhysicalInstanceOf dataset,schemaField stamped

aspect aliases: Aliases
  lowercasedUrn: Urn?; search KEYWORD

aspect datasetProfile: DatasetProfile
  timestampMillis: long
  eventGranularity: TimeWindowSize?
  partitionSpec: PartitionSpec? =
      {"partition":"FULL_TABLE_SNAPSHOT","type":"FULL_TABLE","timePartition":null}
  messageId: string?
  rowCount: long?; search COUNT has hasRowCount
  columnCount: long?; search COUNT has hasColumnCount
  fieldProfiles: [DatasetFieldProfile]?
  sizeInBytes: long?; search COUNT has hasSizeInBytes

record DatasetFieldProfile
  fieldPath: string
  uniqueCount: long?
  uniqueProportion: float?
  nullCount: long?
  nullProportion: float?
  min: string?
  max: string?
  mean: string?
  median: string?
  stdev: string?
  quantiles: [Quantile]?
  distinctValueFrequencies: [ValueFrequency]?
  histogram: Histogram?
  sampleValues: [string]?

record Quantile
  quantile: string
  value: string

record ValueFrequency
  value: string
  frequency: long

record Histogram
  boundaries: [string]
  heights: [float]

aspect datasetUsageStatistics: DatasetUsageStatistics
  timestampMillis: long
  eventGranularity: TimeWindowSize?
  partitionSpec: PartitionSpec? =
      {"partition":"FULL_TABLE_SNAPSHOT","type":"FULL_TABLE","timePartition":null}
  messageId: string?
  uniqueUserCount: int?; search COUNT has hasUniqueUserCount
  totalSqlQueries: int?; search COUNT has hasTotalSqlQueriesCount
  topSqlQueries: [string]?
  userCounts: [DatasetUserUsageCounts]?
  fieldCounts: [DatasetFieldUsageCounts]?

record DatasetUserUsageCounts
  user: Urn
  count: int
  userEmail: string?

record DatasetFieldUsageCounts
  fieldPath: string
  count: int

aspect operation: Operation
  timestampMillis: long
  eventGranularity: TimeWindowSize?
  partitionSpec: PartitionSpec? =
      {"partition":"FULL_TABLE_SNAPSHOT","type":"FULL_TABLE","timePartition":null}
  messageId: string?
  actor: Urn?
  operationType: OperationType
  customOperationType: string?
  numAffectedRows: long?
  affectedDatasets: [Urn]?
  sourceType: OperationSourceType?
  customProperties: {string}?
  lastUpdatedTimestamp: long; search DATETIME as lastOperationTime
  queries: [Urn]?

enum OperationType: INSERT UPDATE DELETE CREATE ALTER DROP CUSTOM UNKNOWN

enum OperationSourceType: DATA_PROCESS DATA_PLATFORM
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
