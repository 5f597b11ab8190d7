import { isDeepStrictEqual } from 'node:util';
import { CONTENT_HASH_LENGTH } from '../../../../lib/shared/contract';
import type { Plan } from '../plan/deployment';
import { arn } from '../plan/resources';
import { defineCheck, failed, ok } from './check';
import { deployedName, grantsOn, resourceSubjects, revertDrift, type ResourceSubject } from './resource-subjects';

/** Other content is another document: a deployment makes no further version. */
const DEPLOYED_VERSION = '1';

const documents = resourceSubjects('AWS::SSM::Document', 'Name');

/** The name ends in a hash of the content: a permission for this one would not hold after the next change of settings. */
export const withAnyContent = (name: string) => `${name.slice(0, -CONTENT_HASH_LENGTH)}*`;

const onDocuments = (plan: Plan) =>
  grantsOn(documents(plan), (name, stack) => arn('ssm', `document/${withAnyContent(name)}`, stack));

export const REPAIR_DOCUMENT = defineCheck({
  id: 'repair-document',
  question:
    'Is the default version of the repair document the one that was deployed, with the content of the template?',
  calls: { describeDocument: onDocuments, getDocument: onDocuments },
  subjects: documents,
  async ask(subject: ResourceSubject, { read, deployed }) {
    const { region, resource } = subject;
    const name = await deployedName(subject, { deployed });
    const { Document } = await read('describeDocument', subject, { Name: name });
    const { DefaultVersion } = Document ?? {};
    if (DefaultVersion !== DEPLOYED_VERSION) {
      const command = `aws ssm update-document-default-version --region ${region} --name ${name}`;
      const versions = `the default version is ${DefaultVersion}, the deployed one is ${DEPLOYED_VERSION}`;
      return failed(versions, `${command} --document-version ${DEPLOYED_VERSION}`);
    }
    const { Content = '' } = await read('getDocument', subject, { Name: name, DocumentVersion: '$DEFAULT' });
    const { resolver } = await deployed(resource.stack);
    if (isDeepStrictEqual(contentOf(Content), resolver.resolve(resource.properties.Content))) {
      return ok(`version ${DefaultVersion}`);
    }
    return failed(`version ${DefaultVersion} has another content`, revertDrift(subject));
  },
});

function contentOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
