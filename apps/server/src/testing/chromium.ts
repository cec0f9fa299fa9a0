import { existsSync } from 'node:fs';
import { chromium, type Browser } from 'playwright-core';

/** Where Debian and Ubuntu have it; `CHROMIUM` names another place. */
const usualPlaces = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];

/** Starts the Chromium of this machine; whoever starts it closes it. */
export async function startChromium(): Promise<Browser> {
  const executablePath = process.env['CHROMIUM'] ?? usualPlaces.find((path) => existsSync(path));
  if (executablePath === undefined)
    throw new Error('These tests drive Chromium: install it (apt-get install chromium) or set CHROMIUM');
  return chromium.launch({
    executablePath,
    // Chromium's own sandbox does not work for root, as whom containers run.
    args: process.getuid?.() === 0 ? ['--no-sandbox'] : [],
  });
}
