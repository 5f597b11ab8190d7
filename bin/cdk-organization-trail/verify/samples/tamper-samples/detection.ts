// Calls against the services that detect beside the trail.
import { LOG_ARCHIVE_ACCOUNT } from '../record';
import { of, samples, type SamplesByAlert } from './sample';

const detectorId = '12abc34d567e8fa901bc2d34e56789f0';
const ipSetId = 'ip-set';
const trustedEntitySetId = 'trusted-entity-set';
const accountIds = [LOG_ARCHIVE_ACCOUNT];
const macie = of('macie2');

export const DETECTION_SAMPLES: SamplesByAlert = {
  DetectionTampering: samples(
    'guardduty.amazonaws.com',
    {
      'no detector': ['DeleteDetector', { detectorId }],
      'a detector that is off': ['UpdateDetector', { detectorId, enable: false }],
      'findings that are archived at once': ['CreateFilter', { detectorId, name: 'x', action: 'ARCHIVE' }],
      'more of them': ['UpdateFilter', { detectorId, filterName: 'x', action: 'ARCHIVE' }],
      'addresses that are trusted': ['CreateIPSet', { detectorId, name: 'x', activate: true }],
      'more of these': ['UpdateIPSet', { detectorId, ipSetId, activate: true }],
      'names that are trusted': ['CreateTrustedEntitySet', { detectorId, name: 'x', activate: true }],
      'more trusted names': ['UpdateTrustedEntitySet', { detectorId, trustedEntitySetId, activate: true }],
      'out of the organization': ['DisassociateFromAdministratorAccount', { detectorId }],
      'out of the organization, as it was called': ['DisassociateFromMasterAccount', { detectorId }],
      'an account': ['DisassociateMembers', { detectorId, accountIds }],
      'an account, for good': ['DeleteMembers', { detectorId, accountIds }],
      'an account that is no longer watched': ['StopMonitoringMembers', { detectorId, accountIds }],
      'what is watched in an account': ['UpdateMemberDetectors', { detectorId, accountIds }],
      'what is watched in new accounts': ['UpdateOrganizationConfiguration', { detectorId, autoEnable: false }],
      'who administers it': ['DisableOrganizationAdminAccount', { adminAccountId: LOG_ARCHIVE_ACCOUNT }],
      'no Macie': ['DisableMacie', null, macie],
      'a pause of Macie': ['UpdateMacieSession', { status: 'PAUSED' }, macie],
      'a pause of Macie in an account': ['UpdateMemberSession', { id: LOG_ARCHIVE_ACCOUNT, status: 'PAUSED' }, macie],
      "out of the organization's Macie": ['DisassociateFromAdministratorAccount', null, macie],
      "out of the organization's Macie, as it was called": ['DisassociateFromMasterAccount', null, macie],
      'new accounts without Macie': ['UpdateOrganizationConfiguration', { autoEnable: false }, macie],
      'an account without Macie': ['DisassociateMember', { id: LOG_ARCHIVE_ACCOUNT }, macie],
      'an account without Macie, for good': ['DeleteMember', { id: LOG_ARCHIVE_ACCOUNT }, macie],
      'who administers Macie': ['DisableOrganizationAdminAccount', { adminAccountId: LOG_ARCHIVE_ACCOUNT }, macie],
    },
    {
      'a detector more': ['CreateDetector', { enable: true }],
      'a finding that is archived': ['ArchiveFindings', { detectorId, findingIds: ['x'] }],
      'Macie, switched on': ['EnableMacie', { status: 'ENABLED' }, macie],
    },
  ),
};
