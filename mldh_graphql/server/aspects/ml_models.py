"""Aspects of models, model groups and training runs."""

DECLARATIONS = r"""
aspect mlModelProperties: MLModelProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  trainingJobs: [Urn]?; edge /* TrainedBy dataJob,dataProcessInstance lineage
  downstreamJobs: [Urn]?; edge /* UsedBy dataJob,dataProcessInstance lineage downstream
  name: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  date: long?
  created: TimeStamp?
  lastModified: TimeStamp?
  version: VersionTag?
  type: string?; search TEXT_PARTIAL
  hyperParameters: {<string|int|float|double|boolean>}?
  hyperParams: [MLHyperParam]?
  trainingMetrics: [MLMetric]?
  onlineMetrics: [MLMetric]?
  mlFeatures: [MLFeatureUrn]?; edge /* Consumes mlFeature lineage
  tags: [string] = []
  deployments: [Urn]?; edge /* DeployedTo mlModelDeployment
  groups: [Urn]?; edge /* MemberOf mlModelGroup lineage downstream

record MLHyperParam
  name: string
  description: string?
  value: string?
  createdAt: long?

record MLMetric
  name: string
  description: string?
  value: string?
  createdAt: long?

aspect mlModelGroupProperties: MLModelGroupProperties
  customProperties: {string} = {}; search /* TEXT
  trainingJobs: [Urn]?; edge /* TrainedBy dataJob,dataProcessInstance lineage
  downstreamJobs: [Urn]?; edge /* UsedBy dataJob,dataProcessInstance lineage downstream
  externalUrl: string?; search KEYWORD
  name: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  createdAt: long?
  created: TimeStamp?
  lastModified: TimeStamp?
  version: VersionTag?

aspect editableMlModelProperties: EditableMLModelProperties
  description: string?; search TEXT as editedDescription has hasDescription

aspect editableMlModelGroupProperties: EditableMLModelGroupProperties
  description: string?; search TEXT as editedDescription has hasDescription

aspect mlTrainingRunProperties: MLTrainingRunProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  id: string?
  outputUrls: [string]?
  hyperParams: [MLHyperParam]?
  trainingMetrics: [MLMetric]?

aspect intendedUse: IntendedUse
  primaryUses: [string]?
  primaryUsers: [IntendedUserType]?
  outOfScopeUses: [string]?

enum IntendedUserType: ENTERPRISE HOBBY ENTERTAINMENT

aspect mlModelFactorPrompts: MLModelFactorPrompts
  relevantFactors: [MLModelFactors]?
  evaluationFactors: [MLModelFactors]?

record MLModelFactors
  groups: [string]?
  instrumentation: [string]?
  environment: [string]?

aspect mlModelMetrics: Metrics
  performanceMeasures: [string]?
  decisionThreshold: [string]?

aspect mlModelEvaluationData: EvaluationData
  evaluationData: [BaseData]

record BaseData
  dataset: DatasetUrn
  motivation: string?
  preProcessing: [string]?

aspect mlModelTrainingData: TrainingData
  trainingData: [BaseData]

aspect mlModelQuantitativeAnalyses: QuantitativeAnalyses
  unitaryResults: string?
  intersectionalResults: string?

aspect mlModelEthicalConsiderations: EthicalConsiderations
  data: [string]?
  humanLife: [string]?
  mitigations: [string]?
  risksAndHarms: [string]?
  useCases: [string]?

aspect mlModelCaveatsAndRecommendations: CaveatsAndRecommendations
  caveats: CaveatDetails?
  recommendations: string?
  idealDatasetCharacteristics: [string]?

record CaveatDetails
  needsFurtherTesting: boolean?
  caveatDescription: string?
  groupsNotRepresented: [string]?

aspect sourceCode: SourceCode
  sourceCode: [SourceCodeUrl]

record SourceCodeUrl
  type: SourceCodeUrlType
  sourceCodeUrl: string

enum SourceCodeUrlType: ML_MODEL_SOURCE_CODE TRAINING_PIPELINE_SOURCE_CODE
      EVALUATION_PIPELINE_SOURCE_CODE

aspect cost: Cost
  costType: CostType
  cost: CostCost

enum CostType: ORG_COST_TYPE

record CostCost
  costId: double?
  costCode: string?
  fieldDiscriminator: CostCostDiscriminator

enum CostCostDiscriminator: costId costCode
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
