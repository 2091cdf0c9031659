using System.Text.Json;
using Quorum.Images;
using Quorum.Pipeline;

namespace Quorum.Tests.Images;

public sealed class VersionAndLockTests
{
    [Theory]
    [InlineData("9.5.0", "bulk-not-replicated")]
    [InlineData("9.5.2", "bulk-not-replicated")]
    [InlineData("9.4.3", "time-series-divergence-9.4")]
    public void Require_KnownBadVersion_IsRefusedWithItsNameAndSource(string version, string name)
    {
        var error = Assert.Throws<StageException>(() => KnownVersions.Default.Require(version));

        Assert.Contains(name, error.Message);
        Assert.Contains("github.com/elastic", error.Message);
        Assert.Contains("--allow-version", error.WayOut);
    }

    [Theory]
    [InlineData("8.17.2")]
    [InlineData("8.19.15")]
    [InlineData("9.5.6")]
    public void Require_VersionWithoutAKnownProblem_Passes(string version) => KnownVersions.Default.Require(version);

    [Fact]
    public void Require_AllowedByName_PassesOnlyForThatName()
    {
        Assert.Throws<StageException>(() => KnownVersions.Default.Require("9.5.1", ["bulk-not-replicated"]));
        KnownVersions.Default.Require("9.5.1", ["bulk-not-replicated", "time-series-divergence-9.5"]);
    }

    [Theory]
    [InlineData("9.1.10", "9.2.4", "node-shutdown-metadata")]
    [InlineData("7.16.3", "8.17.2", "to-8-needs-7.17")]
    [InlineData("8.17.2", "9.3.6", "to-9-needs-8.18")]
    [InlineData("7.17.29", "9.3.6", "skipped-major")]
    [InlineData("9.4.4", "9.4.2", "downgrade")]
    public void AgainstUpgrade_KnownBadStep_IsNamed(string from, string to, string name) =>
        Assert.Contains(KnownVersions.Default.AgainstUpgrade(from, to), problem => problem.Name == name);

    [Theory]
    [InlineData("8.17.2", "8.17.2")]
    [InlineData("7.17.29", "8.17.2")]
    [InlineData("8.19.15", "9.3.6")]
    [InlineData("9.1.10", "9.2.5")]
    public void AgainstUpgrade_GoodStep_FindsNothing(string from, string to) => Assert.Empty(KnownVersions.Default.AgainstUpgrade(from, to));

    [Fact]
    public void RequireUpgrade_AllowedByName_PassesAndIsReportedForTheRecord()
    {
        Assert.Contains("--allow-versions downgrade", Assert.Throws<StageException>(() => KnownVersions.Default.RequireUpgrade(["8.17.2"], "8.16.6", ["skipped-major"])).WayOut);
        Assert.Equal(["downgrade"], KnownVersions.Default.RequireUpgrade(["8.17.2"], "8.16.6", ["downgrade"]));
        Assert.Empty(KnownVersions.Default.RequireUpgrade(["8.17.2"], "8.19.15", ["downgrade"]));
        Assert.Empty(KnownVersions.Default.RequireUpgrade([], "8.17.2"));
    }

    [Fact]
    public void Parse_RangeThatIsNoVersion_IsRefused() =>
        Assert.Throws<JsonException>(() => KnownVersions.Parse("""{"asOf":"2026-01-01","versions":[{"name":"x","from":"nine","to":"9.0.0","fixedIn":"9.0.1","problem":"p","source":"s"}],"edges":[]}"""));

    [Fact]
    public void Default_EveryEntry_HasADateANameOfItsOwnAndASource()
    {
        Assert.True(DateOnly.TryParse(KnownVersions.Default.AsOf, out _));
        Assert.Distinct(KnownVersions.Default.Versions.Select(bad => bad.Name).Concat(KnownVersions.Default.Edges.Select(edge => edge.Name)));
        Assert.All(KnownVersions.Default.Versions, bad => Assert.NotEmpty(bad.Source));
    }

    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    [Fact]
    public void Lock_WrittenAndRead_HasTheDigestAndKeepsTheOthers()
    {
        using var folder = new TempFolder().Write("base.lock.json", """{"images":{"q.test/*":{"digest":null,"pinned":null,"why":"local"}}}""");

        BaseLock.Write(folder.Path, "r.test/es:1.2.3", Digest, new DateOnly(2026, 11, 22));

        var read = BaseLock.Read(folder.Path);
        Assert.Equal(Digest, read.DigestOf("r.test/es:1.2.3", requirePinned: true));
        Assert.Null(read.DigestOf("q.test/anything:1", requirePinned: false));
    }

    [Theory]
    [InlineData("q.test/es:1")]
    [InlineData("unknown.test/es:1")]
    public void Lock_NoDigestWhereOneIsNeeded_SaysHowToPin(string reference)
    {
        using var folder = new TempFolder().Write("base.lock.json", """{"images":{"q.test/*":{"digest":null,"pinned":null,"why":"local"}}}""");

        Assert.Contains("PinBaseImage", Assert.Throws<StageException>(() => BaseLock.Read(folder.Path).DigestOf(reference, requirePinned: true)).WayOut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("""{"images":{"a:1":{"digest":"sha256:short"}}}""")]
    [InlineData("""{"images":{"a:1":{"digest":null}}}""")]
    public void Lock_Unusable_NamesTheFile(string text)
    {
        using var folder = new TempFolder().Write("base.lock.json", text);

        Assert.Contains("base.lock.json", Assert.Throws<StageException>(() => BaseLock.Read(folder.Path)).Message);
    }

    [Fact]
    public void Lock_OfThisRepository_Reads() => Assert.NotEmpty(BaseLock.Read(Repository.ImageFolder).Images);
}
