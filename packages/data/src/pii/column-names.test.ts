import { expect, test } from 'vitest';
import { soundsPersonal } from './column-names.ts';

test.each([
  'email',
  'E-Mail',
  'customerEmail',
  'home_address',
  'DateOfBirth',
  'date of birth',
  'first_name',
  'LastName',
  'PHONE',
  'client.ip',
  'ssn',
])('%s sounds personal', (name) => expect(soundsPersonal(name)).toBe(true));

test.each([
  'age',
  'name',
  'first_seen',
  'shipment',
  'description',
  'airport_name',
  'cardinality',
  'last_price',
  'ipo',
  'telemetry',
  '',
])('%s does not', (name) => expect(soundsPersonal(name)).toBe(false));
