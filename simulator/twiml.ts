/** An element of a TwiML document. `text` is what stands directly in it, entities decoded. */
export interface Verb {
  name: string;
  attributes: Record<string, string>;
  children: Verb[];
  text: string;
}

/** The document is not TwiML; `code` is Twilio's: 12100 not well-formed or wrong root, 12300 wrong content type. */
export class TwimlError extends Error {
  constructor(readonly code: number, message: string) {
    super(message);
  }
}

const token = /<!--[\s\S]*?-->|<\?[\s\S]*?\?>|<!\[CDATA\[([\s\S]*?)\]\]>|<\/([A-Za-z][\w.:-]*)\s*>|<([A-Za-z][\w.:-]*)((?:\s+[\w.:-]+\s*=\s*(?:"[^"<]*"|'[^'<]*'))*)\s*(\/?)>|([^<]+)/gy;
const attribute = /([\w.:-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;
const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Verbs of a TwiML answer. An empty body is an empty Response, as at Twilio.
 * @throws TwimlError for other content types than XML, and for XML that is not well-formed or whose root is not Response
 */
export function parseTwiml(body: string, contentType: string): Verb[] {
  if (body.trim() === '') return [];
  if (!/^(text|application)\/(xml|html|x-www-form-urlencoded)|\+xml/i.test(contentType)) throw new TwimlError(12300, `Invalid Content-Type: ${contentType || 'none'}`);
  const root: Verb = { name: '', attributes: {}, children: [], text: '' };
  const open = [root];
  const text = body.replace(/^\uFEFF/, '').trim();
  token.lastIndex = 0;
  while (token.lastIndex < text.length) {
    const at = token.lastIndex;
    const match = token.exec(text);
    if (!match) throw new TwimlError(12100, `Document parse failure at character ${at}`);
    const [, cdata, closed, opened, attributes, selfClosed, plain] = match;
    const current = open[open.length - 1]!;
    if (cdata !== undefined) current.text += cdata;
    else if (plain !== undefined) current.text += decode(plain);
    else if (closed !== undefined) {
      if (open.length < 2 || current.name !== closed) throw new TwimlError(12100, `Unexpected </${closed}>`);
      open.pop();
    } else if (opened !== undefined) {
      const verb: Verb = { name: opened, attributes: attributesOf(attributes ?? ''), children: [], text: '' };
      current.children.push(verb);
      if (selfClosed !== '/') open.push(verb);
    }
  }
  if (open.length !== 1) throw new TwimlError(12100, `<${open[open.length - 1]!.name}> is not closed`);
  if (root.children.length !== 1 || root.children[0]!.name !== 'Response' || root.text.trim() !== '') throw new TwimlError(12100, 'The root element must be <Response>');
  return root.children[0]!.children;
}

function attributesOf(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, name, double, single] of text.matchAll(attribute)) found[name!] = decode(double ?? single ?? '');
  return found;
}

function decode(text: string): string {
  if (!text.includes('&')) return text;
  return text.replace(/&(#x[0-9a-f]+|#\d+|\w+);?|&/gi, (whole, name: string | undefined) => {
    if (!name || !whole.endsWith(';')) throw new TwimlError(12100, 'An & that is not escaped');
    if (name.startsWith('#')) return String.fromCodePoint(name[1]!.toLowerCase() === 'x' ? Number.parseInt(name.slice(2), 16) : Number.parseInt(name.slice(1), 10));
    const value = entities[name];
    if (value === undefined) throw new TwimlError(12100, `Unknown entity &${name};`);
    return value;
  });
}
