// What is written is read back, and everything else is rejected with its place.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { gzipSync } from 'node:zlib';
import fc from '../../support/properties';
import { acknowledgementFormat } from '../../../lambda/records/acknowledgement';
import { channelStateFormat } from '../../../lambda/records/channel-state';
import { checkpointFormat } from '../../../lambda/records/checkpoint';
import { findingLine } from '../../../lambda/records/finding';
import { RecordError, type Format } from '../../../lambda/records/format';
import { hourCoverageLine } from '../../../lambda/records/hour-coverage';
import { judgedObjectLine, objectVerdictLine } from '../../../lambda/records/object-verdict';
import { leaseFormat } from '../../../lambda/records/lease';
import { notificationMarkFormat } from '../../../lambda/records/notification-mark';
import { planFormat, shardInputFormat, shardResultFormat } from '../../../lambda/records/plan';
import { publicKeysFormat } from '../../../lambda/records/public-key-store';
import { reportHeadFormat } from '../../../lambda/records/report-head';
import { checkpointLine, listHeaderLine, listInside } from '../../../lambda/records/checkpoint-list';
import { reportSignatureFormat } from '../../../lambda/records/report-signature';
import { firstReportFormat, reportFormat } from '../../../lambda/records/report';
import { runRecordLine } from '../../../lambda/records/run-record';
import { settingRecordLine } from '../../../lambda/records/setting-record';
import { sealFormat } from '../../../lambda/records/seal';
import * as any from './arbitraries';

const NAME = 'folder/record.json';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
type JsonObject = { [name: string]: Json };

interface Row {
  readonly format: Format<object>;
  readonly records: fc.Arbitrary<object>;
  readonly optional: readonly string[];
}

const rowOf = <Content extends object>(
  format: Format<Content>,
  records: fc.Arbitrary<Content>,
  optional: readonly string[],
): Row => ({ format: format as unknown as Format<object>, records, optional });

const ROWS: Readonly<Record<string, Row>> = {
  finding: rowOf(findingLine, any.finding, any.OPTIONAL.finding),
  'verdict on an object': rowOf(objectVerdictLine, any.objectVerdict, any.OPTIONAL.objectVerdict),
  'object that was judged': rowOf(judgedObjectLine, any.judgedObject, any.OPTIONAL.object),
  'covered hour': rowOf(hourCoverageLine, any.hourCoverage, []),
  setting: rowOf(settingRecordLine, any.settingRecord, any.OPTIONAL.settingRecord),
  'what is said of a run': rowOf(runRecordLine, any.runRecord, any.OPTIONAL.runRecord),
  checkpoint: rowOf(checkpointFormat, any.checkpoint, any.OPTIONAL.checkpoint),
  report: rowOf(reportFormat, any.report, any.OPTIONAL.report),
  'report of version 1': rowOf(firstReportFormat, any.firstReport, any.OPTIONAL['report of version 1']),
  'beginning of a list of checkpoints': rowOf(listHeaderLine, any.listHeader, any.OPTIONAL.listHeader),
  'line of a list of checkpoints': rowOf(checkpointLine, any.countedCheckpoint, any.OPTIONAL.countedCheckpoint),
  acknowledgement: rowOf(acknowledgementFormat, any.acknowledgement, any.OPTIONAL.acknowledgement),
  'notification mark': rowOf(notificationMarkFormat, any.notificationMark, any.OPTIONAL.notificationMark),
  'public keys': rowOf(publicKeysFormat, any.publicKeys, any.OPTIONAL.publicKeys),
  'newest report': rowOf(reportHeadFormat, any.reportHead, []),
  'signature of a report': rowOf(reportSignatureFormat, any.reportSignature, []),
  seal: rowOf(sealFormat, any.seal, any.OPTIONAL.seal),
  'readings of the other account': rowOf(channelStateFormat, any.channelState, []),
  lease: rowOf(leaseFormat, any.lease, any.OPTIONAL.lease),
  plan: rowOf(planFormat, any.plan, any.OPTIONAL.plan),
  'input of a shard': rowOf(shardInputFormat, any.shardInput, any.OPTIONAL.shardInput),
  'result of a shard': rowOf(shardResultFormat, any.shardResult, any.OPTIONAL.shardResult),
};

