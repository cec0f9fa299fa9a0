import { z } from 'zod';

const url = z.url({ protocol: /^https?$/, error: 'must be an http or https URL' });

/** HTTP addresses of functions that check tokens, by the ARN of the Lambda function they stand for. */
export const tokenHooks = z.record(z.string().regex(/^arn:/, 'must be an ARN'), url);

/** Clients of authorization servers, by the address of the introspection. */
export const introspectionClients = z.record(
  url,
  z.strictObject({ clientId: z.string().min(1), clientSecret: z.string().min(1) }),
);
