// Any record of every format, for the properties of reading and writing.
import fc from '../../support/properties';
import { FINDINGS, type Finding, type FindingCode } from '../../../lambda/core';
import { HOUR_STATES, type HourCoverageRecord } from '../../../lambda/records/hour-coverage';
import { RUN_STATES, type RunRecord } from '../../../lambda/records/run-record';
import { SETTING_CHANGES, type SettingRecord } from '../../../lambda/records/setting-record';
import type { ReportHead } from '../../../lambda/records/report-head';

type Fields<Type> = { readonly [Name in keyof Type]-?: fc.Arbitrary<Exclude<Type[Name], undefined>> };

/** A record with all fields, or without some of those that may be left out. */
function record<Type extends object>(fields: Fields<Type>, optional: readonly (keyof Type)[] = []): fc.Arbitrary<Type> {
  const requiredKeys = (Object.keys(fields) as (keyof Type)[]).filter((name) => !optional.includes(name));
  return fc.record(fields, { requiredKeys }) as unknown as fc.Arbitrary<Type>;
}

const text = fc.string({ unit: 'binary', maxLength: 12 });
const number = fc.oneof(fc.integer(), fc.integer({ min: 0, max: 4e12 }), fc.constant(0.5));
const range = record({ start: number, end: number });
const chain = { accountId: text, region: text };
const list = <Item>(item: fc.Arbitrary<Item>) => fc.array(item, { maxLength: 2 });
const severity = fc.constantFrom('INVALID' as const, 'INCOMPLETE' as const, 'NOTICE' as const);
const code = fc.constantFrom(...(Object.keys(FINDINGS) as FindingCode[]));

export const FINDING_OPTIONAL = [
  ...(['accountId', 'region', 'bucket', 'key', 'range', 'digestKey'] as const),
  ...(['detail', 'firstSeen', 'acknowledged'] as const),
];

export const finding = record<Finding>(
  {
    code,
    severity,
    ...{ ...chain, bucket: text, key: text, range, digestKey: text },
    detail: fc.dictionary(fc.string({ maxLength: 8 }), fc.oneof(text, number, fc.boolean()), {
      maxKeys: 3,
      noNullPrototype: true,
    }),
    firstSeen: number,
    acknowledged: fc.constant(true as const),
  },
  FINDING_OPTIONAL,
);

const acknowledgedFinding = record({ name: text, firstSeen: number, seen: text }, ['firstSeen', 'seen']);
const link = record({ bucket: text, key: text, start: number, end: number, sha256: text, signature: text });
const segment = record(
  {
    first: link,
    last: link,
    jumps: list(record({ from: number, to: number })),
    previous: record({ bucket: text, key: text, sha256: text, signature: text }),
  },
  ['jumps', 'previous'],
);
const openItem = record({ finding, firstSeen: number });
const pendingLogFile = record({ key: text, lastModified: number }, ['lastModified']);
const chainEnd = record({ at: number, eventName: text, who: text });

export const CHECKPOINT_OPTIONAL = [
  ...([
    'logFilesAfter',
    'chainEnd',
    'endSearchedTo',
    'sweptTo',
    'sealed',
    'enabledSince',
    'listedAt',
    'expectedSince',
  ] as const),
  ...(['location', 'retentionStart'] as const),
];

export const checkpoint = record(
  {
    ...chain,
    segments: list(segment),
    backfills: list(link),
    openItems: list(openItem),
    pendingLogFiles: list(pendingLogFile),
    logFilesAfter: text,
    chainEnd,
    endSearchedTo: number,
    sweptTo: number,
    sealed: record({ days: number, files: number, oldestRead: number, listedAt: number }),
    enabledSince: number,
    listedAt: number,
    expectedSince: number,
    location: record({ bucket: text, keyPrefix: text }, ['keyPrefix']),
    retentionStart: number,
  },
  CHECKPOINT_OPTIONAL,
);

const sealed = record({ days: number, files: number, oldestRead: number });
const tally = record({ valid: number, invalid: number, unverified: number });
const counts = record({
  ...{ digests: tally, backfillDigests: tally, logFiles: tally },
  ...{ pendingLogFiles: number, expired: number, otherTrails: number },
});
const verdict = fc.constantFrom('VALID' as const, 'INVALID' as const, 'INCOMPLETE' as const);
const mode = fc.constantFrom('hourly' as const, 'sweep' as const);

