const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' };

/** A document of elements: text where the value is a string, children where it is an object, repeated where an array. */
export type XmlContent = string | number | boolean | undefined | readonly XmlContent[] | { [name: string]: XmlContent };

export function xmlDocument(root: string, content: XmlContent, namespace?: string): string {
  const attribute = namespace ? ` xmlns="${namespace}"` : '';
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root}${attribute}>${render(content)}</${root}>`;
}

function render(content: XmlContent): string {
  if (content === undefined) return '';
  if (typeof content !== 'object') return escapeText(String(content));
  return Object.entries(content).map(renderElement).join('');
}

function renderElement([name, content]: [string, XmlContent]): string {
  if (content === undefined) return '';
  const items = Array.isArray(content) ? content : [content];
  return items.map((item) => `<${name}>${render(item)}</${name}>`).join('');
}

function escapeText(text: string): string {
  return text.replace(/[&<>"'\u0000-\u001f]/g, (char) => ENTITIES[char] ?? `&#${char.charCodeAt(0)};`);
}
