// The services that detect beside the trail.
import { READS, STRENGTHENS, TAGS, type ActionsByService } from './reasons';

const MEMBERS = 'an account more that is watched, or that administers: it takes none away';

export const DETECTION: ActionsByService = {
  guardduty: [
    { actions: 'CreateDetector StartMonitoringMembers UnarchiveFindings DeleteFilter', because: STRENGTHENS },
    { actions: 'DeleteIPSet DeleteTrustedEntitySet', because: STRENGTHENS },
    {
      actions:
        'AcceptAdministratorInvitation AcceptInvitation CreateMembers InviteMembers DeclineInvitations DeleteInvitations EnableOrganizationAdminAccount',
      because: MEMBERS,
    },
    {
      actions: 'ArchiveFindings UpdateFindingsFeedback CreateSampleFindings CreateInvestigation',
      because: 'what people do with findings all day; the findings stay',
    },
    {
      actions:
        'CreateThreatIntelSet CreateThreatEntitySet CreatePublishingDestination CreateCustomDetectionRuleAssociation CreateCustomDetectionRuleOrgConfiguration UpdateCustomDetectionRuleOrgConfiguration DeleteCustomDetectionRuleOrgConfiguration',
      because: 'lists and rules of the one who runs GuardDuty: what it detects by itself does not need them',
    },
    {
      actions: 'CreateMalwareProtectionPlan StartMalwareScan SendObjectMalwareScan UpdateMalwareScanSettings',
      because: 'scans of disks and objects, beside what it detects in events',
    },
    { actions: 'SendSecurityTelemetry', because: 'agents on machines send by it' },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
  macie2: [
    { actions: 'EnableMacie', because: STRENGTHENS },
    {
      actions:
        'AcceptInvitation CreateInvitations CreateMember DeclineInvitations DeleteInvitations EnableOrganizationAdminAccount BatchUpdateAutomatedDiscoveryAccounts',
      because: MEMBERS,
    },
    {
      actions:
        'CreateAllowList PutClassificationExportConfiguration PutFindingsPublicationConfiguration UpdateAutomatedDiscoveryConfiguration UpdateClassificationScope UpdateResourceProfile UpdateResourceProfileDetections UpdateRevealConfiguration UpdateSensitivityInspectionTemplate',
      because: 'what Macie looks for, where and how it reports: the session goes on',
    },
    { actions: 'CreateSampleFindings TestCustomDataIdentifier', because: READS },
    { actions: 'TagResource UntagResource', because: TAGS },
  ],
};
