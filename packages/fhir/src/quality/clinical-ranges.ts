/** Bounds of a value in a unit, both still possible. */
export interface PossibleRange {
  /** UCUM; units of the same dimension are converted to it. */
  readonly unit: string;
  readonly low: number;
  readonly high: number;
}

/** What some LOINC codes measure, and which values are possible. */
export interface ClinicalRange {
  /** LOINC codes of one property and scale. */
  readonly codes: readonly string[];
  readonly title: string;
  /** One for each dimension that the property is given in. */
  readonly ranges: readonly PossibleRange[];
  /** Where the bounds come from. */
  readonly source: string;
}

/** The outlier bounds of a public benchmark on 46,000 intensive care stays: the sickest people there are. */
const mimic =
  'Outlier bounds of Harutyunyan et al., Multitask learning and benchmarking with clinical time series data, Sci Data 6:96 (2019), variable_ranges.csv';
const records = 'Just beyond what was ever recorded of a human being';
const scale = 'The ends of the scale';

const concentration = (low: number, high: number): readonly PossibleRange[] => [
  { unit: 'mmol/L', low, high },
  // Of an ion with one charge it is the same number.
  { unit: 'meq/L', low, high },
];

/**
 * Values beyond these bounds are mistakes (of typing, of unit, of device), whoever they are measured in. What is
 * merely abnormal is well within. The unit is of the dimension of the LOINC code's property: of a mass
 * concentration no amount of substance is taken, and the other way round.
 */
