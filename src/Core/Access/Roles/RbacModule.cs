using Ashlar.Contract.Modules;

namespace Ashlar.Core.Access.Roles;

/// <summary>Roles and who holds them.</summary>
internal sealed class RbacModule : IModule
{
    public void Define(ModuleBuilder module) => module
        .Resource<Role, RoleResource>()
        .Resource<Grant, GrantResource>();
}
