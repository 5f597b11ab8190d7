export { escapeJson, escapeText, unescapeText } from '../../lambda/core/format/escape';
