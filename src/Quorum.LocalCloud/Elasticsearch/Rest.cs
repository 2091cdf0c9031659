using System.Text.Json.Nodes;
using Quorum.LocalCloud.Host;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

/// <summary>
/// Elasticsearch's REST API on the model. Any node coordinates: it answers from its own view, and what needs a master waits for one as long as
/// <c>master_timeout</c> says.
/// </summary>
/// <param name="files">Where the snapshots' documents are.</param>
public sealed partial class Rest(World world, ClusterModel model, Security.NodeSecurities securities, SnapshotFiles files)
{
    private TaskCompletionSource _change = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Wakes what waits for a change; called under the world's lock.</summary>
    public void Wake()
    {
        var waiting = _change;
        _change = new(TaskCreationOptions.RunContinuationsAsynchronously);
        waiting.TrySetResult();
    }

    public async Task<RestReply> HandleAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        try
        {
            var reply = await RouteAsync(node, call, cancel).ConfigureAwait(false);
            if (reply.Json is not null && call.Query("filter_path") is { Length: > 0 } filter) reply = reply with { Json = FilterPath.Apply(reply.Json, filter) };
            return reply with { Pretty = call.Flag("pretty", reply.Pretty) };
        }
        catch (RestError e)
        {
            return new RestReply(e.Status, e.Body, Pretty: call.Flag("pretty"));
        }
    }

    private Task<RestReply> RouteAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        var s = call.Segments;
        if (s.Length == 0) return Now(() => Root(node, call));
        return s[0] switch
        {
            "_cluster" => ClusterAsync(node, call, cancel),
            "_cat" => CatAsync(node, call, cancel),
            "_nodes" => NodesAsync(node, call, cancel),
            "_health_report" => Now(() => HealthReport(node, call)),
            "_search" when s is [_, "scroll"] => Now(() => Scroll(node, call)),
            "_bulk" or "_mget" or "_search" or "_count" or "_refresh" or "_flush" or "_recovery" or "_settings" or "_mapping" => IndexAsync(node, call, null, s, cancel),
            "_snapshot" => SnapshotAsync(node, call, cancel),
            "_slm" when s is [_, "policy", ..] or [_, "_execute_retention"] => SlmAsync(node, call, cancel),
            "_ilm" or "_slm" when s is [_, "status" or "start" or "stop"] => LifecycleAsync(node, call, cancel),
            "_security" => SecurityAsync(node, call, cancel),
            "_ssl" when s is [_, "certificates"] && call.Method == "GET" => Now(() => Certificates(node, call)),
            "_license" when s.Length == 1 && call.Method == "GET" => Now(() => License(call)),
            _ when s[0].StartsWith('_') => throw RestError.NotModelled(call),
            _ => IndexAsync(node, call, s[0], s[1..], cancel),
        };
    }

    private Task<RestReply> Now(Func<RestReply> answer) => Task.FromResult(world.Do(answer));

    /// <summary>Asks again after every change until there is an answer or the time is over; null then.</summary>
    private async Task<T?> UntilAsync<T>(Func<T?> attempt, TimeSpan limit, CancellationToken cancel) where T : class
    {
        var until = DateTime.UtcNow + (limit < TimeSpan.Zero ? TimeSpan.FromDays(1) : limit);
        while (true)
        {
            var (answer, change) = world.Do(() => (attempt(), _change.Task));
            if (answer is not null) return answer;
            var left = until - DateTime.UtcNow;
            if (left <= TimeSpan.Zero) return null;
            // Delays run out without a change of state, so now and then it looks by itself.
            await Task.WhenAny(change, Task.Delay(left < LookInterval ? left : LookInterval, cancel)).ConfigureAwait(false);
            cancel.ThrowIfCancellationRequested();
        }
    }

    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>A call that needs the master: waits for one, then answers from the cluster's state.</summary>
    private async Task<RestReply> WithMasterAsync(ElasticsearchNode node, RestCall call, Func<ClusterState, RestReply> answer, CancellationToken cancel) =>
        await UntilAsync(() => model.HasMaster(node) ? answer(node.Cluster!) : null, call.MasterTimeout, cancel).ConfigureAwait(false) ?? throw RestError.NoMaster();

    /// <summary>The same for a change; <paramref name="change"/> says <see cref="UpdateOutcome.NoMaster"/> while the master cannot commit.</summary>
    private async Task<RestReply> UpdateAsync(ElasticsearchNode node, RestCall call, Func<ClusterState, UpdateOutcome> change, Func<ClusterState, RestReply> answer, CancellationToken cancel) =>
        await UntilAsync(() =>
        {
            if (!model.HasMaster(node)) return null;
            var state = node.Cluster!;
            return change(state) == UpdateOutcome.Done ? answer(state) : null;
        }, call.MasterTimeout, cancel).ConfigureAwait(false) ?? throw RestError.NoMaster();

    private RestReply Root(ElasticsearchNode node, RestCall call)
    {
        if (call.Method is not ("GET" or "HEAD")) throw RestError.NotModelled(call);
        call.Allow();
        return RestReply.Ok(new JsonObject
        {
            ["name"] = node.Name,
            ["cluster_name"] = node.Start.ClusterName,
            ["cluster_uuid"] = node.Volume.ClusterUuid ?? "_na_",
            ["version"] = new JsonObject
            {
                ["number"] = node.Version.ToString(),
                ["build_flavor"] = "default",
                ["build_type"] = "docker",
                ["build_hash"] = BuildHash,
                ["build_date"] = "2025-02-05T22:10:57.067596412Z",
                ["build_snapshot"] = false,
                ["lucene_version"] = node.Version.Major switch { >= 9 => "10.1.0", 8 => "9.12.0", _ => "8.11.3" },
                ["minimum_wire_compatibility_version"] = node.Version.MinimumCompatible.ToString(),
                ["minimum_index_compatibility_version"] = $"{node.Version.Major - 1}.0.0",
            },
            ["tagline"] = "You Know, for Search",
        }) with { Pretty = true };
    }

    private const string BuildHash = "0000000000000000000000000000000000000000";

    private static RestReply License(RestCall call)
    {
        call.Allow("local", "accept_enterprise");
        return RestReply.Ok(new JsonObject { ["license"] = new JsonObject { ["status"] = "active", ["type"] = "basic", ["issuer"] = "elasticsearch", ["max_nodes"] = 1000, ["issued_to"] = "elasticsearch" } });
    }

    private long Millis(TimeSpan at) => (world.Epoch + at).ToUnixTimeMilliseconds();

    private string Iso(TimeSpan at) => (world.Epoch + at).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static JsonArray Strings(IEnumerable<string> values) => new([.. values.Select(v => (JsonNode?)v)]);
}
