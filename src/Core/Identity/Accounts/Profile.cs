using System.Text.Json.Nodes;
using Ashlar.Contract.Errors;
using Ashlar.Core.Audit;
using Ashlar.Core.Http;

namespace Ashlar.Core.Identity.Accounts;

/// <summary>A user's own name, language and time zone: one profile, copied to every membership in the same transaction.</summary>
internal sealed class Profile(IdentityWorks works, UserDirectory users)
{
    public async Task<Account?> Read(Guid userId, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        return await work.Connection.AccountById(userId, cancel);
    }

    /// <summary>Merges; what is not given stays.</summary>
    public async Task<Error?> Update(Caller caller, ProfileChange change, RequestInfo request, CancellationToken cancel)
    {
        await using var work = await works.Begin(cancel);
        if (await work.Connection.AccountById(caller.UserId!.Value, cancel) is not { } before)
            return CoreErrors.Unauthenticated;

        var (name, locale, timeZone) = (change.Name.Or(before.Name)?.Trim() ?? "", change.Locale.Or(before.Locale), change.TimeZone.Or(before.TimeZone));
        if (Check(name, locale, timeZone) is { Count: > 0 } errors)
            return CoreErrors.Validation(errors);

        var changes = new JsonObject();
        Compare("name", before.Name, name);
        Compare("locale", before.Locale, locale);
        Compare("time_zone", before.TimeZone, timeZone);
        if (changes.Count == 0)
            return null;

        var touched = await users.UpdateProfile(work.Connection, before.Id, name, locale, timeZone, cancel);
        foreach (var tenant in touched.Count > 0 ? touched.Select(id => (Guid?)id) : [null])
            work.Audit(AuditEntry.By(caller, request, "org.users.update") with { TenantId = tenant, ClientId = null, Resource = "org.users", ResourceId = before.Id, Changes = changes.ToJsonString() });
        work.Forget("user", before.Id);
        await work.Commit(cancel);
        return null;

        void Compare(string field, string? from, string? to)
        {
            if (from != to)
                changes[field] = new JsonObject { ["from"] = from, ["to"] = to };
        }
    }

    private static List<FieldError> Check(string name, string? locale, string? timeZone)
    {
        var errors = new List<FieldError>();
        if (UserDirectory.CheckName(name) is { } error)
            errors.Add(error);
        if (locale is not null && (locale.Length is < 2 or > 35 || !locale.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')))
            errors.Add(new FieldError("locale", "Must be a language tag such as en or de-AT.", "locale"));
        if (timeZone is not null && (timeZone.Length > 60 || timeZone.Any(char.IsControl) || !TimeZoneInfo.TryFindSystemTimeZoneById(timeZone, out _)))
            errors.Add(new FieldError("time_zone", "Must be a time zone such as Europe/Berlin.", "time_zone"));
        return errors;
    }
}

/// <summary>A member of a merge: absent, or a value that may be null.</summary>
internal readonly record struct Given(bool Present, string? Value)
{
    public string? Or(string? kept) => Present ? Value : kept;
}

internal sealed record ProfileChange(Given Name, Given Locale, Given TimeZone);
