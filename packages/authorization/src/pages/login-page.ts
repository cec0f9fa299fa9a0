import type { Realm } from '../provider/realm.js';
import { html } from './html.js';
import { alert, page, stepFields } from './page.js';

/** Where somebody says who they are. */
export function loginPage(
  realm: Realm,
  shown: {
    readonly appName: string;
    readonly token: string;
    /** What was typed before. */
    readonly username: string;
    readonly problem: string | undefined;
  },
): string {
  const { appName, token, username, problem } = shown;
  const typed = username !== '';
  return page(realm, {
    title: 'Log in',
    body: html`
      <h1>Log in</h1>
      <p class="soft">to go on to <strong>${appName}</strong></p>
      ${alert(problem)}
      <form method="post" autocomplete="on">
        ${stepFields('login', token)}
        <label class="field" for="username">Username</label>
        <input
          id="username"
          name="username"
          type="text"
          autocomplete="username"
          autocapitalize="none"
          spellcheck="false"
          maxlength="200"
          required
          value="${username}"
          ${!typed && html`autofocus`}
        />
        <label class="field" for="password">Password</label>
        <input
          id="password"
          name="password"
          type="password"
          autocomplete="current-password"
          maxlength="1000"
          required
          ${typed && html`autofocus`}
        />
        <div class="actions"><button class="primary" type="submit">Log in</button></div>
      </form>
      <form method="post" class="below">
        ${stepFields('cancel', token)}
        <button class="link" type="submit">Cancel and go back to ${appName}</button>
      </form>
    `,
  });
}
