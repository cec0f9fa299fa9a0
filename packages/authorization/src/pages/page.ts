import { html, type Html } from './html.js';

/** The frame that all pages have. */
export function page(
  { mountPath }: { readonly mountPath: string },
  { title, body, wide = false }: { readonly title: string; readonly body: Html; readonly wide?: boolean },
): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="robots" content="noindex" />
        <title>${title} · Wellspring</title>
        <link rel="stylesheet" href="${mountPath}/style.css" />
      </head>
      <body>
        <main class="${wide ? 'card wide' : 'card'}">
          <p class="brand"><span class="drop" aria-hidden="true"></span>Wellspring</p>
          ${body}
        </main>
      </body>
    </html> `.text;
}

/** Hidden fields of every form: which step it answers, and that it comes from a page of ours. */
export function stepFields(step: string, token: string): Html {
  return html`<input type="hidden" name="step" value="${step}" />
    <input type="hidden" name="token" value="${token}" />`;
}

/** Something that went wrong, said where a screen reader reads it out. */
export function alert(message: string | undefined): Html {
  return message === undefined ? html`` : html`<p class="alert" role="alert">${message}</p>`;
}
