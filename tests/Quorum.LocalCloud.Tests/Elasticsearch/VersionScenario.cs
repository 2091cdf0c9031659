namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>Two versions in one cluster: three nodes of the older one, taken to the newer one after the other.</summary>
public sealed class VersionScenario(INodeController nodes, string newer) : NodeScenario(nodes)
{
    protected override async Task PlayAsync()
    {
        await AskAsync("PUT", "books", """{"settings":{"number_of_shards":1,"number_of_replicas":2}}""");
        await GreenAsync();
        await AskAsync("PUT", "books/_doc/1", "{}");
        Say("all old", await HealthAsync());
        await UpgradeAsync("es-c1");
        await GreenAsync();
        Say("one new", await HealthAsync());

        await AskAsync("PUT", "fresh", """{"settings":{"number_of_shards":1,"number_of_replicas":0,"index.routing.allocation.exclude._name":"es-a1,es-b1"}}""");
        await UntilAsync("_cluster/health/fresh", r => r.Json!["status"]!.ToString() == "green");
        await AskAsync("PUT", "fresh/_settings", """{"index.routing.allocation.exclude._name":null,"index.number_of_replicas":1}""");
        await UntilAsync("_cluster/health/fresh", r => r.Json!["unassigned_shards"]!.GetValue<int>() == 1);
        // Elasticsearch names index_version as well; the model has node_version alone, with the same verdict for the same nodes.
        Say("primary on the new one", $"{await HealthAsync()}; {await DecidersAsync(but: "index_version")}");
        await UpgradeAsync("es-b1");
        await GreenAsync();
        Say("two new", await HealthAsync());
        await UpgradeAsync("es-a1");
        await GreenAsync();
        Say("all new", $"{await HealthAsync()}; every copy {await EveryCopyAsync("1")}");
    }

    private async Task UpgradeAsync(string name)
    {
        Via = Cluster.Nodes.Keys.First(n => n != name);
        await Cluster.StopAsync(name);
        await UntilAsync("_cluster/health", r => r.Json!["number_of_nodes"]!.GetValue<int>() == 2);
        await Cluster.StartAsync(name, newer);
        await UntilAsync("_cluster/health?wait_for_nodes=3&timeout=20s", r => r.Status == 200);
    }
}
