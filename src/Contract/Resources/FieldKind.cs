namespace Ashlar.Contract.Resources;

/// <summary>How a field is stored, validated, written in JSON, filtered and edited.</summary>
public enum FieldKind
{
    /// <summary>One line of text.</summary>
    Text,
    /// <summary>Text of several lines.</summary>
    LongText,
    /// <summary>A whole number of 32 or 64 bits.</summary>
    Integer,
    /// <summary>An exact decimal number; a string in JSON.</summary>
    Decimal,
    /// <summary>An amount with its currency.</summary>
    Money,
    /// <summary>True or false.</summary>
    Boolean,
    /// <summary>A calendar date, <c>YYYY-MM-DD</c>.</summary>
    Date,
    /// <summary>A moment, RFC 3339 in UTC.</summary>
    Timestamp,
    /// <summary>One of a closed list of values, snake case.</summary>
    Enum,
    /// <summary>An e-mail address.</summary>
    Email,
    /// <summary>A telephone or fax number as people write it.</summary>
    Phone,
    /// <summary>An absolute http or https address.</summary>
    Url,
    /// <summary>Any JSON value.</summary>
    Json,
    /// <summary>The id of a stored file.</summary>
    File,
    /// <summary>The id of a row of a resource.</summary>
    Relation,
    /// <summary>A set of short texts.</summary>
    Tags,
}

/// <summary>What happens to a row when the row it points at is deleted.</summary>
public enum OnDelete
{
    /// <summary>The delete is refused while rows point here.</summary>
    Restrict,
    /// <summary>The pointing rows are deleted too.</summary>
    Cascade,
    /// <summary>The pointing field becomes empty.</summary>
    Null,
}
