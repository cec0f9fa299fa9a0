/** `response.lastModified` of a Last-Modified header: an instant. */
export function lastModifiedOf(header: string | undefined): { readonly lastModified?: string } {
  return header === undefined ? {} : { lastModified: new Date(header).toISOString() };
}
