using System.Text.RegularExpressions;

namespace Quorum.LocalCloud.Oci;

/// <summary>Which names ECR takes for repositories and tags.</summary>
public static partial class RegistryNames
{
    public const string RepositoryPattern = "(?:[a-z0-9]+(?:[._-][a-z0-9]+)*/)*[a-z0-9]+(?:[._-][a-z0-9]+)*";

    public static bool IsRepository(string name) =>
        name.Length is >= RegistryLimits.MinRepositoryNameLength and <= RegistryLimits.MaxRepositoryNameLength && Repository().IsMatch(name);

    public static bool IsTag(string tag) => tag.Length <= RegistryLimits.MaxTagLength && Tag().IsMatch(tag);

    [GeneratedRegex("^(?:" + RepositoryPattern + @")\z")]
    private static partial Regex Repository();

    [GeneratedRegex(@"^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,299}\z")]
    private static partial Regex Tag();
}
