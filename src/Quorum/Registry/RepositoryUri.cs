using System.Text.RegularExpressions;
using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Registry;

/// <summary>Where an image lives: registry host, repository name, and, for ECR proper, whose account and which region.</summary>
/// <param name="Host">E.g. <c>123456789012.dkr.ecr.eu-central-1.amazonaws.com</c> or <c>127.0.0.1:4599</c>.</param>
/// <param name="AccountId">12 digits; null for a registry on loopback.</param>
public sealed partial record RepositoryUri(string Host, string Name, string? AccountId, string? Region)
{
    /// <summary>Docker and skopeo speak plain HTTP to loopback only.</summary>
    public bool IsLoopback => AccountId is null;

    public Uri Endpoint => new($"{(IsLoopback ? "http" : "https")}://{Host}/");

    public override string ToString() => $"{Host}/{Name}";

    /// <summary>Reads what ECR gives as <c>repositoryUri</c>.</summary>
    /// <exception cref="StageException">Not the URI of an ECR or a loopback repository; says what is wrong with it.</exception>
    public static RepositoryUri Parse(string text)
    {
        StageException Bad(string why) => new($"\"{text}\" is not a repository URI: {why}.", "It looks like 123456789012.dkr.ecr.us-east-1.amazonaws.com/quorum/elasticsearch");
        if (text.Contains("://", StringComparison.Ordinal)) throw Bad("it has a scheme");
        if (text.Contains('@')) throw Bad("it has a digest");
        var slash = text.IndexOf('/');
        if (slash <= 0) throw Bad("it has no repository name");
        var (host, name) = (text[..slash], text[(slash + 1)..]);
        if (name.Contains(':')) throw Bad("it has a tag");
        if (name.Length is < MinName or > MaxName || !RepositoryName().IsMatch(name)) throw Bad($"the repository name \"{name}\" is not {MinName} to {MaxName} lower-case letters, digits, and . _ - / between them");
        if (Loopback().IsMatch(host)) return new(host, name, null, null);
        var match = EcrHost().Match(host);
        if (!match.Success) throw Bad("the host is not <account>.dkr.ecr.<region>.amazonaws.com");
        var region = match.Groups["region"].Value;
        // China's partition has a domain of its own; the other combination resolves to nothing.
        if (region.StartsWith("cn-", StringComparison.Ordinal) != host.EndsWith(".cn", StringComparison.Ordinal)) throw Bad($"the region {region} and the domain do not belong together");
        return new(host, name, match.Groups["account"].Value, region);
    }

    /// <summary>An image in another account or region would be pushed where the cluster's roles cannot pull it: refused.</summary>
    public RepositoryUri Require(QuorumSettings settings)
    {
        var problems = new List<string>();
        if (settings.Cloud == CloudKind.Aws && IsLoopback) problems.Add($"it is on this machine, and the profile {settings.Profile} deploys to AWS");
        if (AccountId is not null && AccountId != settings.AccountId) problems.Add($"it is in account {AccountId}, the profile says {settings.AccountId}");
        if (Region is not null && Region != settings.Region) problems.Add($"it is in region {Region}, the profile says {settings.Region}");
        if (Name != settings.RepositoryName) problems.Add($"its name is {Name}, the profile says {settings.RepositoryName}");
        if (problems.Count > 0)
            throw new StageException($"The repository {this} is not the profile's: {string.Join("; ", problems)}.", "Check the credentials (aws sts get-caller-identity), DeployAccount and DeployRegion.");
        return this;
    }

    private const int MinName = 2;
    private const int MaxName = 256;

    [GeneratedRegex(@"^(?<account>\d{12})\.dkr[.-]ecr(-fips)?\.(?<region>[a-z]{2}(-[a-z]+)+-\d)\.(amazonaws\.com(\.cn)?|on\.aws)\z")]
    private static partial Regex EcrHost();

    [GeneratedRegex(@"^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?\z")]
    private static partial Regex Loopback();

    [GeneratedRegex(@"^[a-z0-9]+([._-][a-z0-9]+)*(/[a-z0-9]+([._-][a-z0-9]+)*)*\z")]
    private static partial Regex RepositoryName();
}
