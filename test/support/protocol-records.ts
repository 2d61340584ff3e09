import { readFileSync } from 'node:fs';

/** The statement of the protocol that the declarations in `wire` are held against. */
export interface StatedField {
  readonly name: string;
  readonly type: string;
  readonly offset: number;
  /** Size of a field whose type does not say it. */
  readonly bytes?: number;
  /** What raw bytes consist of. */
  readonly array?: { readonly type: string; readonly count: number };
  readonly record?: string;
  readonly enum?: string;
}

export interface StatedRecord {
  readonly name: string;
  readonly size: number;
  readonly fields: readonly StatedField[];
}

export interface StatedCommand {
  readonly id: number;
  readonly name: string;
  readonly kind: string;
  readonly request: string | null;
  readonly response: string | null;
  readonly timeout_s?: number | null;
}

interface Statement {
  readonly records: readonly StatedRecord[];
  readonly commands: readonly StatedCommand[];
  readonly enums: Readonly<Record<string, Readonly<Record<string, string>> | readonly number[]>>;
}

const read = (file: string): Statement =>
  JSON.parse(readFileSync(new URL(`../fixtures/${file}`, import.meta.url), 'utf8')) as Statement;

/** Session, account and market data; trading and onboarding. They share some records. */
export const statements: readonly Statement[] = [read('records-a.json'), read('records-b.json')];
