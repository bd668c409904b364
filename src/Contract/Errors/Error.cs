namespace Ashlar.Contract.Errors;

/// <summary>What kind of failure an <see cref="Error"/> is; one table in the core turns kinds into HTTP status codes.</summary>
public enum ErrorKind
{
    /// <summary>The input breaks a rule (422).</summary>
    Invalid,
    /// <summary>The request cannot be read at all (400).</summary>
    Malformed,
    /// <summary>Nobody is signed in, or the proof is not valid (401).</summary>
    Unauthenticated,
    /// <summary>The app or feature is not part of the tenant's subscription (402).</summary>
    NotSubscribed,
    /// <summary>The caller lacks a permission (403).</summary>
    Forbidden,
    /// <summary>The thing does not exist for this caller (404).</summary>
    NotFound,
    /// <summary>The state of the thing does not allow it (409).</summary>
    Conflict,
    /// <summary>The thing changed since the caller read it (412).</summary>
    Stale,
    /// <summary>The body or a list is larger than allowed (413).</summary>
    TooLarge,
    /// <summary>The content type cannot be handled (415).</summary>
    Unsupported,
    /// <summary>The tenant is suspended (423).</summary>
    Locked,
    /// <summary>A rate or usage limit is reached (429).</summary>
    Limited,
    /// <summary>A service the product rests on does not answer; try again (503).</summary>
    Unavailable,
}

/// <summary>A failure as a value: a permanent code, a kind and a sentence the reader can act on.</summary>
/// <param name="Code">Stable, lower snake case, prefixed with the module (<c>crm.stage_closed</c>); never reused.</param>
/// <param name="Kind">Decides the HTTP status.</param>
/// <param name="Message">A sentence that says what is wrong and what to do.</param>
/// <param name="Field">The field that is wrong, in JSON form, when there is exactly one.</param>
public sealed record Error(string Code, ErrorKind Kind, string Message, string? Field = null)
{
    /// <summary>Every wrong field, when there are several.</summary>
    public IReadOnlyList<FieldError> Details { get; init; } = [];

    /// <summary>The same error with its message replaced, for example to name the value that was refused.</summary>
    public Error Saying(string message) => this with { Message = message };
}

/// <summary>One wrong field of a request.</summary>
/// <param name="Field">The field in JSON form.</param>
/// <param name="Message">What is wrong with it.</param>
/// <param name="Code">A stable code of the rule that failed, such as <c>required</c>.</param>
public sealed record FieldError(string Field, string Message, string? Code = null);
