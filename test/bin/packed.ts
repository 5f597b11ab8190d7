import path from 'node:path';
import packageJson from '../../package.json';
import { runFile, type Run } from './aws';

/** The bundled command, as it ships. */
export const VALIDATE_TRAIL_FILE = path.join(__dirname, '../..', packageJson.bin['validate-trail']);

/** Runs the bundle in a process of its own. */
export function runPacked(argv: readonly string[], env: NodeJS.ProcessEnv, cwd?: string): Promise<Run> {
  return runFile(VALIDATE_TRAIL_FILE, argv, env, cwd);
}

/** A Node option that runs this code before the command. */
export function runningBefore(code: string): string {
  return `--import=data:text/javascript,${encodeURIComponent(code)}`;
}
