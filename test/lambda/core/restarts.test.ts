// Stops and starts, Regions and accounts that come and go, as hourly runs see them while digests come late.
import { Corpus, HOUR, isoTime, logFileKey, type CorpusOptions } from '../../support/corpus';
import { ACCOUNT, REGION, START } from './harness';
import { validatorOf, type Validator } from './validator';

const MEMBER = '222222222222';
const OTHER = 'eu-west-1';
const MINUTE = 60_000;

interface Said {
  /** Codes of findings that are no notices, by the first hour in which they were found. */
  readonly found: Readonly<Record<string, number>>;
  readonly isInvalid: boolean;
  /** Codes that the last run has found. */
  readonly last: readonly string[];
  readonly notices: ReadonlySet<string>;
}

async function watch(validator: Validator, from: number, to: number): Promise<Said> {
  const found: Record<string, number> = {};
  const notices = new Set<string>();
  let [isInvalid, last] = [false, [] as readonly string[]];
  for (let hour = from; hour <= to; hour++) {
    const { codes, findings, result } = await validator.run(START + hour * HOUR);
    for (const code of codes) found[code] ??= hour;
    for (const { code, severity } of findings) if (severity === 'NOTICE') notices.add(code);
    isInvalid ||= result.verdict === 'INVALID';
    last = codes;
  }
  return { found, isInvalid, last, notices };
}

const corpusOf = (options: Partial<CorpusOptions>) =>
  new Corpus({ accounts: [ACCOUNT], regions: [REGION], start: START, hours: 40, ...options });

/** A stop with the last digest of hour 10, and a start half an hour after it. */
const STOPPED = { restarts: [{ afterHour: 10, gapHours: 0.2 }] };

describe('a stop and start', () => {
  test('is judged once what explains it must be there, and says who made the call', async () => {
    const said = await watch(validatorOf(corpusOf(STOPPED)), 9, 30);
    expect(said).toMatchObject({ isInvalid: false, last: ['logging-stopped'] });
    expect(Object.keys(said.found).sort()).toEqual(['logging-stopped', 'restart-pending']);
  });

  test.each([1, 3])('is explained by a last digest that comes %i hours late', async (late) => {
    const validator = validatorOf(corpusOf(STOPPED));
    const { normalKeys, ends } = validator.corpus.chain();
    validator.store.get(normalKeys[10]).lastModified = ends[10] + late * HOUR;
    const said = await watch(validator, 9, 30);
    expect([said.isInvalid, Object.keys(said.found).sort(), said.last]).toEqual([
      false,
      ['logging-stopped', 'restart-pending'],
      ['logging-stopped'],
    ]);
    expect(validator.checkpoints[0].segments).toHaveLength(2);
  });

  test('in another Region is explained by the digest of the home Region that comes later', async () => {
    const validator = validatorOf(corpusOf({ ...STOPPED, regions: [REGION, OTHER] }));
    const { normalKeys, ends } = validator.corpus.chain();
    validator.store.get(normalKeys[10]).lastModified = ends[10] + 3.5 * HOUR;
    const said = await watch(validator, 9, 30);
    expect([said.isInvalid, Object.keys(said.found).sort()]).toEqual([false, ['logging-stopped', 'restart-pending']]);
  });

  test('that was unexplained is explained by a last digest that comes after the grace', async () => {
    const validator = validatorOf(corpusOf(STOPPED));
    const { normalKeys, ends } = validator.corpus.chain();
    validator.store.get(normalKeys[10]).lastModified = ends[10] + 8 * HOUR;
    const said = await watch(validator, 9, 30);
    expect(Object.keys(said.found).sort()).toEqual(['logging-stopped', 'restart-pending', 'unexplained-restart']);
    expect([said.isInvalid, said.last]).toEqual([false, ['logging-stopped']]);
  });

  test('whose last digest was deleted is unexplained once the grace is over, and stays so', async () => {
    const validator = validatorOf(corpusOf(STOPPED));
    const { normalKeys } = validator.corpus.chain();
    validator.store.objects.delete(normalKeys[10]);
    const { last, found, isInvalid } = await watch(validator, 9, 30);
    expect([last, 'logging-stopped' in found, isInvalid]).toEqual([['unexplained-restart'], false, false]);
    // Log files lie in the gap, and no digest will be redelivered any more.
    expect((await validator.run(START + 40 * HOUR)).result.verdict).toBe('INVALID');
  });

  test('that is unexplained stays so while its starting digest is made unreadable or invalid', async () => {
    const validator = validatorOf(corpusOf({ restarts: [{ ...STOPPED.restarts[0], isLogged: false }] }));
    const start = validator.corpus.chain().normalKeys[11];
    await watch(validator, 9, 30);
    validator.store.failures.set(start, { failure: 'archived' });
    expect((await validator.run(START + 31 * HOUR)).codes).toContain('unexplained-restart');
    validator.store.failures.clear();
    const { metadata } = validator.store.get(start);
    const { signature } = metadata;
    metadata.signature = '00'.repeat(256);
    expect((await validator.run(START + 32 * HOUR)).codes).toContain('unexplained-restart');
    metadata.signature = signature;
    expect((await validator.run(START + 33 * HOUR)).codes).toEqual(['unexplained-restart']);
  });
});

