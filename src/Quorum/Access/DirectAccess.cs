using System.Net.Http.Headers;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Quorum.Pipeline;
using Quorum.Reporting;

namespace Quorum.Access;

/// <param name="Password">Registered for redaction when the handler is made.</param>
public sealed record ClusterCredentials(string User, string Password)
{
    /// <summary>Without the password, so that no log can show it.</summary>
    public override string ToString() => $"{User}:{Redaction.Mark}";
}

/// <summary>Reaches the nodes' REST interface over the network this process is in.</summary>
public static class DirectAccess
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(5);

    /// <summary>A node's address may move to another instance; a connection is not kept for ever.</summary>
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(2);

    /// <param name="caPem">CA that signed the nodes' certificates, PEM; null trusts the system's CAs.</param>
    /// <param name="credentials">Null when the cluster has no security.</param>
    /// <exception cref="StageException"><paramref name="caPem"/> is not a certificate.</exception>
    public static HttpMessageHandler Create(string? caPem, ClusterCredentials? credentials, Redaction redaction)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = ConnectTimeout,
            PooledConnectionLifetime = ConnectionLifetime,
            AllowAutoRedirect = false,
            UseCookies = false,
            // A proxy of the environment is for the internet, not for the cluster.
            UseProxy = false,
        };
        if (caPem is not null) handler.SslOptions.RemoteCertificateValidationCallback = TrustOnly(Read(caPem));
        return credentials is null ? handler : new CredentialsHandler(credentials, redaction) { InnerHandler = handler };
    }

    private static X509Certificate2Collection Read(string caPem)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            roots.ImportFromPem(caPem);
        }
        catch (System.Security.Cryptography.CryptographicException e)
        {
            throw Bad(e);
        }
        return roots.Count > 0 ? roots : throw Bad(null);

        static StageException Bad(Exception? e) => new("The cluster's CA is not a PEM certificate.", "The SSM parameter <path>/ca-certificate must hold -----BEGIN CERTIFICATE-----; ./build.sh RotateSecrets makes a new one", e);
    }

    // The name must match and the chain must end in our own CA; the system's CAs do not count.
    internal static RemoteCertificateValidationCallback TrustOnly(X509Certificate2Collection roots) => (_, certificate, chain, errors) =>
    {
        if (certificate is null || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) != 0) return false;
        using var own = new X509Chain();
        own.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        own.ChainPolicy.CustomTrustStore.AddRange(roots);
        own.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        if (chain is not null) own.ChainPolicy.ExtraStore.AddRange(chain.ChainPolicy.ExtraStore);
        using var leaf = X509CertificateLoader.LoadCertificate(certificate.GetRawCertData());
        return own.Build(leaf);
    };
}

internal sealed class CredentialsHandler : DelegatingHandler
{
    private readonly AuthenticationHeaderValue _header;

    internal CredentialsHandler(ClusterCredentials credentials, Redaction redaction)
    {
        redaction.AddCredentials(credentials.User, credentials.Password);
        _header = new("Basic", Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credentials.User}:{credentials.Password}")));
    }

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        request.Headers.Authorization = _header;
        if (request.Content is { } content && request.Options.TryGetValue(SecretInBody.Key, out var secret))
        {
            var body = await content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body.Replace(SecretInBody.Placeholder, secret.Value, StringComparison.Ordinal))) { Headers = { ContentType = content.Headers.ContentType } };
        }
        return await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
    }
}
