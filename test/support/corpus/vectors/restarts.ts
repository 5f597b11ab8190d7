import { gzipSync } from 'node:zlib';
import { signDocument } from '../chain-corpus';
import { type Corpus, documentBytes } from '../bucket';
import type { MemoryStore } from '../memory-store';
import { digestKey, HOUR, isoTime, logFileKey } from '../names';
import { sha256 } from '../signing';
import { ACCOUNT, digestOf, firstEntry, logFileOf, REGION, removeWhole, resign, type Vector } from './vector';

/** A chain that ends and starts anew, and what explains it. */
export const RESTART_VECTORS: readonly Vector[] = restartVectors();

function restartVectors(): Vector[] {
  const restarted = (name: string, more: Partial<Vector> = {}): Vector => ({
    name,
    options: { restarts: [{ afterHour: 3, gapHours: 3 }] },
    codes: ['logging-stopped'],
    verdict: 'INCOMPLETE',
    ...more,
  });
  const silent = { options: { restarts: [{ afterHour: 3, gapHours: 3, isLogged: false }] } };
  const inGap: Vector['change'] = (store, corpus) => {
    const time = corpus.chain().ends[3] + HOUR;
    const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'INJECTEDINJECT00');
    store.objects.set(key, { ...store.get(logFileOf(corpus, 3)), lastModified: time });
  };
  // Hour 3's digest is at index 3, the new starting digest at index 4.
  return [
    restarted('logging-stopped-and-started'),
    restarted('restart-that-no-event-explains', { ...silent, codes: ['unexplained-restart'] }),
    restarted('restart-with-log-files-in-the-gap', {
      ...silent,
      change: inGap,
      codes: ['log-file-unverified', 'unexplained-restart'],
      verdict: 'INVALID',
    }),
    restarted('restart-with-log-files-of-a-declared-trail-in-the-gap', {
      ...silent,
      change: inGap,
      request: () => ({ unvalidatedTrails: [{ arn: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/second-trail` }] }),
      codes: ['log-file-unverified', 'unexplained-restart'],
    }),
    restarted('restart-with-log-files-of-a-trail-declared-elsewhere-in-the-gap', {
      ...silent,
      change: inGap,
      request: () => ({
        unvalidatedTrails: [
          { arn: `arn:aws:cloudtrail:us-east-1:${ACCOUNT}:trail/second-trail`, regions: ['eu-west-1'] },
        ],
      }),
      codes: ['log-file-unverified', 'unexplained-restart'],
      verdict: 'INVALID',
    }),
    restarted('last-digests-before-a-stop-removed', {
      change: removeWhole(2, 3),
      codes: ['unexplained-restart'],
    }),
    restarted('starting-digest-after-a-stop-removed', {
      change: removeWhole(4),
      codes: ['digest-missing'],
      verdict: 'INVALID',
    }),
    restarted('stop-event-in-a-log-file-that-was-altered', {
      change: (store, corpus) => (store.get(logFileOf(corpus, 3)).body = Buffer.from('forged')),
      codes: ['log-file-malformed', 'unexplained-restart'],
      verdict: 'INVALID',
    }),
    restarted('stop-event-that-can-not-be-read', {
      change: (store, corpus) => store.failures.set(logFileOf(corpus, 3), { failure: 'denied' }),
      codes: ['log-file-unreadable', 'unexplained-restart'],
    }),
    restarted('unread-stop-event-and-log-files-in-the-gap', {
      change: (store, corpus) => {
        store.failures.set(logFileOf(corpus, 3), { failure: 'denied' });
        const time = corpus.chain().ends[3] + HOUR;
        const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'INJECTEDINJECT00');
        store.objects.set(key, { ...store.get(logFileOf(corpus, 2)), lastModified: time });
      },
      codes: ['log-file-unreadable', 'log-file-unverified', 'unexplained-restart'],
    }),
    ...eventVectors(),
    ...tailVectors(),
    restarted('restart-while-what-explains-it-may-be-late', {
      ...silent,
      request: (corpus) => ({ now: corpus.chain().ends[4] + 4 * HOUR }),
      codes: ['restart-pending'],
    }),
    // For this attack the AWS CLI says "no log files were delivered".
    restarted('stop-explains-a-region-but-not-its-neighbour-whose-last-digests-were-removed', {
      options: { regions: [REGION, 'eu-west-1'], restarts: [{ afterHour: 3, gapHours: 3 }] },
      change: (store, corpus) => {
        const neighbour = corpus.chain(ACCOUNT, 'eu-west-1');
        for (const key of neighbour.normalKeys.slice(3, 4)) {
          neighbour.logFilesOf(key).forEach((logFile) => store.objects.delete(logFile));
          store.objects.delete(key);
        }
      },
      codes: ['logging-stopped', 'unexplained-restart'],
    }),
    {
      name: 'restart-within-the-hour-while-the-old-chain-ends-later',
      change: (store, corpus) => restartBesideTheOldChain(store, corpus),
      codes: [],
      notices: ['chain-restarted', 'chain-started'],
      verdict: 'VALID',
    },
  ];
}

/** What the owner's log says before a restart, and whether it explains the restart. */
function eventVectors(): Vector[] {
  const eventBefore = (name: string, event: object, isSigned: boolean, more: Partial<Vector>): Vector => ({
    name,
    options: { restarts: [{ afterHour: 3, gapHours: 3, isLogged: false }] },
    change: (store, corpus) => {
      const text = JSON.stringify({ Records: [{ ...stopEvent(corpus), ...event }] });
      store.get(logFileOf(corpus, 3)).body = gzipSync(text);
      if (!isSigned) return;
      resign(store, corpus, digestOf(corpus, 3), (document) => (firstEntry(document).hashValue = sha256(text)));
    },
    codes: ['unexplained-restart'],
    verdict: 'INCOMPLETE',
    ...more,
  });
  const explained = { codes: ['logging-stopped'] } as const;
  return [
    eventBefore('restart-after-a-signed-stop-event', {}, true, explained),
    eventBefore('restart-after-a-signed-update-of-the-trail', { eventName: 'UpdateTrail' }, true, explained),
    eventBefore(
      'restart-after-an-event-that-names-the-trail-by-its-name',
      { requestParameters: { name: 'organization-trail' } },
      true,
      explained,
    ),
    eventBefore('stop-event-forged-into-a-log-file', {}, false, {
      codes: ['log-file-modified', 'unexplained-restart'],
      verdict: 'INVALID',
    }),
    eventBefore('stop-event-of-another-trail', { requestParameters: { name: 'another-trail' } }, true, {}),
    eventBefore('stop-event-of-a-call-that-failed', { errorCode: 'AccessDenied' }, true, {}),
    eventBefore('stop-event-of-another-service', { eventSource: 'example.amazonaws.com' }, true, {}),
    eventBefore('stop-event-long-before-the-last-digest', { eventTime: '2026-01-09T12:00:00Z' }, true, {}),
  ];
}

/** Log files of the minutes about a stop, after the last digest. */
function tailVectors(): Vector[] {
  const delivered = (name: string, minutes: number, more: Partial<Vector>): Vector => ({
    name,
    options: { restarts: [{ afterHour: 3, gapHours: 3, isLogged: false }] },
    change: (store, corpus) => {
      const last = corpus.chain().ends[3];
      const text = JSON.stringify({ Records: [{ ...stopEvent(corpus), eventTime: isoTime(last - 60_000) }] });
      store.get(logFileOf(corpus, 3)).body = gzipSync(text);
      resign(store, corpus, digestOf(corpus, 3), (document) => (firstEntry(document).hashValue = sha256(text)));
      const time = last + minutes * 60_000;
      const key = logFileKey(corpus.place, ACCOUNT, REGION, time, 'OFTHELASTMINUTES');
      store.objects.set(key, { ...store.get(logFileOf(corpus, 2)), lastModified: time });
    },
    codes: ['logging-stopped'],
    verdict: 'INCOMPLETE',
    ...more,
  });
  return [
    delivered('log-file-of-the-last-minutes-before-a-stop', 5, {
      notices: ['chain-started', 'log-file-after-last-digest'],
    }),
    delivered('log-file-after-the-last-minutes-before-a-stop', 20, {
      codes: ['log-file-unverified', 'logging-stopped'],
    }),
    delivered('log-file-injected-before-the-last-digest-ends', -20, {
      codes: ['log-file-unlisted', 'logging-stopped'],
      verdict: 'INVALID',
    }),
  ];
}

function stopEvent(corpus: Corpus): object {
  return {
    eventTime: isoTime(corpus.chain().ends[3] - HOUR / 2),
    eventSource: 'cloudtrail.amazonaws.com',
    eventName: 'StopLogging',
    userIdentity: { arn: 'arn:aws:iam::111111111111:user/someone' },
    requestParameters: { name: corpus.trailArn },
  };
}

/** A starting digest ten minutes after one of the chain, while the old chain goes on. */
function restartBesideTheOldChain(store: MemoryStore, corpus: Corpus): void {
  const end = corpus.chain().ends[3] + 10 * 60_000;
  const key = digestKey(corpus.place, ACCOUNT, REGION, end);
  const document = { ...corpus.chain().document(digestOf(corpus, 3)) };
  for (const name of Object.keys(document)) if (name.startsWith('previous')) document[name] = null;
  const times = { digestStartTime: isoTime(end - HOUR), digestEndTime: isoTime(end) };
  Object.assign(document, times, { digestS3Object: key, logFiles: [] });
  const { signature } = signDocument(document, (text) => corpus.signer(REGION).sign(text));
  const metadata = { signature, 'signature-algorithm': 'SHA256withRSA' };
  store.objects.set(key, { body: documentBytes(document).gzip, metadata, lastModified: end + HOUR / 2 });
}
