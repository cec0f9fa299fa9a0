/** Where the control plane reports what its clients are not told; pino's loggers are of this shape. */
export interface ControlLog {
  info(fields: object, message: string): void;
  error(fields: object, message: string): void;
}
