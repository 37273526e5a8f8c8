"""Records and enums that aspects of several areas hold."""

DECLARATIONS = r"""
record TimeStamp
  time: long
  actor: Urn?

record VersionTag
  versionTag: string?
  metadataAttribution: MetadataAttribution?

record MetadataAttribution
  time: long
  actor: Urn
  source: Urn?
  sourceDetail: {string} = {}

record AuditStamp
  time: long
  actor: Urn
  impersonator: Urn?
  message: string?

record Edge
  sourceUrn: Urn?
  destinationUrn: Urn
  created: AuditStamp?
  lastModified: AuditStamp?
  properties: {string}?

record TimeWindowSize
  unit: CalendarInterval
  multiple: int = 1

enum CalendarInterval: SECOND MINUTE HOUR DAY WEEK MONTH QUARTER YEAR

record PartitionSpec
  partition: string
  timePartition: TimeWindow?
  type: PartitionType = "PARTITION"

record TimeWindow
  startTimeMillis: long
  length: TimeWindowSize

enum PartitionType: FULL_TABLE QUERY PARTITION

enum FabricType: DEV TEST QA UAT EI PRE STG NON_PROD PROD CORP RVW PRD TST SIT SBX SANDBOX CERT

record TagAssociation
  tag: TagUrn
  context: string?
  attribution: MetadataAttribution?; search /actor URN as tagAttributionActors; search /source
      URN as tagAttributionSources; search /time DATETIME as tagAttributionDates

record GlossaryTermAssociation
  urn: GlossaryTermUrn; search URN as glossaryTerms has hasGlossaryTerms; edge TermedWith
      glossaryTerm
  actor: Urn?
  context: string?
  attribution: MetadataAttribution?; search /actor URN as termAttributionActors; search /source
      URN as termAttributionSources; search /time DATETIME as termAttributionDates

record DataProductAssociation
  sourceUrn: Urn?
  destinationUrn: Urn
  created: AuditStamp?
  lastModified: AuditStamp?
  properties: {string}?
  outputPort: boolean = false

enum LineageMatchType: EXACT NORMALIZED UNRESOLVED

record FineGrainedLineage
  upstreamType: FineGrainedLineageUpstreamType
  upstreams: [Urn]?; search /* URN as fineGrainedUpstreams has hasFineGrainedUpstreams
  downstreamType: FineGrainedLineageDownstreamType
  downstreams: [Urn]?
  transformOperation: string?
  confidenceScore: float = 1.0
  query: Urn?
  matchType: LineageMatchType?

enum FineGrainedLineageUpstreamType: FIELD_SET DATASET NONE

enum FineGrainedLineageDownstreamType: FIELD FIELD_SET
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
