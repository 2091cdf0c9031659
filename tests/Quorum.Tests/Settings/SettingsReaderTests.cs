using Quorum.Pipeline;
using Quorum.Settings;

namespace Quorum.Tests.Settings;

public sealed class SettingsReaderTests
{
    private static readonly Dictionary<string, string> Good = new()
    {
        ["Cloud"] = "local", ["ClusterName"] = "quorum-local", ["DeployRegion"] = "us-east-1", ["DeployAccount"] = "000000000000",
        ["LocalPort"] = "4599", ["LocalRuntime"] = "auto", ["ZoneCount"] = "3", ["SlotsPerZone"] = "1", ["SlotInstanceType"] = "m6i.large",
        ["VolumeSize"] = "100", ["VpcCidr"] = "10.42.0.0/16", ["RepositoryName"] = "quorum/elasticsearch", ["ElasticsearchVersion"] = "8.17.2",
        ["BaseImage"] = "docker.elastic.co/elasticsearch/elasticsearch:8.17.2", ["ImagePlatform"] = "linux/amd64", ["ClusterAccess"] = "direct",
        ["WriteProbe"] = "true",
    };

    [Fact]
    public void Read_GoodValues_AreTaken()
    {
        var settings = Read([]);
        Assert.Equal(("quorum-local", 4599, 3, 1, CloudKind.Local, true),
            (settings.ClusterName, settings.LocalPort, settings.ZoneCount, settings.SlotsPerZone, settings.Cloud, settings.WriteProbe));
        Assert.Empty(settings.SkipRules);
    }

    [Theory]
    [InlineData("Cloud", "")]
    [InlineData("Cloud", "azure")]
    [InlineData("Cloud", "1")]
    [InlineData("ClusterName", "")]
    [InlineData("ClusterName", "Quorum")]
    [InlineData("ClusterName", "a--b")]
    [InlineData("ClusterName", "ends-")]
    [InlineData("ClusterName", "much-too-long-a-name-for-aws")]
    [InlineData("ClusterName", "line\nbreak")]
    [InlineData("DeployRegion", "frankfurt")]
    [InlineData("DeployRegion", "us-east-1a")]
    [InlineData("DeployAccount", "12345")]
    [InlineData("DeployAccount", "12345678901a")]
    [InlineData("LocalPort", "80")]
    [InlineData("LocalPort", "65536")]
    [InlineData("LocalPort", "4,599")]
    [InlineData("LocalPort", "-1")]
    [InlineData("LocalPort", "99999999999")]
    [InlineData("LocalRuntime", "docker")]
    [InlineData("ZoneCount", "2")]
    [InlineData("ZoneCount", "4")]
    [InlineData("ZoneCount", "three")]
    [InlineData("SlotsPerZone", "0")]
    [InlineData("SlotsPerZone", "31")]
    [InlineData("SlotInstanceType", "large")]
    [InlineData("SlotInstanceType", "m6i.huge")]
    [InlineData("VolumeSize", "9")]
    [InlineData("VolumeSize", "65537")]
    [InlineData("VolumeSize", "100GB")]
    [InlineData("VpcCidr", "10.42.0.0")]
    [InlineData("VpcCidr", "10.42.0.0/24")]
    [InlineData("VpcCidr", "10.42.1.1/16")]
    [InlineData("VpcCidr", "8.8.0.0/16")]
    [InlineData("VpcCidr", "fd00::/16")]
    [InlineData("RepositoryName", "Quorum/es")]
    [InlineData("RepositoryName", "/es")]
    [InlineData("RepositoryName", "es:latest")]
    [InlineData("ElasticsearchVersion", "8.17")]
    [InlineData("ElasticsearchVersion", "latest")]
    [InlineData("BaseImage", "docker.elastic.co/elasticsearch/elasticsearch")]
    [InlineData("BaseImage", "docker.elastic.co/elasticsearch/elasticsearch:8.16.0")]
    [InlineData("BaseImage", "localhost:5000/elasticsearch")]
    [InlineData("ImagePlatform", "amd64")]
    [InlineData("ImagePlatform", "linux/arm64")]
    [InlineData("ClusterAccess", "vpn")]
    [InlineData("WriteProbe", "yes")]
    [InlineData("WriteProbe", "")]
    public void Read_OneBadValue_IsTheOneProblemNamed(string parameter, string value)
    {
        var problem = Assert.Single(Problems(new() { [parameter] = value }));
        Assert.Equal((parameter, value), (problem.Parameter, problem.Value));
        Assert.NotEmpty(problem.Right);
    }

    [Fact]
    public void Read_SeveralBadValues_AreAllNamedAtOnce()
    {
        var problems = Problems(new() { ["ZoneCount"] = "x", ["LocalPort"] = "1", ["Cloud"] = "moon", ["WriteProbe"] = "maybe" });
        Assert.Equal(["Cloud", "LocalPort", "WriteProbe", "ZoneCount"], problems.Select(problem => problem.Parameter).Order());
    }

    [Fact]
    public void Read_BothPlatforms_AreRightOnEitherProcessor()
    {
        Assert.Equal(["linux/amd64", "linux/arm64"], Read(new() { ["SlotInstanceType"] = "m7g.large", ["ImagePlatform"] = "linux/amd64+linux/arm64" }).Platforms);
        Assert.Equal(["linux/amd64", "linux/arm64"], Read(new() { ["SlotInstanceType"] = "m6i.large", ["ImagePlatform"] = "linux/amd64+linux/arm64" }).Platforms);
    }

    [Fact]
    public void Read_ArmPlatformOnGraviton_IsRight() =>
        Assert.Equal("m7g.large", Read(new() { ["SlotInstanceType"] = "m7g.large", ["ImagePlatform"] = "linux/arm64" }).InstanceType);

    [Fact]
    public void Read_EmbeddedAccountOnAws_IsRefused() =>
        Assert.Equal("DeployAccount", Assert.Single(Problems(new() { ["Cloud"] = "aws" })).Parameter);

    [Fact]
    public void Read_VersionChangedWithoutBaseImage_NamesTheImage() =>
        Assert.Equal("BaseImage", Assert.Single(Problems(new() { ["ElasticsearchVersion"] = "8.17.3" })).Parameter);

    [Fact]
    public void All_AreRead()
    {
        var asked = new HashSet<string>();
        SettingsReader.Read("/", "local", name => { asked.Add(name); return Good.GetValueOrDefault(name); });
        Assert.Equal(SettingsReader.All.Order(), asked.Order());
    }

    private static QuorumSettings Read(Dictionary<string, string> changes) =>
        SettingsReader.Read("/repo", "local", name => changes.GetValueOrDefault(name) ?? Good.GetValueOrDefault(name));

    private static IReadOnlyList<InputProblem> Problems(Dictionary<string, string> changes) =>
        Assert.Throws<InputException>(() => Read(changes)).Problems;
}
