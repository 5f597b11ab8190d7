// The verdict beside each event, on the buckets with changed log files that the validator is tested with: what the core reports of its objects is
// recorded, the log files are read as Athena reads them, and what was changed by hand is never called verified.
import { gunzipSync } from 'node:zlib';
import type { ObjectEvent } from '../../../lambda/core';
import { athenaQueries } from '../../../lib/insight/athena/queries';
import { connectionWith, rowsOf, type EventRow, type RecordRow } from '../../support/athena';
import { type Corpus, MemoryStore } from '../../support/corpus';
import { corpusOf, logFileOf, requestOf } from '../../support/corpus/vectors';
import { COPY_VECTORS } from '../../support/corpus/vectors/copies';
import { LOG_FILE_VECTORS } from '../../support/corpus/vectors/log-files';
import type { Vector } from '../../support/corpus/vectors/vector';
import { verdictLine } from '../../support/sample-verdicts';
import { organizationTrail } from '../../support/stacks';
import { validate } from '../../lambda/core/harness';

const sql = athenaQueries({ trail: organizationTrail(), hasVerdicts: true })
  .find(({ name }) => name === 'EventsWithVerdict')!
  .sql.replace('LIMIT 1000', '');

interface Judged {
  readonly corpus: Corpus;
  readonly store: MemoryStore;
  readonly objects: readonly ObjectEvent[];
}

async function judged(vector: Vector): Promise<Judged> {
  const corpus = corpusOf(vector);
  const store = MemoryStore.of(corpus);
  vector.change?.(store, corpus);
  const request = { ...requestOf(vector, corpus), reportsObjects: true };
  const { events } = await validate(store, request);
  return { corpus, store, objects: events.flatMap((event) => (event.type === 'object' ? [event] : [])) };
}

const LATER = Date.UTC(2026, 5, 1);
const iso = (time: number | undefined) => (time === undefined ? undefined : new Date(time).toISOString());

/** The line of a record, as the verdict is written down. */
function lineOf({ key, bucket, kind, verdict, size, lastModified }: ObjectEvent): RecordRow {
  return { line: verdictLine(key, { bucket, kind, verdict, size, lastModified: iso(lastModified) ?? null }) };
}

/** Each log file that is there, as a row of Athena's: its id is its key. */
function filesIn({ store, corpus }: Judged): EventRow[] {
  return [...store.objects].flatMap(([key, { bucket = corpus.place.bucket, body, lastModified = LATER }]) =>
    key.includes('/CloudTrail/')
      ? [{ event: eventOf(key), path: `s3://${bucket}/${key}`, size: body.length, modified: iso(lastModified) }]
      : [],
  );
}

const eventOf = (eventID: string) => ({ eventID, eventTime: '2026-01-10T00:00:00Z', readOnly: false });

async function verifiedIn(of: Judged, files = filesIn(of)): Promise<string[]> {
  const connection = await connectionWith({ events: files, verdicts: of.objects.map(lineOf) });
  const rows = await rowsOf(connection, sql);
  expect(rows).toHaveLength(files.length);
  return rows.filter(({ verdict }) => verdict === 'verified as of run-1').map(({ eventid }) => String(eventid));
}

/** What was written, whatever the archive around it. */
function contentOf(body: Buffer): string | undefined {
  try {
    return gunzipSync(body).toString();
  } catch {
    return undefined;
  }
}

/** What AWS does itself is left out: there is nothing to be found. */
const ATTACKED = [...LOG_FILE_VECTORS, ...COPY_VECTORS].filter(
  ({ isSlow, verdict }) => isSlow !== true && verdict !== 'VALID',
);

test.each(ATTACKED)('$name', async (vector) => {
  const of = await judged(vector);
  for (const key of await verifiedIn(of))
    expect({ key, content: contentOf(of.store.get(key).body) }).toEqual({
      key,
      content: contentOf(of.corpus.read(key)?.body ?? Buffer.alloc(0)),
    });
});

test('a bucket that nobody touched: each log file is verified, until somebody writes on top of one', async () => {
  const of = await judged({ name: 'untouched', codes: [], verdict: 'VALID' });
  const keys = filesIn(of).map(({ event }) => event.eventID);
  expect((await verifiedIn(of)).sort()).toEqual([...keys].sort());
  const key = logFileOf(of.corpus, 3);
  // The same bytes, written later: who put them there is not known.
  of.store.get(key).lastModified = LATER;
  expect((await verifiedIn(of)).sort()).toEqual(keys.filter((each) => each !== key).sort());
});
