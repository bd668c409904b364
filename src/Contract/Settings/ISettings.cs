namespace Ashlar.Contract.Settings;

/// <summary>Settings as they hold for the caller: client over tenant over environment over default.</summary>
public interface ISettings
{
    /// <summary>The effective value of a setting the module declared.</summary>
    /// <exception cref="KeyNotFoundException">No module declared the key.</exception>
    T Get<T>(string key);
}

/// <summary>A setting that a module declares.</summary>
/// <param name="Key">Prefixed with the module, for example <c>crm.currency</c>.</param>
/// <param name="Label">What people call it.</param>
/// <param name="Kind">How it is validated and edited.</param>
/// <param name="Default">The value when nobody set one.</param>
public sealed record SettingDefinition(string Key, string Label, Resources.FieldKind Kind, object? Default)
{
    /// <summary>A sentence of help.</summary>
    public string? Hint { get; init; }

    /// <summary>Shown masked and never logged.</summary>
    public bool Secret { get; init; }

    /// <summary>Values an enum setting may take.</summary>
    public IReadOnlyList<Resources.FieldOption> Options { get; init; } = [];

    /// <summary>Smallest number.</summary>
    public decimal? Min { get; init; }

    /// <summary>Largest number.</summary>
    public decimal? Max { get; init; }

    /// <summary>Whether a client may have its own value.</summary>
    public bool PerClient { get; init; } = true;

    /// <summary>Who may change it; a promise or a bound that is given to an organisation is not its own.</summary>
    public SettingOwner Owner { get; init; }
}

/// <summary>Who may change a setting.</summary>
public enum SettingOwner
{
    /// <summary>Each organisation, for itself and its clients.</summary>
    Organisation,

    /// <summary>The operator alone, for each organisation; the organisation sees it.</summary>
    Operator,

    /// <summary>The operator alone, through the environment and for the whole installation; organisations neither see nor have it.</summary>
    Installation,
}
