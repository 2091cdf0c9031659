using System.Diagnostics;
using System.Net;
using System.Security.Cryptography.X509Certificates;
using Quorum.Pipeline;
using Quorum.Secrets;

namespace Quorum.Tests.Secrets;

public sealed class CertificateAuthorityTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UtcNow;

    [Fact]
    public async Task Issue_ForASlot_IsWhatOpensslAcceptsAndElasticsearchReads()
    {
        if (!File.Exists("/usr/bin/openssl")) Assert.Skip("openssl is not installed");
        using var ca = CertificateAuthority.Create("q", Now);
        var identity = ca.Issue("es-a1", ["es-a1.q.internal", "es-a1", "localhost"], [IPAddress.Loopback, IPAddress.Parse("127.70.1.11")], Now);
        var folder = Directory.CreateTempSubdirectory("quorum-").FullName;
        try
        {
            await File.WriteAllTextAsync($"{folder}/ca.crt", ca.CertificatePem, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync($"{folder}/node.crt", identity.CertificatePem, TestContext.Current.CancellationToken);
            await File.WriteAllTextAsync($"{folder}/node.key", identity.KeyPem, TestContext.Current.CancellationToken);
            foreach (var purpose in new[] { "sslserver", "sslclient" })
                Assert.Contains("node.crt: OK", await OpensslAsync($"verify -x509_strict -purpose {purpose} -CAfile {folder}/ca.crt {folder}/node.crt"));
            Assert.Contains("OK", await OpensslAsync($"verify -verify_ip 127.70.1.11 -CAfile {folder}/ca.crt {folder}/node.crt"));
            Assert.Contains("hostname mismatch", await OpensslAsync($"verify -verify_hostname es-b1.q.internal -CAfile {folder}/ca.crt {folder}/node.crt"));
            var text = await OpensslAsync($"x509 -noout -text -in {folder}/node.crt");
            Assert.Contains("DNS:es-a1.q.internal, DNS:es-a1, DNS:localhost, IP Address:127.0.0.1, IP Address:127.70.1.11", text);
            Assert.Contains("TLS Web Server Authentication, TLS Web Client Authentication", text);
            Assert.Contains("Digital Signature", text);
            var authority = await OpensslAsync($"x509 -noout -text -in {folder}/ca.crt");
            Assert.Contains("CA:TRUE, pathlen:0", authority);
            Assert.Contains("Certificate Sign, CRL Sign", authority);
            Assert.Equal(await OpensslAsync($"x509 -noout -pubkey -in {folder}/node.crt"), await OpensslAsync($"pkey -pubout -in {folder}/node.key"));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
        // PKCS#8, the one form that ssl.key reads without conversion.
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", identity.KeyPem);
    }

    [Fact]
    public void Issue_NearTheEndOfTheCa_EndsWithIt()
    {
        using var ca = CertificateAuthority.Create("q", Now);
        using var certificate = X509Certificate2.CreateFromPem(ca.Issue("es-a1", ["es-a1"], [], ca.NotAfter - TimeSpan.FromDays(10)).CertificatePem);
        Assert.Equal(ca.NotAfter.UtcDateTime, certificate.NotAfter.ToUniversalTime());
    }

    [Fact]
    public void Read_OfWhatWasWritten_SignsOnWithTheSameKey()
    {
        using var ca = CertificateAuthority.Create("q", Now);
        using var again = CertificateAuthority.Read(ca.ToPem());
        Assert.Equal(ca.CertificatePem, again.CertificatePem);
        Assert.True(Trust.Accepts(ca.CertificatePem, again.Issue("es-a1", ["es-a1"], [], Now).CertificatePem));
        using var other = CertificateAuthority.Create("q", Now);
        Assert.False(Trust.Accepts(other.CertificatePem, again.Issue("es-a1", ["es-a1"], [], Now).CertificatePem));
    }

    [Fact]
    public void Read_CertificateWithAnothersKey_IsRefusedWithAWayOut()
    {
        using var ca = CertificateAuthority.Create("q", Now);
        using var other = CertificateAuthority.Create("q", Now);
        var wrong = ca.CertificatePem + other.ToPem()[other.CertificatePem.Length..];
        var refused = Assert.Throws<StageException>(() => CertificateAuthority.Read(wrong));
        Assert.Contains("RotateSecrets", refused.WayOut);
        Assert.DoesNotContain("PRIVATE", refused.ToString());
    }

    [Fact]
    public void Make_ManyPasswords_AreLongAndDifferentAndPlain()
    {
        var made = Enumerable.Range(0, 100).Select(_ => Passwords.Make()).ToHashSet();
        Assert.Equal(100, made.Count);
        Assert.All(made, password => Assert.Matches("^[A-Za-z0-9]{32}$", password));
    }

    private static async Task<string> OpensslAsync(string arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("openssl", arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var text = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        var error = await process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        return await text + error;
    }
}

/// <summary>As a node or a client judges: does the certificate's chain end in one of these CAs?</summary>
internal static class Trust
{
    public static bool Accepts(string trustedPem, string certificatePem)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.ImportFromPem(trustedPem);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        using var certificate = X509Certificate2.CreateFromPem(certificatePem);
        return chain.Build(certificate);
    }
}