export const clinicalRanges: readonly ClinicalRange[] = [
  { codes: ['8867-4'], title: 'Heart rate', ranges: [{ unit: '/min', low: 0, high: 390 }], source: mimic },
  {
    codes: ['9279-1'],
    title: 'Respiratory rate',
    ranges: [{ unit: '/min', low: 0, high: 330 }],
    source: mimic,
  },
  {
    codes: ['8310-5', '8331-1', '8332-9', '8328-7'],
    title: 'Body temperature',
    ranges: [{ unit: 'Cel', low: 14.2, high: 47 }],
    source: mimic,
  },
  {
    codes: ['8480-6'],
    title: 'Systolic blood pressure',
    ranges: [{ unit: 'mm[Hg]', low: 0, high: 375 }],
    source: mimic,
  },
  {
    codes: ['8462-4'],
    title: 'Diastolic blood pressure',
    ranges: [{ unit: 'mm[Hg]', low: 0, high: 375 }],
    source: mimic,
  },
  {
    codes: ['8478-0'],
    title: 'Mean blood pressure',
    ranges: [{ unit: 'mm[Hg]', low: 0, high: 375 }],
    source: mimic,
  },
  {
    codes: ['2708-6', '59408-5'],
    title: 'Oxygen saturation',
    ranges: [{ unit: '%', low: 0, high: 100 }],
    source: scale,
  },
  {
    codes: ['29463-7', '3141-9', '3142-7'],
    title: 'Body weight',
    ranges: [{ unit: 'kg', low: 0.2, high: 650 }],
    source: `${records} (0.212 kg at birth; 635 kg)`,
  },
  {
    codes: ['8302-2', '8306-3', '3137-7'],
    title: 'Body height',
    ranges: [{ unit: 'cm', low: 20, high: 275 }],
    source: `${mimic}; low: length of the smallest newborns`,
  },
  {
    codes: ['39156-5'],
    title: 'Body mass index',
    ranges: [{ unit: 'kg/m2', low: 5, high: 300 }],
    source: records,
  },
  {
    codes: ['2339-0', '2345-7', '1558-6', '41653-7'],
    title: 'Glucose',
    ranges: [{ unit: 'mg/dL', low: 0, high: 2700 }],
    source: `${records} (2,656 mg/dL)`,
  },
  {
    codes: ['15074-8', '14749-6'],
    title: 'Glucose (amount of substance)',
    ranges: [{ unit: 'mmol/L', low: 0, high: 150 }],
    source: `${records} (147.6 mmol/L)`,
  },
  {
    codes: ['4548-4', '17856-6'],
    title: 'Hemoglobin A1c',
    ranges: [{ unit: '%', low: 0, high: 30 }],
    source: 'MIMIC-Extract, mimiciv_variable_ranges.csv',
  },
  {
    codes: ['59261-8'],
    title: 'Hemoglobin A1c (IFCC)',
    ranges: [{ unit: 'mmol/mol', low: 0, high: 305 }],
    source: '30 % by the master equation of IFCC and NGSP',
  },
  { codes: ['2823-3', '6298-4'], title: 'Potassium', ranges: concentration(0, 15), source: mimic },
  { codes: ['2951-2', '2947-0'], title: 'Sodium', ranges: concentration(0, 250), source: mimic },
  { codes: ['2075-0', '2069-3'], title: 'Chloride', ranges: concentration(0, 200), source: mimic },
  { codes: ['2028-9', '1963-8'], title: 'Bicarbonate', ranges: concentration(0, 66), source: mimic },
  {
    codes: ['2160-0', '38483-4'],
    title: 'Creatinine',
    ranges: [{ unit: 'mg/dL', low: 0, high: 66 }],
    source: mimic,
  },
  {
    codes: ['14682-9'],
    title: 'Creatinine (amount of substance)',
    ranges: [{ unit: 'umol/L', low: 0, high: 5835 }],
    source: `${mimic} (66 mg/dL)`,
  },
  {
    codes: ['3094-0', '6299-2'],
    title: 'Urea nitrogen',
    ranges: [{ unit: 'mg/dL', low: 0, high: 275 }],
    source: mimic,
  },
  { codes: ['718-7'], title: 'Hemoglobin', ranges: [{ unit: 'g/dL', low: 0, high: 30 }], source: mimic },
  {
    codes: ['4544-3', '20570-8'],
    title: 'Hematocrit',
    ranges: [{ unit: '%', low: 0, high: 100 }],
    source: scale,
  },
  {
    codes: ['777-3', '26515-7'],
    title: 'Platelets',
    ranges: [{ unit: '10*3/uL', low: 0, high: 2200 }],
    source: mimic,
  },
  {
    codes: ['6690-2', '26464-8'],
    title: 'Leukocytes',
    ranges: [{ unit: '10*3/uL', low: 0, high: 1100 }],
    source: mimic,
  },
  { codes: ['1751-7'], title: 'Albumin', ranges: [{ unit: 'g/dL', low: 0, high: 60 }], source: mimic },
  { codes: ['1975-2'], title: 'Bilirubin', ranges: [{ unit: 'mg/dL', low: 0, high: 66 }], source: mimic },
  {
    codes: ['1742-6'],
    title: 'Alanine aminotransferase',
    ranges: [{ unit: 'U/L', low: 0, high: 11_000 }],
    source: mimic,
  },
  {
    codes: ['1920-8'],
    title: 'Aspartate aminotransferase',
    ranges: [{ unit: 'U/L', low: 0, high: 22_000 }],
    source: mimic,
  },
  {
    codes: ['6768-6'],
    title: 'Alkaline phosphatase',
    ranges: [{ unit: 'U/L', low: 0, high: 4000 }],
    source: mimic,
  },
  {
    codes: ['2524-7', '32693-4'],
    title: 'Lactate',
    ranges: [{ unit: 'mmol/L', low: 0, high: 33 }],
    source: mimic,
  },
  { codes: ['19123-9'], title: 'Magnesium', ranges: [{ unit: 'mg/dL', low: 0, high: 22 }], source: mimic },
  { codes: ['2777-1'], title: 'Phosphate', ranges: [{ unit: 'mg/dL', low: 0, high: 22 }], source: mimic },
  {
    codes: ['2744-1'],
    title: 'pH of arterial blood',
    ranges: [{ unit: '[pH]', low: 6.3, high: 10 }],
    source: mimic,
  },
  {
    codes: ['2019-8'],
    title: 'Carbon dioxide, arterial',
    ranges: [{ unit: 'mm[Hg]', low: 0, high: 220 }],
    source: mimic,
  },
  {
    codes: ['2703-7'],
    title: 'Oxygen, arterial',
    ranges: [{ unit: 'mm[Hg]', low: 0, high: 770 }],
    source: mimic,
  },
  {
    codes: ['9269-2'],
    title: 'Glasgow coma scale',
    ranges: [{ unit: '{score}', low: 3, high: 15 }],
    source: scale,
  },
  {
    codes: ['72514-3'],
    title: 'Pain severity',
    ranges: [{ unit: '{score}', low: 0, high: 10 }],
    source: scale,
  },
];
