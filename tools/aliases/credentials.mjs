// Lambda gives credentials in the environment, before every start of a process. The SDK's own chain of providers would
// take in the clients of SSO, of sign-in and of the instance's metadata.
export const defaultProvider = () => () =>
  Promise.resolve({
    accessKeyId: process.env.AWS_ACCESS_KEY_ID,
    secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
    sessionToken: process.env.AWS_SESSION_TOKEN,
  });
