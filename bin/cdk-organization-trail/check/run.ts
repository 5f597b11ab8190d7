import type { Arguments } from '../../shared/arguments';
import type { Outcome } from '../../shared/exit-status';
import type { Io } from '../../shared/io';
import { WholeReport } from '../../shared/whole-report';
import { askAll } from './ask';
import { callerAccountId } from './aws/account';
import { awsReads } from './aws/reads';
import type { CheckOption } from './option-table';
import { checksOf } from './prerequisites/all';
import { formsOf, outcomeOf } from './report';
import { readTarget } from './target';

/** Checks the prerequisites that the credentials in use can see, and reports them. */
export async function check(given: Arguments<CheckOption>, io: Io): Promise<Outcome> {
  const target = await readTarget(given);
  const report = await WholeReport.open(given, io);
  const accountId = await callerAccountId(target.homeRegion);
  const answers = await askAll(checksOf(target), accountId, awsReads(target.homeRegion));
  await report.write(formsOf(accountId, answers));
  return outcomeOf(answers);
}
