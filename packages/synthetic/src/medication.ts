/** A medicine as it is prescribed. */
export interface Medication {
  readonly rxnorm: string;
  readonly display: string;
  /** What the label says. */
  readonly instruction: string;
  readonly dose: number;
  /** In UCUM's curly braces: a unit that is counted. */
  readonly doseUnit: '{tbl}' | '{capsule}' | '{puff}';
  readonly timesPerDay: number;
  readonly asNeeded?: true;
  /** How long one prescription lasts. */
  readonly days: number;
}

function tablet(
  rxnorm: string,
  display: string,
  timesPerDay: number,
  days: number,
  more: Partial<Medication> = {},
): Medication {
  const times =
    timesPerDay === 1 ? 'once daily' : timesPerDay === 2 ? 'twice daily' : `${timesPerDay} times daily`;
  const doseUnit = more.doseUnit ?? '{tbl}';
  const noun = { '{tbl}': 'tablet', '{capsule}': 'capsule', '{puff}': 'puff' }[doseUnit];
  const dose = more.dose ?? 1;
  const verb = doseUnit === '{puff}' ? 'Inhale' : 'Take';
  const amount = `${verb} ${dose} ${noun}${dose === 1 ? '' : 's'} ${times}`;
  return {
    rxnorm,
    display,
    instruction: more.asNeeded ? `${amount} as needed` : amount,
    dose,
    doseUnit,
    timesPerDay,
    days,
    ...(more.asNeeded && { asNeeded: true }),
  };
}

/** By RxNorm codes of clinical drugs. */
export const medications = {
  lisinopril: tablet('314076', 'lisinopril 10 MG Oral Tablet', 1, 90),
  amlodipine: tablet('197361', 'amlodipine 5 MG Oral Tablet', 1, 90),
  hydrochlorothiazide: tablet('310798', 'hydrochlorothiazide 25 MG Oral Tablet', 1, 90),
  metformin: tablet('860975', '24 HR metformin hydrochloride 500 MG Extended Release Oral Tablet', 2, 90),
  simvastatin: tablet('312961', 'simvastatin 20 MG Oral Tablet', 1, 90),
  albuterol: tablet('745679', '200 ACTUAT albuterol 0.09 MG/ACTUAT Metered Dose Inhaler', 4, 30, {
    dose: 2,
    doseUnit: '{puff}',
    asNeeded: true,
  }),
  fluticasone: tablet(
    '895994',
    '120 ACTUAT fluticasone propionate 0.044 MG/ACTUAT Metered Dose Inhaler',
    2,
    60,
    {
      doseUnit: '{puff}',
    },
  ),
  loratadine: tablet('311372', 'loratadine 10 MG Oral Tablet', 1, 30),
  naproxen: tablet('198014', 'naproxen 500 MG Oral Tablet', 2, 30, { asNeeded: true }),
  warfarin: tablet('855332', 'warfarin sodium 5 MG Oral Tablet', 1, 90),
  allopurinol: tablet('197319', 'allopurinol 100 MG Oral Tablet', 1, 90),
  sertraline: tablet('312941', 'sertraline 50 MG Oral Tablet', 1, 90),
  alendronate: tablet('904419', 'alendronic acid 10 MG Oral Tablet', 1, 90),
  ferrousSulfate: tablet('310325', 'ferrous sulfate 325 MG Oral Tablet', 1, 90),
  acetaminophen: tablet('313782', 'acetaminophen 325 MG Oral Tablet', 4, 7, { dose: 2, asNeeded: true }),
  ibuprofen: tablet('310965', 'ibuprofen 200 MG Oral Tablet', 3, 10, { asNeeded: true }),
  penicillin: tablet('834102', 'penicillin V potassium 500 MG Oral Tablet', 2, 10),
  amoxicillin: tablet('308182', 'amoxicillin 250 MG Oral Capsule', 3, 10, { doseUnit: '{capsule}' }),
  nitrofurantoin: tablet('311995', 'nitrofurantoin, macrocrystals 50 MG Oral Capsule', 4, 7, {
    doseUnit: '{capsule}',
  }),
} as const satisfies Record<string, Medication>;

export type MedicationName = keyof typeof medications;
