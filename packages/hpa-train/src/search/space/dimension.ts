/** What a parameter may be: it survives JSON, so that a journal can hold it. */
export type ParameterValue = string | number | boolean | null;

/** One of several values, in no order. */
export interface Choice<Value extends ParameterValue = ParameterValue> {
  readonly kind: 'choice';
  readonly values: readonly Value[];
}

/** A number in [low, high], all alike. */
export interface Uniform {
  readonly kind: 'uniform';
  readonly low: number;
  readonly high: number;
}

/** A number in [low, high] whose logarithm is uniform. */
export interface LogUniform {
  readonly kind: 'log-uniform';
  readonly low: number;
  readonly high: number;
}

/** An integer in [low, high], both included. */
export interface Integer {
  readonly kind: 'integer';
  readonly low: number;
  readonly high: number;
  /** Whether the logarithm is what is uniform. */
  readonly log: boolean;
}

/** A dimension with a value of its own whatever the others are. */
export type PlainDimension = Choice | Uniform | LogUniform | Integer;

/** A dimension that exists only if another one has one of some values. */
export interface Conditional<Inner extends PlainDimension = PlainDimension> {
  readonly kind: 'conditional';
  /** The name of the other dimension, which comes earlier in the space. */
  readonly on: string;
  readonly values: readonly ParameterValue[];
  readonly dimension: Inner;
}

/** One parameter that a search may choose; plain JSON. */
export type Dimension = PlainDimension | Conditional;

/** What is searched: dimensions by the names of their parameters. The order counts for conditions and for a grid. */
export type Space = Readonly<Record<string, Dimension>>;

/** The values that a trial has, by name; those of conditions that are not met are absent. */
export type Parameters = Readonly<Record<string, ParameterValue>>;

/** The type of the values of a dimension. */
export type ValueOf<D> = D extends Choice<infer Value> ? Value : number;

/** The type of the parameters that a space gives: conditional ones may be absent. */
export type ParametersOf<S extends Space> = {
  readonly [Name in keyof S as S[Name] extends Conditional ? never : Name]: ValueOf<S[Name]>;
} & {
  readonly [Name in keyof S as S[Name] extends Conditional ? Name : never]?: S[Name] extends Conditional<
    infer Inner
  >
    ? ValueOf<Inner>
    : never;
};
