"""The key aspects: what the parts of a URN mean, by entity type."""

DECLARATIONS = r"""
aspect aiAgentKey: AIAgentKey
  id: string; search KEYWORD

aspect agentSkillKey: AgentSkillKey
  id: string; search KEYWORD

aspect apiKey: ApiKey
  id: string; search KEYWORD

aspect applicationKey: ApplicationKey
  id: string

aspect assertionKey: AssertionKey
  assertionId: string

aspect businessAttributeKey: BusinessAttributeKey
  id: string

aspect chartKey: ChartKey
  dashboardTool: string; search TEXT_PARTIAL as tool
  chartId: string

aspect containerKey: ContainerKey
  guid: string?

aspect corpGroupKey: CorpGroupKey
  name: string; search WORD_GRAM

aspect corpUserKey: CorpUserKey
  username: string; search WORD_GRAM as ldap

aspect dashboardKey: DashboardKey
  dashboardTool: string; search TEXT_PARTIAL as tool
  dashboardId: string

aspect dataContractKey: DataContractKey
  id: string

aspect dataFlowKey: DataFlowKey
  orchestrator: string; search TEXT_PARTIAL
  flowId: string; search WORD_GRAM
  cluster: string; search TEXT_PARTIAL

aspect dataHubAccessTokenKey: DataHubAccessTokenKey
  id: string

aspect dataHubActionKey: DataHubActionKey
  id: string

aspect dataHubConnectionKey: DataHubConnectionKey
  id: string; search KEYWORD

aspect dataHubFileKey: DataHubFileKey
  id: string

aspect dataHubIngestionSourceKey: DataHubIngestionSourceKey
  id: string

aspect dataHubOpenAPISchemaKey: DataHubOpenAPISchemaKey
  id: string

aspect dataHubPageModuleKey: DataHubPageModuleKey
  id: string

aspect dataHubPageTemplateKey: DataHubPageTemplateKey
  id: string

aspect dataHubPersonaKey: DataHubPersonaKey
  id: string

aspect dataHubPolicyKey: DataHubPolicyKey
  id: string

aspect dataHubRetentionKey: DataHubRetentionKey
  entityName: string
  aspectName: string

aspect dataHubRoleKey: DataHubRoleKey
  id: string

aspect dataHubSecretKey: DataHubSecretKey
  id: string

aspect dataHubStepStateKey: DataHubStepStateKey
  id: string

aspect dataHubUpgradeKey: DataHubUpgradeKey
  id: string

aspect dataHubViewKey: DataHubViewKey
  id: string

aspect dataJobKey: DataJobKey
  flow: Urn; search URN_PARTIAL as dataFlow; edge IsPartOf dataFlow
  jobId: string; search WORD_GRAM

aspect dataPlatformInstanceKey: DataPlatformInstanceKey
  platform: Urn
  instance: string

aspect dataPlatformKey: DataPlatformKey
  platformName: string

aspect dataProcessInstanceKey: DataProcessInstanceKey
  id: string

aspect dataProcessKey: DataProcessKey
  name: string; search WORD_GRAM
  orchestrator: string; search TEXT_PARTIAL
  origin: FabricType; search TEXT_PARTIAL

aspect dataProductKey: DataProductKey
  id: string

aspect dataTypeKey: DataTypeKey
  id: string

aspect datasetKey: DatasetKey
  platform: Urn; search URN
  name: string; search WORD_GRAM as id
  origin: FabricType; search TEXT_PARTIAL

aspect documentKey: DocumentKey
  id: string; search KEYWORD

aspect domainKey: DomainKey
  id: string

aspect erModelRelationshipKey: ERModelRelationshipKey
  id: string

aspect entityTypeKey: EntityTypeKey
  id: string; search KEYWORD

aspect dataHubExecutionRequestKey: ExecutionRequestKey
  id: string

aspect formKey: FormKey
  id: string

aspect globalSettingsKey: GlobalSettingsKey
  id: string

aspect glossaryNodeKey: GlossaryNodeKey
  name: string; search WORD_GRAM

aspect glossaryTermKey: GlossaryTermKey
  name: string; search WORD_GRAM as id

aspect incidentKey: IncidentKey
  id: string

aspect inviteTokenKey: InviteTokenKey
  id: string

aspect lifecycleStageTypeKey: LifecycleStageTypeKey
  id: string

aspect mlFeatureKey: MLFeatureKey
  featureNamespace: string; search TEXT_PARTIAL
  name: string; search WORD_GRAM

aspect mlFeatureTableKey: MLFeatureTableKey
  platform: Urn; edge SourcePlatform dataPlatform
  name: string; search WORD_GRAM

aspect mlModelDeploymentKey: MLModelDeploymentKey
  platform: Urn
  name: string; search WORD_GRAM
  origin: FabricType; search TEXT_PARTIAL

aspect mlModelGroupKey: MLModelGroupKey
  platform: Urn
  name: string; search WORD_GRAM as id
  origin: FabricType; search TEXT_PARTIAL

aspect mlModelKey: MLModelKey
  platform: Urn
  name: string; search WORD_GRAM as id
  origin: FabricType; search TEXT_PARTIAL

aspect mlPrimaryKeyKey: MLPrimaryKeyKey
  featureNamespace: string; search TEXT_PARTIAL
  name: string; search WORD_GRAM

aspect metricKey: MetricKey
  platform: Urn; search URN
  path: string; search TEXT_PARTIAL
  id: string

aspect notebookKey: NotebookKey
  notebookTool: string
  notebookId: string

aspect ownershipTypeKey: OwnershipTypeKey
  id: string

aspect platformResourceKey: PlatformResourceKey
  id: string

aspect postKey: PostKey
  id: string

aspect queryKey: QueryKey
  id: string

aspect repositoryKey: RepositoryKey
  id: string

aspect roleKey: RoleKey
  id: string

aspect schemaFieldKey: SchemaFieldKey
  parent: Urn; search URN
  fieldPath: string; search KEYWORD

aspect searchTemplateKey: SearchTemplateKey
  id: string

aspect semanticModelKey: SemanticModelKey
  platform: Urn; search URN
  path: string; search TEXT_PARTIAL
  id: string

aspect serviceKey: ServiceKey
  id: string

aspect structuredPropertyKey: StructuredPropertyKey
  id: string

aspect tagKey: TagKey
  name: string; search WORD_GRAM as id

aspect telemetryKey: TelemetryKey
  name: string

aspect testKey: TestKey
  id: string

aspect versionSetKey: VersionSetKey
  id: string
  entityType: string
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
