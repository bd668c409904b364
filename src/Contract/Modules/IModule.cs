namespace Ashlar.Contract.Modules;

/// <summary>A business capability. Its manifest <c>module.json</c> stands beside it as an embedded resource.</summary>
public interface IModule
{
    /// <summary>Lists resources, commands, queries, events, permissions, roles and settings. No side effects; called once at start.</summary>
    void Define(ModuleBuilder module);
}