/** Chains of one Region that pause, with the calls that ended and began them in the log of an account in us-east-1. */
function pausedCorpus(calls: (first: Corpus) => readonly Call[], more: Partial<CorpusOptions> = {}): Corpus {
  const options = {
    accounts: [ACCOUNT],
    regions: [REGION, OTHER],
    restarts: [{ afterHour: 10, gapHours: 20, region: OTHER, isLogged: false }],
    ...more,
  };
  const plain = corpusOf(options);
  return corpusOf({ ...options, calls: calls(plain).map((call) => recorded(plain, call)) });
}

interface Call {
  readonly time: number;
  readonly event: Readonly<Record<string, unknown>>;
  readonly account?: string;
}

function recorded(corpus: Corpus, { time, event, account = ACCOUNT }: Call) {
  const hour = corpus.chain(account, REGION).ends.findIndex((end) => end > time + 20 * MINUTE);
  const who = { arn: `arn:aws:iam::${account}:user/jane` };
  const whole = { eventTime: isoTime(time), userIdentity: who, recipientAccountId: account, ...event };
  return { account, region: REGION, hour, event: whole };
}

const ofRegion = (eventName: string, regionName = OTHER) => ({
  eventSource: 'account.amazonaws.com',
  eventName,
  requestParameters: { regionName },
});
const edges = (corpus: Corpus, account = ACCOUNT) => {
  const { ends } = corpus.chain(account, OTHER);
  return { off: ends[10] - 10 * MINUTE, on: ends[11] - 40 * MINUTE };
};

