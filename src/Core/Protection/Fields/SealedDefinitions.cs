using Ashlar.Contract.Resources;

namespace Ashlar.Core.Protection.Fields;

/// <summary>What a definition must not ask of an encrypted field, found at the start.</summary>
internal static class SealedDefinitions
{
    public static IEnumerable<string> Mistakes(ResourceDefinition resource)
    {
        foreach (var field in resource.Fields.Where(field => field.Classification != Classification.None))
        {
            if (!SealedField.Supports(field.Kind))
                yield return $"{resource.Key}.{field.Name} is {field.Kind} and cannot be encrypted.";
            if (field.Searchable)
                yield return $"{resource.Key}.{field.Name} is encrypted and cannot be searched as text.";
            if (resource.TitleField == field.Name)
                yield return $"{resource.Key}.{field.Name} is encrypted and cannot be the title, which lists, menus and messages show.";
            if (resource.Sort.Split(',').Any(key => key.TrimStart('-') == field.Name))
                yield return $"{resource.Key}.{field.Name} is encrypted and cannot be sorted by.";
            if (resource.AcrossTenants)
                yield return $"{resource.Key}.{field.Name} is of all tenants at once, whose keys differ.";
        }
    }
}
