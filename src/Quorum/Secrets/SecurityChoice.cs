using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Secrets;

/// <summary>What is known when it is decided whether a cluster has security.</summary>
/// <param name="Wanted">The parameter ClusterSecurity.</param>
/// <param name="HasMaterial">Certificates were made for this cluster before.</param>
/// <param name="Formed">The cluster has formed before.</param>
/// <param name="ImageHasSecurity">False for the images made for tests on a machine without a registry: no x-pack in them.</param>
public sealed record SecurityFacts(bool Wanted, CloudKind Cloud, bool HasMaterial, bool Formed, bool ImageHasSecurity);

/// <summary>Whether the cluster has TLS and users, and why not. Decided here and nowhere else, before the first task definition; afterwards the parameter <c>tls/state</c> tells.</summary>
public sealed record SecurityChoice(bool On, string Why)
{
    /// <exception cref="StageException">What is wanted cannot be had.</exception>
    public static SecurityChoice Decide(SecurityFacts facts) => facts switch
    {
        { Cloud: CloudKind.Aws, Wanted: false } => throw new StageException("ClusterSecurity = off, but a cluster on AWS has TLS and passwords.", "leave ClusterSecurity out, or on"),
        { HasMaterial: true, Wanted: false } => throw new StageException("ClusterSecurity = off, but this cluster was formed with TLS and passwords.", "./build.sh LocalDown --forget first: nodes with and without TLS cannot form one cluster"),
        { HasMaterial: true } => new(true, "TLS and users"),
        { Formed: true, Cloud: CloudKind.Aws } => throw new StageException("The cluster has formed, but its certificates are gone from SSM (<path>/tls/state).", "bring the parameters back, or restore a snapshot into a new cluster: running nodes do not talk to nodes with other certificates"),
        { Formed: true } => new(false, "none: the cluster was formed without TLS, and nodes with and without cannot form one (./build.sh LocalDown --forget for a new one)"),
        { Wanted: false } => new(false, "none: switched off (ClusterSecurity = off)"),
        { ImageHasSecurity: false } => new(false, "none: the test image quorum.test/elasticsearch has no x-pack, so neither TLS nor users"),
        _ => new(true, "TLS and users"),
    };
}