describe('a Region that is switched off and on again', () => {
  const healthy = (corpus: Corpus): Call[] => [
    { time: edges(corpus).off, event: ofRegion('DisableRegion') },
    { time: edges(corpus).on, event: ofRegion('EnableRegion') },
  ];
  const codes = ({ found }: Said) => Object.keys(found).sort();

  test('is a notice, with both calls', async () => {
    const said = await watch(validatorOf(pausedCorpus(healthy)), 9, 45);
    expect([codes(said), said.notices.has('chain-restarted')]).toEqual([['restart-pending'], true]);
  });

  test('is no more than a notice where log files of its last minutes came after the last digest', async () => {
    const corpus = pausedCorpus((plain) => [
      { time: edges(plain).off + 15 * MINUTE, event: ofRegion('DisableRegion') },
      { time: edges(plain).on, event: ofRegion('EnableRegion') },
    ]);
    const validator = validatorOf(corpus);
    const time = corpus.chain(ACCOUNT, OTHER).ends[10] + 8 * MINUTE;
    const key = logFileKey(corpus.place, ACCOUNT, OTHER, time, 'OFTHELASTMINUTES');
    const [any] = corpus.chain(ACCOUNT, OTHER).logFilesOf(corpus.chain(ACCOUNT, OTHER).normalKeys[5]);
    validator.store.objects.set(key, { ...validator.store.get(any), lastModified: time });
    const said = await watch(validator, 9, 45);
    expect([codes(said), said.notices.has('log-file-after-last-digest')]).toEqual([['restart-pending'], true]);
  });

  test.each<[string, (corpus: Corpus) => Call[]]>([
    [
      'was switched on long before',
      (corpus) => [healthy(corpus)[0], { ...healthy(corpus)[1], time: edges(corpus).off + HOUR }],
    ],
    [
      'was switched on, off and on again in between',
      (corpus) => [
        healthy(corpus)[0],
        { time: edges(corpus).off + 5 * HOUR, event: ofRegion('EnableRegion') },
        { time: edges(corpus).off + 9 * HOUR, event: ofRegion('DisableRegion') },
        healthy(corpus)[1],
      ],
    ],
    [
      'was not switched on, but another was',
      (corpus) => [healthy(corpus)[0], { ...healthy(corpus)[1], event: ofRegion('EnableRegion', 'eu-south-1') }],
    ],
    [
      'has the trail stopped after it was switched on',
      (corpus) => [
        { time: edges(corpus).off, event: ofRegion('DisableRegion') },
        { time: edges(corpus).on - 5 * HOUR, event: ofRegion('EnableRegion') },
        {
          time: edges(corpus).on - 2 * HOUR,
          event: {
            eventSource: 'cloudtrail.amazonaws.com',
            eventName: 'StopLogging',
            requestParameters: { name: corpus.trailArn },
          },
        },
      ],
    ],
  ])('is open until acknowledged where it %s', async (_, calls) => {
    const gap = { afterHour: 10, gapHours: 27, region: OTHER, isLogged: false };
    const more = { restarts: [gap], hours: 60 };
    expect((await watch(validatorOf(pausedCorpus(calls, more)), 9, 50)).last).toEqual(['logging-stopped']);
  });

  test('is unexplained where no call says so', async () => {
    expect((await watch(validatorOf(pausedCorpus(() => [])), 9, 45)).last).toEqual(['unexplained-restart']);
  });
});

describe('an account that leaves the organization and joins again', () => {
  const OF_ORGANIZATIONS = { eventSource: 'organizations.amazonaws.com' };
  const removed = {
    ...OF_ORGANIZATIONS,
    eventName: 'RemoveAccountFromOrganization',
    requestParameters: { accountId: MEMBER },
  };
  const joined = {
    ...OF_ORGANIZATIONS,
    eventName: 'AccountJoinedOrganization',
    eventType: 'AwsServiceEvent',
    requestParameters: null,
    serviceEventDetails: { accountId: MEMBER },
  };
  const more = { accounts: [ACCOUNT, MEMBER], organizationId: 'o-exampleorgid', hours: 70 };
  const pause = { restarts: [{ afterHour: 10, gapHours: 44, region: OTHER, isLogged: false }] };
  const calls = (corpus: Corpus, ...events: readonly Call['event'][]) =>
    events.map((event, index) => ({ time: index === 0 ? edges(corpus, MEMBER).off : edges(corpus, MEMBER).on, event }));

  const codesOfMember = async (...events: readonly Call['event'][]) => {
    const corpus = pausedCorpus((plain) => calls(plain, ...events), { ...more, ...pause });
    const validator = validatorOf(corpus);
    await watch(validator, 9, 12);
    await watch(validator, 54, 66);
    const { findings } = await validator.run(START + 67 * HOUR, { knowsAccounts: true });
    return findings.flatMap(({ accountId, severity, code }) =>
      accountId === MEMBER && severity !== 'NOTICE' ? [code] : [],
    );
  };

  test('is no finding where both calls are verified', async () => {
    expect(await codesOfMember(removed, joined)).toEqual([]);
  });

  test('is open until acknowledged where only its end is', async () => {
    expect(await codesOfMember(removed)).toEqual(['logging-stopped']);
  });
});
