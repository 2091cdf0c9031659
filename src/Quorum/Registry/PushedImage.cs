namespace Quorum.Registry;

/// <summary>What PushToEcr hands to RollService.</summary>
/// <param name="RepositoryUri">E.g. <c>123456789012.dkr.ecr.us-east-1.amazonaws.com/quorum/elasticsearch</c>.</param>
/// <param name="Digest"><c>sha256:…</c>, confirmed by ECR; what the task definition names.</param>
public sealed record PushedImage(string RepositoryUri, string Tag, string Digest)
{
    public string ByDigest => $"{RepositoryUri}@{Digest}";
}
