import { z } from 'zod';

export const port = z.coerce.number().int().min(0).max(65_535);
export const bytes = z.coerce.number().int().positive();
export const milliseconds = z.coerce.number().int().positive();

/** A JSON object in one variable; it is kept as the text it is. */
export function json(shape: z.ZodType) {
  return z.string().superRefine((text, context) => {
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      context.addIssue({ code: 'custom', message: 'must be JSON' });
      return;
    }
    const result = shape.safeParse(value);
    for (const { path, message } of result.error?.issues ?? [])
      context.addIssue({ code: 'custom', message: [...path.map(String), message].join(': ') });
  });
}

export interface SettingMeta {
  /** What the setting does, for `docs/configuration.md`. */
  readonly description: string;
  /** Never shown, not at start and not in a log. */
  readonly secret?: boolean;
}

export function setting<T extends z.ZodType>(schema: T, description: string, secret = false): T {
  return schema.meta({ description, secret } satisfies SettingMeta);
}
