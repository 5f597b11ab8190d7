// An empty project with the packed tarball in it, as a user's.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import * as os from 'node:os';
import * as path from 'node:path';

const root = path.join(__dirname, '../..');

export class PackedProject {
  public readonly folder = mkdtempSync(path.join(os.tmpdir(), 'consumer-'));

  public constructor() {
    this.run('npm', ['pack', '--silent', '--pack-destination', this.folder], { cwd: root });
    writeFileSync(path.join(this.folder, 'package.json'), '{ "name": "consumer", "private": true }');
    const [tarball] = readdirSync(this.folder).filter((name) => name.endsWith('.tgz'));
    // Without its peers, which npm would fetch and which lie here already.
    this.run('npm', ['install', '--legacy-peer-deps', '--offline', '--no-audit', '--no-fund', `./${tarball}`]);
    for (const peer of ['aws-cdk-lib', 'constructs', '@types', 'undici-types']) {
      symlinkSync(path.join(root, 'node_modules', peer), path.join(this.folder, 'node_modules', peer));
    }
  }

  /** Runs a program in the project; what it synthesizes goes to the folder cdk.out. */
  public run(command: string, args: string[], { cwd = this.folder, env = {} as NodeJS.ProcessEnv } = {}): string {
    return execFileSync(command, args, {
      cwd,
      env: {
        ...process.env,
        CDK_OUTDIR: path.join(this.folder, 'cdk.out'),
        CDK_VALIDATION: 'false',
        NODE_NO_WARNINGS: '1',
        ...env,
      },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }

  public remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
