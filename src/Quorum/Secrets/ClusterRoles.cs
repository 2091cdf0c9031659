using System.Text.Json.Nodes;

namespace Quorum.Secrets;

/// <param name="Right">A named privilege of Elasticsearch or one of its actions.</param>
public sealed record ClusterRight(string Right, string Because);

/// <param name="Restricted">Also the system's own indices, whose shards are as much in the way of a restart as any.</param>
public sealed record IndexRights(string Pattern, IReadOnlyList<ClusterRight> Rights, bool Restricted = false);

/// <summary>A role of Elasticsearch, each right with its reason.</summary>
public sealed record ClusterRole(string Name, IReadOnlyList<ClusterRight> Cluster, IReadOnlyList<IndexRights> Indices)
{
    /// <summary>Body of <c>PUT /_security/role/&lt;name&gt;</c>.</summary>
    public JsonObject ToJson() => new()
    {
        ["cluster"] = Texts(Cluster.Select(right => right.Right)),
        ["indices"] = new JsonArray([.. Indices.Select(index => (JsonNode)new JsonObject
        {
            ["names"] = Texts([index.Pattern]),
            ["privileges"] = Texts(index.Rights.Select(right => right.Right)),
            ["allow_restricted_indices"] = index.Restricted,
        })]),
        ["metadata"] = new JsonObject { ["managed_by"] = "quorum" },
    };

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}

/// <summary>What the pipeline's own users may do. Where Elasticsearch has no narrow privilege by name, the action itself is given instead of <c>manage</c>.</summary>
public static class ClusterRoles
{
    /// <summary>Indices the pipeline makes itself (write proof, write probe, restore drill) begin so; it reads and writes no others.</summary>
    public const string OwnIndices = "quorum-*";

    private static readonly ClusterRight[] Looking =
    [
        new("monitor", "health, nodes, settings, state, pending tasks, certificates"),
        new("monitor_snapshot", "repositories, snapshots under way, age of the last one"),
        new("read_ilm", "no index is being shrunk while its slot stops"),
        new("read_slm", "the snapshot policy runs"),
        new("cluster:admin/shutdown/get", "no shutdown record is left behind; the named privilege would be manage"),
    ];

    private static readonly ClusterRight[] LookingAtIndices =
    [
        new("monitor", "where each copy of each shard is"),
        new("view_index_metadata", "replicas, wait_for_active_shards, lifecycle steps"),
    ];

    /// <summary>Smoke test and status on production: looks, changes nothing, reads no document.</summary>
    public static ClusterRole Smoke { get; } = new("quorum_smoke", Looking, [new("*", LookingAtIndices, Restricted: true)]);

    /// <summary>Roll, write proof, snapshots.</summary>
    public static ClusterRole Deploy { get; } = new(
        "quorum_deploy",
        [
            .. Looking,
            new("cluster:admin/settings/update", "allocation is held back while a slot restarts, and set free again"),
            new("cluster:admin/reroute", "failed allocations are tried again after their cause has gone"),
            new("cluster:admin/voting_config/*", "the elected master hands over before its slot stops"),
            new("cluster:admin/shutdown/*", "restart records: a slot's copies are waited for, not rebuilt"),
            new("cluster:admin/repository/*", "registers and verifies the snapshot repository"),
            new("cluster:admin/snapshot/*", "the snapshot before a version change"),
            new("manage_slm", "the snapshot policy"),
        ],
        [
            new("*", [.. LookingAtIndices, new("maintenance", "flush before a restart, so that little is to be replayed")], Restricted: true),
            new(OwnIndices, [new("manage", "makes and removes its own indices"), new("read", "reads each document back from every copy"), new("write", "writes the proof's documents")]),
        ]);

    /// <summary>Restore drill. Apart from the deploy user, because comparing a restored index with the original means to read people's documents.</summary>
    public static ClusterRole Drill { get; } = new(
        "quorum_drill",
        [.. Looking, new("cluster:admin/snapshot/*", "restores one index under another name"), new("cluster:admin/repository/*", "verifies the repository first")],
        [
            new("*", [.. LookingAtIndices, new("read", "counts and compares the documents of the original"), new("maintenance", "refreshes the original, so that what is written is seen")]),
            new(OwnIndices, [new("manage", "removes the restored index"), new("read", "counts and compares what was restored")]),
        ]);

    public static IReadOnlyList<(ClusterUse Use, ClusterRole Role)> All { get; } = [(ClusterUse.Deploy, Deploy), (ClusterUse.Smoke, Smoke), (ClusterUse.Drill, Drill)];

    /// <summary>Name of the use in SSM and in the users' names.</summary>
    public static string Of(ClusterUse use) => use switch
    {
        ClusterUse.Deploy => "deploy",
        ClusterUse.Smoke => "smoke",
        ClusterUse.Drill => "drill",
        _ => throw new ArgumentOutOfRangeException(nameof(use), use, "the superuser has no role of ours"),
    };

    /// <summary>The two users that take turns for a use: the next password belongs to the other one, so that both are good while clients change over.</summary>
    public static (string A, string B) Users(ClusterUse use) => ($"quorum-{Of(use)}-a", $"quorum-{Of(use)}-b");
}
