"""Aspects of features, feature tables, primary keys and deployments."""

DECLARATIONS = r"""
aspect mlFeatureProperties: MLFeatureProperties
  customProperties: {string} = {}; search /* TEXT
  description: string?; search TEXT has hasDescription
  dataType: MLFeatureDataType?
  version: VersionTag?
  sources: [Urn]?; edge /* DerivedFrom dataset lineage

enum MLFeatureDataType: USELESS NOMINAL ORDINAL BINARY COUNT TIME INTERVAL IMAGE VIDEO AUDIO TEXT
      MAP SEQUENCE SET CONTINUOUS BYTE UNKNOWN

aspect mlFeatureTableProperties: MLFeatureTableProperties
  customProperties: {string} = {}; search /* TEXT
  description: string?; search TEXT has hasDescription
  mlFeatures: [Urn]?; search /* URN as features; edge /* Contains mlFeature
  mlPrimaryKeys: [Urn]?; search /* URN as primaryKeys; edge /* KeyedBy mlPrimaryKey

aspect mlPrimaryKeyProperties: MLPrimaryKeyProperties
  customProperties: {string} = {}; search /* TEXT
  description: string?; search TEXT has hasDescription
  dataType: MLFeatureDataType?
  version: VersionTag?
  sources: [Urn]; edge /* DerivedFrom dataset lineage

aspect editableMlFeatureProperties: EditableMLFeatureProperties
  description: string?; search TEXT as editedDescription has hasDescription

aspect editableMlFeatureTableProperties: EditableMLFeatureTableProperties
  description: string?; search TEXT as editedDescription has hasDescription

aspect editableMlPrimaryKeyProperties: EditableMLPrimaryKeyProperties
  description: string?; search TEXT as editedDescription has hasDescription

aspect mlModelDeploymentProperties: MLModelDeploymentProperties
  customProperties: {string} = {}; search /* TEXT
  externalUrl: string?; search KEYWORD
  description: string?; search TEXT has hasDescription
  createdAt: long?
  version: VersionTag?
  status: DeploymentStatus?; search KEYWORD as deploymentStatus

enum DeploymentStatus: OUT_OF_SERVICE CREATING UPDATING ROLLING_BACK IN_SERVICE DELETING FAILED
      UNKNOWN
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
