// What questions to the log files are asked with: a table or saved query that was changed gives wrong answers.
import { QuestionNames } from '../identity/reading-names';
import type { FieldMatchers, Matcher } from '../shared/event-pattern';
import { BUCKETS } from './archive-resources';
import { noArns, parameters, WHERE } from './ours';
import { because, type ProtectedResource, type ProtectionContext } from './protected-resource';
import { DEPLOY_AGAIN } from './reasons';

const NO_ROOM = because(
  'the service control policies are full, and the log files, which are guarded, still hold the right answers',
);

/** Glue takes names in any letter case, and CloudTrail records them as they were given. */
function databaseFields({ trail }: ProtectionContext): FieldMatchers {
  const ours: Matcher[] = [{ 'equals-ignore-case': new QuestionNames(trail).databaseName }];
  return parameters(ours, 'databaseName', 'name');
}

const TABLES: ProtectedResource = {
  name: 'the tables over the log files, and their database',
  service: 'glue',
  types: ['database', 'table'],
  where: WHERE.archive,
  fields: databaseFields,
  arns: noArns,
  alert: 'QuestionTampering',
  guard: NO_ROOM,
  repair: DEPLOY_AGAIN,
  calls: ['UpdateTable', 'DeleteTable', 'BatchDeleteTable', 'RenameTable', 'UpdateDatabase', 'DeleteDatabase'],
};

const WORKGROUP: ProtectedResource = {
  ...TABLES,
  name: 'the workgroup of questions',
  service: 'athena',
  types: ['workgroup'],
  fields: ({ trail }) => parameters([new QuestionNames(trail).workGroupName], 'workGroup'),
  calls: ['UpdateWorkGroup', 'DeleteWorkGroup'],
};

/** A call names a saved query by its id, which Athena makes: it could be one of ours. */
const SAVED_QUERIES: ProtectedResource = {
  ...WORKGROUP,
  name: 'the saved queries of Athena',
  fields: () => parameters([{ exists: true }], 'namedQueryId'),
  calls: ['UpdateNamedQuery', 'DeleteNamedQuery'],
};

const RESULTS: ProtectedResource = {
  ...BUCKETS,
  name: 'the bucket of results',
  fields: ({ trail }) => parameters([new QuestionNames(trail).resultsBucketName], 'bucketName'),
  arns: noArns,
  alert: 'QuestionTampering',
  guard: because('the service control policies are full, and results are copies that expire'),
};

export const QUESTION_RESOURCES: readonly ProtectedResource[] = [TABLES, WORKGROUP, SAVED_QUERIES, RESULTS];
