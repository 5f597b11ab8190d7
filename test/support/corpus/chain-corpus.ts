import type { Corpus, CorpusObject } from './bucket';
import { documentBytes } from './bucket';
import { logBodyOf, type LogBodies, type LogBody } from './log-bodies';
import { accountsPrefix, digestKey, HOUR, isoTime, logFileKey, type Place } from './names';
import { sha256 } from './signing';

/** Logging stops after an hour's digest and starts again some hours later. */
export interface Restart {
  /** The digest (counted from 1) that is the last before the stop. */
  readonly afterHour: number;
  /** How long nothing is logged. */
  readonly gapHours: number;
  /** The Region whose chains restart. Default: all. */
  readonly region?: string;
  /** Whether the owner's log in the home Region holds the StopLogging event. Default: yes. */
  readonly isLogged?: boolean;
}

/** A call in the first log file that an account's digest of an hour lists. */
export interface RecordedCall {
  readonly account: string;
  readonly region: string;
  /** Counted from 1. */
  readonly hour: number;
  readonly event: Readonly<Record<string, unknown>>;
}

/** The plan of one digest: its place in the chain, and when it ends. */
interface Slot {
  readonly end: number;
  readonly isStart: boolean;
  readonly isBackfill: boolean;
  /** Counted from 1 over all restarts; 0 for starting digests. */
  readonly hour: number;
  /** The digest that it links to. */
  readonly previous?: Slot;
}

interface Signed {
  readonly sha256: string;
  readonly signature: string;
}

const BACKFILL_LOGS = 2;
const ID_SCALE = 1_000_000;

/** The digests and log files of one account in one Region. */
export class ChainCorpus {
  public readonly digestPrefix: string;
  public readonly logFilePrefix: string;
  /** Chains take different bodies out of the pool. */
  private readonly seed: number;
  private readonly slots: readonly Slot[];
  private readonly backfillSlots: readonly Slot[];
  private readonly byKey = new Map<string, Slot>();
  private readonly byHour = new Map<number, Slot>();
  private readonly backfillByHour = new Map<number, Slot>();
  private readonly signed = new Map<Slot, Signed>();

  public constructor(
    private readonly corpus: Corpus,
    private readonly bodies: LogBodies,
    public readonly account: string,
    public readonly region: string,
  ) {
    this.digestPrefix = `${accountsPrefix(corpus.place)}${account}/CloudTrail-Digest/${region}/`;
    this.logFilePrefix = `${accountsPrefix(corpus.place)}${account}/CloudTrail/${region}/`;
    this.seed = parseInt(sha256(account + region).slice(0, 8), 16);
    this.slots = this.planSlots();
    this.backfillSlots = this.planBackfills();
    for (const slot of [...this.slots, ...this.backfillSlots]) this.byKey.set(this.keyOf(slot), slot);
    for (const slot of this.slots) if (!slot.isStart) this.byHour.set(slot.hour, slot);
    for (const slot of this.backfillSlots) this.backfillByHour.set(slot.hour, slot);
  }

  public get end(): number {
    return this.slots[this.slots.length - 1].end;
  }

  /** The ends of the normal digests, the starting digest first. */
  public get ends(): number[] {
    return this.slots.map(({ end }) => end);
  }

  /** Keys of all normal digests, oldest first. */
  public get normalKeys(): string[] {
    return this.slots.map((slot) => this.keyOf(slot));
  }

  public get backfillKeys(): string[] {
    return this.backfillSlots.map((slot) => this.keyOf(slot));
  }

  public *digestKeys(after = ''): Generator<string> {
    for (const slot of this.slots) {
      const backfill = this.backfillByHour.get(slot.hour);
      for (const at of backfill === undefined ? [slot] : [slot, backfill])
        if (this.keyOf(at) > after) yield this.keyOf(at);
    }
  }

  public *logFileKeys(after = ''): Generator<string> {
    for (const slot of this.slots) {
      if (this.logKeyAfter(slot) < after) continue;
      const backfill = this.backfillByHour.get(slot.hour);
      const keys = [slot, ...(backfill === undefined ? [] : [backfill])].flatMap((at) => this.logKeysOf(at));
      for (const key of keys.sort()) if (key > after) yield key;
    }
  }

  /** The keys of the log files that one digest lists. */
  public logFilesOf(key: string): string[] {
    const slot = this.byKey.get(key);
    return slot === undefined ? [] : this.logKeysOf(slot);
  }

  public read(key: string): CorpusObject | undefined {
    const slot = this.byKey.get(key);
    return slot === undefined ? this.readLogFile(key) : this.readDigest(slot);
  }

