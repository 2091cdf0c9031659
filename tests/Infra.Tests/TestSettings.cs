using Quorum.Settings;

namespace Infra.Tests;

internal static class TestSettings
{
    public static QuorumSettings Local(string root) => new()
    {
        Root = root, Profile = "local", Cloud = CloudKind.Local, ClusterName = "quorum-local", Region = "us-east-1", AccountId = "000000000000",
        LocalPort = 4599, LocalRuntime = "auto", ZoneCount = 3, SlotsPerZone = 2, InstanceType = "m6i.large", VolumeSizeGiB = 100, VpcCidr = "10.42.0.0/16",
        RepositoryName = "quorum/elasticsearch", ElasticsearchVersion = "8.17.2", BaseImage = "docker.elastic.co/elasticsearch/elasticsearch:8.17.2",
        Platform = "linux/amd64", Access = "direct", WriteProbe = true,
    };
}
