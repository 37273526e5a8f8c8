"""Aspects that say where an entity lives: container, platform, browse paths, version set."""

DECLARATIONS = r"""
aspect container: Container
  container: Urn; search URN has hasContainer; edge IsPartOf container

aspect containerProperties: ContainerProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  name: string; search WORD_GRAM
  qualifiedName: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  env: FabricType?; search KEYWORD
  created: TimeStamp?; search /time DATETIME as createdAt
  lastModified: TimeStamp?; search /time DATETIME as lastModifiedAt

aspect editableContainerProperties: EditableContainerProperties
  description: string?; search TEXT as editedDescription has hasDescription

aspect subTypes: SubTypes
  typeNames: [string]; search /* KEYWORD

aspect dataPlatformInfo: DataPlatformInfo
  name: string; search WORD_GRAM
  displayName: string?; search WORD_GRAM
  type: PlatformType
  datasetNameDelimiter: string
  logical: boolean?; search BOOLEAN
  logoUrl: string?

enum PlatformType: FILE_SYSTEM KEY_VALUE_STORE MESSAGE_BROKER OBJECT_STORE OLAP_DATASTORE OTHERS
      QUERY_ENGINE RELATIONAL_DB SEARCH_ENGINE

aspect dataPlatformInstance: DataPlatformInstance
  platform: Urn; search URN
  instance: Urn?; search URN as platformInstance

aspect dataPlatformInstanceProperties: DataPlatformInstanceProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  name: string?; search WORD_GRAM
  description: string?; search TEXT has hasDescription

aspect icebergWarehouseInfo: IcebergWarehouseInfo
  dataRoot: string
  clientId: Urn
  clientSecret: Urn
  region: string
  role: string?
  tempCredentialExpirationSeconds: int?
  env: FabricType

aspect browsePaths: BrowsePaths
  paths: [string]; search /* BROWSE_PATH as browsePaths

aspect browsePathsV2: BrowsePathsV2
  path: [BrowsePathEntry]; search /*/id BROWSE_PATH_V2 as browsePathV2

record BrowsePathEntry
  id: string
  urn: Urn?

aspect versionProperties: VersionProperties
  versionSet: Urn; search KEYWORD; edge VersionOf versionSet
  version: VersionTag; search /versionTag KEYWORD
  aliases: [VersionTag] = []; search /*/versionTag KEYWORD
  comment: string?
  sortId: string; search KEYWORD as versionSortId
  versioningScheme: VersioningScheme = "LEXICOGRAPHIC_STRING"
  sourceCreatedTimestamp: AuditStamp?
  metadataCreatedTimestamp: AuditStamp?
  isLatest: boolean?; search BOOLEAN

enum VersioningScheme: LEXICOGRAPHIC_STRING ALPHANUMERIC_GENERATED_BY_DATAHUB

aspect versionSetProperties: VersionSetProperties
  customProperties: {string} = {}; search /* TEXT
  latest: Urn; search KEYWORD
  versioningScheme: VersioningScheme

aspect versionInfo: VersionInfo
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  version: string
  versionType: string

aspect embed: Embed
  renderUrl: string?

aspect origin: Origin
  type: OriginType
  externalType: string?

enum OriginType: NATIVE EXTERNAL

aspect displayProperties: DisplayProperties
  colorHex: string?
  icon: IconProperties?

record IconProperties
  iconLibrary: IconLibrary
  name: string
  style: string

enum IconLibrary: MATERIAL PHOSPHOR
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
