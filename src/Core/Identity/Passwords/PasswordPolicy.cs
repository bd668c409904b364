using Ashlar.Contract.Errors;

namespace Ashlar.Core.Identity.Passwords;

/// <summary>What a new password must satisfy.</summary>
internal sealed record PasswordPolicy
{
    public int MinLength { get; init; } = 12;
    public int MaxLength { get; init; } = 128;
    public bool Lower { get; init; } = true;
    public bool Upper { get; init; } = true;
    public bool Digit { get; init; } = true;
    public bool Symbol { get; init; }

    /// <summary>Every rule the password breaks, each with its own code.</summary>
    /// <param name="password">The password.</param>
    /// <param name="personal">The user's e-mail address and name, which anybody would try first.</param>
    /// <param name="field">The JSON name of the field it came in.</param>
    public IReadOnlyList<FieldError> Broken(string password, IEnumerable<string?> personal, string field = "password")
    {
        var broken = new List<FieldError>();
        Check(password.Length >= MinLength, "too_short", $"Use at least {MinLength} characters.");
        Check(password.Length <= MaxLength, "too_long", $"Use at most {MaxLength} characters.");
        Check(!Lower || password.Any(char.IsLower), "lower_missing", "Use a lower-case letter.");
        Check(!Upper || password.Any(char.IsUpper), "upper_missing", "Use an upper-case letter.");
        Check(!Digit || password.Any(char.IsDigit), "digit_missing", "Use a digit.");
        Check(!Symbol || password.Any(c => !char.IsLetterOrDigit(c)), "symbol_missing", "Use a character that is neither letter nor digit.");
        Check(password.Length > MaxLength || !CommonPasswords.Contains(password), "common", "This is one of the passwords people try first.");
        Check(!IsPersonal(password, personal), "personal", "Do not use your name or e-mail address.");
        return broken;

        void Check(bool holds, string code, string message)
        {
            if (!holds)
                broken.Add(new FieldError(field, message, code));
        }
    }

    private static bool IsPersonal(string password, IEnumerable<string?> personal) => personal
        .SelectMany(text => (text ?? "").Split(' ', '@', '.', '-', '_', '+'))
        .Any(word => word.Length >= 5 && password.Contains(word, StringComparison.OrdinalIgnoreCase));
}
