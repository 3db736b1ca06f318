import type { Translation } from '../expectation/translation.ts';
import type { Vocabulary } from '../vocabulary.ts';

const PARAMETERS = 'values that a `$PARAMETER` stands for; one that is used is an error';

/** A suite of GX 0.x or 1.x. */
export const SUITE: Vocabulary = {
  of: 'a suite',
  read: ['expectations'],
  notes: ['name', 'expectation_suite_name', 'meta', 'id', 'ge_cloud_id', 'notes', 'description', 'data_asset_type'],
  settled: { evaluation_parameters: PARAMETERS, suite_parameters: PARAMETERS },
};

export const EXPECTATION: Vocabulary = {
  of: 'an expectation',
  read: ['type', 'expectation_type', 'kwargs', 'severity'],
  notes: ['meta', 'id', 'ge_cloud_id', 'notes', 'description', 'rendered_content', 'expectation_context'],
  settled: { success_on_last_run: 'what GX found before' },
};

/** Arguments that every expectation may have. */
const SHARED: Vocabulary = {
  of: "an expectation's kwargs",
  read: ['column', 'mostly', 'row_condition', 'condition_parser'],
  notes: [
    'result_format',
    'catch_exceptions',
    'include_config',
    'batch_id',
    'meta',
    'profiler_config',
    'output_strftime_format',
    'allow_relative_error',
    'allow_relative_errors',
  ],
  untranslated: {
    auto: { why: 'the bounds come from the data while GX runs', harmless: [false] },
    parse_strings_as_datetimes: { why: 'state the type of the column', harmless: [false] },
    allow_cross_type_comparisons: { why: 'values are compared by their type', harmless: [false] },
    windows: { why: 'the bounds come from earlier runs of GX' },
  },
};

/** The arguments of one expectation. */
export const kwargsOf = (rule: string, { args }: Translation): Vocabulary => ({
  ...SHARED,
  of: rule,
  read: [...SHARED.read, ...args],
});

export const VOCABULARIES = [SUITE, EXPECTATION, SHARED];
