namespace Ashlar.Core.Access;

/// <summary>Traits of people, groups and organisations that the core itself obeys.</summary>
internal static class Clearances
{
    /// <summary>May read what is about somebody's health.</summary>
    public const string PhiAuthorized = "phi_authorized";

    /// <summary>Has taken clearance in an emergency; it ends by itself.</summary>
    public const string BreakGlass = "break_glass";

    /// <summary>Works under HIPAA: the console warns, sessions end sooner, and what leaves is held to more.</summary>
    public const string Hipaa = "hipaa";
}
