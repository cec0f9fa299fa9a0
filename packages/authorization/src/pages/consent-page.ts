import { parseScopes } from '@wellspring/smart';
import type { PatientCard } from '../patient-directory.js';
import type { Realm } from '../provider/realm.js';
import { html, type Html } from './html.js';
import { page, stepFields } from './page.js';
import { scopeWords, type ScopeWords } from './scope-words.js';

/** Where somebody agrees to what an app is to get, or to a part of it, or not. */
export function consentPage(
  realm: Realm,
  shown: {
    readonly appName: string;
    /** The host that the answer goes to, so that a name alone convinces nobody. */
    readonly destination: string;
    readonly userName: string;
    readonly token: string;
    readonly scopes: readonly string[];
    /** Undefined where no patient is in context. */
    readonly patient: PatientCard | undefined;
    /** Whether that is who is logged in. */
    readonly own: boolean;
  },
): string {
  const { appName, destination, userName, token, scopes, patient, own } = shown;
  const changes = parseScopes(scopes).some(({ interactions }) =>
    ['c', 'u', 'd'].some((letter) => interactions.has(letter as 'c')),
  );
  // How long goes after what.
  const inOrder = [...scopes].sort((a, b) => Number(a.endsWith('_access')) - Number(b.endsWith('_access')));
  const rights = inOrder.flatMap((scope) => {
    const words = scopeWords(scope);
    return words ? [{ scope, words }] : [];
  });
  return page(realm, {
    title: `Allow ${appName}`,
    wide: true,
    body: html`
      <h1>Allow ${appName} to ${changes ? 'see and change' : 'see'} health data?</h1>
      <p class="soft">
        You are logged in as <strong>${userName}</strong>. The app is at
        <span class="where">${destination}</span>.
      </p>
      ${patient && patientBox(patient, own)}
      <form method="post">
        ${stepFields('consent', token)}
        <h2 id="rights">What it is to be able to do</h2>
        <ul class="rights" aria-labelledby="rights">
          ${
            scopes.includes('openid') &&
            html`<li>
              <div class="fixed">
                <span class="tick" aria-hidden="true">✓</span><span>Know who you are</span>
              </div>
            </li>`
          }
          ${rights.map(({ scope, words }) => rightItem(scope, words))}
        </ul>
        <p class="soft small below">Take the mark away from what you do not want it to have.</p>
        <div class="actions">
          <button class="primary" type="submit">Allow</button>
          <button class="plain" type="submit" form="refusal">Do not allow</button>
        </div>
      </form>
      <form method="post" id="refusal">${stepFields('cancel', token)}</form>
    `,
  });
}

function patientBox({ name, birthDate }: PatientCard, own: boolean): Html {
  return html`<div class="who">
    <span class="soft small">${own ? 'Your own record' : 'The record of'}</span>
    <strong>${name === '' ? 'No name' : name}</strong>
    ${birthDate !== undefined && html`<span class="soft small">born ${birthDate}</span>`}
  </div>`;
}

function rightItem(scope: string, { right, note }: ScopeWords): Html {
  return html`<li>
    <label>
      <input type="checkbox" name="scope" value="${scope}" checked />
      <span>${right}${note !== undefined && html`<small>${note}</small>`}</span>
    </label>
  </li>`;
}