const GROUP_OPTIONAL = ['accountId', 'region', 'range', 'isUnstored', 'chains'] as const;
const groupFields = {
  ...{ code, severity, ...chain, range, count: number, firstSeen: number, example: finding },
  sightings: list(record({ time: number, count: number })),
  isUnstored: fc.constant(true as const),
  chains: number,
  newest: list(finding),
};
export const group = record(groupFields, GROUP_OPTIONAL);
const passedGroup = record({ ...groupFields, overSince: number }, GROUP_OPTIONAL);

const publicKeyUse = record({
  used: list(record({ region: text, fingerprint: text, source: text, digests: number })),
  more: number,
});

const listLink = record({ key: text, sha256: text, count: number });

const organization = record({
  answeredAt: number,
  members: list(record({ accountId: text, joined: number }, ['joined'])),
  ended: list(text),
});

const countedCheckpoint = record({ checkpoint, counter: number });

const reportFields = {
  ...{ trailArn: text, runId: text, mode, time: number, firstRunTime: number, duration: number },
  route: fc.constantFrom('lambda' as const, 'map' as const),
  ...{ verdict, counts, due: range },
  metrics: record({
    ...{ verified: number, tampered: number, unverified: number, oldestUnverifiedAge: number },
    ...{ chains: number, staleChains: number, unreadableChains: number, lastVerifiedDigestAge: number },
  }),
  unfinished: list(record({ ...chain, from: number, isSweep: fc.boolean() })),
  groups: list(group),
  passed: list(passedGroup),
  findings: listLink,
  acknowledged: list(acknowledgedFinding),
  sweptAt: number,
  volume: record({ objects: number, chainHours: number }),
  previous: record({ key: text, sha256: text }),
};

const settingsInForce = record({
  ...{ list: listLink, recordedAt: number, changed: list(text) },
  values: list(record({ setting: text, sha256: text })),
});

export const report = record(
  {
    ...reportFields,
    checkpoints: listLink,
    verdicts: list(listLink),
    coverage: list(listLink),
    runs: list(listLink),
    settings: settingsInForce,
    lastRuns: record({ hourly: number, sweep: number }, ['hourly', 'sweep']),
    publicKeys: publicKeyUse,
    sealed,
    sealedTo: number,
    omitted: record({ unfinished: number, unfinishedSweeps: number, acknowledged: number }),
  },
  [
    ...(['findings', 'sweptAt', 'previous', 'checkpoints', 'omitted', 'verdicts', 'coverage'] as const),
    ...(['publicKeys', 'sealed', 'sealedTo', 'runs', 'lastRuns', 'settings'] as const),
  ],
);

export const firstReport = record({ ...reportFields, organization, checkpoints: list(countedCheckpoint) }, [
  ...(['findings', 'organization', 'sweptAt', 'previous'] as const),
]);

export const listHeader = record({ organization }, ['organization']);

export { countedCheckpoint };

const timeText = fc.integer({ min: 0, max: 4e12 }).map((time) => new Date(time).toISOString());
const kind = fc.constantFrom('digest' as const, 'backfill-digest' as const, 'log-file' as const);
const objectVerdictFields = {
  ...{ bucket: text, key: text, ...chain, kind, versionId: text, size: number, lastModified: timeText },
  verdict: fc.constantFrom('VALID' as const, 'INVALID' as const, 'UNVERIFIED' as const, 'MISSING' as const),
  ...{ storageClass: text, code, verifiedAt: timeText },
};
const OBJECT_OPTIONAL = ['versionId', 'size', 'lastModified', 'storageClass', 'code'] as const;

export const objectVerdict = record({ ...objectVerdictFields, runId: text, digestEnd: timeText }, [
  ...OBJECT_OPTIONAL,
  'digestEnd',
]);
export const judgedObject = record({ ...objectVerdictFields, day: text, digestEnd: number }, OBJECT_OPTIONAL);
export const channelState = record({
  ...{ since: number, isSettled: fc.boolean(), expected: text, seen: list(text), notified: list(text) },
  ...{ notifiedAt: number, failures: number, failureNotifiedAt: number },
});

export const hourCoverage = record<HourCoverageRecord>({
  ...{ ...chain, hour: timeText, state: fc.constantFrom(...HOUR_STATES) },
  ...{ digests: number, logFiles: number, runId: text },
});

