namespace Quorum.LocalCloud.Tests.Elasticsearch;

/// <summary>
/// One walk through what a roll relies on. It needs three formed nodes es-a1, es-b1, es-c1 in three zones with forced awareness, and someone to start
/// and stop them.
/// </summary>
public sealed class ClusterScenario(INodeController nodes) : NodeScenario(nodes)
{
    protected override async Task PlayAsync()
    {
        await FormAsync();
        await DocumentsAsync();
        await RestartRecordAsync();
        await RecordExpiredAsync();
        await ReplicasAsync();
        await HandOverAsync();
        await AllocationSettingAsync();
        await LostNodeAsync();
        await NoQuorumAsync();
        await RedAsync();
        await RefusalsAsync();
    }

    private async Task FormAsync()
    {
        await UntilAsync("_cluster/health?wait_for_nodes=3&timeout=10s", r => r.Status == 200);
        var uuids = new HashSet<string>();
        foreach (var name in Cluster.Nodes.Keys) uuids.Add((await AskAsync("GET", "", via: name)).Json!["cluster_uuid"]!.ToString());
        Say("formed", $"uuids {uuids.Count}, {await HealthAsync()}, voters {await VotersAsync(3)}");
        var created = await AskAsync("PUT", "books", """{"settings":{"number_of_shards":2,"number_of_replicas":2}}""");
        Say("create index", $"{created.Status} {created.Json!["shards_acknowledged"]}");
        Say("create it again", Error(await AskAsync("PUT", "books", "{}")));
        await GreenAsync();
        Say("green", $"{await HealthAsync()}; {await ShardsAsync()}");
    }

    private async Task DocumentsAsync()
    {
        var first = await AskAsync("PUT", "books/_create/1", """{"n":1}""");
        Say("create", $"{first.Status} {first.Json!["result"]} seq {first.Json["_seq_no"]} copies {first.Json["_shards"]!["successful"]}/{first.Json["_shards"]!["total"]}");
        Say("create again", Error(await AskAsync("PUT", "books/_doc/1?op_type=create", """{"n":1}""")));
        var second = await AskAsync("PUT", "books/_doc/1", """{"n":2}""");
        Say("update", $"{second.Status} {second.Json!["result"]} version {second.Json["_version"]}");
        Say("get", $"{(await AskAsync("GET", "books/_doc/1")).Json!["_source"]!.ToJsonString()} {(await AskAsync("GET", "books/_doc/2")).Status} {Error(await AskAsync("GET", "nope/_doc/2"))}");
        var bulk = await AskAsync("POST", "_bulk?refresh=true", "{\"create\":{\"_index\":\"books\",\"_id\":\"b1\"}}\n{\"n\":3}\n{\"create\":{\"_index\":\"books\",\"_id\":\"1\"}}\n{\"n\":1}\n{\"delete\":{\"_index\":\"books\",\"_id\":\"none\"}}\n");
        Say("bulk", $"{bulk.Status} errors {bulk.Json!["errors"]} " + string.Join(" ", bulk.Json["items"]!.AsArray().Select(i => $"{i!.AsObject().First().Key}={i.AsObject().First().Value!["status"]}")));
        var search = await AskAsync("GET", "books/_search?size=0");
        Say("search", $"{search.Json!["hits"]!["total"]!["value"]} of {search.Json["_shards"]!["successful"]} shards; count {(await AskAsync("GET", "books/_count")).Json!["count"]}");
        Say("every copy", await EveryCopyAsync("1"));
    }

