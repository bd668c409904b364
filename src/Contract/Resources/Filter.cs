namespace Ashlar.Contract.Resources;

/// <summary>A condition on rows: the same tree in list requests, saved views, row rules and bulk operations.</summary>
public abstract record Filter
{
    /// <summary>True when every part is.</summary>
    public static Filter All(params IReadOnlyList<Filter> parts) => new AllOf(parts);

    /// <summary>True when one part is.</summary>
    public static Filter Any(params IReadOnlyList<Filter> parts) => new AnyOf(parts);

    /// <summary>One comparison; values are as in JSON: strings, numbers, booleans, lists, or variables such as <c>$me</c>.</summary>
    public static Filter Where(string field, string op, object? value) => new Comparison(field, op, value);
}

/// <summary>True when every part is; true when empty.</summary>
/// <param name="Parts">The parts.</param>
public sealed record AllOf(IReadOnlyList<Filter> Parts) : Filter;

/// <summary>True when one part is; false when empty.</summary>
/// <param name="Parts">The parts.</param>
public sealed record AnyOf(IReadOnlyList<Filter> Parts) : Filter;

/// <summary>One field compared with a value.</summary>
/// <param name="Field">Field name, or <c>custom.name</c>.</param>
/// <param name="Op">eq ne lt lte gt gte in nin contains icontains starts ends between null empty, and some or none for tags.</param>
/// <param name="Value">A string, number, boolean, list of these, or null.</param>
public sealed record Comparison(string Field, string Op, object? Value) : Filter;
