using System.Text.Json.Nodes;
using Quorum.Images;
using Quorum.Registry;
using Quorum.Tests.Images;

namespace Quorum.Tests.Registry;

public sealed class SbomTests
{
    private const string Digest = "sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef";

    private static byte[] Create(TempFolder folder) =>
        Sbom.Create(EngineFinderTests.Settings(), new BuiltImage("quorum/elasticsearch", "quorum-1", false, null, BuildContext.Read(folder.Path), Digest), RepositoryUri.Parse("127.0.0.1:1/quorum/elasticsearch"), Digest);

    [Fact]
    public void Create_AContext_NamesTheBaseTheVersionAndEachFileWithItsHash()
    {
        using var folder = TempFolder.Context().Write("config/a.yml", "x");

        var sbom = JsonNode.Parse(Create(folder))!;

        Assert.Equal(("CycloneDX", "1.6"), (sbom["bomFormat"]!.GetValue<string>(), sbom["specVersion"]!.GetValue<string>()));
        Assert.StartsWith("pkg:oci/elasticsearch@sha256%3A0123", sbom["metadata"]!["component"]!["purl"]!.GetValue<string>());
        var components = sbom["components"]!.AsArray().Select(node => (node!["name"]!.GetValue<string>(), node["version"]?.GetValue<string>())).ToList();
        Assert.Contains(("quorum.test/elasticsearch", "8.17.2"), components);
        Assert.Contains(("elasticsearch", "8.17.2"), components);
        var file = Assert.Single(sbom["components"]!.AsArray(), node => node!["name"]!.GetValue<string>() == "config/a.yml")!;
        Assert.Equal("2d711642b726b04401627ca9fbac32f5c8530fb1903cc4db02258717921a4881", file["hashes"]![0]!["content"]!.GetValue<string>());
        Assert.Equal("incomplete", sbom["compositions"]![0]!["aggregate"]!.GetValue<string>());
    }

    [Fact]
    public void Create_Twice_SameBytes()
    {
        using var folder = TempFolder.Context().Write("a", "x");

        Assert.Equal(Create(folder), Create(folder));
    }

    [Fact]
    public void Tag_OfTheAttachedDocument_IsOneTheRepositoryLeavesMutable() =>
        Assert.StartsWith(EcrRepository.MutableFilter.TrimEnd('*'), Referrer.Tag(Digest));

    [Fact]
    public void ContentTag_IsOneTheRepositoryKeepsImmutable() =>
        Assert.False(ContentTag.Prefix.StartsWith(EcrRepository.MutableFilter.TrimEnd('*'), StringComparison.Ordinal));
}
