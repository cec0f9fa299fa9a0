import { z } from 'zod';
import { setting } from './setting.js';

/** The built-in authorization server. */
export const authorizationSettings = {
  WELLSPRING_AUTHORIZATION_SERVER: setting(
    z
      .enum(['on', 'off'])
      .default('on')
      .transform((value) => value === 'on'),
    'The built-in SMART authorization server: it serves data stores with a SMART strategy that name no other one. `on` or `off`.',
  ),
  WELLSPRING_AUTHORIZATION_TOKEN_MINUTES: setting(
    z.coerce.number().int().min(1).max(1_440).default(60),
    'How long an access token of the built-in authorization server holds, in minutes.',
  ),
  WELLSPRING_AUTHORIZATION_SERVICE_TOKEN_MINUTES: setting(
    z.coerce.number().int().min(1).max(60).default(5),
    'How long an access token that it gives a backend service holds, in minutes.',
  ),
  WELLSPRING_AUTHORIZATION_REFRESH_DAYS: setting(
    z.coerce.number().int().min(1).max(365).default(90),
    'How long a refresh token that is not used holds, in days; each use replaces it, for a year at most.',
  ),
  WELLSPRING_AUTHORIZATION_SESSION_HOURS: setting(
    z.coerce.number().int().min(1).max(168).default(8),
    'How long somebody stays logged in at the built-in authorization server, in hours.',
  ),
  WELLSPRING_AUTHORIZATION_KEY_DAYS: setting(
    z.coerce.number().int().min(1).max(3_650).default(90),
    'How long one key signs its tokens before the next one does, in days.',
  ),
};
