// Who writes where in the evidence bucket, one row a folder. Folders of one row share a statement.
import * as iam from 'aws-cdk-lib/aws-iam';
import type { TrailIdentity } from '../identity/trail-identity';
import type { EvidenceFolder, ValidationNames } from '../identity/validation-names';
import { denyEveryone } from '../shared/deny';
import { exceptRoles } from '../shared/principals';

export interface FolderProps {
  readonly trail: TrailIdentity;
  readonly names: ValidationNames;
}

interface FolderRow {
  readonly sid: string;
  readonly writers: (props: FolderProps) => readonly string[];
}

/** What a run leaves: its report, and the lists that this names. */
const ofRuns: FolderRow = {
  sid: 'DenyReportsExceptByValidator',
  writers: ({ names }) => [names.roleArn('Validator'), names.roleArn('Merge')],
};

const FOLDERS: Readonly<Record<EvidenceFolder, FolderRow>> = {
  reports: ofRuns,
  verdicts: ofRuns,
  coverage: ofRuns,
  runs: ofRuns,
  settings: ofRuns,
  // Whoever could write here could have a day that was changed taken for the one that was verified.
  seals: {
    sid: 'DenySealsExceptByValidator',
    writers: ({ names }) => [names.roleArn('Validator'), names.roleArn('Shard')],
  },
  // Whoever could write here could have a finding taken for acknowledged.
  acknowledgements: {
    sid: 'DenyAcknowledgementsExceptByAcknowledgers',
    writers: ({ trail }) => trail.principals.acknowledgerRoleArns,
  },
  notified: { sid: 'DenyNotifiedExceptByPublisher', writers: ({ names }) => [names.roleArn('Publisher')] },
};

/** Each folder has its writers, and nobody writes beside the folders. */
export function onlyTheirWritersWrite(props: FolderProps): iam.PolicyStatement[] {
  const { names } = props;
  const folders = Object.entries(FOLDERS) as [EvidenceFolder, FolderRow][];
  const arnsOf = (row: FolderRow) =>
    folders.flatMap(([folder, other]) => (other === row ? [names.evidenceArn(folder)] : []));
  return [
    ...[...new Set(Object.values(FOLDERS))].map((row) =>
      denyEveryone(row.sid, ['s3:PutObject'], arnsOf(row), exceptRoles(row.writers(props))),
    ),
    new iam.PolicyStatement({
      sid: 'DenyWritesBesideFolders',
      effect: iam.Effect.DENY,
      principals: [new iam.AnyPrincipal()],
      actions: ['s3:PutObject'],
      notResources: folders.map(([folder]) => names.evidenceArn(folder)),
    }),
  ];
}

/** A replica comes by another action than a write, with the key that it has in the bucket that it comes from. */
export function nothingIsReplicated(bucketArn: string): iam.PolicyStatement {
  return denyEveryone('DenyReplicas', ['s3:ReplicateObject', 's3:ReplicateDelete'], [`${bucketArn}/*`]);
}
