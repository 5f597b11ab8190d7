// The tables of TrailAthena in DuckDB, at one moment, with a thin translation of Athena's words. `SELECT`, `WITH`, joins,
// windows and conditions are the same in both.
import { DuckDBInstance, type DuckDBConnection } from '@duckdb/node-api';
import { RECORD_COLUMNS } from '../../lib/insight/athena/columns';
import { VERDICT_COLUMNS, type VerdictTableName } from '../../lib/insight/athena/verdict-tables';

/** When a query is run. */
export const NOW = '2026-02-01T05:30:00Z';
export const TODAY = '2026/02/01';

/** What DuckDB calls otherwise, and the clock. Nothing else is changed. */
export function forDuckDb(sql: string): string {
  return sql
    .replace(/current_date/g, `DATE '${NOW.slice(0, 10)}'`)
    .replace(/now\(\)/g, `TIMESTAMP '${NOW.slice(0, 19).replace('T', ' ')}'`)
    .replace(/json_extract_scalar\(/g, 'json_extract_string(')
    .replace(/regexp_like\(/g, 'regexp_matches(')
    .replace(/date_format\(/g, 'strftime(')
    .replace(/from_iso8601_timestamp\(([\w.]+)\)/g, 'CAST($1 AS TIMESTAMPTZ)')
    .replace(/\bsequence\(/g, 'generate_series(')
    .replace(/array_join\(/g, 'array_to_string(')
    .replace(/json_format\(record\)/g, 'record::VARCHAR')
    .replace(
      /CROSS JOIN UNNEST\(CAST\(json_extract\(line, '\$\.Records'\) AS ARRAY\(JSON\)\)\) AS records \(record\)/,
      "CROSS JOIN UNNEST(CAST(json_extract(line, '$.Records') AS JSON[])) AS records (record)",
    );
}

export type Event = Readonly<Record<string, unknown>>;

/** An event, and the file that it is in. */
export interface EventRow {
  readonly event: Event;
  readonly account?: string;
  readonly day?: string;
  /** What Athena shows as "$path", "$file_size" and "$file_modified_time". */
  readonly path?: string;
  readonly size?: number;
  readonly modified?: string;
}

/** A line of a record of the validator, in the object that it stands in, and the partition of that. */
export interface RecordRow {
  readonly line: Readonly<Record<string, unknown>>;
  readonly day?: string;
  readonly path?: string;
}

export interface SampleTables {
  readonly events?: readonly EventRow[];
  readonly verdicts?: readonly RecordRow[];
  readonly coverage?: readonly RecordRow[];
  readonly runs?: readonly RecordRow[];
  readonly settings?: readonly RecordRow[];
}

export async function connectionWith(tables: SampleTables): Promise<DuckDBConnection> {
  const connection = await (await DuckDBInstance.create(':memory:')).connect();
  await connection.run("SET TimeZone = 'UTC'");
  await addEvents(connection, tables.events ?? []);
  await addRecords(connection, 'verdicts', tables.verdicts ?? []);
  await addRecords(connection, 'coverage', tables.coverage ?? []);
  await addRecords(connection, 'runs', tables.runs ?? []);
  await addRecords(connection, 'settings', tables.settings ?? []);
  return connection;
}

export async function rowsOf(connection: DuckDBConnection, sql: string) {
  return (await connection.runAndReadAll(forDuckDb(sql))).getRowObjectsJson();
}

const OF_FILE = 'day VARCHAR, "$path" VARCHAR, "$file_size" BIGINT, "$file_modified_time" TIMESTAMPTZ';
const A_FILE = { day: TODAY, path: 's3://logs/a.json.gz', size: 1000, modified: '2026-02-01T00:05:00Z' };

async function addEvents(connection: DuckDBConnection, rows: readonly EventRow[]): Promise<void> {
  const columns = RECORD_COLUMNS.map(({ name, type }) => `"${name.toLowerCase()}" ${duckType(type)}`);
  const structure = RECORD_COLUMNS.map(
    ({ name, type }) => `"${name.toLowerCase()}":"${duckType(type).replace(/"/g, '\\"')}"`,
  );
  await connection.run(`CREATE TABLE events (${columns.join(', ')}, account VARCHAR, region VARCHAR, ${OF_FILE})`);
  for (const { event, account = '111111111111', ...file } of rows) {
    const { day, path, size, modified } = { ...A_FILE, ...file };
    const row = `from_json(${quoted(rowOf(event))}, ${quoted(`{${structure.join(',')}}`)})`;
    await connection.run(
      `INSERT INTO events SELECT unnest(${row}), '${account}', 'us-east-1', '${day}', ${quoted(path)}, ${size}, '${modified}'`,
    );
  }
  const line = JSON.stringify({ Records: rows.map(({ event }) => event) });
  await connection.run(
    `CREATE TABLE files AS SELECT ${quoted(line)} AS line, '111111111111' AS account, 'us-east-1' AS region, '${TODAY}' AS day, 's3://logs/a.json.gz' AS "$path"`,
  );
}

/** As the SerDe makes of a record: text, but for what is a struct or a list in the table. */
function rowOf(event: Event): string {
  const lower = (value: unknown): unknown =>
    typeof value !== 'object' || value === null
      ? value
      : Array.isArray(value)
        ? value.map(lower)
        : Object.fromEntries(Object.entries(value).map(([key, child]) => [key.toLowerCase(), lower(child)]));
  const columns = RECORD_COLUMNS.map(({ name, type }) => {
    const value = event[name];
    if (value === undefined || value === null) return [name.toLowerCase(), null];
    if (type !== 'string') return [name.toLowerCase(), lower(value)];
    return [name.toLowerCase(), typeof value === 'object' ? JSON.stringify(value) : String(value)];
  });
  return JSON.stringify(Object.fromEntries(columns));
}

/** A line is read by the names of its fields; what it has beside them is left out, and what it lacks is unknown. */
async function addRecords(connection: DuckDBConnection, name: VerdictTableName, rows: readonly RecordRow[]) {
  const columns = VERDICT_COLUMNS[name];
  const types = columns.map((column) => `"${column.name.toLowerCase()}" ${duckType(column.type)}`);
  await connection.run(`CREATE TABLE ${name} (${types.join(', ')}, ${OF_FILE})`);
  if (rows.length === 0) return;
  const values = rows.map(({ line, ...file }) => {
    const { day, path, size, modified } = { ...A_FILE, path: `s3://evidence/${name}/a.ndjson.gz`, ...file };
    const fields = columns.map((column) => literal(line[column.name]));
    return `(${[...fields, literal(day), literal(path), size, literal(modified)].join(', ')})`;
  });
  await connection.run(`INSERT INTO ${name} VALUES ${values.join(', ')}`);
}

function literal(value: unknown): string {
  if (value === undefined || value === null) return 'NULL';
  return typeof value === 'number' ? String(value) : quoted(String(value));
}

function quoted(value: string): string {
  return `'${value.replace(/'/g, "''")}'`;
}

/** A type of Hive in the words of DuckDB. */
function duckType(type: string): string {
  if (type === 'string') return 'VARCHAR';
  if (type === 'bigint') return 'BIGINT';
  const array = /^array<(.*)>$/.exec(type);
  if (array) return `${duckType(array[1])}[]`;
  if (type === 'map<string,string>') return 'MAP(VARCHAR, VARCHAR)';
  const fields = splitFields(/^struct<(.*)>$/.exec(type)![1]);
  return `STRUCT(${fields.map((field) => `"${field.split(':')[0]}" ${duckType(field.slice(field.indexOf(':') + 1))}`).join(', ')})`;
}

function splitFields(text: string): string[] {
  const fields = [''];
  let depth = 0;
  for (const character of text) {
    depth += character === '<' ? 1 : character === '>' ? -1 : 0;
    if (character === ',' && depth === 0) fields.push('');
    else fields[fields.length - 1] += character;
  }
  return fields;
}
