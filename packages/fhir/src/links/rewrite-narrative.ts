/** The href of an `a` and the src of an `img`, with the quotes around. */
const linkAttribute = /(<(?:a|img)\b[^<>]*?\s(?:href|src)\s*=\s*)(?:"([^"<>]*)"|'([^'<>]*)')/g;

/** Replaces the links in the XHTML of a narrative (https://hl7.org/fhir/R4/narrative.html#link). */
export function rewriteNarrative(xhtml: string, target: (link: string) => string | undefined): string {
  if (!xhtml.includes('href') && !xhtml.includes('src')) return xhtml;
  return xhtml.replace(
    linkAttribute,
    (whole: string, before: string, double: string | undefined, single: string | undefined) => {
      const link = (double ?? single ?? '').replaceAll('&amp;', '&');
      const replaced = target(link);
      if (replaced === undefined) return whole;
      const mark = double === undefined ? "'" : '"';
      return `${before}${mark}${replaced.replaceAll('&', '&amp;')}${mark}`;
    },
  );
}
