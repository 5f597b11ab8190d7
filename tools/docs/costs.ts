// The table of costs in the README, from the templates of the app with two accounts.
import { costRows } from '../../bench/deployment-costs';
import { LAYOUTS, templatesOf } from '../../test/app/layouts';
import type { DocumentTable } from './tables';

const SIZES = [10, 100, 1000];

const HEADS = {
  'README.md': ['accounts', 'keys, alarms, metrics', 'log group', 'log bucket', 'validation', 'USD a month'],
  'README.ja.md': ['アカウント数', 'キー、アラーム、メトリクス', 'ロググループ', 'ログバケット', '検証', '月額 (USD)'],
};

export function costTables(): DocumentTable[] {
  const rows = costRows([...templatesOf(LAYOUTS['management account and log archive account']).values()], SIZES);
  return Object.entries(HEADS).map(([file, head]) => ({ file, name: 'costs', cells: [head, ...rows] }));
}
