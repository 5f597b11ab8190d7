// The services that detect beside the trail, in each account and Region where alerts are: GuardDuty and Macie.
import { namesNothing, noArns, WHERE } from './ours';
import { because, type ProtectedResource } from './protected-resource';

const DETECTOR: ProtectedResource = {
  name: "GuardDuty's detector",
  service: 'guardduty',
  types: ['detector'],
  where: WHERE.everywhere,
  fields: namesNothing,
  arns: noArns,
  alert: 'DetectionTampering',
  guard: because('the service control policies are full, and the trail records what happens without these services'),
  repair: because('whoever runs these services switches them on again: this library configures neither'),
  calls: ['DeleteDetector', 'UpdateDetector'],
};

/** An address that is trusted, or a filter that archives, leaves findings out without switching anything off. */
const LEFT_OUT: ProtectedResource = {
  ...DETECTOR,
  name: 'what GuardDuty leaves out',
  types: ['filter', 'ipset', 'trustedentityset'],
  calls: ['CreateFilter', 'UpdateFilter', 'UpdateIPSet', 'UpdateTrustedEntitySet'],
};

const GUARDDUTY_ACCOUNTS: ProtectedResource = {
  ...DETECTOR,
  name: 'which accounts GuardDuty watches, and whom it trusts',
  types: [],
  calls: [
    ...['DisassociateFromAdministratorAccount', 'DisassociateFromMasterAccount', 'DisassociateMembers'],
    ...['DeleteMembers', 'StopMonitoringMembers', 'UpdateMemberDetectors', 'UpdateOrganizationConfiguration'],
    ...['DisableOrganizationAdminAccount', 'CreateIPSet', 'CreateTrustedEntitySet'],
  ],
};

const MACIE: ProtectedResource = {
  ...DETECTOR,
  name: "Macie's session",
  service: 'macie2',
  types: [],
  calls: [
    ...['DisableMacie', 'UpdateMacieSession', 'UpdateMemberSession'],
    ...['DisassociateFromAdministratorAccount', 'DisassociateFromMasterAccount'],
    ...['UpdateOrganizationConfiguration', 'DisableOrganizationAdminAccount'],
  ],
};

const MACIE_ACCOUNTS: ProtectedResource = {
  ...MACIE,
  name: 'which accounts Macie watches',
  types: ['Member'],
  calls: ['DisassociateMember', 'DeleteMember'],
};

export const DETECTION_SERVICES: readonly ProtectedResource[] = [
  ...[DETECTOR, LEFT_OUT, GUARDDUTY_ACCOUNTS, MACIE, MACIE_ACCOUNTS],
];
