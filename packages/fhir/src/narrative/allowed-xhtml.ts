/** The elements that narrative may be made of: those of txt-1, and those of the same chapters of HTML 4 that it forgot. */
export const allowedElements: ReadonlySet<string> = new Set(
  (
    'a abbr acronym address area b bdo big blockquote br caption cite code col colgroup dd dfn div dl dt em ' +
    'h1 h2 h3 h4 h5 h6 hr i img kbd li map ol p pre q samp small span strong sub sup table tbody td tfoot th thead ' +
    'tr tt ul var'
  ).split(' '),
);

/** The attributes, likewise; no event handler is among them. */
export const allowedAttributes: ReadonlySet<string> = new Set(
  (
    'abbr accesskey align alt axis bgcolor border cellhalign cellpadding cellspacing cellvalign char charoff charset ' +
    'cite class colspan compact coords dir frame headers height href hreflang hspace id idref ismap lang longdesc name ' +
    'nohref nowrap rel rev rowspan rules scope shape space span src start style summary tabindex title type usemap ' +
    'valign value vspace width xml:lang xml:space xmlns'
  ).split(' '),
);

export const xhtmlNamespace = 'http://www.w3.org/1999/xhtml';