export const settingRecord = record<SettingRecord>(
  {
    ...{ setting: text, value: text, change: fc.constantFrom(...SETTING_CHANGES) },
    ...{ previousKey: text, previousSha256: text, runId: text },
  },
  ['value', 'previousKey', 'previousSha256'],
);

export const runRecord = record<RunRecord>(
  {
    mode: fc.constantFrom('hourly' as const, 'sweep' as const),
    state: fc.constantFrom(...RUN_STATES),
    ...{ time: timeText, ended: timeText, count: number, unfinished: number, runId: text },
    route: fc.constantFrom('lambda' as const, 'map' as const),
    verdict: fc.constantFrom('VALID' as const, 'INVALID' as const, 'INCOMPLETE' as const),
  },
  ['ended', 'route', 'verdict', 'unfinished'],
);

const filled = text.map((words) => `${words}x`);

export const acknowledgement = record({
  findings: list(acknowledgedFinding),
  ...{ who: filled, why: filled, time: text, caller: text },
});

export const notificationMark = record({ report: text, carriedOver: list(group) }, ['carriedOver']);

const sealLink = record({ day: number, number, sha256: text, sealedAt: number });
const sealedFile = record({
  ...{ bucket: text, key: text, versionId: text, size: number, storageClass: text, digestEnd: number },
});

export const seal = record(
  {
    ...{ trailArn: text, ...chain, day: number, number, runId: text, sealedAt: number, sha256: text },
    ...{ files: list(sealedFile), before: list(sealLink), replaces: sealLink },
  },
  ['replaces'],
);

const storedKey = record({ der: text, validFrom: number, validTo: number, receivedAt: number }, [
  'validFrom',
  'validTo',
]);

export const publicKeys = record({ keys: list(storedKey) });

export const reportHead = record<ReportHead>({ key: text, sha256: text, checkedTo: number, oldest: text }, []);

export const reportSignature = record({
  ...{ reportKey: text, sha256: text, algorithm: fc.constant('ECDSA_SHA_256' as const), keyId: text, signature: text },
});

export const lease = record({ owner: text, expires: number, execution: text }, ['execution']);

const flag = fc.boolean();

export const REQUEST_OPTIONAL = [
  ...(['grace', 'backfillAllowance', 'deliveryAllowance', 'retentionStart', 'expected', 'knowsAccounts'] as const),
  ...([
    'sweep',
    'sealing',
    'sampledDay',
    'isContinued',
    'isDedicated',
    'acknowledged',
    'formerLocations',
    'copyOf',
    'unvalidatedTrails',
  ] as const),
];

const request = record(
  {
    trail: record({ arn: text, bucket: text, keyPrefix: text, organizationId: text }, ['keyPrefix', 'organizationId']),
    ...{ window: range, now: number, grace: number, backfillAllowance: number, deliveryAllowance: number },
    retentionStart: number,
    expected: list(
      record({ ...chain, since: number, firstBy: number, until: number, hasEnded: flag }, [
        ...(['since', 'firstBy', 'until', 'hasEnded'] as const),
      ]),
    ),
    ...{
      knowsAccounts: flag,
      sweep: flag,
      sealing: record({ readAgainDays: number, sweptAt: number, lockDays: number, seed: text }, [
        'sweptAt',
        'lockDays',
      ]),
      sampledDay: number,
      isDedicated: flag,
      isContinued: flag,
      acknowledged: list(acknowledgedFinding),
    },
    copyOf: text,
    unvalidatedTrails: list(
      record({ arn: text, accountIds: list(text), regions: list(text), start: number, end: number }, [
        ...(['accountIds', 'regions', 'start', 'end'] as const),
      ]),
    ),
    formerLocations: list(
      record({ bucket: text, keyPrefix: text, ownerAccountId: text, since: number, until: number }, ['keyPrefix']),
    ),
  },
  REQUEST_OPTIONAL,
);

const chainShard = record({ ...chain, shard: range });
const shard = { index: number, chains: list(chainShard) };

export const plan = record(
  {
    ...{ runId: text, mode, request, findings: list(finding), shards: list(record(shard)) },
    ...{ remaining: list(chainShard), settings: settingsInForce },
  },
  ['settings'],
);

export const shardInput = record({
  ...shard,
  request,
  checkpoints: list(checkpoint),
  keys: fc.dictionary(fc.string({ maxLength: 8 }), list(storedKey), { maxKeys: 2, noNullPrototype: true }),
});

