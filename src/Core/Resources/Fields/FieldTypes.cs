using Ashlar.Contract.Resources;

namespace Ashlar.Core.Resources.Fields;

/// <summary>The list of kinds.</summary>
internal static class FieldTypes
{
    private static readonly FieldType[] _types = Build();

    public static FieldType Of(FieldKind kind) => _types[(int)kind];

    /// <summary>Filter operators that make sense for a kind.</summary>
    public static IReadOnlyList<string> Operators(FieldKind kind) => kind switch
    {
        FieldKind.Text or FieldKind.LongText or FieldKind.Email or FieldKind.Phone or FieldKind.Url =>
            ["eq", "ne", "in", "nin", "contains", "icontains", "starts", "ends", "lt", "lte", "gt", "gte", "between", "null", "empty"],
        FieldKind.Integer or FieldKind.Decimal or FieldKind.Money or FieldKind.Date or FieldKind.Timestamp =>
            ["eq", "ne", "lt", "lte", "gt", "gte", "in", "nin", "between", "null", "empty"],
        FieldKind.Boolean => ["eq", "ne", "null", "empty"],
        FieldKind.Enum or FieldKind.Relation or FieldKind.File => ["eq", "ne", "in", "nin", "null", "empty"],
        FieldKind.Tags => ["contains", "some", "none", "null", "empty"],
        _ => ["null", "empty"],
    };

    private static FieldType[] Build()
    {
        var types = new FieldType[Enum.GetValues<FieldKind>().Length];
        types[(int)FieldKind.Text] = new TextField(static _ => null);
        types[(int)FieldKind.LongText] = new TextField(static _ => null, manyLines: true);
        types[(int)FieldKind.Email] = new TextField(EmailField.Check);
        types[(int)FieldKind.Phone] = new TextField(PhoneField.Check);
        types[(int)FieldKind.Url] = new TextField(UrlField.Check);
        types[(int)FieldKind.Integer] = new IntegerField();
        types[(int)FieldKind.Decimal] = new DecimalField();
        types[(int)FieldKind.Money] = new MoneyField();
        types[(int)FieldKind.Boolean] = new BooleanField();
        types[(int)FieldKind.Date] = new DateField();
        types[(int)FieldKind.Timestamp] = new TimestampField();
        types[(int)FieldKind.Enum] = new EnumField();
        types[(int)FieldKind.Json] = new JsonField();
        types[(int)FieldKind.File] = new IdField();
        types[(int)FieldKind.Relation] = new IdField();
        types[(int)FieldKind.Tags] = new TagsField();
        return types;
    }
}
