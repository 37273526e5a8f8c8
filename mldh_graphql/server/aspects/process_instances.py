"""Aspects of data process instances: training runs and their events."""

DECLARATIONS = r"""
aspect dataProcessInstanceProperties: DataProcessInstanceProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  name: string; search WORD_GRAM
  type: DataProcessType?; search KEYWORD as processType
  created: AuditStamp; search /time DATETIME

enum DataProcessType: BATCH_SCHEDULED BATCH_AD_HOC STREAMING

aspect dataProcessInstanceInput: DataProcessInstanceInput
  inputs: [Urn]; search /* URN num numInputs; edge /* Consumes dataset,mlModel
  inputEdges: [Edge]?; edge /*/destinationUrn DataProcessInstanceConsumes
      dataset,mlModel,dataProcessInstance lineage stamped

aspect dataProcessInstanceOutput: DataProcessInstanceOutput
  outputs: [Urn]; search /* URN num numOutputs; edge /* Produces dataset,mlModel
  outputEdges: [Edge]?; edge /*/destinationUrn DataProcessInstanceProduces
      dataset,mlModel,dataProcessInstance lineage downstream stamped

aspect dataProcessInstanceRelationships: DataProcessInstanceRelationships
  parentTemplate: Urn?; search /* URN; edge InstanceOf dataJob,dataFlow,dataset
  parentInstance: Urn?; search /* URN; edge ChildOf dataProcessInstance
  upstreamInstances: [Urn]; search /* URN as upstream num numUpstreams; edge /* UpstreamOf
      dataProcessInstance

aspect dataProcessInstanceRunEvent: DataProcessInstanceRunEvent
  timestampMillis: long
  eventGranularity: TimeWindowSize?
  partitionSpec: PartitionSpec? =
      {"partition":"FULL_TABLE_SNAPSHOT","type":"FULL_TABLE","timePartition":null}
  messageId: string?
  externalUrl: string?; search KEYWORD
  status: DataProcessRunStatus; search KEYWORD has hasRunEvents
  attempt: int?
  result: DataProcessInstanceRunResult?
  durationMillis: long?

enum DataProcessRunStatus: STARTED COMPLETE

record DataProcessInstanceRunResult
  type: RunResultType
  nativeResultType: string

enum RunResultType: SUCCESS FAILURE SKIPPED UP_FOR_RETRY
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