describe.each(Object.entries(ROWS))('a record: %s', (_, { format, records, optional }) => {
  test('is read back as it was written', () => {
    fc.assert(
      fc.property(records, (record) => {
        expect(format.parse(format.stringify(record, NAME), NAME)).toEqual(record);
        expect(format.unpack(format.pack(record, NAME), NAME)).toEqual(record);
      }),
      { numRuns: 40 },
    );
  });

  test('of another version is rejected by its version', () => {
    const other = fc
      .oneof(fc.integer(), fc.constantFrom<Json>('1', null, true, [1]))
      .filter((version) => !format.versions.includes(version as number));
    fc.assert(
      fc.property(records, other, (record, version) => {
        const text = JSON.stringify({ ...record, version });
        expect(rejection(format, text)).toBe(
          `${NAME}: version: ${JSON.stringify(version)} is not supported, expected ${format.versions.join(' or ')}`,
        );
      }),
    );
  });

  test('without a field that must be there is rejected, and without another is read', () => {
    expectAtEachPlace(format, records, ({ parent, name, place }) => {
      delete parent[name];
      return optional.includes(pattern(place)) || isInMap(place) ? undefined : `${place}: missing`;
    });
  });

  test('with an unknown field anywhere is rejected', () => {
    expectAtEachPlace(format, records, ({ parent, place }) => {
      const of = place.replace(/[^.]+$/, '');
      if (MAPS.test(of.slice(0, -1))) return undefined;
      parent.unknown = 1;
      return `${of}unknown: unknown field`;
    });
  });

  test.each<[string, (value: Json) => Json]>([
    ['null', () => null],
    ['a value of another type', otherType],
  ])('with %s in the place of a value is rejected', (_name, replacement) => {
    expectAtEachPlace(format, records, ({ parent, name, value, place }) => {
      parent[name] = replacement(value);
      return place;
    });
  });
});

test('there is a row for every format', () => {
  const folder = path.join(__dirname, '../../../lambda/records');
  const made = readdirSync(folder).flatMap((file) =>
    [...readFileSync(path.join(folder, file), 'utf8').matchAll(/ (\w+) = new Format/g)].map(([, name]) => name),
  );
  // Marks of version 1 have the fields of version 2.
  expect(made.filter((name) => name !== 'firstMarkFormat')).toHaveLength(Object.keys(ROWS).length);
});

describe('what an earlier version has written', () => {
  const sample = readFileSync(path.join(__dirname, 'samples', 'report-1.json'), 'utf8');

  test('a report of version 1 is read, without the checkpoints that are inside', () => {
    const { version, checkpoints, organization, ...rest } = JSON.parse(sample) as JsonObject;
    expect([version, reportFormat.parse(sample, NAME)]).toEqual([1, rest]);
    expect([checkpoints, organization]).not.toContain(undefined);
  });

  test('its checkpoints, and the last answer of AWS Organizations, are read as a list', async () => {
    const { checkpoints, organization } = JSON.parse(sample) as JsonObject;
    const list = listInside(sample, NAME);
    const read = [];
    for await (const checkpoint of list?.checkpoints() ?? []) read.push(checkpoint);
    expect([read, list?.header]).toEqual([checkpoints, { organization }]);
  });

  test('a report of version 1 with a field that it never had is rejected with its path', () => {
    const text = JSON.stringify({ ...(JSON.parse(sample) as JsonObject), omitted: {} });
    expect(rejection(reportFormat as unknown as Format<object>, text)).toBe(`${NAME}: omitted: unknown field`);
  });

  test('a mark of version 1 is read', () => {
    expect(notificationMarkFormat.parse('{"version":1,"report":"a"}', NAME)).toEqual({ report: 'a' });
  });
});

