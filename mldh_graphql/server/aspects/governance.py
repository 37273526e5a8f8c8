"""Aspects that most entities share: who owns them, how they are labelled and judged."""

DECLARATIONS = r"""
aspect ownership: Ownership
  owners: [Owner]
  ownerTypes: {[Urn]}? = {}; search /$key MAP_ARRAY
  lastModified: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}

record Owner
  owner: Urn; search URN as owners has hasOwners; edge OwnedBy corpuser,corpGroup
  type: OwnershipType
  typeUrn: Urn?; edge ownershipType ownershipType
  source: OwnershipSource?
  attribution: MetadataAttribution?; search /actor URN as ownerAttributionActors; search /source
      URN as ownerAttributionSources; search /time DATETIME as ownerAttributionDates

enum OwnershipType: CUSTOM TECHNICAL_OWNER BUSINESS_OWNER DATA_STEWARD NONE DEVELOPER DATAOWNER
      DELEGATE PRODUCER CONSUMER STAKEHOLDER

record OwnershipSource
  type: OwnershipSourceType
  url: string?

enum OwnershipSourceType: AUDIT DATABASE FILE_SYSTEM ISSUE_TRACKING_SYSTEM MANUAL SERVICE
      SOURCE_CONTROL OTHER

aspect globalTags: GlobalTags
  tags: [TagAssociation]; search /*/tag URN has hasTags; edge /*/tag TaggedWith tag

aspect glossaryTerms: GlossaryTerms
  terms: [GlossaryTermAssociation]
  auditStamp: AuditStamp

aspect domains: Domains
  domains: [Urn]; search /* URN has hasDomain; edge /* AssociatedWith domain
  domainAssociations: [DomainAssociation]?

record DomainAssociation
  domain: Urn
  context: string?
  attribution: MetadataAttribution?; search /actor URN as domainAttributionActors; search /source
      URN as domainAttributionSources; search /time DATETIME as domainAttributionDates

aspect applications: Applications
  applications: [Urn]; search /* URN has hasApplication; edge /* AssociatedWith application

aspect dataProducts: DataProducts
  dataProducts: [DataProductAssociation]; search /*/destinationUrn URN as dataProduct has
      hasDataProduct; search /*/outputPort BOOLEAN as isDataProductOutputPort

aspect institutionalMemory: InstitutionalMemory
  elements: [InstitutionalMemoryMetadata]

record InstitutionalMemoryMetadata
  url: string
  description: string
  createStamp: AuditStamp
  updateStamp: AuditStamp?
  settings: InstitutionalMemoryMetadataSettings?

record InstitutionalMemoryMetadataSettings
  showInAssetPreview: boolean = false

aspect deprecation: Deprecation
  deprecated: boolean; search BOOLEAN
  decommissionTime: long?
  note: string
  actor: Urn
  replacement: Urn?

aspect status: Status
  removed: boolean = false; search BOOLEAN
  lifecycleStage: Urn?; search KEYWORD
  lifecycleLastUpdated: AuditStamp?

aspect structuredProperties: StructuredProperties
  properties: [StructuredPropertyValueAssignment]

record StructuredPropertyValueAssignment
  propertyUrn: Urn
  values: [<string|double>]
  created: AuditStamp?
  lastModified: AuditStamp?
  attribution: MetadataAttribution?; search /actor URN as structuredPropertyAttributionActors;
      search /source URN as structuredPropertyAttributionSources; search /time DATETIME as
      structuredPropertyAttributionDates

aspect forms: Forms
  incompleteForms: [FormAssociation]; search /*/completedPrompts/*/id KEYWORD as
      incompleteFormsCompletedPromptIds; search /*/completedPrompts/*/lastModified/time DATETIME
      as incompleteFormsCompletedPromptResponseTimes; search /*/incompletePrompts/*/id KEYWORD as
      incompleteFormsIncompletePromptIds; search /*/urn URN
  completedForms: [FormAssociation]; search /*/completedPrompts/*/id KEYWORD as
      completedFormsCompletedPromptIds; search /*/completedPrompts/*/lastModified/time DATETIME
      as completedFormsCompletedPromptResponseTimes; search /*/incompletePrompts/*/id KEYWORD as
      completedFormsIncompletePromptIds; search /*/urn URN
  verifications: [FormVerificationAssociation] = []; search /*/form URN as verifiedForms

record FormAssociation
  urn: Urn
  incompletePrompts: [FormPromptAssociation] = []
  completedPrompts: [FormPromptAssociation] = []

record FormPromptAssociation
  id: string
  lastModified: AuditStamp
  fieldAssociations: FormPromptFieldAssociations?

record FormPromptFieldAssociations
  completedFieldPrompts: [FieldFormPromptAssociation]?
  incompleteFieldPrompts: [FieldFormPromptAssociation]?

record FieldFormPromptAssociation
  fieldPath: string
  lastModified: AuditStamp

record FormVerificationAssociation
  form: Urn
  lastModified: AuditStamp?

aspect documentation: Documentation
  documentations: [DocumentationAssociation]

record DocumentationAssociation
  documentation: string
  attribution: MetadataAttribution?; search /actor URN as documentationAttributionActors; search
      /source URN as documentationAttributionSources; search /time DATETIME as
      documentationAttributionDates

aspect access: Access
  roles: [RoleAssociation]?

record RoleAssociation
  urn: Urn; search URN as roles has hasRoles; edge AssociatedWith role

aspect testResults: TestResults
  failing: [TestResult]; search /*/test URN as failingTests has hasFailingTests; edge /*/test
      IsFailing test
  passing: [TestResult]; search /*/test URN as passingTests has hasPassingTests; edge /*/test
      IsPassing test

record TestResult
  test: Urn
  type: TestResultType
  testDefinitionMd5: string?
  lastComputed: AuditStamp?

enum TestResultType: SUCCESS FAILURE

aspect incidentsSummary: IncidentsSummary
  resolvedIncidents: [Urn] = []
  activeIncidents: [Urn] = []
  resolvedIncidentDetails: [IncidentSummaryDetails] = []; search /*/createdAt DATETIME as
      resolvedIncidentCreatedTimes; search /*/priority COUNT as resolvedIncidentPriorities;
      search /*/resolvedAt DATETIME as resolvedIncidentResolvedTimes; search /*/type KEYWORD as
      resolvedIncidentTypes; search /*/urn URN as resolvedIncidents has hasResolvedIncidents num
      numResolvedIncidents; edge /*/urn ResolvedIncidents incident
  activeIncidentDetails: [IncidentSummaryDetails] = []; search /*/createdAt DATETIME as
      activeIncidentCreatedTimes; search /*/priority COUNT as activeIncidentPriorities; search
      /*/type KEYWORD as activeIncidentTypes; search /*/urn URN as activeIncidents has
      hasActiveIncidents num numActiveIncidents; edge /*/urn ActiveIncidents incident

record IncidentSummaryDetails
  urn: Urn
  type: string
  createdAt: long
  resolvedAt: long?
  priority: int?

aspect businessAttributes: BusinessAttributes
  businessAttribute: BusinessAttributeAssociation?; edge /businessAttributeUrn
      BusinessAttributeOf businessAttribute

record BusinessAttributeAssociation
  businessAttributeUrn: BusinessAttributeUrn; search KEYWORD as schemaFieldBusinessAttribute

aspect assetSettings: AssetSettings
  assetSummary: AssetSummarySettings?

record AssetSummarySettings
  templates: [AssetSummarySettingsTemplate]? = []; edge /*/template HasSummaryTemplate
      dataHubPageTemplate

record AssetSummarySettingsTemplate
  template: Urn

aspect aiContext: AiContext
  synonyms: [string]?
  instructions: string?
  examples: [string]?
  customInstructions: string?

aspect usageFeatures: UsageFeatures
  queryCountLast30Days: long?
  uniqueUserCountLast30Days: long?
  topUsersLast30Days: [Urn]?
  queryCountPercentileLast30Days: int?
  uniqueUserPercentileLast30Days: int?
  combinedSearchRankingMultiplier: float?
  lastOperationTimestampMs: long?

aspect storageFeatures: StorageFeatures
  rowCount: long?
  columnCount: long?
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
