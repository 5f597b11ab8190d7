import { version } from '../../package.json';

/** The version of the package that a command belongs to. */
export const VERSION: string = version;
