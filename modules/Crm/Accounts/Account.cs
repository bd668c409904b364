using Ashlar.Contract.Resources;
using Ashlar.Contract.Values;

namespace Ashlar.Crm.Accounts;

/// <summary>A company the tenant sells to, or hopes to.</summary>
internal sealed class Account : Entity, IOwned
{
    public string? MatchName { get; private set; }
    public string? MatchDomain { get; private set; }
    public string? MatchPhone { get; private set; }

    public string Name
    {
        get;
        set
        {
            field = value;
            MatchName = MatchKeys.OfName(value);
        }
    } = "";

    public string? Number { get; set; }
    public AccountStatus Status { get; set; } = AccountStatus.Prospect;
    public Industry? Industry { get; set; }
    public Guid? OwnerId { get; set; }
    public Guid? ParentId { get; set; }

    public string? Website { get; set; }

    public string? Email
    {
        get;
        set
        {
            field = value;
            MatchDomain = MatchKeys.OfEmail(value);
        }
    }

    public string? Phone
    {
        get;
        set
        {
            field = value;
            MatchPhone = MatchKeys.OfPhone(value);
        }
    }

    public string? Fax { get; set; }
    public string? ContactName { get; set; }
    public string? ContactTitle { get; set; }

    public string? Street { get; set; }
    public string? PostalCode { get; set; }
    public string? City { get; set; }
    public string? Region { get; set; }
    public string? Country { get; set; }

    public Money? AnnualRevenue { get; set; }
    public int? Employees { get; set; }
    public string[] Tags { get; set; } = [];
    public string? Notes { get; set; }

    public Guid? MergedIntoId { get; private set; }

    /// <summary>The trail of a merge: whoever finds this row later learns where it went.</summary>
    public void MergeInto(Account target) => MergedIntoId = target.Id;

    /// <summary>A won deal makes a customer.</summary>
    public void BecomeCustomer() => Status = AccountStatus.Active;
}

internal enum AccountStatus
{
    Prospect,
    Active,
    Inactive,
}

internal enum Industry
{
    Agriculture,
    Construction,
    Education,
    Energy,
    Finance,
    Food,
    Healthcare,
    Hospitality,
    Logistics,
    Manufacturing,
    Media,
    PublicSector,
    Retail,
    Services,
    Software,
    Telecommunications,
    Other,
}