describe('a rejection', () => {
  test('names the record, the place, what was expected and what is there', () => {
    const link = { bucket: 'b', key: 'k', start: 0, end: 1, sha256: 'aa', signature: 'bb' };
    const segments = [{ first: { ...link, end: 'x' }, last: link }];
    const checkpoint = { accountId: '1', region: 'r', segments, backfills: [], openItems: [], pendingLogFiles: [] };
    const checkpoints = [
      { checkpoint: { ...checkpoint, segments: [] }, counter: 1 },
      { checkpoint, counter: 1 },
    ];
    const [report] = fc.sample(any.firstReport, { numRuns: 1, seed: 1 });
    const text = JSON.stringify({ version: 1, ...report, checkpoints });
    expect(rejection(firstReportFormat as unknown as Format<object>, text)).toBe(
      `${NAME}: checkpoints[1].checkpoint.segments[0].first.end: expected number, received "x"`,
    );
  });

  test.each<[string, string, string]>([
    ['what is no JSON', '{"version":1,', 'not JSON: '],
    ['a list', '[]', 'not an object'],
    ['nothing', 'null', 'not an object'],
    ['a record without a version', '{"keys":[]}', 'version: missing, expected 1'],
  ])('of %s says so', (_, text, problem) => {
    expect(rejection(publicKeysFormat as unknown as Format<object>, text)).toContain(`${NAME}: ${problem}`);
  });

  test('of what is not compressed says so', () => {
    expect(() => publicKeysFormat.unpack(Buffer.from('{}'), NAME)).toThrow(`${NAME}: not compressed by gzip`);
    expect(() => publicKeysFormat.unpack(gzipSync('{}').subarray(0, 9), NAME)).toThrow(RecordError);
  });

  test('shows text from the record in one line, and no more than fits', () => {
    const text = JSON.stringify({ version: 1, keys: `\u001b[31m\n${'k'.repeat(10_000)}` });
    const message = rejection(publicKeysFormat as unknown as Format<object>, text);
    expect(message).toMatch(/^[ -~]+…$/);
    expect(message.length).toBeLessThan(200);
  });
});

describe('what could not be read back is not written', () => {
  const [lease] = fc.sample(any.lease, { numRuns: 1, seed: 1 });
  test.each<[string, object, string]>([
    ['infinity', { expires: Infinity }, 'expires: expected number, received Infinity'],
    ['what is no number', { expires: NaN }, 'expires: expected number, received NaN'],
    ['an unknown field', { unknown: 1 }, 'unknown: unknown field'],
    ['a missing field', { owner: undefined }, 'owner: missing'],
  ])('%s', (_, change, problem) => {
    expect(() => leaseFormat.stringify({ ...lease, ...change }, NAME)).toThrow(new RecordError(NAME, problem));
  });
});

function rejection(format: Format<object>, text: string): string {
  try {
    format.parse(text, NAME);
  } catch (error) {
    if (error instanceof RecordError) return error.message;
    throw error;
  }
  return 'accepted';
}

/** A value of a record, and where it is. */
interface Place {
  readonly place: string;
  readonly value: Json;
  readonly parent: JsonObject;
  readonly name: string;
}

/** How many places of a record are tried. */
const TRIED = 25;

/**
 * Changes records in one place after the other. The change returns how the rejection begins, or undefined where it is
 * still a record.
 */
function expectAtEachPlace(
  format: Format<object>,
  records: fc.Arbitrary<object>,
  change: (place: Place) => string | undefined,
): void {
  const property = fc.property(records, fc.nat(), (record, seed) => {
    const text = JSON.stringify(record);
    const { length } = placesIn(JSON.parse(text) as JsonObject);
    const unexpected = Array.from({ length: Math.min(TRIED, length) }, (_, turn) => {
      const json = JSON.parse(text) as JsonObject;
      const problem = change(placesIn(json)[(seed + Math.floor((turn * length) / TRIED)) % length]);
      const found = rejection(format, JSON.stringify({ version: format.version, ...json }));
      return found.startsWith(problem === undefined ? 'accepted' : `${NAME}: ${problem}`) ? [] : [problem, found];
    });
    expect(unexpected.flat()).toEqual([]);
  });
  fc.assert(property, { numRuns: 20 });
}

/** Objects whose names are data. */
const MAPS = /(^|\.)(detail|keys)$/;

function isInMap(place: string): boolean {
  return MAPS.test(place.slice(0, place.lastIndexOf('.'))) && !place.endsWith(']');
}

function pattern(place: string): string {
  return place.replace(/\[\d+\]/g, '[]').replace(/^keys\.[^[]*\[/, 'keys.*[');
}

/** All fields of a record, however deep. Names of maps are left out where they would not be shown as they are. */
function placesIn(object: JsonObject, prefix = ''): Place[] {
  return Object.entries(object).flatMap(([name, value]): Place[] => {
    if (!/^\w+$/.test(name)) return [];
    const place = prefix === '' ? name : `${prefix}.${name}`;
    const own = { place, value, parent: object, name };
    if (isObject(value)) return [own, ...placesIn(value, place)];
    if (!Array.isArray(value)) return [own];
    return [own, ...value.flatMap((item, index) => (isObject(item) ? placesIn(item, `${place}[${index}]`) : []))];
  });
}

function isObject(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A value that the place of this one can't have; those of a map of details are of any simple type. */
function otherType(value: Json): Json {
  if (Array.isArray(value)) return { length: 0 };
  return isObject(value) ? 'text' : [];
}