const RESULT_OPTIONAL = [
  'covered',
  'lastListed',
  'firstLogFile',
  'lastVerifiedLimit',
  'chainEnd',
  'endSearchedTo',
  'sealed',
] as const;

const result = record(
  {
    ...chain,
    ...{ shard: range, verdict, counts, covered: range, segments: list(segment), backfills: list(link) },
    ...{ lastListed: number, firstLogFile: number, openItems: list(openItem), lastVerifiedLimit: number },
    ...{ pendingLogFiles: list(pendingLogFile), chainEnd, endSearchedTo: number, logFilesBefore: text, sealed },
  },
  RESULT_OPTIONAL,
);

const shardResultFields = { index: number, results: list(result), findings: text, objects: text };

export const shardResult = record({ ...shardResultFields, publicKeys: publicKeyUse }, [
  ...(['findings', 'objects', 'publicKeys'] as const),
]);

const finding$ = (place: string) => FINDING_OPTIONAL.map((name) => `${place}.${name}`);
const segments$ = (place: string) => [
  ...['jumps', 'previous'].map((name) => `${place}.segments[].${name}`),
  `${place}.pendingLogFiles[].lastModified`,
];
const open$ = (place: string) => finding$(`${place}.openItems[].finding`);
const checkpoint$ = (place: string) => [
  ...CHECKPOINT_OPTIONAL.map((name) => `${place}.${name}`),
  `${place}.location.keyPrefix`,
  ...segments$(place),
  ...open$(place),
];
const group$ = (place: string) => [
  ...GROUP_OPTIONAL.map((name) => `${place}.${name}`),
  ...finding$(`${place}.example`),
  ...finding$(`${place}.newest[]`),
];
const key$ = (place: string) => [`${place}.validFrom`, `${place}.validTo`];
const acknowledged$ = (place: string) => ['firstSeen', 'seen'].map((name) => `${place}[].${name}`);
const request$ = [
  ...acknowledged$('request.acknowledged'),
  ...REQUEST_OPTIONAL.map((name) => `request.${name}`),
  ...['trail.keyPrefix', 'trail.organizationId'].map((name) => `request.${name}`),
  ...['since', 'firstBy', 'until', 'hasEnded'].map((name) => `request.expected[].${name}`),
  ...['accountIds', 'regions', 'start', 'end'].map((name) => `request.unvalidatedTrails[].${name}`),
  'request.formerLocations[].keyPrefix',
  'request.sealing.sweptAt',
  'request.sealing.lockDays',
];

const report$ = [
  ...['findings', 'sweptAt', 'previous'],
  ...acknowledged$('acknowledged'),
  ...group$('groups[]'),
  ...group$('passed[]'),
];

/** The fields that may be left out of a record of each format. */
export const OPTIONAL = {
  finding: [...FINDING_OPTIONAL],
  checkpoint: checkpoint$('').map((place) => place.slice(1)),
  report: [
    ...report$,
    ...['checkpoints', 'omitted', 'verdicts', 'coverage', 'publicKeys', 'sealed', 'sealedTo'],
    ...['runs', 'settings', 'lastRuns', 'lastRuns.hourly', 'lastRuns.sweep'],
  ],
  settingRecord: ['value', 'previousKey', 'previousSha256'],
  runRecord: ['ended', 'route', 'verdict', 'unfinished'],
  'report of version 1': [
    ...report$,
    'organization',
    'organization.members[].joined',
    ...checkpoint$('checkpoints[].checkpoint'),
  ],
  listHeader: ['organization', 'organization.members[].joined'],
  countedCheckpoint: checkpoint$('checkpoint'),
  acknowledgement: acknowledged$('findings'),
  notificationMark: ['carriedOver', ...group$('carriedOver[]')],
  publicKeys: key$('keys[]'),
  seal: ['replaces'],
  lease: ['execution'],
  plan: ['settings', ...request$, ...finding$('findings[]')],
  shardInput: [...request$, ...checkpoint$('checkpoints[]'), ...key$('keys.*[]')],
  object: [...OBJECT_OPTIONAL],
  objectVerdict: [...OBJECT_OPTIONAL, 'digestEnd'],
  shardResult: [
    'findings',
    'objects',
    'publicKeys',
    ...RESULT_OPTIONAL.map((name) => `results[].${name}`),
    ...segments$('results[]'),
    ...open$('results[]'),
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;
