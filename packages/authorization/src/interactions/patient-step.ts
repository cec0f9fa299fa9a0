import type { HttpResponse } from '@wellspring/http';
import { mayOpen } from '../accounts/account.js';
import { patientPage, patientsShown } from '../pages/patient-page.js';
import { appNameOf, goOn, shown, type Step } from './step.js';

const longestText = 100;

/** The page to choose a patient on; where somebody has but one, there is nothing to choose. */
export async function showPatients(step: Step, text: string, problem?: string): Promise<HttpResponse> {
  const { account, realm } = step;
  const searched = text.trim().slice(0, longestText);
  const ids = account!.patients;
  const patients = await realm.store.patients.find({
    ...(ids !== undefined && { ids }),
    ...(searched !== '' && { text: searched }),
    practitioner: account!.fhirUser,
    limit: patientsShown,
  });
  if (ids?.length === 1 && patients.length === 1 && problem === undefined)
    return goOn(step, { patient: { id: patients[0]!.id } });
  return shown(
    step,
    patientPage(realm, {
      appName: appNameOf(step),
      token: step.token,
      patients,
      searchable: ids === undefined || ids.length > patientsShown,
      text: searched,
      ...(problem !== undefined && { problem }),
    }),
  );
}

/** Takes the id of a patient. */
export async function takePatient(step: Step, form: URLSearchParams): Promise<HttpResponse> {
  const id = form.get('patient') ?? '';
  if (!/^[A-Za-z0-9.-]{1,64}$/.test(id) || !(await mayOpen(step.account!, id, step.realm.store.patients)))
    return showPatients(step, '', 'You may not open that record. Choose another.');
  step.record.responseElements = { patient: id };
  return goOn(step, { patient: { id } });
}
