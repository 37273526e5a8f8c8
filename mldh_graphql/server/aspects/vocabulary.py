"""Aspects of what entities are labelled with: tags, terms, domains, properties, forms."""

DECLARATIONS = r"""
aspect tagProperties: TagProperties
  name: string; search WORD_GRAM
  description: string?; search KEYWORD has hasDescription
  colorHex: string?

aspect glossaryTermInfo: GlossaryTermInfo
  customProperties: {string} = {}; search /* TEXT
  id: string?; search TEXT_PARTIAL
  name: string?; search WORD_GRAM
  definition: string; search TEXT has hasDescription
  parentNode: GlossaryNodeUrn?; search URN has hasParentNode; edge IsPartOf glossaryNode
  termSource: string; search KEYWORD
  sourceRef: string?; search KEYWORD
  sourceUrl: string?
  rawSchema: string?

aspect glossaryNodeInfo: GlossaryNodeInfo
  customProperties: {string} = {}; search /* TEXT
  definition: string; search TEXT has hasDescription
  parentNode: GlossaryNodeUrn?; search URN has hasParentNode; edge IsPartOf glossaryNode
  name: string?; search WORD_GRAM as displayName
  id: string?; search TEXT_PARTIAL

aspect glossaryRelatedTerms: GlossaryRelatedTerms
  isRelatedTerms: [GlossaryTermUrn]?; search /* URN; edge /* IsA glossaryTerm
  hasRelatedTerms: [GlossaryTermUrn]?; search /* URN; edge /* HasA glossaryTerm
  values: [GlossaryTermUrn]?; search /* URN; edge /* HasValue glossaryTerm
  relatedTerms: [GlossaryTermUrn]?; search /* URN; edge /* IsRelatedTo glossaryTerm

aspect domainProperties: DomainProperties
  customProperties: {string} = {}; search /* TEXT
  name: string; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  created: AuditStamp?; search /time DATETIME as createdTime
  parentDomain: Urn?; search URN has hasParentDomain; edge IsPartOf domain

aspect ownershipTypeInfo: OwnershipTypeInfo
  name: string; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  created: AuditStamp; search /actor URN as createdBy; search /time DATETIME as createdAt
  lastModified: AuditStamp; search /actor URN as lastModifiedBy; search /time DATETIME as
      lastModifiedAt

aspect propertyDefinition: StructuredPropertyDefinition
  qualifiedName: string; search KEYWORD
  displayName: string?; search WORD_GRAM
  valueType: Urn
  typeQualifier: {[string]}?
  allowedValues: [PropertyValue]?
  cardinality: PropertyCardinality? = "SINGLE"
  entityTypes: [Urn]; search /* KEYWORD; edge /* StructuredPropertyOf entityType
  allowedPlatforms: [Urn]?; search /* KEYWORD
  description: string?; search TEXT has hasDescription
  searchConfiguration: DataHubSearchConfig?
  immutable: boolean = false; search BOOLEAN
  version: string?
  created: AuditStamp?; search /time DATETIME as createdTime
  lastModified: AuditStamp?; search /time DATETIME

record PropertyValue
  value: <string|double>
  description: string?

enum PropertyCardinality: SINGLE MULTIPLE

record DataHubSearchConfig
  fieldName: string?
  fieldType: SearchFieldType?
  queryByDefault: boolean = false
  excludeFromFullTextSearch: boolean?
  enableAutocomplete: boolean = false
  addToFilters: boolean = false
  addHasValuesToFilters: boolean = true
  filterNameOverride: string?
  hasValuesFilterNameOverride: string?
  boostScore: double = 1.0
  subfieldBoostScores: {double}?
  hasValuesFieldName: string?
  numValuesFieldName: string?
  weightsPerFieldValue: {double}?
  fieldNameAliases: [string]?
  copyTo: [string]?
  copyUrnTo: [string]?

enum SearchFieldType: KEYWORD TEXT TEXT_PARTIAL BROWSE_PATH URN URN_PARTIAL BOOLEAN COUNT
      DATETIME OBJECT BROWSE_PATH_V2 WORD_GRAM

aspect structuredPropertySettings: StructuredPropertySettings
  isHidden: boolean = false; search BOOLEAN
  showInSearchFilters: boolean = false; search BOOLEAN
  showInAssetSummary: boolean = false; search BOOLEAN
  hideInAssetSummaryWhenEmpty: boolean = false; search BOOLEAN
  showAsAssetBadge: boolean = false; search BOOLEAN
  showInColumnsTable: boolean = false; search BOOLEAN
  lastModified: AuditStamp?; search /time DATETIME as lastModifiedSettings

aspect applicationProperties: ApplicationProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  name: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  parentApplication: Urn?; search URN; edge ApplicationPartOf application

aspect applicationLineage: ApplicationLineage
  inputEdges: [Edge]?; search /*/destinationUrn URN; edge /*/destinationUrn Consumes api,dataset
      lineage stamped
  outputEdges: [Edge]?; search /*/destinationUrn URN; edge /*/destinationUrn Produces api,dataset
      lineage downstream stamped

aspect dataProductProperties: DataProductProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  name: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  assets: [DataProductAssociation]?; edge /*/destinationUrn DataProductContains
      dataset,dataJob,dataFlow,chart,dashboard,notebook,container,mlModel,mlModelGroup,
      mlFeatureTable,mlFeature,mlPrimaryKey,document,api
  parentDataProduct: Urn?; search URN has hasParentDataProduct; edge IsPartOf dataProduct

aspect formInfo: FormInfo
  name: string; search TEXT_PARTIAL
  description: string?; search TEXT has hasDescription
  type: FormType = "COMPLETION"; search KEYWORD
  prompts: [FormPrompt] = []
  actors: FormActorAssignment = {"ownershipTypes":null,"groups":null,"owners":true,"users":null}

enum FormType: COMPLETION VERIFICATION

record FormPrompt
  id: string; search KEYWORD as promptId
  title: string
  description: string?
  type: FormPromptType
  structuredPropertyParams: StructuredPropertyParams?
  required: boolean = false

enum FormPromptType: STRUCTURED_PROPERTY FIELDS_STRUCTURED_PROPERTY

record StructuredPropertyParams
  urn: Urn; search URN as structuredPropertyPromptUrns

record FormActorAssignment
  owners: boolean = true; search BOOLEAN as isOwnershipForm
  ownershipTypes: [Urn]?; search /* URN as assignedOwnershipTypes; edge /*
      FormAssignedToOwnershipType ownershipType
  groups: [Urn]?; search /* URN as assignedGroups
  users: [Urn]?; search /* URN as assignedUsers

aspect dynamicFormAssignment: DynamicFormAssignment
  filter: Filter

record Filter
  or: [ConjunctiveCriterion]?
  criteria: [Criterion]?

record ConjunctiveCriterion
  and: [Criterion]

record Criterion
  field: string
  values: [string] = []
  condition: Condition = "EQUAL"
  negated: boolean = false

enum Condition: CONTAIN END_WITH EQUAL IEQUAL IS_NULL EXISTS GREATER_THAN
      GREATER_THAN_OR_EQUAL_TO IN LESS_THAN LESS_THAN_OR_EQUAL_TO START_WITH DESCENDANTS_INCL
      ANCESTORS_INCL RELATED_INCL

aspect lifecycleStageTypeInfo: LifecycleStageTypeInfo
  name: string; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  entityTypes: [string]?
  settings: LifecycleStageSettings
  transitionPolicy: LifecycleStageTransitionPolicy?
  created: AuditStamp; search /actor URN as createdBy; search /time DATETIME as createdAt
  lastModified: AuditStamp; search /actor URN as lastModifiedBy; search /time DATETIME as
      lastModifiedAt

record LifecycleStageSettings
  hideInSearch: boolean = false

record LifecycleStageTransitionPolicy
  allowedPreviousStages: [Urn]?

aspect entityTypeInfo: EntityTypeInfo
  qualifiedName: string; search KEYWORD
  displayName: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription

aspect dataTypeInfo: DataTypeInfo
  qualifiedName: string; search KEYWORD
  displayName: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
