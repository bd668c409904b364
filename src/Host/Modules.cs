using System.Reflection;
using Ashlar.Contract.Modules;

namespace Ashlar.Host;

/// <summary>The built-in modules.</summary>
internal static class Modules
{
    public static readonly IReadOnlyList<(string Id, IModule Module)> All =
    [
        ("crm", new Crm.CrmModule()),
    ];

    /// <summary>Whose tables the host keeps up to date.</summary>
    public static IReadOnlyList<(string Module, Assembly Assembly)> Migrations => [.. All.Select(module => (module.Id, module.Module.GetType().Assembly))];
}
