// The costs of docs/questions.md, from the prices and quantities that stand there, and its table of fields.
import { readFileSync } from 'node:fs';
import * as path from 'node:path';
import { RECORD_COLUMNS } from '../../../lib/insight/athena/columns';

const page = readFileSync(path.join(__dirname, '../../../docs/questions.md'), 'utf8').replace(/ +/g, ' ');

/** What an account makes in a day, and what people ask in a month. */
const LOAD = { gzipGb: 0.01, plainGb: 0.1, files: 1500, questions: 100, daysOfQuestion: 7, days: 30 };
/** USD. */
const PRICE = { athenaTb: 5, s3Get: 0.0004 / 1000, logsGb: 0.5, insightsGb: 0.005, unifiedGb: 0.75 };
const OF_MESSAGE = { event: 1 / 1e6, sqsRequest: 0.4 / 1e6, requests: 3 };

/** What the validator records: a line for each file of the run that judged it first, and of a sweep. */
const VERDICTS = { lineBytes: 100, linesOfFile: 2 };

function athena(accounts: number): number {
  const perQuestion = accounts * LOAD.daysOfQuestion;
  const read = (perQuestion * LOAD.gzipGb * PRICE.athenaTb) / 1000;
  return LOAD.questions * (read + perQuestion * LOAD.files * PRICE.s3Get);
}

/** The records are few and long, so that their number costs nothing that counts. */
function verdicts(accounts: number): number {
  const lines = accounts * LOAD.daysOfQuestion * LOAD.files * VERDICTS.linesOfFile;
  return (LOAD.questions * lines * VERDICTS.lineBytes * PRICE.athenaTb) / 1e12;
}

const COSTS: Record<string, (accounts: number) => number> = {
  Athena: athena,
  'Athena, with the verdict beside each event': (accounts) => athena(accounts) + verdicts(accounts),
  'Logs Insights': (accounts) => {
    const perQuestion = accounts * LOAD.daysOfQuestion * LOAD.plainGb * PRICE.insightsGb;
    return accounts * LOAD.days * LOAD.plainGb * PRICE.logsGb + LOAD.questions * perQuestion;
  },
  "CloudWatch's unified store": (accounts) => accounts * LOAD.days * LOAD.plainGb * PRICE.unifiedGb,
  'A consumer, on the side of AWS': (accounts) =>
    accounts * LOAD.days * LOAD.files * (OF_MESSAGE.event + OF_MESSAGE.requests * OF_MESSAGE.sqsRequest),
};

test.each(Object.entries(COSTS))('%s costs a month what the page says', (way, cost) => {
  const [few, many] = [50, 1000].map((accounts) => Math.round(cost(accounts)).toLocaleString('en-US'));
  expect(page).toContain(`| ${way} | ${few} | ${many} |`);
});

test.each([
  '10 MB of gzip files',
  '100 MB of text',
  '1,500 files',
  '100 questions',
  '5 USD a TB',
  '0.0004 USD',
  '0.50 USD',
  '0.005 USD',
  '0.75 USD',
  '100 bytes a line',
])('the page says from what: %s', (quantity) => {
  expect(page).toContain(quantity);
});

test.each(RECORD_COLUMNS.map(({ name, topic, meaning }) => [name, topic, meaning]))(
  'the table of fields has %s',
  (name, topic, meaning) => {
    expect(page).toContain(`| \`${name}\` | ${topic} | ${meaning} |`);
  },
);
