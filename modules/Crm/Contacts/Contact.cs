using Ashlar.Contract.Errors;
using Ashlar.Contract.Resources;

namespace Ashlar.Crm.Contacts;

/// <summary>A person, usually at an account.</summary>
internal sealed class Contact : Entity, IOwned
{
    public string Name { get; private set; } = "";

    public string? FirstName
    {
        get;
        set
        {
            field = value;
            NameAgain();
        }
    }

    public string? LastName
    {
        get;
        set
        {
            field = value;
            NameAgain();
        }
    }

    public Guid? AccountId { get; set; }
    public string? Title { get; set; }
    public string? Email { get; set; }
    public string? Phone { get; set; }
    public string? Mobile { get; set; }
    public Guid? OwnerId { get; set; }
    public string[] Tags { get; set; } = [];
    public string? Notes { get; set; }

    public Error? Check() => Name.Length == 0 ? CrmErrors.ContactNeedsName : null;

    /// <summary>Takes a name written in one piece apart: the last word is the family name.</summary>
    public void NameFrom(string whole)
    {
        var words = whole.Trim().Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        (FirstName, LastName) = words.Length < 2 ? (null, whole.Trim()) : (string.Join(' ', words[..^1]), words[^1]);
    }

    private void NameAgain() => Name = $"{FirstName} {LastName}".Trim();
}
