import type { Transaction } from '../../../platform/database/database';
import type { BusinessSettings } from '../../../schema/events/tenancy';
import type { Business, TenancyTransaction } from '../context';
import type { PostalAddress, Tenant, TradeCode } from '../domain/tenant';

interface BusinessRow {
  tenant_id: string;
  key: string;
  name: string;
  business_name: string;
  status: Tenant['status'];
  trades: TradeCode[];
  time_zone: string;
  phone: string | null;
  address: PostalAddress | null;
  days_credit: number;
  created_at: Date;
  settings: BusinessSettings | null;
  version: number | null;
}

/** The transaction's own business and its settings; row-level security hides every other. */
export function businessStore(tx: Transaction): TenancyTransaction['businesses'] {
  return {
    async own() {
      const [row] = await tx.query<BusinessRow>(
        `select t.*, c.settings, c.version from tenancy.tenants t left join tenancy.business_configs c on c.tenant_id = t.tenant_id`,
      );
      return row ? toBusiness(row) : null;
    },
    async add(tenant, settings) {
      const added = await tx.query(
        `insert into tenancy.tenants (tenant_id, key, name, business_name, status, trades, time_zone, phone, address, days_credit, created_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) on conflict (tenant_id) do nothing returning 1 as one`,
        [
          tenant.id,
          tenant.key,
          tenant.name,
          tenant.businessName,
          tenant.status,
          tenant.trades,
          tenant.timeZone,
          tenant.phone,
          tenant.address && JSON.stringify(tenant.address),
          tenant.daysCredit,
          tenant.createdAt,
        ],
      );
      if (added.length === 0) return false;
      await tx.query(`insert into tenancy.business_configs (tenant_id, version, settings, updated_at) values ($1, $2, $3, $4)`, [
        tenant.id,
        settings.version,
        JSON.stringify(settings),
        tenant.createdAt,
      ]);
      return true;
    },
  };
}

function toBusiness(row: BusinessRow): Business {
  return {
    tenant: {
      id: row.tenant_id,
      key: row.key,
      name: row.name,
      businessName: row.business_name,
      status: row.status,
      trades: row.trades,
      timeZone: row.time_zone,
      phone: row.phone,
      address: row.address,
      daysCredit: row.days_credit,
      createdAt: row.created_at,
    },
    settings: row.settings && { ...row.settings, version: row.version ?? row.settings.version },
  };
}
