/** Python, SQL and Spark names of types; unlisted ones are errors. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/^(u?int(8|16|32|64)?|(big|small|tiny)?int(eger)?|(integer|long|short|byte)type|int_|hugeint)$/i, 'integer'],
  [/^(float(16|32|64)?|float_|double|real|number|numeric|decimal|(float|double|decimal)type)(\(.*\))?$/i, 'number'],
  [/^(str|object|string|text|varchar|char|stringtype|object_)(\(.*\))?$/i, 'string'],
  [/^(bool|boolean|bool_|booleantype)$/i, 'boolean'],
  [/^(datetime64(\[.*\])?|timestamp(tz|type)?|datetime)$/i, 'timestamp'],
  [/^(date|datetype)$/i, 'date'],
];

/** The logical type of a type's name in pandas, SQL or Spark. */
export const logicalType = (name: string): string | undefined => TYPES.find(([pattern]) => pattern.test(name))?.[1];
