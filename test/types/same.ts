/** True when both types are the same to the compiler: optional and readonly marks count, the names do not. */
export type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false

/** True when a value of either type fits where the other is asked for. */
export type Fits<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false

/** The keys of a table `{ name: true | false }` that hold false. */
export type Wrong<Table> = { [K in keyof Table]: Table[K] extends true ? never : K }[keyof Table]

/** The public side of an instance: private members make classes nominal, and two declarations never fit. */
export type Public<T> = { [K in keyof T]: T[K] }

/** Compiles only when nothing is left over; the error message names what is. */
export declare function none<T extends never>(): T