    private async Task RestartRecordAsync()
    {
        var other = await OtherThanMasterAsync();
        var id = await IdAsync(other);
        Say("restart record", $"{(await AskAsync("PUT", $"_nodes/{id}/shutdown", """{"type":"restart","reason":"scenario","allocation_delay":"20m"}""")).Status}; {await ShutdownAsync(id)}");
        Via = Cluster.Nodes.Keys.First(n => n != other);
        await Cluster.StopAsync(other);
        await UntilAsync("_cluster/health", r => r.Json!["number_of_nodes"]!.GetValue<int>() == 2);
        Say("node stopped", $"{await HealthAsync()}; {await ShardsAsync()}; voters {await VotersAsync(3)}");
        Say("in-sync before a write", await InSyncAsync());
        foreach (var n in Enumerable.Range(1, 8)) await AskAsync("PUT", $"books/_doc/w{n}", """{"n":4}""");
        Say("in-sync after writes", await InSyncAsync());
        Say("three copies wanted", Error(await AskAsync("PUT", "books/_doc/q?wait_for_active_shards=3&timeout=1s", "{}")));
        Say("two copies wanted", $"{(await AskAsync("PUT", "books/_doc/q?wait_for_active_shards=2&timeout=1s", "{}")).Status}");
        await Cluster.StartAsync(other);
        await GreenAsync();
        Say("node back", $"{await HealthAsync()}; every copy {await EveryCopyAsync("w1")}");
        Say("record", $"{await ShutdownAsync(id)}; delete {(await AskAsync("DELETE", $"_nodes/{id}/shutdown")).Status}; again {Error(await AskAsync("DELETE", $"_nodes/{id}/shutdown"))}");
    }

    // A runner that died leaves its record behind; its delay ends all the same, and then the copies are free to go elsewhere, if there is a place.
    private async Task RecordExpiredAsync()
    {
        var other = await OtherThanMasterAsync();
        var id = await IdAsync(other);
        await AskAsync("PUT", "books/_settings", """{"index.unassigned.node_left.delayed_timeout":"1s"}""");
        await AskAsync("PUT", $"_nodes/{id}/shutdown", """{"type":"restart","reason":"scenario","allocation_delay":"3s"}""");
        Say("flush", await ShardsOfAsync("POST", "books/_flush"));
        Via = Cluster.Nodes.Keys.First(n => n != other);
        await Cluster.StopAsync(other);
        await UntilAsync("_cluster/health", r => r.Json!["number_of_nodes"]!.GetValue<int>() == 2);
        await UntilAsync("_cluster/health", r => r.Json!["delayed_unassigned_shards"]!.GetValue<int>() == 0);
        Say("record expired", $"{await HealthAsync()}; {await DecidersAsync()}; {await ShutdownAsync(id)}");
        await Cluster.StartAsync(other);
        await GreenAsync();
        Say("node back, record left", $"{await HealthAsync()}; {await ShutdownAsync(id)}; delete {(await AskAsync("DELETE", $"_nodes/{id}/shutdown")).Status}");
        await AskAsync("PUT", "books/_settings", """{"index.unassigned.node_left.delayed_timeout":null}""");
    }

    private async Task ReplicasAsync()
    {
        Say("one replica", $"{(await AskAsync("PUT", "books/_settings", """{"index.number_of_replicas":1}""")).Status}");
        await GreenAsync();
        Say("one replica green", $"{await HealthAsync()}; in-sync {await InSyncAsync()}");
        Say("two replicas", $"{(await AskAsync("PUT", "books/_settings", """{"index.number_of_replicas":2}""")).Status}");
        await GreenAsync();
        Say("two replicas green", $"{await HealthAsync()}; in-sync {await InSyncAsync()}; every copy {await EveryCopyAsync("w1")}");
        Say("more copies than zones", $"{(await AskAsync("PUT", "books/_settings", """{"index.number_of_replicas":3}""")).Status}");
        await UntilAsync("_cluster/health", r => r.Json!["unassigned_shards"]!.GetValue<int>() == 2);
        Say("more copies than zones", $"{await HealthAsync()}; {await DecidersAsync()}");
        await AskAsync("PUT", "books/_settings", """{"index.number_of_replicas":2}""");
        await GreenAsync();
    }

    private async Task HandOverAsync()
    {
        var master = await MasterAsync();
        var answer = await AskAsync("POST", $"_cluster/voting_config_exclusions?node_names={master}");
        await UntilAsync("_cat/master?h=node", r => r.Status == 200 && r.Text.Trim() != master);
        Say("hand-over", $"{answer.Status}, another master, voters {await VotersAsync(1)}");
        Say("exclusions cleared", $"{(await AskAsync("DELETE", "_cluster/voting_config_exclusions?wait_for_removal=false")).Status}, voters {await VotersAsync(3)}");
        Say("too many exclusions", Error(await AskAsync("POST", "_cluster/voting_config_exclusions?node_names=a,b,c,d,e,f,g,h,i,j,k")));
        Say("neither names nor ids", Error(await AskAsync("POST", "_cluster/voting_config_exclusions")));
    }

    private async Task AllocationSettingAsync()
    {
        Say("allocation primaries", (await AskAsync("PUT", "_cluster/settings", """{"persistent":{"cluster.routing.allocation.enable":"primaries"}}""")).Text);
        var other = await OtherThanMasterAsync();
        Via = Cluster.Nodes.Keys.First(n => n != other);
        await Cluster.StopAsync(other);
        await UntilAsync("_cluster/health", r => r.Json!["number_of_nodes"]!.GetValue<int>() == 2);
        await Cluster.StartAsync(other);
        await UntilAsync("_cluster/health?wait_for_nodes=3&timeout=20s", r => r.Status == 200);
        await UntilAsync("_cluster/health", r => r.Json!["initializing_shards"]!.GetValue<int>() == 0);
        Say("node back, replicas off", $"{await HealthAsync(delayed: false)}; {await DecidersAsync()}");
        Say("setting reset", (await AskAsync("PUT", "_cluster/settings", """{"persistent":{"cluster":{"routing":{"allocation":{"enable":null}}}}}""")).Text);
        await GreenAsync();
    }

    private async Task LostNodeAsync()
    {
        await AskAsync("PUT", "books/_settings", """{"index.unassigned.node_left.delayed_timeout":"3s"}""");
        var other = await OtherThanMasterAsync();
        Via = Cluster.Nodes.Keys.First(n => n != other);
        await Cluster.KillAsync(other);
        await UntilAsync("_cluster/health", r => r.Json!["number_of_nodes"]!.GetValue<int>() == 2);
        Say("node killed", $"{await HealthAsync()}; {await ShardsAsync()}");
        await UntilAsync("_cluster/health", r => r.Json!["delayed_unassigned_shards"]!.GetValue<int>() == 0);
        Say("delay over", $"{await HealthAsync()}; {await DecidersAsync()}");
        await Cluster.StartAsync(other);
        await GreenAsync();
        await AskAsync("PUT", "books/_settings", """{"index.unassigned.node_left.delayed_timeout":null}""");
    }

    private async Task NoQuorumAsync()
    {
        await Cluster.StopAsync("es-b1");
        await Cluster.StopAsync("es-c1");
        Via = "es-a1";
        await UntilAsync("_cluster/health?local=true", r => r.Json!["status"]!.ToString() == "red");
        Say("two of three gone", $"health {Error(await AskAsync("GET", "_cluster/health?timeout=1s&master_timeout=1s"))}; read {(await AskAsync("GET", "books/_doc/1")).Status}; write {Error(await AskAsync("PUT", "books/_doc/1?timeout=1s", "{}"))}; settings {Error(await AskAsync("PUT", "_cluster/settings?master_timeout=1s", """{"persistent":{"cluster.routing.allocation.enable":"all"}}"""))}; root {(await AskAsync("GET", "")).Status}");
        await Cluster.StartAsync("es-b1");
        await Cluster.StartAsync("es-c1");
        await UntilAsync("_cluster/health?wait_for_nodes=3&timeout=20s", r => r.Status == 200);
        await GreenAsync();
        Say("quorum back", $"{await HealthAsync()}; every copy {await EveryCopyAsync("w1")}");
    }

    private async Task RedAsync()
    {
        await AskAsync("PUT", "solo", """{"settings":{"number_of_shards":1,"number_of_replicas":0}}""");
        await GreenAsync();
        await AskAsync("PUT", "solo/_doc/1", "{}");
        var holder = (await AskAsync("GET", "_cat/shards/solo?h=node")).Text.Trim();
        Via = Cluster.Nodes.Keys.First(n => n != holder);
        await Cluster.KillAsync(holder);
        await UntilAsync("_cluster/health/solo", r => r.Status == 200 && r.Json!["status"]!.ToString() == "red");
        var explain = await AskAsync("POST", "_cluster/allocation/explain", """{"index":"solo","shard":0,"primary":true}""");
        Say("only copy gone", $"read {Error(await AskAsync("GET", "solo/_doc/1"))}; write {Error(await AskAsync("PUT", "solo/_doc/1?timeout=1s", "{}"))}; search {Error(await AskAsync("GET", "solo/_search"))}; {explain.Json!["can_allocate"]}");
        await Cluster.StartAsync(holder);
        await GreenAsync();
        Say("only copy back", $"{(await AskAsync("GET", "solo/_doc/1")).Status}, delete {(await AskAsync("DELETE", "solo")).Status}, again {Error(await AskAsync("DELETE", "solo"))}");
    }

    private async Task RefusalsAsync()
    {
        Say("unknown setting", Error(await AskAsync("PUT", "_cluster/settings", """{"persistent":{"cluster.bogus":"1"}}""")));
        Say("static setting", Error(await AskAsync("PUT", "_cluster/settings", """{"persistent":{"node.name":"x"}}""")));
        Say("unknown parameter", Error(await AskAsync("GET", "_cluster/health?bogus=1")));
        Say("bad index name", Error(await AskAsync("PUT", "BAD", "{}")));
        Say("record without reason", Error(await AskAsync("PUT", "_nodes/x/shutdown", """{"type":"restart"}""")));
        Say("delay of a removal", Error(await AskAsync("PUT", "_nodes/x/shutdown", """{"type":"remove","reason":"x","allocation_delay":"1m"}""")));
        Say("bulk without newline", Error(await AskAsync("POST", "_bulk", "{}")));
        Say("unknown node preferred", Error(await AskAsync("GET", "books/_doc/1?preference=_only_nodes:nobody")).Split('[')[0]);
        Say("cluster", (await AskAsync("GET", "_cluster/settings")).Text);
    }
}
