using System.Diagnostics.CodeAnalysis;

namespace Ashlar.Contract.Errors;

/// <summary>Either a value or an <see cref="Error"/>. Both convert implicitly, so a handler returns whichever it has.</summary>
/// <typeparam name="T">The value of success.</typeparam>
public readonly record struct Result<T>
{
    private readonly T? _value;

    private Result(T? value, Error? error) => (_value, Error) = (value, error);

    /// <summary>The failure, or null when it succeeded.</summary>
    public Error? Error { get; }

    /// <summary>True when there is a value.</summary>
    [MemberNotNullWhen(false, nameof(Error))]
    public bool Succeeded => Error is null;

    /// <summary>The value. Reading it from a failure is a bug and throws <see cref="InvalidOperationException"/>.</summary>
    public T Value => Error is null ? _value! : throw new InvalidOperationException($"No value: {Error.Code}.");

    /// <summary>A success.</summary>
    public static implicit operator Result<T>(T value) => new(value, null);

    /// <summary>A failure.</summary>
    public static implicit operator Result<T>(Error error) => new(default, error);
}

/// <summary>The result of a command that has nothing to tell but that it is done.</summary>
public sealed record Done
{
    /// <summary>The only value.</summary>
    public static readonly Done Value = new();
}
