using System.Text.RegularExpressions;

namespace Quorum.LocalCloud.Oci;

/// <summary>A repository's tag mutability with its exclusions.</summary>
/// <param name="Mode">MUTABLE, IMMUTABLE, MUTABLE_WITH_EXCLUSION or IMMUTABLE_WITH_EXCLUSION.</param>
/// <param name="Exclusions">Wildcard filters (<c>*</c> is any text): tags that behave the other way round.</param>
public sealed record TagMutability(string Mode, IReadOnlyList<string> Exclusions)
{
    public const string Mutable = "MUTABLE", Immutable = "IMMUTABLE", MutableWithExclusion = "MUTABLE_WITH_EXCLUSION", ImmutableWithExclusion = "IMMUTABLE_WITH_EXCLUSION";
    public const int MaxExclusions = 5;
    public const int MaxFilterLength = 128;
    public const int MaxWildcards = 2;

    public static readonly IReadOnlyList<string> Modes = [Mutable, Immutable, MutableWithExclusion, ImmutableWithExclusion];

    public static readonly TagMutability Default = new(Mutable, []);

    public bool IsImmutable(string tag) => Mode switch
    {
        Mutable => false,
        Immutable => true,
        MutableWithExclusion => Excluded(tag),
        _ => !Excluded(tag),
    };

    private bool Excluded(string tag) =>
        Exclusions.Any(filter => Regex.IsMatch(tag, "^" + Regex.Escape(filter).Replace(@"\*", ".*", StringComparison.Ordinal) + @"\z", RegexOptions.Singleline));
}
