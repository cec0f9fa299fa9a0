import type { PatientCard } from '../patient-directory.js';
import type { Realm } from '../provider/realm.js';
import { html, type Html } from './html.js';
import { alert, page, stepFields } from './page.js';

/** How many are shown; somebody who looks for one types more of the name. */
export const patientsShown = 20;

/** Where somebody chooses whose record the app is to open. */
export function patientPage(
  realm: Realm,
  shown: {
    readonly appName: string;
    readonly token: string;
    readonly patients: readonly PatientCard[];
    /** There is a field to search in: not where all that there are, are shown. */
    readonly searchable: boolean;
    /** What was searched for. */
    readonly text: string;
    readonly problem?: string;
  },
): string {
  const { appName, token, patients, searchable, text, problem } = shown;
  return page(realm, {
    title: 'Choose a patient',
    wide: true,
    body: html`
      <h1>Choose a patient</h1>
      <p class="soft">${appName} opens one record. Whose is it to be?</p>
      ${alert(problem)} ${searchable && searchForm(text)}
      ${
        patients.length > 0
          ? html`<form method="post">
              ${stepFields('patient', token)}
              <ul class="people">
                ${patients.map(
                  (each) =>
                    html`<li>
                      <button type="submit" name="patient" value="${each.id}">
                        ${each.name === '' ? 'No name' : each.name}
                        <span>${details(each)}</span>
                      </button>
                    </li>`,
                )}
              </ul>
            </form>`
          : html`<p class="who" role="status">
              ${text === '' ? 'There is no patient whose record you may open.' : `Nobody is found by “${text}”.`}
            </p>`
      }
      ${
        patients.length === patientsShown &&
        html`<p class="soft small below">
          These are the first ${patientsShown}. Type more of the name to see others.
        </p>`
      }
      <form method="post" class="below">
        ${stepFields('cancel', token)}
        <button class="link" type="submit">Cancel and go back to ${appName}</button>
      </form>
    `,
  });
}

function searchForm(text: string): Html {
  return html`<form method="get" role="search">
    <label class="field" for="text">Name or number</label>
    <div class="search">
      <input
        id="text"
        name="text"
        type="search"
        maxlength="100"
        value="${text}"
        autocomplete="off"
        autofocus
      />
      <button class="plain" type="submit">Search</button>
    </div>
  </form>`;
}

function details({ birthDate, gender }: PatientCard): string {
  return [birthDate === undefined ? undefined : `born ${birthDate}`, gender]
    .filter((each) => each !== undefined)
    .join(', ');
}
