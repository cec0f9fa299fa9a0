import { createQualityTally, qualityMoment, type QualityReport } from '@wellspring/fhir';
import { describe, expect, it } from 'vitest';
import { countText, shareText } from './figure-text.js';
import { html } from './html.js';
import { qualityPage } from './quality-page.js';
import { trendLine } from './trend-line.js';

const hostile = `"><script>alert('x')</script>&`;

function reportOf(fill: (tally: ReturnType<typeof createQualityTally>) => void): QualityReport {
  const tally = createQualityTally();
  fill(tally);
  return {
    dataStoreId: 'd'.repeat(32),
    jobId: 'e'.repeat(32),
    asOf: '2026-01-02T03:04:05.000Z',
    validation: 'structure-only',
    resources: 12345,
    types: [{ type: 'Patient', resources: 12345 }],
    measures: tally.figures(),
  };
}

/** Fails where tags do not stand one within the other: enough to see that no text became markup. */
function checkNesting(page: string): void {
  const open: string[] = [];
  for (const [, closing, name = '', rest = ''] of page
    .replace(/<style>[^]*?<\/style>/, '')
    .matchAll(/<(\/?)([a-zA-Z][a-zA-Z0-9]*)([^<>]*)>/g)) {
    if (['meta', '!doctype'].includes(name) || rest.endsWith('/')) continue;
    if (closing === '') open.push(name);
    else expect(open.pop()).toBe(name);
  }
  expect(open).toEqual([]);
}

describe('the page', () => {
  const report = reportOf((tally) => {
    for (let i = 0; i < 10; i++) tally.mark('element-present', 'Patient.birthDate', i < 3, `Patient/${i}`);
    for (let i = 0; i < 1000; i++) tally.mark('system-known', hostile, i === 0, `Patient/${hostile}`);
    tally.mark('reference-resolves', 'Encounter to Patient', false, 'Encounter/1');
  });
  const page = qualityPage({ ...report, importJobId: hostile }, []);

  it('escapes whatever it is given, and has nothing that runs or comes from elsewhere', () => {
    expect(page).not.toContain('<script');
    expect(page).toContain('&quot;&gt;&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;&amp;');
    expect(page).not.toMatch(/\s(src|onload|onclick|onerror)=/);
    expect([...page.matchAll(/(?:href|url)\s*[=(]\s*["']?([^"')]*)/g)].map(([, to]) => to![0])).toEqual(
      expect.not.arrayContaining(['h', '/', 'd']),
    );
    expect(page).toContain(`content="default-src 'none'; style-src 'unsafe-inline'"`);
    checkNesting(page);
  });

  it('says the figures as text, beside what it draws', () => {
    expect(page).toContain('12,345');
    expect(page).toContain('70.0 %');
    // One of a thousand failed.
    expect(page).toContain('99.9 %');
    expect(page).toContain('Patient/0, Patient/1, Patient/2');
    expect(page).toContain('Without a failure: Encounter to Patient (1)');
    expect(page).toContain('structure-only: profiles were not looked at');
    expect(page).toContain('2026-01-02 03:04 UTC');
    for (const svg of page.match(/<svg[^]*?<\/svg>/g) ?? [])
      expect(svg.includes('<title>') || svg.includes('aria-hidden="true"')).toBe(true);
  });

  it('names headings, columns and languages for those who do not see it', () => {
    expect(page).toContain('<html lang="en">');
    expect(page.match(/<h1>/g)).toHaveLength(1);
    const ids = [...page.matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const [, to] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).toContain(to);
    expect(page.match(/<table>/g)?.length).toBe(page.match(/<caption>/g)?.length);
  });

  it('shows the course where there are several reports', () => {
    const history = [0, 1, 2].map((day) => ({
      ...qualityMoment(report),
      asOf: `2026-01-0${day + 1}T00:00:00Z`,
    }));
    const withCourse = qualityPage(report, history);
    expect(page).not.toContain('<polyline');
    expect(withCourse).toContain('Course of 3 reports');
    expect(withCourse.match(/<polyline/g)).toHaveLength(3);
    expect(withCourse).toContain(
      'Passed: 70.0 % on 2026-01-01 00:00 UTC, 70.0 % on 2026-01-03 00:00 UTC; 3 reports',
    );
    checkNesting(withCourse);
  });

  it('of nothing is a page, too', () => {
    const empty = qualityPage({ ...reportOf(() => undefined), resources: 0, types: [] }, []);
    expect(empty).toContain('There are no resources.');
    checkNesting(empty);
  });
});

it.each([
  [{ checked: 0, failed: 0 }, 'nothing to look at'],
  [{ checked: 3, failed: 0 }, '100 %'],
  [{ checked: 3, failed: 3 }, '0 %'],
  [{ checked: 3, failed: 1 }, '66.7 %'],
  [{ checked: 1_000_000, failed: 1 }, '99.9 %'],
  [{ checked: 1_000_000, failed: 999_999 }, '0.1 %'],
])('the share of %j is %j', (figures, text) => {
  expect(shareText(figures)).toBe(text);
});

it('a large count has its digits in groups', () => {
  expect(countText(1234567)).toBe('1,234,567');
});

it('HTML within HTML stays, text does not', () => {
  expect(html`<p>${html`<b>${'<'}</b>`}${[html`1`, html`2`]}${3}</p>`.markup).toBe('<p><b>&lt;</b>123</p>');
});

it('one report makes no course', () => {
  expect(
    trendLine('x', [{ jobId: 'j', asOf: '2026', resources: 1, figures: { x: { checked: 1, failed: 0 } } }])
      .markup,
  ).toBe('');
});