  /** The document of a digest, to be changed and signed again. */
  public document(key: string): Record<string, unknown> {
    const slot = this.byKey.get(key);
    if (slot === undefined) throw new Error(`no digest ${key}`);
    return this.documentOf(slot);
  }

  private planSlots(): Slot[] {
    const { start, hours, restarts = [], drifts = {} } = this.corpus.options;
    // Chains start at odd seconds, each at its own.
    let time = start + (29 * 60 + 23 + (this.seed % 600)) * 1000;
    const slots: Slot[] = [{ end: time, isStart: true, isBackfill: false, hour: 0 }];
    for (let hour = 1; hour <= hours; hour++) {
      time += HOUR + (drifts[hour] ?? 0);
      slots.push({ end: time, isStart: false, isBackfill: false, hour, previous: slots[slots.length - 1] });
      const isOwn = ({ region = this.region }: Restart) => region === this.region;
      const restart = restarts.find((other) => isOwn(other) && other.afterHour === hour);
      if (restart === undefined) continue;
      time += restart.gapHours * HOUR + 17 * 60_000;
      slots.push({ end: time, isStart: true, isBackfill: false, hour: 0 });
    }
    return slots;
  }

  /** Backfill digests make a chain of their own. */
  private planBackfills(): Slot[] {
    const backfills: Slot[] = [];
    for (const slot of this.slots) {
      if (!this.hasBackfill(slot.hour)) continue;
      backfills.push({ ...slot, isBackfill: true, previous: backfills[backfills.length - 1] });
    }
    return backfills;
  }

  private hasBackfill(hour: number): boolean {
    return hour > 0 && (this.corpus.options.backfills ?? []).includes(hour);
  }

  /** The bucket that an object was delivered to. */
  public bucketOf(key: string): string {
    const slot = this.byKey.get(key);
    if (slot !== undefined) return this.corpus.placeAt(slot.hour).bucket;
    const [of, index] = this.slotOfLogFile(key);
    return of === undefined ? this.corpus.place.bucket : this.logPlaceOf(of, index).bucket;
  }

  private logPlaceOf({ hour, isBackfill }: Slot, index: number): Place {
    return this.corpus.placeAt(index === 0 && !isBackfill ? hour - 1 : hour);
  }

  private slotOfLogFile(key: string): [slot: Slot | undefined, index: number] {
    const code = parseInt(/_([0-9A-Z]{16})\.json\.gz$/.exec(key)?.[1] ?? '', 36);
    const index = code % ID_SCALE;
    return [(index >= ID_SCALE / 2 ? this.backfillByHour : this.byHour).get(Math.floor(code / ID_SCALE)), index];
  }

  private keyOf({ end, isBackfill, hour }: Slot): string {
    return digestKey(this.corpus.placeAt(hour), this.account, this.region, end, isBackfill);
  }

  private logKeyAfter({ end }: Slot): string {
    return logFileKey(this.corpus.place, this.account, this.region, end, '~');
  }

  private logCount({ hour, isStart, isBackfill }: Slot): number {
    if (isStart) return 0;
    if (isBackfill) return BACKFILL_LOGS;
    return (this.corpus.options.idleHours ?? []).includes(hour) ? 0 : (this.corpus.options.logsPerHour ?? 2);
  }

  private logKeysOf(slot: Slot): string[] {
    const from = slot.isBackfill ? ID_SCALE / 2 : 0;
    return Array.from({ length: this.logCount(slot) }, (_, index) => this.logKeyOf(slot, from + index));
  }

  private logKeyOf(slot: Slot, index: number): string {
    const id = (slot.hour * ID_SCALE + index).toString(36).toUpperCase().padStart(16, '0');
    return logFileKey(this.logPlaceOf(slot, index), this.account, this.region, this.logTime(slot, index), id);
  }

  private logTime(slot: Slot, index: number): number {
    const count = Math.max(1, this.logCount(slot));
    return slot.end - HOUR + Math.floor((((index % (ID_SCALE / 2)) + 0.5) * HOUR) / count / 1000) * 1000;
  }

  private readLogFile(key: string): CorpusObject | undefined {
    const [slot, index] = this.slotOfLogFile(key);
    if (slot === undefined || this.logKeyOf(slot, index) !== key) return undefined;
    return { key, body: this.bodyOf(slot, index).gzip, metadata: {}, lastModified: this.logTime(slot, index) + 20_000 };
  }

  private bodyOf(slot: Slot, index: number): LogBody {
    const stop = this.stopEvent(slot, index) ?? this.recordedCall(slot, index);
    return stop === undefined ? this.bodies.at(this.seed + slot.hour * 31 + index) : logBodyOf([stop]);
  }

