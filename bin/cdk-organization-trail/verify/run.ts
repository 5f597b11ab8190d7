import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../shared/exit-status';
import type { Io } from '../../shared/io';
import { WholeReport } from '../../shared/whole-report';
import { Accounts, type CredentialOptions } from './aws/accounts';
import { SdkCaller } from './aws/caller';
import type { Check } from './checks/check';
import { runChecks, type CheckResult } from './checks/run';
import { COMMON_CALLS, RunContext } from './checks/run-context';
import { announce, announceDrill, announceTest, askForCode, confirmDrill } from './consent';
import { REPAIR_DRY_RUN } from './drill/repair-dry-run';
import { runDrill } from './drill/run';
import { STEPS } from './drill/steps';
import { chosenChecks, credentialsFor, type VerifyArguments } from './options';
import { readPlan, type Plan } from './plan/deployment';
import { policiesFor, type Asking } from './policy';
import { jsonOf } from './report/json';
import { outcomeOf } from './report/outcome';
import { policyText } from './report/policy-text';
import { textOf } from './report/text';
import { SEND_TEST } from './send-test';

/** What is asked for. */
interface Request {
  readonly plan: Plan;
  readonly checks: readonly Check[];
  readonly credentials: CredentialOptions;
  readonly isDrill: boolean;
}

/** Reads what should be deployed, asks AWS about it, and reports the answers. */
export async function verify(given: VerifyArguments, io: Io): Promise<Outcome> {
  const request = await readRequest(given, io);
  const { plan } = request;
  if (given.has('print-policy')) return printPolicy(given, io, request);
  await askForConsent(given, io, plan);
  const report = await WholeReport.open(given, io);
  const results = await askAws(request, io);
  await report.write({ text: textOf(results), json: jsonOf(results, plan, io.now()) });
  return outcomeOf(results);
}

async function readRequest(given: VerifyArguments, io: Io): Promise<Request> {
  const plan = await readPlan(given.has('app') ? given.all('app') : ['cdk.out'], given.one('trail-arn'));
  const checks = [
    ...chosenChecks(given),
    ...(given.has('send-test') ? [SEND_TEST] : []),
    ...(given.has('drill') ? [REPAIR_DRY_RUN] : []),
  ];
  const mfaCode = (serial: string) => askForCode(io, serial);
  return { plan, checks, credentials: { ...credentialsFor(given, plan), mfaCode }, isDrill: given.has('drill') };
}

async function printPolicy(given: VerifyArguments, io: Io, { plan, checks, isDrill }: Request): Promise<Outcome> {
  const asking: Asking[] = [{ calls: COMMON_CALLS }, ...checks, ...(isDrill ? STEPS : [])];
  const policies = policiesFor(plan, asking);
  const report = await WholeReport.open(given, io);
  await report.write({ text: policyText(policies, plan), json: Object.fromEntries(policies) });
  return 'passed';
}

/** Says what is going to be done to the accounts, and asks where it is more than a message. */
async function askForConsent(given: VerifyArguments, io: Io, plan: Plan): Promise<void> {
  if (given.has('send-test')) await announce(io, announceTest(plan));
  if (!given.has('drill')) return;
  await announce(io, announceDrill(plan));
  if (!given.has('yes')) await confirmDrill(io);
}

async function askAws({ plan, checks, credentials, isDrill }: Request, io: Io): Promise<CheckResult[]> {
  const interrupted = io.interruption();
  const accounts = new Accounts(credentials, plan.trail.region);
  const wait = io.wait ?? ((milliseconds) => sleep(milliseconds, undefined, { signal: interrupted }));
  const context = new RunContext(plan, SdkCaller.of(accounts, interrupted), { now: io.now, wait });
  try {
    const results = await runChecks(checks, plan, context);
    if (!isDrill) return results;
    const denied = SdkCaller.denied(accounts, plan.trail.accountId, interrupted);
    return [...results, ...(await runDrill(STEPS, Object.assign(context, { denied })))];
  } finally {
    await accounts.close();
  }
}
