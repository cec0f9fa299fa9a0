/** A piece of XML that is already written. */
export class Xml {
  constructor(readonly text: string) {}
}

type Content = Xml | string | number | boolean | undefined | readonly Xml[];

/** One element; text is escaped, what is undefined is left out. */
export function element(name: string, ...content: readonly Content[]): Xml {
  return new Xml(`<${name}>${content.map(written).join('')}</${name}>`);
}

/** An element that is not there at all where it has no text. */
export function optional(name: string, text: string | number | undefined): Xml | undefined {
  return text === undefined ? undefined : element(name, text);
}

/** A whole document in S3's namespace. */
export function xmlDocument(root: string, ...content: readonly Content[]): string {
  const inside = content.map(written).join('');
  return `<?xml version="1.0" encoding="UTF-8"?>\n<${root} xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${inside}</${root}>`;
}

function written(content: Content): string {
  if (content === undefined) return '';
  if (content instanceof Xml) return content.text;
  if (typeof content === 'object') return content.map(({ text }) => text).join('');
  return escapeXml(String(content));
}

/**
 * Characters that XML 1.0 cannot hold at all (keys may) are written as references all the same, as
 * S3 does; a client that wants to be sure of them asks for `encoding-type=url`.
 */
export function escapeXml(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what has to be escaped
  return text.replace(/[&<>"\u0000-\u001f\u007f\ufffe\uffff]/g, (character) => {
    switch (character) {
      case '&':
        return '&amp;';
      case '<':
        return '&lt;';
      case '>':
        return '&gt;';
      case '"':
        return '&quot;';
      default:
        return `&#x${character.charCodeAt(0).toString(16)};`;
    }
  });
}
