/** Any JSON value. */
export type Json =
  | null
  | boolean
  | number
  | string
  | readonly Json[]
  | { readonly [key: string]: Json };

/** Says whether a value has a form. */
export type Check = (value: unknown) => boolean;

/** What is known about an event beside its fields. */
export interface EventInfo {
  /** The type name in the store. */
  readonly type: string;
  /** The version of its shape. */
  readonly version: number;
  /** The part of its streams' names before the first dash. */
  readonly category: string;
  /** Other type names that are read as it. */
  readonly aliases: readonly string[];
  /** The dialect of JSON that its writer uses. */
  readonly profile: string;
  /** What the store gets: "json" or "protobuf". */
  readonly encoding: string;
  /** Says whether a value has its form. */
  readonly is: Check;
}

/** An object, no list. */
export function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isBoolean(value: unknown): boolean {
  return typeof value === "boolean";
}

export function isString(value: unknown): boolean {
  return typeof value === "string";
}

/** A finite number. */
export function isNumber(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value);
}

/** A number, or the text that Protobuf's JSON has for one that is not finite. */
export function isFloat(value: unknown): boolean {
  return isNumber(value) || value === "NaN" || value === "Infinity" || value === "-Infinity";
}

/** A whole number of so many bits. Beyond 53 bits `JSON.parse` has rounded it already. */
export function isInteger(bits: number, signed: boolean): Check {
  const low = signed ? -(2 ** (bits - 1)) : 0;
  const high = signed ? 2 ** (bits - 1) : 2 ** bits;
  return (value) => {
    if (typeof value !== "number" || !Number.isInteger(value)) {
      return false;
    }
    return value >= low && (bits > 53 ? value <= high : value < high);
  };
}

/** A whole number of 64 bits as text, as Protobuf's JSON has it. */
export function isInteger64Text(signed: boolean): Check {
  const low = signed ? -(2n ** 63n) : 0n;
  const high = signed ? 2n ** 63n : 2n ** 64n;
  return (value) =>
    typeof value === "string" &&
    /^-?\d{1,20}$/.test(value) &&
    BigInt(value) >= low &&
    BigInt(value) < high;
}

function matches(pattern: RegExp): Check {
  return (value) => typeof value === "string" && pattern.test(value);
}

/** 36 characters, dashed. */
export const isGuid: Check = matches(/^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i);

/** Base64 with padding. */
export const isBase64: Check = matches(
  /^(?:[A-Za-z\d+/]{4})*(?:[A-Za-z\d+/]{2}==|[A-Za-z\d+/]{3}=)?$/,
);

/** ISO 8601 with a zone. */
export const isTimestamp: Check = matches(
  /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:\d\d)$/,
);

/** A .NET time span, `[-][d.]hh:mm:ss[.fffffff]`. */
export const isTimeSpan: Check = matches(
  /^-?(?:\d{1,8}\.)?(?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,7})?$/,
);

/** Protobuf's seconds, `1.5s`. */
export const isSeconds: Check = matches(/^-?\d+(?:\.\d{1,9})?s$/);

/** A decimal number as text. */
export const isDecimalText: Check = matches(/^-?\d+(?:\.\d+)?$/);

/** A list whose elements all have a form. */
export function isList(check: Check): Check {
  return (value) => Array.isArray(value) && value.every((element) => check(element));
}

/** A list of so many elements. */
export function isArray(check: Check, length: number): Check {
  return (value) => Array.isArray(value) && value.length === length && isList(check)(value);
}

/** An object whose values all have a form. */
export function isMap(check: Check): Check {
  return (value) => isObject(value) && Object.values(value).every((element) => check(element));
}

/** Absent, null, or of a form. */
export function isOptional(check: Check): Check {
  return (value) => value === undefined || value === null || check(value);
}

/** Anything that is there. */
export function isJson(value: unknown): boolean {
  return value !== undefined;
}

/** Exactly this value. */
export function isExactly(expected: boolean | number | string): Check {
  return (value) => value === expected;
}

/** One of the values of an enum. */
export function isValueOf(values: { readonly [name: string]: number | string }): Check {
  return (value) => Object.values(values).some((known) => known === value);
}

/** How many of these keys are there. */
export function present(
  value: { readonly [key: string]: unknown },
  keys: readonly string[],
): number {
  return keys.filter((key) => value[key] !== undefined && value[key] !== null).length;
}
