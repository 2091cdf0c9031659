using System.Security.Cryptography.X509Certificates;
using Quorum.Pipeline;
using Quorum.Reporting;
using Quorum.Secrets;

namespace Quorum.Tests.Secrets;

/// <summary>Certificates, made and rotated, with the run ended at every single call, and a node restarting by itself at every single moment.</summary>
public sealed class RotationTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Ensure_Twice_ChangesNothingTheSecondTime()
    {
        var (material, ssm) = Make();
        var made = await material.EnsureAsync(Cancellation);
        Assert.Equal(6, made.Count);
        var (writes, all) = (ssm.Writes, Values(ssm));

        Assert.Empty(await material.EnsureAsync(Cancellation));

        Assert.Equal(writes, ssm.Writes);
        Assert.Equal(all, Values(ssm));
        Assert.All(["/quorum/q/elastic-password", "/quorum/q/tls/1/es-a1/key", "/quorum-ca/q/current"], name => Assert.Equal("SecureString", ssm.Parameters[name].Type.Value));
        // What slots and the bastion read holds no key of the CA.
        Assert.DoesNotContain(ssm.Parameters, p => p.Key.StartsWith("/quorum/q/", StringComparison.Ordinal) && p.Value.Value.Contains("CA ", StringComparison.Ordinal) && p.Value.Value.Contains("PRIVATE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Ensure_EndedAtEveryCall_IsCompletedByTheNextAndFits()
    {
        foreach (var afterEffect in new[] { false, true })
        {
            for (var calls = 0; ; calls++)
            {
                var (material, ssm) = Make();
                (ssm.KillAfter, ssm.KillAfterEffect) = (calls, afterEffect);
                var killed = await IsKilledAsync(() => material.EnsureAsync(Cancellation));
                ssm.KillAfter = -1;
                await material.EnsureAsync(Cancellation);
                AssertFits(ssm);
                if (!killed) break;
            }
        }
    }

    [Fact]
    public async Task Rotate_EndedAtEveryCall_GoesOnAndNoTwoNodesEverDistrustEachOther()
    {
        var kills = 0;
        foreach (var afterEffect in new[] { false, true })
        {
            for (var calls = 0; ; calls++)
            {
                var (material, ssm) = Make();
                await material.EnsureAsync(Cancellation);
                var oldCa = ssm.Value(Sample.Names.TrustedCas)!;
                var cluster = new Nodes(ssm);
                ssm.Wrote = cluster.AssertARestartIsHarmless;
                (ssm.KillAfter, ssm.KillAfterEffect) = (calls, afterEffect);
                var killed = await IsKilledAsync(() => Rotation(material, ssm, cluster).RunAsync(Cancellation));
                ssm.KillAfter = -1;
                // What was ended is gone on with, from where it was.
                if (killed) await Rotation(material, ssm, cluster).RunAsync(Cancellation);
                ssm.Wrote = null;

                cluster.Roll();
                AssertFits(ssm);
                var state = TlsState.Parse(ssm.Value(Sample.Names.TlsState)!);
                Assert.Null(state.Step);
                Assert.False(Trust.Accepts(oldCa, cluster.Certificates[0]));
                Assert.Single(Certificates(ssm.Value(Sample.Names.TrustedCas)!));
                Assert.DoesNotContain(ssm.Parameters.Keys, name => name.StartsWith("/quorum/q/tls/", StringComparison.Ordinal) && name != Sample.Names.TlsState && !name.StartsWith($"/quorum/q/tls/{state.Certificates}/", StringComparison.Ordinal));
                Assert.Null(ssm.Value(Sample.Names.NextCa));
                if (!killed) break;
                kills++;
            }
        }
        Assert.True(kills > 40, $"only {kills} kills: the rotation was not cut short at its calls");
    }

    [Fact]
    public async Task Nodes_WithCertificatesOfANewCaThatNobodyTrustsYet_AreFoundOut()
    {
        // The check above can fail: what a rotation in one roll would do.
        var (_, ssm) = Make();
        await Make(ssm).EnsureAsync(Cancellation);
        var cluster = new Nodes(ssm);
        using var ca = CertificateAuthority.Create("q", DateTimeOffset.UtcNow);
        ssm.Parameters[Sample.Names.TrustedCas].Value = ca.CertificatePem;
        Assert.ThrowsAny<Exception>(cluster.AssertARestartIsHarmless);
    }

    private static (ClusterMaterial Material, InMemorySsm Ssm) Make()
    {
        var (_, ssm) = InMemorySsm.Make();
        return (Make(ssm), ssm);
    }

    private static ClusterMaterial Make(InMemorySsm ssm) => new(Store(ssm), Sample.Names, Sample.Infra, SystemClock.Instance);

    private static SecretStore Store(InMemorySsm ssm) => new((Amazon.SimpleSystemsManagement.IAmazonSimpleSystemsManagement)(object)ssm, new Redaction());

    private static CertificateRotation Rotation(ClusterMaterial material, InMemorySsm ssm, Nodes cluster) => new(Store(ssm), Sample.Names, Sample.Infra, material, (_, _) =>
    {
        cluster.Roll();
        return Task.CompletedTask;
    }, SystemClock.Instance);

    private static async Task<bool> IsKilledAsync(Func<Task> run)
    {
        try
        {
            await run();
            return false;
        }
        catch (InMemorySsm.KilledException)
        {
            return true;
        }
    }

    private static string[] Values(InMemorySsm ssm) => [.. ssm.Parameters.Values.Select(p => $"{p.Name} {p.Value}")];

    private static X509Certificate2Collection Certificates(string pem)
    {
        var all = new X509Certificate2Collection();
        all.ImportFromPem(pem);
        return all;
    }

    private static void AssertFits(InMemorySsm ssm)
    {
        var state = TlsState.Parse(ssm.Value(Sample.Names.TlsState)!);
        foreach (var slot in Sample.Infra.Slots)
        {
            var certificate = ssm.Value(Sample.Names.Certificate(state.Certificates, slot.Name))!;
            using var pair = X509Certificate2.CreateFromPem(certificate, ssm.Value(Sample.Names.Key(state.Certificates, slot.Name))!);
            Assert.True(Trust.Accepts(ssm.Value(Sample.Names.TrustedCas)!, certificate));
        }
    }

    /// <summary>What each running node has loaded; it changes only when the node starts.</summary>
    private sealed class Nodes
    {
        private readonly InMemorySsm _ssm;
        private (string Trusted, string Certificate)[] _loaded;

        public Nodes(InMemorySsm ssm) => (_ssm, _loaded) = (ssm, Load(ssm));

        public string[] Certificates => [.. _loaded.Select(node => node.Certificate)];

        public void Roll() => _loaded = Load(_ssm);

        /// <summary>Any node may crash and come back now, with what SSM has now; it must get on with all who did not, and so must a client that reads SSM now.</summary>
        public void AssertARestartIsHarmless()
        {
            var fresh = Load(_ssm);
            for (var i = 0; i < fresh.Length; i++)
            {
                for (var j = 0; j < _loaded.Length; j++)
                {
                    Assert.True(Trust.Accepts(_loaded[j].Trusted, fresh[i].Certificate) && Trust.Accepts(fresh[i].Trusted, _loaded[j].Certificate), "two nodes distrust each other");
                    Assert.True(Trust.Accepts(_ssm.Value(Sample.Names.TrustedCas)!, _loaded[j].Certificate), "a client distrusts a node");
                }
            }
        }

        private static (string Trusted, string Certificate)[] Load(InMemorySsm ssm)
        {
            var state = TlsState.Parse(ssm.Value(Sample.Names.TlsState)!);
            return [.. Sample.Infra.Slots.Select(slot => (ssm.Value(Sample.Names.TrustedCas)!, ssm.Value(Sample.Names.Certificate(state.Certificates, slot.Name))!))];
        }
    }
}
