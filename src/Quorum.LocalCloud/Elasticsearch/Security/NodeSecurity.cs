using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Quorum.Models.Ecs;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch.Security;

/// <summary>One node's certificate, the CAs it trusts and its bootstrap password, as the image's entrypoint hands them over.</summary>
public sealed class NodeSecurity
{
    /// <summary>Where the entrypoint writes the files; what <c>_ssl/certificates</c> names.</summary>
    public const string Folder = "/usr/share/elasticsearch/config/quorum";

    private const string Ca = "QUORUM_TLS_CA", Certificate = "QUORUM_TLS_CERT", Key = "QUORUM_TLS_KEY", Password = "ELASTIC_PASSWORD";

    private NodeSecurity(X509Certificate2 own, X509Certificate2Collection trusted, string? bootstrapPassword) =>
        (Own, Trusted, BootstrapPassword) = (own, trusted, bootstrapPassword);

    public X509Certificate2 Own { get; }

    public X509Certificate2Collection Trusted { get; }

    /// <summary>Password of <c>elastic</c> until the cluster has one of its own.</summary>
    public string? BootstrapPassword { get; }

    /// <summary>What the transport layer needs to know of it: keys that sign and keys that are trusted.</summary>
    public TransportTrust Transport => new(Id(Own.Extensions.OfType<X509AuthorityKeyIdentifierExtension>().FirstOrDefault()?.KeyIdentifier), [.. Trusted.Select(ca => Id(ca.Extensions.OfType<X509SubjectKeyIdentifierExtension>().FirstOrDefault()?.SubjectKeyIdentifierBytes))]);

    /// <param name="error">Why the server would not start with it; null otherwise.</param>
    /// <returns>Null without TLS material.</returns>
    public static NodeSecurity? Read(TaskLaunch launch, out string? error)
    {
        ArgumentNullException.ThrowIfNull(launch);
        error = null;
        string?[] given = [Value(Ca), Value(Certificate), Value(Key)];
        if (given is [null, null, null]) return null;
        if (given is not [{ } ca, { } certificate, { } key])
        {
            error = "TLS material is incomplete";
            return null;
        }
        try
        {
            var trusted = new X509Certificate2Collection();
            trusted.ImportFromPem(ca);
            using var pair = X509Certificate2.CreateFromPem(certificate, key);
            // Through PKCS#12: Windows' TLS does not use a key that lives in memory only.
            return new(X509CertificateLoader.LoadPkcs12(pair.Export(X509ContentType.Pkcs12), null), trusted, Value(Password));
        }
        catch (CryptographicException e)
        {
            error = $"failed to load SSL configuration [xpack.security.transport.ssl] - cannot read configured [PEM] certificate or key: {e.Message}";
            return null;
        }

        string? Value(string name) => launch.Secrets.GetValueOrDefault(name) ?? launch.Environment.GetValueOrDefault(name);
    }

    /// <summary>The settings that the entrypoint gives the server with it.</summary>
    public static IEnumerable<KeyValuePair<string, string>> Settings()
    {
        yield return new("xpack.security.enabled", "true");
        foreach (var layer in new[] { "transport", "http" })
        {
            yield return new($"xpack.security.{layer}.ssl.enabled", "true");
            yield return new($"xpack.security.{layer}.ssl.key", $"{Folder}/node.key");
            yield return new($"xpack.security.{layer}.ssl.certificate", $"{Folder}/node.crt");
            yield return new($"xpack.security.{layer}.ssl.certificate_authorities", $"{Folder}/ca.crt");
        }
        yield return new("xpack.security.transport.ssl.verification_mode", "certificate");
    }

    private static string Id(ReadOnlyMemory<byte>? key) => key is { } bytes ? Convert.ToHexString(bytes.Span) : "";
}

/// <summary>Security of the nodes that have it, by node; the model knows of trust only.</summary>
public sealed class NodeSecurities
{
    private readonly ConcurrentDictionary<ElasticsearchNode, NodeSecurity> _all = new();

    public NodeSecurity? Find(ElasticsearchNode node) => _all.GetValueOrDefault(node);

    public void Add(ElasticsearchNode node, NodeSecurity security) => _all[node] = security;

    public void Remove(ElasticsearchNode node) => _all.TryRemove(node, out _);
}
