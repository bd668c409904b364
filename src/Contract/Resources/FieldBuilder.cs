using Ashlar.Contract.Modules;

namespace Ashlar.Contract.Resources;

/// <summary>States what differs from the defaults of a field.</summary>
/// <typeparam name="T">The entity.</typeparam>
public sealed class FieldBuilder<T> where T : Entity
{
    private FieldDefinition _field;

    internal FieldBuilder(FieldDefinition field) => _field = field;

    /// <summary>What people call it.</summary>
    public FieldBuilder<T> Label(string label) => Set(_field with { Label = label });

    /// <summary>A sentence of help.</summary>
    public FieldBuilder<T> Hint(string hint) => Set(_field with { Hint = hint });

    /// <summary>A value must be present.</summary>
    public FieldBuilder<T> Required(bool required = true) => Set(_field with { Required = required });

    /// <summary>Longest text in characters, or most tags.</summary>
    public FieldBuilder<T> Max(int length) => Set(_field with { MaxLength = length });

    /// <summary>Smallest and largest number.</summary>
    public FieldBuilder<T> Range(decimal? min, decimal? max) => Set(_field with { Min = min, Max = max });

    /// <summary>Decimal places kept.</summary>
    public FieldBuilder<T> Scale(int places) => Set(_field with { Scale = places });

    /// <summary>A number of bytes; people read it as KB, MB or GB.</summary>
    public FieldBuilder<T> Bytes() => Set(_field with { Bytes = true });

    /// <summary>Several lines, up to 20,000 characters unless <see cref="Max"/> says otherwise.</summary>
    public FieldBuilder<T> LongText() => Set(_field with { Kind = FieldKind.LongText, MaxLength = 20_000 });

    /// <summary>An e-mail address.</summary>
    public FieldBuilder<T> Email() => Set(_field with { Kind = FieldKind.Email, MaxLength = 254 });

    /// <summary>A telephone or fax number.</summary>
    public FieldBuilder<T> Phone() => Set(_field with { Kind = FieldKind.Phone, MaxLength = 40 });

    /// <summary>An absolute http or https address.</summary>
    public FieldBuilder<T> Url() => Set(_field with { Kind = FieldKind.Url, MaxLength = 2000 });

    /// <summary>The id of a stored file.</summary>
    public FieldBuilder<T> File() => Set(_field with { Kind = FieldKind.File });

    /// <summary>Points at a row of a resource, for example <c>crm.accounts</c> or <c>org.users</c>.</summary>
    public FieldBuilder<T> Relation(string resource, OnDelete onDelete = OnDelete.Restrict) => Set(_field with
    {
        Kind = FieldKind.Relation,
        Relation = new RelationDefinition(resource, Shapes.WithoutId(_field.Name), onDelete),
    });

    /// <summary>Holds long numbers that may look like payment cards and are none, such as serial numbers: the fence against card numbers lets them through.</summary>
    public FieldBuilder<T> NumericId() => Set(_field with { NumericId = true });

    /// <summary>The value of a new row when the caller gives none.</summary>
    public FieldBuilder<T> Default(object value) => Set(_field with { Default = value });

    /// <summary>Only commands change it.</summary>
    public FieldBuilder<T> ReadOnly() => Set(_field with { ReadOnly = true });

    /// <summary>For the module's own use: never read or written by generated routes, and masked in the audit log.</summary>
    public FieldBuilder<T> Internal() => Set(_field with { Secret = true, ReadOnly = true });

    /// <summary>A secret: stored encrypted, never read or written by generated routes, and masked in the audit log.</summary>
    public FieldBuilder<T> Secret() => Set(_field with { Secret = true, ReadOnly = true, Classification = Classification.Secret });

    /// <summary>Identifies a person: stored encrypted. Lists filter it by equality only, and neither sort nor search by it.</summary>
    public FieldBuilder<T> Pii() => Set(_field with { Classification = Classification.Pii });

    /// <summary>About a person's health: stored encrypted, and there only for callers with the trait <c>phi_authorized</c>, whose reads are on record.</summary>
    public FieldBuilder<T> Phi() => Set(_field with { Classification = Classification.Phi });

    /// <summary>The free-text search looks here.</summary>
    public FieldBuilder<T> Searchable() => Set(_field with { Searchable = true });

    /// <summary>No two living rows of a tenant share the value.</summary>
    public FieldBuilder<T> Unique() => Set(_field with { Unique = true });

    /// <summary>The heading of the form it stands under.</summary>
    public FieldBuilder<T> Section(string heading) => Set(_field with { Section = heading });

    /// <summary>Labels and colours of an enum's values, in order.</summary>
    public FieldBuilder<T> Options(params IReadOnlyList<FieldOption> options) => Set(_field with { Kind = FieldKind.Enum, Options = options });

    internal FieldDefinition Build() => _field;

    private FieldBuilder<T> Set(FieldDefinition field)
    {
        _field = field;
        return this;
    }
}
