import { html } from './html.js';
import { page } from './page.js';

/** Where it ends when it cannot go back to an app. */
export function errorPage(place: { readonly mountPath: string }, reason: string): string {
  return page(place, {
    title: 'This did not work',
    body: html`
      <h1>This did not work</h1>
      <p class="alert" role="alert">${reason}</p>
      <p class="soft">
        Close this window and start again from the app. If it happens again, tell whoever runs the app.
      </p>
    `,
  });
}
