-- Since when somebody is a member by his own will: who never accepted an invitation is not made a member by being disabled and enabled.
ALTER TABLE public.org_users ADD COLUMN joined_at timestamptz;
UPDATE public.org_users m SET joined_at = m.created_at FROM public.identity_users u
WHERE u.id = m.id AND (m.status = 'active' OR (m.status = 'disabled' AND u.verified_at IS NOT NULL));
