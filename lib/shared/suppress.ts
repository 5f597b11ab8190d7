import { Token, Validations } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/**
 * Suppresses findings of cdk-nag, or of the Control Tower controls in `@cdklabs/cdk-validator-cfnguard`, that are no fault
 * here, so that a user who runs them over an app reads the reason instead of the finding.
 */
export function suppress(scope: IConstruct, reason: string, ids: readonly string[]): void {
  // An id with a part that is known at deployment only is matched by no checker, and metadata can't hold it.
  const known = ids.filter((id) => !Token.isUnresolved(id));
  const [plain, others] = [known.filter(isValidForTheCdk), known.filter((id) => !isValidForTheCdk(id))];
  Validations.of(scope).acknowledge(...plain.map((id) => ({ id, reason })));
  if (others.length > 0) {
    scope.node.addMetadata(
      Validations.ACKNOWLEDGED_RULES_METADATA_KEY,
      Object.fromEntries(others.map((id) => [`annotation::${id}`, reason])),
    );
  }
}

/** The CDK rejects ids with two double colons. Those of cdk-nag have them where they name an ARN without a Region. */
function isValidForTheCdk(id: string): boolean {
  return id.split('::').length <= 2;
}

/** The ids of the same finding in the packs for NIST 800-53 R5 and PCI DSS 3.2.1. */
export function nistAndPci(rule: string): string[] {
  return [`NIST.800.53.R5-${rule}`, `PCI.DSS.321-${rule}`];
}

/** The id of a Control Tower control, by the name of its rule. */
export function controlTower(rule: string): string {
  return `cdk-validator-cfnguard::${rule}`;
}
