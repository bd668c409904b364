-- The seals of the log: one append-only tree of hashes per tenant (zeros for entries of the installation itself). It covers the entries of
-- the tenant in every database. Only hashes are here, and the salts under which personal values are committed to.
CREATE TABLE public.audit_leaves (
    log      uuid NOT NULL,
    position bigint NOT NULL,
    entry_id uuid NOT NULL,
    at       timestamptz NOT NULL,
    source   text NOT NULL,
    hash     bytea NOT NULL,
    personal bytea NOT NULL,
    salt     bytea,
    PRIMARY KEY (log, position)
);
CREATE UNIQUE INDEX audit_leaves_by_entry ON public.audit_leaves (log, entry_id);
SELECT public.protect_platform_table('public.audit_leaves');

-- Roots of complete subtrees of 256, 65536 … leaves, so that a proof reads little.
CREATE TABLE public.audit_nodes (
    log   uuid NOT NULL,
    level smallint NOT NULL,
    index bigint NOT NULL,
    hash  bytea NOT NULL,
    PRIMARY KEY (log, level, index)
);
SELECT public.protect_platform_table('public.audit_nodes');

-- What was signed, each when it was.
CREATE TABLE public.audit_heads (
    log       uuid NOT NULL,
    size      bigint NOT NULL,
    root      bytea NOT NULL,
    sealed_at timestamptz NOT NULL,
    key_id    text NOT NULL,
    jws       text NOT NULL,
    PRIMARY KEY (log, size)
);
SELECT public.protect_platform_table('public.audit_heads');
REVOKE UPDATE, DELETE ON public.audit_leaves, public.audit_nodes, public.audit_heads FROM ashlar_system;

-- How far the sealer has come in each database: every entry of an earlier transaction is in a tree.
CREATE TABLE public.audit_sources (
    database  text NOT NULL PRIMARY KEY,
    xid       bigint NOT NULL,
    id        uuid NOT NULL,
    sealed_at timestamptz NOT NULL
);
SELECT public.protect_platform_table('public.audit_sources');

-- Keys that sign heads. The private half is sealed under the installation's keys and holds the public one, so that nobody can slip in a key of his own.
CREATE TABLE public.audit_keys (
    id          text NOT NULL PRIMARY KEY,
    private_key bytea NOT NULL,
    created_at  timestamptz NOT NULL
);
SELECT public.protect_platform_table('public.audit_keys');

-- The last verification of each log.
CREATE TABLE public.audit_checks (
    log        uuid NOT NULL PRIMARY KEY,
    checked_at timestamptz NOT NULL,
    size       bigint NOT NULL,
    report     jsonb NOT NULL
);
SELECT public.protect_platform_table('public.audit_checks');

-- Months whose entries were archived and dropped; the entry that says so is in the log of the operator.
CREATE TABLE public.audit_archives (
    database   text NOT NULL,
    month      date NOT NULL,
    entries    bigint NOT NULL,
    entry_id   uuid NOT NULL,
    dropped_at timestamptz NOT NULL,
    PRIMARY KEY (database, month)
);
SELECT public.protect_platform_table('public.audit_archives');

-- Entries about people, roles and settings of a tenant with a database of its own are written in the main database; they are copied beside
-- the tenant's others so that one list shows all. This is how far the copying has come in each log.
CREATE TABLE public.audit_copies (
    log      uuid NOT NULL PRIMARY KEY,
    position bigint NOT NULL
);
SELECT public.protect_platform_table('public.audit_copies');
