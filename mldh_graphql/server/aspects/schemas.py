"""Aspects that describe the columns of a dataset."""

DECLARATIONS = r"""
aspect schemaMetadata: SchemaMetadata
  schemaName: string
  platform: DataPlatformUrn
  version: long
  created: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  lastModified: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  deleted: AuditStamp?
  dataset: DatasetUrn?
  cluster: string?
  hash: string
  platformSchema: <com.linkedin.schema:EspressoSchema|OracleDDL|MySqlDDL|PrestoDDL|KafkaSchema|
      BinaryJsonSchema|OrcSchema|Schemaless|KeyValueSchema|OtherSchema>
  fields: [SchemaField]
  primaryKeys: [string]?
  foreignKeysSpecs: {ForeignKeySpec}?
  foreignKeys: [ForeignKeyConstraint]?

record EspressoSchema
  documentSchema: string
  tableSchema: string

record OracleDDL
  tableSchema: string

record MySqlDDL
  tableSchema: string

record PrestoDDL
  rawSchema: string

record KafkaSchema
  documentSchema: string
  documentSchemaType: string?
  keySchema: string?
  keySchemaType: string?

record BinaryJsonSchema
  schema: string

record OrcSchema
  schema: string

record Schemaless

record KeyValueSchema
  keySchema: string
  valueSchema: string

record OtherSchema
  rawSchema: string

record SchemaField
  fieldPath: string; search TEXT as fieldPaths
  jsonPath: string?
  nullable: boolean = false
  description: string?; search TEXT as fieldDescriptions has hasDescription
  label: string?; search TEXT as fieldLabels
  created: AuditStamp?
  lastModified: AuditStamp?
  type: SchemaFieldDataType
  nativeDataType: string
  recursive: boolean = false
  globalTags: GlobalTags?; search /tags/*/attribution/actor URN as fieldTagAttributionActors;
      search /tags/*/attribution/source URN as fieldTagAttributionSources; search
      /tags/*/attribution/time DATETIME as fieldTagAttributionDates; search /tags/*/tag URN as
      fieldTags has hasTags; edge /tags/*/tag SchemaFieldTaggedWith tag
  glossaryTerms: GlossaryTerms?; search /terms/*/attribution/actor URN as
      fieldTermAttributionActors; search /terms/*/attribution/source URN as
      fieldTermAttributionSources; search /terms/*/attribution/time DATETIME as
      fieldTermAttributionDates; search /terms/*/urn URN as fieldGlossaryTerms has
      hasGlossaryTerms; edge /terms/*/urn SchemaFieldWithGlossaryTerm glossaryTerm
  isPartOfKey: boolean = false
  isPartitioningKey: boolean?
  jsonProps: string?

record SchemaFieldDataType
  type: <com.linkedin.schema:BooleanType|FixedType|StringType|BytesType|NumberType|DateType|
      TimeType|EnumType|NullType|MapType|ArrayType|UnionType|RecordType>

record BooleanType

record FixedType

record StringType

record BytesType

record NumberType

record DateType

record TimeType

record EnumType

record NullType

record MapType
  keyType: string?
  valueType: string?

record ArrayType
  nestedType: [string]?

record UnionType
  nestedTypes: [string]?

record RecordType

record ForeignKeySpec
  foreignKey: <com.linkedin.schema:DatasetFieldForeignKey|UrnForeignKey>

record DatasetFieldForeignKey
  parentDataset: DatasetUrn
  currentFieldPaths: [string]
  parentField: string

record UrnForeignKey
  currentFieldPath: string

record ForeignKeyConstraint
  name: string
  foreignFields: [Urn]; edge /* ForeignKeyTo schemaField
  sourceFields: [Urn]
  foreignDataset: Urn; edge ForeignKeyToDataset dataset

aspect editableSchemaMetadata: EditableSchemaMetadata
  created: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  lastModified: AuditStamp =
      {"actor":"urn:li:corpuser:unknown","impersonator":null,"time":0,"message":null}
  deleted: AuditStamp?
  editableSchemaFieldInfo: [EditableSchemaFieldInfo]; search /*/description KEYWORD; search
      /*/globalTags/tags/*/tag KEYWORD; search /*/glossaryTerms/terms/*/urn KEYWORD

record EditableSchemaFieldInfo
  fieldPath: string
  description: string?; search TEXT as editedFieldDescriptions has hasDescription
  globalTags: GlobalTags?; search /tags/*/attribution/actor URN as
      editedFieldTagAttributionActors; search /tags/*/attribution/source URN as
      editedFieldTagAttributionSources; search /tags/*/attribution/time DATETIME as
      editedFieldTagAttributionDates; search /tags/*/tag URN as editedFieldTags has hasTags; edge
      /tags/*/tag EditableSchemaFieldTaggedWith tag
  glossaryTerms: GlossaryTerms?; search /terms/*/attribution/actor URN as
      editedFieldTermAttributionActors; search /terms/*/attribution/source URN as
      editedFieldTermAttributionSources; search /terms/*/attribution/time DATETIME as
      editedFieldTermAttributionDates; search /terms/*/urn URN as editedFieldGlossaryTerms has
      hasGlossaryTerms; edge /terms/*/urn EditableSchemaFieldWithGlossaryTerm glossaryTerm

aspect schemafieldInfo: SchemaFieldInfo
  name: string?; search KEYWORD
  schemaFieldAliases: [Urn]?; search /* URN

aspect schemaFieldAliases: SchemaFieldAliases
  aliases: [Urn]?; search /* URN as schemaFieldAliases

aspect semanticFieldAnnotation: SemanticFieldAnnotation
  type: SemanticFieldType
  expression: MetricExpression
  aggregationFunction: string?
  dimension: Dimension?

enum SemanticFieldType: DIMENSION MEASURE FILTER OTHER

record MetricExpression
  dialects: [DialectExpression]

record DialectExpression
  dialect: Dialect
  expression: string

enum Dialect: ANSI_SQL SNOWFLAKE MDX TABLEAU DATABRICKS MAQL OTHER

record Dimension
  isTime: boolean = false
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
