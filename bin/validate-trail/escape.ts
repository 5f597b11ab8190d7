export { escapeJson, escapeText, unescapeText } from '../../lambda/digest-validator/escape';
