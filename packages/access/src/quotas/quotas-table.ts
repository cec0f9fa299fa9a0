import type { Quota } from './quota.js';
import { quotaProfiles } from './quota-profiles.js';

/** The table of quotas in `docs/iam-actions.md`, as Markdown, in the order of the profiles. */
export function quotasTable(): string {
  const { healthlake, generous } = quotaProfiles;
  const ours = new Map(generous.map((quota) => [quota.name, quota]));
  const rows = healthlake.map(({ name, ...quota }) => {
    const what =
      quota.actions.length === 1 ? `\`${name}\`` : quota.actions.map((each) => `\`${each}\``).join(', ');
    const unit = quota.counts === 'kilobytes' ? ' (KB)' : '';
    return `| ${what}${unit} | ${rate(quota.account)} | ${rate(quota.dataStore)} | ${generousRate(ours.get(name))} |`;
  });
  return [
    '| actions, counted together | `healthlake`: account | `healthlake`: each data store | `generous`: account |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function generousRate(quota: Quota | undefined): string {
  return quota === undefined ? 'any number' : rate(quota.account);
}

function rate(perSecond: number | undefined): string {
  if (perSecond === undefined) return '';
  return perSecond < 1
    ? `${Math.round(perSecond * 60)} a minute`
    : `${perSecond.toLocaleString('en')} a second`;
}
