// The parts of undici that are used. Its index takes in fetch, WebSocket and all else, half a megabyte of it.
import api from '../../node_modules/undici/lib/api/index.js';
import Dispatcher from '../../node_modules/undici/lib/dispatcher/dispatcher.js';

export { default as Agent } from '../../node_modules/undici/lib/dispatcher/agent.js';
export { default as Pool } from '../../node_modules/undici/lib/dispatcher/pool.js';
export { default as EnvHttpProxyAgent } from '../../node_modules/undici/lib/dispatcher/env-http-proxy-agent.js';

// As the index does.
Object.assign(Dispatcher.prototype, api);
