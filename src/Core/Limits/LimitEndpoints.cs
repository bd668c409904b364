using Ashlar.Core.Access;
using Ashlar.Core.Http;
using Ashlar.Core.Http.OpenApi;
using Ashlar.Core.Limits.Numbers;
using Ashlar.Core.Storage;
using Ashlar.Core.Tenancy;

namespace Ashlar.Core.Limits;

/// <summary>What holds, and who is near or over it. The operator sees everybody, an organisation its own people.</summary>
internal static class LimitEndpoints
{
    public const string Read = "org:limits:read";

    private const string Used = """
        SELECT c.policy, c.subject, c.owner, t.code, u.name, c.used, c.most, c.width, c.refused_at, c.seen_at
        FROM public.limit_counters c LEFT JOIN public.tenants t ON t.id = c.owner
            LEFT JOIN public.identity_users u ON starts_with(c.subject, 'u:') AND u.id = CASE WHEN starts_with(c.subject, 'u:') THEN substr(c.subject, 3)::uuid END
        WHERE c.expires_at > now() AND ($1::uuid IS NULL OR c.owner = $1)
        ORDER BY (c.refused_at > now() - c.width * interval '61 milliseconds') DESC NULLS LAST, c.used::float / c.most DESC, c.seen_at DESC LIMIT 100
        """;

    public static void MapLimitEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/api/v1/org/limits", Policies).Requires(Read).Describes(LimitDocs.Policies);
        routes.MapGet("/api/v1/org/limits/usage", Usage).Requires(Read).Describes(LimitDocs.Usage);
    }

    private static IResult Policies(HttpContext context, LimitNumbers numbers)
    {
        var tenant = context.Caller().Tenant!;
        return Envelope.Many("limits.policy", LimitPolicies.All.Where(policy => policy != LimitPolicies.Key).Select(policy =>
        {
            var (rate, everybody) = (numbers.Of(policy, tenant), numbers.Of(policy, null));
            return (policy.Name, (object)new
            {
                policy.Name,
                policy.About,
                policy.Scope,
                rate.Amount,
                rate.Seconds,
                Source = rate != everybody ? "organisation" : numbers.Source(policy),
                PerHost = policy.Local,
            });
        }));
    }

    private static async Task<IResult> Usage(HttpContext context, Databases databases, TimeProvider time, CancellationToken cancel)
    {
        var tenant = context.Caller().Tenant!;
        var of = new Npgsql.NpgsqlParameter { Value = tenant.IsPlatform ? DBNull.Value : tenant.Id, NpgsqlDbType = NpgsqlTypes.NpgsqlDbType.Uuid };
        var now = time.GetUtcNow();
        var rows = await databases.System.Query(Used, row => View(row, tenant, now), cancel, of);
        return Envelope.Many("limits.usage", rows);
    }

    private static (string, object) View(Npgsql.NpgsqlDataReader row, TenantInfo tenant, DateTimeOffset now)
    {
        var (policy, text, seconds) = (row.GetString(0), row.GetString(1), row.GetInt32(7) * 60 / 1_000);
        var subject = Subject.Parse(text);
        var refused = row.Optional<DateTimeOffset?>(8);
        return ($"{policy}|{text}", new
        {
            Policy = policy,
            Kind = subject?.KindName,
            Who = row.Optional<string>(4) ?? (subject?.Kind == Subject.Tenant ? row.Optional<string>(3) : null) ?? subject?.Display,
            Tenant = tenant.IsPlatform ? row.Optional<string>(3) : tenant.Code,
            Used = row.GetInt32(5),
            Most = row.GetInt32(6),
            Seconds = seconds,
            Limited = refused is { } at && at > now.AddSeconds(-seconds),
            RefusedAt = refused,
            SeenAt = row.GetFieldValue<DateTimeOffset>(9),
        });
    }
}
