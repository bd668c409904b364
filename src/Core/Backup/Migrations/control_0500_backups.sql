-- What is known of each backup. The media know it too: after a loss they are listed without this.
CREATE TABLE public.backups (
    id            uuid NOT NULL PRIMARY KEY,
    chain         uuid NOT NULL,
    kind          text NOT NULL CHECK (kind IN ('full', 'increment')),
    state         text NOT NULL CHECK (state IN ('running', 'done', 'failed')),
    cause         text NOT NULL,
    started_at    timestamptz NOT NULL,
    snapshot_at   timestamptz,
    finished_at   timestamptz,
    rows          bigint NOT NULL DEFAULT 0,
    files         bigint NOT NULL DEFAULT 0,
    bytes         bigint NOT NULL DEFAULT 0,
    bytes_written bigint NOT NULL DEFAULT 0,
    error         text,
    verified_at   timestamptz,
    verified_how  text CHECK (verified_how IN ('new', 'read', 'restored')),
    problems      text[]
);
CREATE INDEX backups_newest ON public.backups (started_at DESC);
SELECT public.protect_platform_table('public.backups');

-- Files whose sealed bytes are on the backup media already.
CREATE TABLE public.backup_files (
    path      text NOT NULL PRIMARY KEY,
    size      bigint NOT NULL,
    copied_at timestamptz NOT NULL
);
SELECT public.protect_platform_table('public.backup_files');
