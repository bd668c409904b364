using System.Text;
using Ashlar.Contract.Errors;

namespace Ashlar.Crm.Accounts;

/// <summary>How the fields of several accounts become those of one.</summary>
internal static class AccountMerge
{
    private static readonly Dictionary<string, (Func<Account, object?> Get, Action<Account, Account> Copy)> _fields = new(StringComparer.Ordinal)
    {
        ["name"] = (a => a.Name, (to, from) => to.Name = from.Name),
        ["status"] = (a => a.Status, (to, from) => to.Status = from.Status),
        ["industry"] = (a => a.Industry, (to, from) => to.Industry = from.Industry),
        ["owner_id"] = (a => a.OwnerId, (to, from) => to.OwnerId = from.OwnerId),
        ["parent_id"] = (a => a.ParentId, (to, from) => to.ParentId = from.ParentId),
        ["website"] = (a => a.Website, (to, from) => to.Website = from.Website),
        ["email"] = (a => a.Email, (to, from) => to.Email = from.Email),
        ["phone"] = (a => a.Phone, (to, from) => to.Phone = from.Phone),
        ["fax"] = (a => a.Fax, (to, from) => to.Fax = from.Fax),
        ["contact_name"] = (a => a.ContactName, (to, from) => to.ContactName = from.ContactName),
        ["contact_title"] = (a => a.ContactTitle, (to, from) => to.ContactTitle = from.ContactTitle),
        ["street"] = (a => a.Street, (to, from) => to.Street = from.Street),
        ["postal_code"] = (a => a.PostalCode, (to, from) => to.PostalCode = from.PostalCode),
        ["city"] = (a => a.City, (to, from) => to.City = from.City),
        ["region"] = (a => a.Region, (to, from) => to.Region = from.Region),
        ["country"] = (a => a.Country, (to, from) => to.Country = from.Country),
        ["annual_revenue"] = (a => a.AnnualRevenue, (to, from) => to.AnnualRevenue = from.AnnualRevenue),
        ["employees"] = (a => a.Employees, (to, from) => to.Employees = from.Employees),
    };

    /// <summary>Changes the target only when every choice is possible.</summary>
    public static Error? Combine(Account target, IReadOnlyList<Account> sources, IReadOnlyDictionary<string, Guid> keep)
    {
        var byId = sources.Append(target).ToDictionary(account => account.Id);
        foreach (var (field, id) in keep)
        {
            if (!_fields.ContainsKey(field))
                return CrmErrors.MergeUnknownField.Saying($"The field '{field}' cannot be chosen in a merge.");

            if (!byId.ContainsKey(id))
                return CrmErrors.MergeUnknownChoice;
        }

        foreach (var (name, field) in _fields)
        {
            if (keep.TryGetValue(name, out var id))
                field.Copy(target, byId[id]);
            else if (field.Get(target) is null && sources.FirstOrDefault(source => field.Get(source) is not null) is { } source)
                field.Copy(target, source);
        }

        if (target.ParentId is { } parent && byId.ContainsKey(parent))
            target.ParentId = null;

        target.Tags = [.. target.Tags.Concat(sources.SelectMany(source => source.Tags)).Distinct(StringComparer.OrdinalIgnoreCase)];
        target.Notes = string.Join("\n\n", sources.Select(source => source.Notes).Prepend(target.Notes).Where(notes => !string.IsNullOrWhiteSpace(notes))) is { Length: > 0 } notes ? notes : null;
        return null;
    }

    /// <summary>What the sources held, for the timeline of the account that remains.</summary>
    public static string Trail(IEnumerable<Account> sources)
    {
        var text = new StringBuilder();
        foreach (var source in sources)
        {
            string?[] parts = [source.Name, source.Number, source.Email, source.Phone, source.Fax, source.Street, source.PostalCode, source.City, source.Country];
            text.AppendLine(string.Join(" · ", parts.Where(part => !string.IsNullOrWhiteSpace(part))));
        }

        return text.ToString().TrimEnd();
    }
}
