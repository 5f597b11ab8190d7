/** The options of every command of the AWS CLI that are rejected, and how to say it here. */
export const AWS_CLI_ALONE: Readonly<Record<string, string>> = {
  'no-verify-ssl': 'the public keys have to come from AWS itself: name the certificates of a proxy by --ca-bundle',
  'no-sign-request': 'leave it out: CloudTrail answers signed requests alone',
  'no-paginate': 'leave it out: a part of the files would verify nothing',
  query: 'write --output json, and select from the report by a program such as jq',
  'cli-auto-prompt': 'run --help for the options',
  'cli-binary-format': 'leave it out: no option takes binary data',
  'cli-error-format': 'leave it out: an error is one sentence and a hint on standard error',
  'v2-debug': 'leave it out: it is about the AWS CLI itself',
};
