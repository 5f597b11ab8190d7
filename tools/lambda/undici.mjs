// The two parts of undici that are used. Its index takes in fetch, WebSocket and all else, half a megabyte of it.
export { default as Agent } from '../../node_modules/undici/lib/dispatcher/agent.js';
export { default as EnvHttpProxyAgent } from '../../node_modules/undici/lib/dispatcher/env-http-proxy-agent.js';
