/** What went wrong, one code per cause. Codes are stable; messages may change. */
export type SimulatorErrorCode =
  | 'option'
  | 'argument'
  | 'symbol-unknown'
  | 'ticket-unknown'
  | 'volume'
  | 'no-quote'
  | 'listen'
  | 'closed';

/** A wrong use of the simulator. What clients send never leads to one. */
export abstract class SimulatorError extends Error {
  abstract readonly code: SimulatorErrorCode;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = new.target.name;
  }
}

/** An option of `startSimulator` that is not what it should be. */
export class SimulatorOptionError extends SimulatorError {
  readonly code = 'option';

  /** @param field where it stands, such as `accounts[0].login` */
  constructor(
    readonly field: string,
    readonly got: string,
    readonly expected: string,
    options?: ErrorOptions,
  ) {
    super(`startSimulator: ${field}: got ${got}, expected ${expected}`, options);
  }
}

/** An argument of a control or a push that is not what it should be. */
export class SimulatorArgumentError extends SimulatorError {
  readonly code = 'argument';

  constructor(
    readonly field: string,
    readonly got: string,
    readonly expected: string,
    options?: ErrorOptions,
  ) {
    super(`${field}: got ${got}, expected ${expected}`, options);
  }
}

/** A symbol that the simulator does not serve. */
export class UnknownSimulatorSymbolError extends SimulatorError {
  readonly code = 'symbol-unknown';

  constructor(readonly symbol: string) {
    super(`symbol: got ${JSON.stringify(symbol)}, expected one that the simulator serves`);
  }
}

/** The address cannot be listened on; `cause` holds the reason of the system. */
export class SimulatorListenError extends SimulatorError {
  readonly code = 'listen';

  constructor(
    readonly host: string,
    readonly port: number,
    cause: Error,
  ) {
    super(`Cannot listen on ${host}:${String(port)}: ${cause.message}`, { cause });
  }
}

/** The simulator has been closed. */
export class SimulatorClosedError extends SimulatorError {
  readonly code = 'closed';

  constructor() {
    super('The simulator is closed');
  }
}
