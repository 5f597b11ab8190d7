import { isDeepStrictEqual } from 'node:util';
import type { Plan } from '../plan/deployment';
import { arn } from '../plan/resources';
import { defineCheck, failed, ok } from './check';
import { deployedName, grantsOn, resourceSubjects, revertDrift, type ResourceSubject } from './resource-subjects';

const documents = resourceSubjects('AWS::SSM::Document', 'Name');

const onDocuments = (plan: Plan) => grantsOn(documents(plan), (name, stack) => arn('ssm', `document/${name}`, stack));

export const REPAIR_DOCUMENT = defineCheck({
  id: 'repair-document',
  question: 'Is the default version of the repair document the newest, with the content of the template?',
  calls: { describeDocument: onDocuments, getDocument: onDocuments },
  subjects: documents,
  async ask(subject: ResourceSubject, { read, deployed }) {
    const { region, resource } = subject;
    const name = await deployedName(subject, { deployed });
    const { Document } = await read('describeDocument', subject, { Name: name });
    const { DefaultVersion, LatestVersion } = Document ?? {};
    const command = `aws ssm update-document-default-version --region ${region} --name ${name}`;
    if (DefaultVersion !== LatestVersion) {
      const versions = `the default version is ${DefaultVersion}, the newest is ${LatestVersion}`;
      return failed(versions, `${command} --document-version ${LatestVersion}`);
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
