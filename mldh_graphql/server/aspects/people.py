"""Aspects of users, groups and roles."""

DECLARATIONS = r"""
aspect corpUserInfo: CorpUserInfo
  customProperties: {string} = {}; search /* TEXT
  active: boolean; search BOOLEAN
  displayName: string?; search WORD_GRAM
  email: string?; search KEYWORD
  title: string?; search KEYWORD
  managerUrn: CorpuserUrn?; search URN as managerLdap; edge ReportsTo corpuser
  departmentId: long?
  departmentName: string?
  firstName: string?
  lastName: string?
  fullName: string?; search WORD_GRAM
  countryCode: string?
  system: boolean? = false; search BOOLEAN
  isSupportUser: boolean?; search BOOLEAN

aspect corpUserEditableInfo: CorpUserEditableInfo
  aboutMe: string?
  teams: [string] = []; search /* TEXT
  skills: [string] = []; search /* TEXT
  pictureLink: string = "assets/platforms/default_avatar.png"
  displayName: string?; search WORD_GRAM
  title: string?
  platforms: [Urn]?; edge /* IsUserOf dataPlatform
  persona: Urn?; edge IsPersona dataHubPersona
  slack: string?
  phone: string?
  email: string?
  informationSources: [Urn]?

aspect corpUserStatus: CorpUserStatus
  status: string; search KEYWORD
  lastModified: AuditStamp; search /time COUNT as statusLastModifiedAt

aspect corpUserCredentials: CorpUserCredentials
  salt: string
  hashedPassword: string
  passwordResetToken: string?
  passwordResetTokenExpirationTimeMillis: long?

aspect corpUserSettings: CorpUserSettings
  appearance: CorpUserAppearanceSettings
  views: CorpUserViewsSettings?
  notificationSettings: NotificationSettings?
  homePage: CorpUserHomePageSettings?
  locale: CorpUserLocaleSettings?

record CorpUserAppearanceSettings
  showSimplifiedHomepage: boolean?
  showThemeV2: boolean?

record CorpUserViewsSettings
  defaultView: Urn?

record NotificationSettings
  sinkTypes: [NotificationSinkType]
  slackSettings: SlackNotificationSettings?
  emailSettings: EmailNotificationSettings?

enum NotificationSinkType: SLACK EMAIL TEAMS

record SlackNotificationSettings
  userHandle: string?
  channels: [string]?

record EmailNotificationSettings
  email: string

record CorpUserHomePageSettings
  pageTemplate: Urn?; edge HasPersonalPageTemplate dataHubPageTemplate
  dismissedAnnouncements: [string]?

record CorpUserLocaleSettings
  language: string?

aspect corpGroupInfo: CorpGroupInfo
  displayName: string?; search TEXT_PARTIAL
  email: string?
  admins: [CorpuserUrn]
  members: [CorpuserUrn]; edge /* IsPartOf corpuser
  groups: [CorpGroupUrn]; edge /* IsPartOf corpGroup
  description: string?; search TEXT_PARTIAL has hasDescription
  slack: string?
  created: AuditStamp?; search /time DATETIME as createdTime

aspect corpGroupEditableInfo: CorpGroupEditableInfo
  description: string?; search TEXT as editedDescription has hasDescription
  pictureLink: string =
      "https://raw.githubusercontent.com/datahub-project/datahub/master/datahub-web-react/src/images/default_avatar.png"
  slack: string?
  email: string?

aspect groupMembership: GroupMembership
  groups: [Urn]; edge /* IsMemberOfGroup corpGroup

aspect nativeGroupMembership: NativeGroupMembership
  nativeGroups: [Urn]; edge /* IsMemberOfNativeGroup corpGroup

aspect roleMembership: RoleMembership
  roles: [Urn]; edge /* IsMemberOfRole dataHubRole

aspect slackUserInfo: SlackUserInfo
  slackInstance: Urn; edge PartOfSlackWorkspace dataPlatformInstance
  id: string
  name: string
  realName: string
  displayName: string; search WORD_GRAM as slackDisplayName
  email: string?
  teamId: string
  isDeleted: boolean
  isAdmin: boolean
  isOwner: boolean
  isPrimaryOwner: boolean
  isBot: boolean
  timezone: string?
  timezoneOffset: int?
  title: string?
  phone: string?
  profilePictureUrl: string?
  statusText: string?
  statusEmoji: string?
  lastUpdatedSeconds: long?

aspect roleProperties: RoleProperties
  name: string; search WORD_GRAM
  description: string?; search TEXT has hasDescription
  type: string
  requestUrl: string?
  created: AuditStamp?

aspect actors: Actors
  users: [RoleUser]?
  groups: [RoleGroup]?

record RoleUser
  user: Urn; edge Has corpuser

record RoleGroup
  group: Urn; edge Has corpGroup
"""
"""In the notation of `mldh_graphql.server.aspects.notation`."""
