import { Command, Option } from 'commander';
import { InvalidInput } from '#kernel/errors/common-errors.ts';
import { connect } from '../connect.ts';
import { listAll } from '../find-libraries.ts';
import { readCredits } from '../read-credits.ts';
import { runCommand } from '../run-command.ts';
import type { CommandContext } from '../run-command.ts';

interface Plan {
  id: string;
  name: string;
  period: 'day' | 'month';
  limits: { credits: number | null; pages: number | null };
}

interface Subscription {
  tenant_id: string;
  tenant_name: string;
  plan: string;
  since: string | null;
}

interface CreateOptions {
  name?: string;
  period: string;
  credits: string;
  pages: string;
}

/** For who operates the store: on its machine, or with a key that has the scope `plans:manage`. */
export function plansCommand(): Command {
  const plans = new Command('plans').description('for operators: plans, and which tenant is on which');
  plans
    .command('list', { isDefault: true })
    .description('the plans there are')
    .action((_options: object, command: Command) => runCommand(command, listPlans));
  plans
    .command('create')
    .description('add a plan; plans never change, other terms are another plan')
    .argument('<id>', 'lower case with hyphens')
    .option('-n, --name <name>', 'as people read it; the id by default')
    .addOption(
      new Option('-p, --period <period>', 'of its limits').choices(['day', 'month']).default('month'),
    )
    .option('-c, --credits <number>', 'credits in a period, or none for no limit', 'none')
    .option('--pages <number>', 'pages in a period, or none for no limit', 'none')
    .action((id: string, options: CreateOptions, command: Command) =>
      runCommand(command, context => createPlan(context, id, options)),
    );
  plans
    .command('tenants')
    .description('all tenants, and the plan of each')
    .action((_options: object, command: Command) => runCommand(command, listTenants));
  plans
    .command('subscribe')
    .description('put a tenant on a plan; its limits hold at once')
    .argument('<tenant-id>')
    .argument('<plan>')
    .action((tenantId: string, plan: string, _options: object, command: Command) =>
      runCommand(command, context => subscribe(context, tenantId, plan)),
    );
  return plans;
}

async function listPlans(context: CommandContext): Promise<void> {
  await using connection = await connect(context);
  const { items } = await connection.client.get<{ items: Plan[] }>('/plans');
  context.output.result({ plans: items });
  for (const plan of items) context.output.line(describe(plan));
}

async function createPlan(context: CommandContext, id: string, options: CreateOptions): Promise<void> {
  const { name = id, period, credits, pages } = options;
  const limits = { credits: readCredits(credits), pages: readPages(pages) };
  await using connection = await connect(context);
  const plan = await connection.client.post<Plan>('/plans', { id, name, period, limits });
  context.output.line(describe(plan));
  context.output.result(plan);
}

async function listTenants(context: CommandContext): Promise<void> {
  await using connection = await connect(context);
  const tenants = await listAll<Subscription>(connection.client, '/subscriptions');
  context.output.result({ tenants });
  for (const { tenant_id: id, tenant_name: name, plan, since } of tenants) {
    context.output.line(`${id}  ${plan}${since === null ? '' : ` since ${since.slice(0, 10)}`}  ${name}`);
  }
}

async function subscribe(context: CommandContext, tenantId: string, plan: string): Promise<void> {
  await using connection = await connect(context);
  await connection.client.put('/subscriptions', { tenant_id: tenantId, plan });
  context.output.line(`The tenant is on the plan ${plan} now.`);
  context.output.result({ tenant_id: tenantId, plan });
}

function readPages(text: string): number | null {
  if (text === 'none') return null;
  if (!/^\d{1,12}$/.test(text)) throw new InvalidInput(`“${text}” is no number of pages: write 100 or none.`);
  return Number(text);
}

function describe({ id, name, period, limits }: Plan): string {
  const credits = limits.credits === null ? 'no limit of credits' : `${limits.credits / 1_000_000} credits`;
  const pages = limits.pages === null ? 'no limit of pages' : `${limits.pages} pages`;
  return `${id.padEnd(12)} ${name}: ${credits}, ${pages} a ${period}`;
}
