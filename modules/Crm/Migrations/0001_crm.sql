-- Customers and the way to them. Foreign keys wait for the end of the transaction, so rows of one command may be written in any order.
-- Lists lead with the tenant and leave deleted rows out, as every list does.

-- Companies the tenant sells to.
CREATE TABLE crm_accounts (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL,
    number text,
    status text NOT NULL CHECK (status IN ('prospect', 'active', 'inactive')),
    industry text,
    owner_id uuid, parent_id uuid,
    website text, email text, phone text, fax text, contact_name text, contact_title text,
    street text, postal_code text, city text, region text, country text,
    annual_revenue_amount numeric(19,4), annual_revenue_currency char(3), CHECK ((annual_revenue_amount IS NULL) = (annual_revenue_currency IS NULL)),
    employees integer,
    tags text[] NOT NULL DEFAULT '{}', notes text,
    merged_into_id uuid,
    match_name text, match_domain text, match_phone text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, parent_id) REFERENCES crm_accounts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, merged_into_id) REFERENCES crm_accounts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX crm_accounts_by_number ON crm_accounts (tenant_id, number) WHERE deleted_at IS NULL;
CREATE INDEX crm_accounts_newest ON crm_accounts (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_accounts_by_name ON crm_accounts (tenant_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX crm_accounts_by_status ON crm_accounts (tenant_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_accounts_by_owner ON crm_accounts (tenant_id, owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_accounts_by_parent ON crm_accounts (tenant_id, parent_id) WHERE parent_id IS NOT NULL;
CREATE INDEX crm_accounts_by_merged ON crm_accounts (tenant_id, merged_into_id) WHERE merged_into_id IS NOT NULL;
-- Duplicates are found by what two spellings have in common.
CREATE INDEX crm_accounts_match_name ON crm_accounts (tenant_id, match_name) WHERE deleted_at IS NULL;
CREATE INDEX crm_accounts_match_domain ON crm_accounts (tenant_id, match_domain) WHERE deleted_at IS NULL;
CREATE INDEX crm_accounts_match_phone ON crm_accounts (tenant_id, match_phone) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('crm_accounts');

-- People.
CREATE TABLE crm_contacts (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL, first_name text, last_name text,
    account_id uuid,
    title text, email text, phone text, mobile text,
    owner_id uuid,
    tags text[] NOT NULL DEFAULT '{}', notes text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES crm_accounts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX crm_contacts_newest ON crm_contacts (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_contacts_by_name ON crm_contacts (tenant_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX crm_contacts_by_account ON crm_contacts (tenant_id, account_id, name, id);
CREATE INDEX crm_contacts_by_owner ON crm_contacts (tenant_id, owner_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX crm_contacts_by_email ON crm_contacts (tenant_id, email) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('crm_contacts');

-- Ways of selling.
CREATE TABLE crm_pipelines (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL,
    is_default boolean NOT NULL DEFAULT false,
    description text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX crm_pipelines_by_name ON crm_pipelines (tenant_id, name) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('crm_pipelines');

-- Columns of a pipeline.
CREATE TABLE crm_stages (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL,
    pipeline_id uuid NOT NULL,
    position integer NOT NULL DEFAULT 0,
    kind text NOT NULL DEFAULT 'open' CHECK (kind IN ('open', 'won', 'lost')),
    probability integer NOT NULL DEFAULT 0 CHECK (probability BETWEEN 0 AND 100),
    required_fields text[] NOT NULL DEFAULT '{}',
    wip_limit integer,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, pipeline_id) REFERENCES crm_pipelines (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE UNIQUE INDEX crm_stages_by_name ON crm_stages (tenant_id, pipeline_id, name) WHERE deleted_at IS NULL;
CREATE UNIQUE INDEX crm_stages_one_end ON crm_stages (tenant_id, pipeline_id, kind) WHERE kind <> 'open' AND deleted_at IS NULL;
CREATE INDEX crm_stages_by_position ON crm_stages (tenant_id, pipeline_id, position);
SELECT public.protect_tenant_table('crm_stages');

-- Sales in the making.
CREATE TABLE crm_deals (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL,
    account_id uuid, contact_id uuid,
    pipeline_id uuid NOT NULL, stage_id uuid NOT NULL,
    status text NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'won', 'lost')),
    value_amount numeric(19,4), value_currency char(3), CHECK ((value_amount IS NULL) = (value_currency IS NULL)),
    probability integer CHECK (probability BETWEEN 0 AND 100),
    weighted_amount numeric(19,4), weighted_currency char(3), CHECK ((weighted_amount IS NULL) = (weighted_currency IS NULL)),
    expected_close date,
    owner_id uuid,
    tags text[] NOT NULL DEFAULT '{}', notes text,
    lost_reason text,
    lines_total_amount numeric(19,4), lines_total_currency char(3), CHECK ((lines_total_amount IS NULL) = (lines_total_currency IS NULL)),
    stage_since timestamptz, closed_at timestamptz,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES crm_accounts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, contact_id) REFERENCES crm_contacts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, pipeline_id) REFERENCES crm_pipelines (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, stage_id) REFERENCES crm_stages (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX crm_deals_newest ON crm_deals (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_deals_by_name ON crm_deals (tenant_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX crm_deals_by_stage ON crm_deals (tenant_id, stage_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_deals_by_status ON crm_deals (tenant_id, status, expected_close) WHERE deleted_at IS NULL;
CREATE INDEX crm_deals_by_owner ON crm_deals (tenant_id, owner_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_deals_by_pipeline ON crm_deals (tenant_id, pipeline_id);
CREATE INDEX crm_deals_by_account ON crm_deals (tenant_id, account_id);
CREATE INDEX crm_deals_by_contact ON crm_deals (tenant_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX crm_deals_by_closed ON crm_deals (tenant_id, closed_at) WHERE closed_at IS NOT NULL AND deleted_at IS NULL;
SELECT public.protect_tenant_table('crm_deals');

-- Where deals have been.
CREATE TABLE crm_stage_moves (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    deal_id uuid NOT NULL,
    from_stage_id uuid, to_stage_id uuid NOT NULL,
    reason text,
    moved_at timestamptz NOT NULL, moved_by uuid,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, deal_id) REFERENCES crm_deals (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, from_stage_id) REFERENCES crm_stages (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, to_stage_id) REFERENCES crm_stages (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX crm_stage_moves_by_deal ON crm_stage_moves (tenant_id, deal_id, moved_at DESC, id DESC);
CREATE INDEX crm_stage_moves_newest ON crm_stage_moves (tenant_id, moved_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_stage_moves_by_to ON crm_stage_moves (tenant_id, to_stage_id);
CREATE INDEX crm_stage_moves_by_from ON crm_stage_moves (tenant_id, from_stage_id) WHERE from_stage_id IS NOT NULL;
SELECT public.protect_tenant_table('crm_stage_moves');

-- People who might become customers.
CREATE TABLE crm_leads (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL,
    company text,
    status text NOT NULL DEFAULT 'new' CHECK (status IN ('new', 'contacted', 'qualified', 'disqualified', 'converted')),
    source text,
    email text, phone text,
    owner_id uuid,
    score integer CHECK (score BETWEEN 0 AND 100),
    estimated_value_amount numeric(19,4), estimated_value_currency char(3), CHECK ((estimated_value_amount IS NULL) = (estimated_value_currency IS NULL)),
    tags text[] NOT NULL DEFAULT '{}', notes text,
    disqualified_reason text,
    converted_account_id uuid, converted_contact_id uuid, converted_deal_id uuid, converted_at timestamptz,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, converted_account_id) REFERENCES crm_accounts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, converted_contact_id) REFERENCES crm_contacts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, converted_deal_id) REFERENCES crm_deals (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX crm_leads_newest ON crm_leads (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_leads_by_name ON crm_leads (tenant_id, name, id) WHERE deleted_at IS NULL;
CREATE INDEX crm_leads_by_status ON crm_leads (tenant_id, status, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_leads_by_owner ON crm_leads (tenant_id, owner_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_leads_by_account ON crm_leads (tenant_id, converted_account_id) WHERE converted_account_id IS NOT NULL;
CREATE INDEX crm_leads_by_contact ON crm_leads (tenant_id, converted_contact_id) WHERE converted_contact_id IS NOT NULL;
CREATE INDEX crm_leads_by_deal ON crm_leads (tenant_id, converted_deal_id) WHERE converted_deal_id IS NOT NULL;
SELECT public.protect_tenant_table('crm_leads');

-- What was said, sent or is to be done.
CREATE TABLE crm_activities (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    kind text NOT NULL CHECK (kind IN ('call', 'mail', 'meeting', 'task', 'note')),
    subject text NOT NULL, body text,
    account_id uuid, contact_id uuid, deal_id uuid, lead_id uuid,
    due_at timestamptz, done_at timestamptz,
    owner_id uuid,
    outcome text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, account_id) REFERENCES crm_accounts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, contact_id) REFERENCES crm_contacts (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, deal_id) REFERENCES crm_deals (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, lead_id) REFERENCES crm_leads (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX crm_activities_newest ON crm_activities (tenant_id, created_at DESC, id DESC) WHERE deleted_at IS NULL;
CREATE INDEX crm_activities_due ON crm_activities (tenant_id, due_at) WHERE done_at IS NULL AND deleted_at IS NULL;
CREATE INDEX crm_activities_by_owner ON crm_activities (tenant_id, owner_id, due_at) WHERE deleted_at IS NULL;
CREATE INDEX crm_activities_by_account ON crm_activities (tenant_id, account_id) WHERE account_id IS NOT NULL;
CREATE INDEX crm_activities_by_contact ON crm_activities (tenant_id, contact_id) WHERE contact_id IS NOT NULL;
CREATE INDEX crm_activities_by_deal ON crm_activities (tenant_id, deal_id) WHERE deal_id IS NOT NULL;
CREATE INDEX crm_activities_by_lead ON crm_activities (tenant_id, lead_id) WHERE lead_id IS NOT NULL;
SELECT public.protect_tenant_table('crm_activities');

-- What the tenant sells.
CREATE TABLE crm_products (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    name text NOT NULL,
    sku text,
    price_amount numeric(19,4), price_currency char(3), CHECK ((price_amount IS NULL) = (price_currency IS NULL)),
    active boolean NOT NULL DEFAULT true,
    unit text, description text,
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id)
);
CREATE UNIQUE INDEX crm_products_by_sku ON crm_products (tenant_id, sku) WHERE deleted_at IS NULL;
CREATE INDEX crm_products_by_name ON crm_products (tenant_id, name, id) WHERE deleted_at IS NULL;
SELECT public.protect_tenant_table('crm_products');

-- What a deal sells.
CREATE TABLE crm_deal_lines (
    tenant_id uuid NOT NULL, id uuid NOT NULL, client_id uuid,
    deal_id uuid NOT NULL, product_id uuid,
    description text,
    quantity numeric(19,4) NOT NULL,
    price_amount numeric(19,4), price_currency char(3), CHECK ((price_amount IS NULL) = (price_currency IS NULL)),
    discount_percent numeric(5,2) NOT NULL DEFAULT 0,
    position integer NOT NULL DEFAULT 0,
    total_amount numeric(19,4), total_currency char(3), CHECK ((total_amount IS NULL) = (total_currency IS NULL)),
    created_at timestamptz NOT NULL, created_by uuid, updated_at timestamptz NOT NULL, updated_by uuid,
    version integer NOT NULL, deleted_at timestamptz, custom jsonb,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, deal_id) REFERENCES crm_deals (tenant_id, id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY (tenant_id, product_id) REFERENCES crm_products (tenant_id, id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX crm_deal_lines_by_deal ON crm_deal_lines (tenant_id, deal_id, position);
CREATE INDEX crm_deal_lines_by_product ON crm_deal_lines (tenant_id, product_id) WHERE product_id IS NOT NULL;
SELECT public.protect_tenant_table('crm_deal_lines');