  private recordedCall({ hour, isBackfill }: Slot, index: number): object | undefined {
    const isHere = ({ account, region }: RecordedCall) => account === this.account && region === this.region;
    const call = this.corpus.options.calls?.find((other) => isHere(other) && other.hour === hour);
    return index !== 0 || isBackfill ? undefined : call?.event;
  }

  /** The event that explains a restart, in the first log file of the owner's last digest before it. */
  private stopEvent({ hour, end }: Slot, index: number): object | undefined {
    const { restarts = [], accounts } = this.corpus.options;
    const isHomeChain = this.account === accounts[0] && this.region === this.corpus.place.homeRegion;
    const restart = restarts.find(({ afterHour }) => afterHour === hour);
    if (!isHomeChain || index !== 0 || restart === undefined || restart.isLogged === false) return undefined;
    return {
      eventVersion: '1.11',
      userIdentity: { type: 'AssumedRole', arn: `arn:aws:sts::${this.account}:assumed-role/admin/someone` },
      eventTime: isoTime(end - 50 * 60_000),
      eventSource: 'cloudtrail.amazonaws.com',
      eventName: 'StopLogging',
      awsRegion: this.region,
      sourceIPAddress: '192.0.2.7',
      requestParameters: { name: this.corpus.trailArn },
      eventType: 'AwsApiCall',
    };
  }

  private readDigest(slot: Slot): CorpusObject {
    const { gzip } = documentBytes(this.documentOf(slot));
    const delivered = slot.end + (30 * 60 + 38) * 1000 + (slot.isBackfill ? HOUR : 0);
    const metadata: Record<string, string> = {
      signature: this.sign(slot).signature,
      'signature-algorithm': 'SHA256withRSA',
    };
    if (slot.isBackfill) metadata['backfill-generation-timestamp'] = isoTime(delivered);
    return { key: this.keyOf(slot), body: gzip, metadata, lastModified: delivered };
  }

  private documentOf(slot: Slot): Record<string, unknown> {
    const { previous } = slot;
    const link = previous === undefined ? undefined : this.sign(previous);
    const entries = this.logKeysOf(slot).map((key, index) => ({
      s3Bucket: this.logPlaceOf(slot, slot.isBackfill ? ID_SCALE / 2 + index : index).bucket,
      s3Object: key,
      hashValue: this.bodyOf(slot, slot.isBackfill ? ID_SCALE / 2 + index : index).sha256,
      hashAlgorithm: 'SHA-256',
      newestEventTime: isoTime(slot.end - HOUR / 2),
      oldestEventTime: isoTime(slot.end - HOUR),
    }));
    return {
      awsAccountId: this.account,
      digestStartTime: isoTime(slot.isBackfill ? slot.end - HOUR : (previous?.end ?? slot.end - HOUR)),
      digestEndTime: isoTime(slot.end),
      digestS3Bucket: this.corpus.placeAt(slot.hour).bucket,
      digestS3Object: this.keyOf(slot),
      digestPublicKeyFingerprint: this.corpus.signer(this.region).fingerprint,
      digestSignatureAlgorithm: 'SHA256withRSA',
      newestEventTime: entries.length === 0 ? null : isoTime(slot.end - HOUR / 2),
      oldestEventTime: entries.length === 0 ? null : isoTime(slot.end - HOUR),
      previousDigestS3Bucket: previous === undefined ? null : this.corpus.placeAt(previous.hour).bucket,
      previousDigestS3Object: previous === undefined ? null : this.keyOf(previous),
      previousDigestHashValue: link === undefined ? null : link.sha256,
      previousDigestHashAlgorithm: link === undefined ? null : 'SHA-256',
      previousDigestSignature: link === undefined ? null : link.signature,
      logFiles: entries,
      ...this.corpus.options.newFields,
    };
  }

  /** Signs every digest before this one too, the oldest first: each holds the signature of the one before. */
  private sign(slot: Slot): Signed {
    const unsigned: Slot[] = [];
    for (let at: Slot | undefined = slot; at !== undefined && !this.signed.has(at); at = at.previous) unsigned.push(at);
    for (const at of unsigned.reverse()) {
      this.signed.set(
        at,
        signDocument(this.documentOf(at), (text) => this.corpus.signer(this.region).sign(text)),
      );
    }
    return this.signed.get(slot) as Signed;
  }
}

/** Signs a document over the text that CloudTrail signs. */
export function signDocument(document: Record<string, unknown>, sign: (text: string) => string): Signed {
  const hash = sha256(documentBytes(document).text);
  const { digestEndTime, digestS3Bucket, digestS3Object, previousDigestSignature } = document;
  const text = [digestEndTime, `${digestS3Bucket}/${digestS3Object}`, hash, previousDigestSignature ?? 'null'].join(
    '\n',
  );
  return { sha256: hash, signature: sign(text) };
}
