using System.Text.Json.Nodes;
using Quorum.Models.Elasticsearch;

namespace Quorum.LocalCloud.Elasticsearch;

public sealed partial class Rest
{
    private static readonly string[] StateMetrics = ["master_node", "version", "nodes", "metadata", "routing_table", "routing_nodes", "blocks", "_all", "state_uuid"];

    private Task<RestReply> StateAsync(ElasticsearchNode node, RestCall call, CancellationToken cancel)
    {
        call.Allow("local", "flat_settings", "expand_wildcards", "ignore_unavailable", "allow_no_indices");
        var metrics = call.Segments.Length > 2 ? call.Segments[2].Split(',') : ["_all"];
        if (Array.Find(metrics, m => !StateMetrics.Contains(m)) is { } unknown) throw RestError.NotModelled(call, $"metric {unknown}");
        var only = call.Segments.Length > 3 ? call.Segments[3].Split(',') : null;
        if (call.Flag("local") && node.Cluster is { } view) return Now(() => State(node, view, metrics, only));
        return WithMasterAsync(node, call, state => State(node, state, metrics, only), cancel);
    }

    private RestReply State(ElasticsearchNode node, ClusterState state, string[] metrics, string[]? only)
    {
        bool Wants(string metric) => metrics.Contains("_all") || metrics.Contains(metric);
        var leader = model.HasMaster(node) ? state.Master!.Id : null;
        var body = new JsonObject { ["cluster_name"] = state.Name, ["cluster_uuid"] = state.Uuid };
        if (Wants("version")) (body["version"], body["state_uuid"]) = (state.Version, Identifiers.Allocation(state.Version));
        if (Wants("master_node")) body["master_node"] = leader;
        if (Wants("blocks"))
        {
            var blocks = new JsonObject();
            if (leader is null) blocks["global"] = new JsonObject { ["2"] = new JsonObject { ["description"] = "no master", ["retryable"] = true, ["levels"] = Strings(["write", "metadata_write"]) } };
            var indices = new JsonObject();
            foreach (var index in state.Indices)
                if (index.ReadOnlyAllowDelete)
                    indices[index.Name] = new JsonObject { ["12"] = new JsonObject { ["description"] = "disk usage exceeded flood-stage watermark, index has read-only-allow-delete block", ["retryable"] = false, ["levels"] = Strings(["write", "metadata_write"]) } };
            if (indices.Count > 0) blocks["indices"] = indices;
            body["blocks"] = blocks;
        }
        if (Wants("nodes"))
        {
            var nodes = new JsonObject();
            foreach (var member in state.Nodes)
                nodes[member.Id] = new JsonObject
                {
                    ["name"] = member.Name, ["ephemeral_id"] = member.EphemeralId, ["transport_address"] = Transport(member), ["external_id"] = member.Name,
                    ["attributes"] = Attributes(member), ["roles"] = Strings(member.Roles.Names()), ["version"] = member.Version.ToString(),
                };
            body["nodes"] = nodes;
        }
        if (Wants("metadata")) body["metadata"] = Metadata(state, only);
        if (Wants("routing_table"))
        {
            var indices = new JsonObject();
            foreach (var index in Chosen(state, only))
                indices[index.Name] = new JsonObject { ["shards"] = new JsonObject(index.Shards.Select(s => KeyValuePair.Create(s.Number.ToString(), (JsonNode?)new JsonArray([.. s.Copies.Select(c => (JsonNode)Routing(c))])))) };
            body["routing_table"] = new JsonObject { ["indices"] = indices };
        }
        if (Wants("routing_nodes"))
        {
            var copies = Chosen(state, only).SelectMany(i => i.Shards).SelectMany(s => s.Copies).ToArray();
            body["routing_nodes"] = new JsonObject
            {
                ["unassigned"] = new JsonArray([.. copies.Where(c => c.Node is null).Select(c => (JsonNode)Routing(c))]),
                ["nodes"] = new JsonObject(state.Nodes.Where(n => n.Roles.HoldsData()).Select(n => KeyValuePair.Create(n.Id, (JsonNode?)new JsonArray([.. copies.Where(c => c.Node == n).Select(c => (JsonNode)Routing(c))])))),
            };
        }
        return RestReply.Ok(body);
    }

    private static IEnumerable<IndexState> Chosen(ClusterState state, string[]? only) => state.Indices.Where(i => only is null || only.Contains(i.Name) || only.Contains("_all"));

    private JsonObject Metadata(ClusterState state, string[]? only)
    {
        var indices = new JsonObject();
        foreach (var index in Chosen(state, only))
            indices[index.Name] = new JsonObject
            {
                ["state"] = "open",
                ["settings"] = RestCall.Nest(IndexSettings(index), false),
                ["mappings"] = new JsonObject(),
                ["aliases"] = new JsonArray(),
                ["primary_terms"] = new JsonObject(index.Shards.Select(s => KeyValuePair.Create(s.Number.ToString(), (JsonNode?)s.PrimaryTerm))),
                ["in_sync_allocations"] = new JsonObject(index.Shards.Select(s => KeyValuePair.Create(s.Number.ToString(), (JsonNode?)Strings(s.InSync.Select(Identifiers.Allocation))))),
            };
        var body = new JsonObject
        {
            ["cluster_uuid"] = state.Uuid,
            ["cluster_uuid_committed"] = true,
            ["cluster_coordination"] = new JsonObject
            {
                ["term"] = state.Term,
                ["last_committed_config"] = Strings(state.VotingConfiguration),
                ["last_accepted_config"] = Strings(state.VotingConfiguration),
                ["voting_config_exclusions"] = new JsonArray([.. state.VotingExclusions.Select(e => (JsonNode)new JsonObject { ["node_id"] = e.NodeId, ["node_name"] = e.NodeName })]),
            },
            ["templates"] = new JsonObject(),
            ["indices"] = indices,
        };
        if (state.Shutdowns.Count > 0)
            body["node_shutdown"] = new JsonObject(state.Shutdowns.Values.Select(r => KeyValuePair.Create(r.NodeId, (JsonNode?)new JsonObject { ["node_id"] = r.NodeId, ["type"] = r.Type.ToString().ToUpperInvariant(), ["reason"] = r.Reason, ["shutdown_started"] = Millis(r.StartedAt) })));
        return body;
    }

    private JsonObject Routing(ShardCopy copy)
    {
        var entry = new JsonObject
        {
            ["state"] = copy.State.ToString().ToUpperInvariant(), ["primary"] = copy.Primary, ["node"] = copy.Node?.Id, ["relocating_node"] = copy.Target?.Id, ["shard"] = copy.Group.Number, ["index"] = copy.Group.Index.Name,
        };
        if (copy.Stored is { } stored) entry["allocation_id"] = new JsonObject { ["id"] = Identifiers.Allocation(stored.AllocationId) };
        if (copy.State is CopyState.Unassigned or CopyState.Initializing) entry["recovery_source"] = new JsonObject { ["type"] = copy.Primary ? copy.Group.InSync.Count == 0 ? "EMPTY_STORE" : "EXISTING_STORE" : "PEER" };
        if (copy.State is CopyState.Unassigned or CopyState.Initializing)
        {
            var info = new JsonObject { ["reason"] = ReasonName(copy.Reason), ["at"] = Iso(copy.UnassignedAt), ["delayed"] = copy.Delayed };
            if (copy.LastNodeId is not null) info["last_node"] = copy.LastNodeId;
            if (copy.Details is not null) info["details"] = copy.Details;
            info["allocation_status"] = "no_attempt";
            entry["unassigned_info"] = info;
        }
        entry["relocation_failure_info"] = new JsonObject { ["failed_attempts"] = 0 };
        return entry;
    }

    private static string ReasonName(UnassignedReason reason) => reason switch
    {
        UnassignedReason.IndexCreated => "INDEX_CREATED",
        UnassignedReason.ClusterRecovered => "CLUSTER_RECOVERED",
        UnassignedReason.NodeLeft => "NODE_LEFT",
        UnassignedReason.NodeRestarting => "NODE_RESTARTING",
        UnassignedReason.ReplicaAdded => "REPLICA_ADDED",
        UnassignedReason.AllocationFailed => "ALLOCATION_FAILED",
        UnassignedReason.PrimaryFailed => "PRIMARY_FAILED",
        _ => "MANUAL_ALLOCATION",
    };

    private RestReply Explain(ClusterState state, RestCall call)
    {
        call.Allow("include_yes_decisions", "include_disk_info");
        var json = call.Json();
        ShardCopy copy;
        var body = new JsonObject();
        if (json["index"] is { } named)
        {
            var index = state.Index(named.GetValue<string>()) ?? throw RestError.IndexNotFound(named.GetValue<string>());
            var number = json["shard"]?.GetValue<int>() ?? throw RestError.Argument("shard must be specified");
            var primary = json["primary"]?.GetValue<bool>() ?? throw RestError.Argument("primary must be specified");
            if (number < 0 || number >= index.Shards.Length) throw RestError.Argument($"No shard routing found for [{index.Name}][{number}]");
            var copies = index.Shards[number].Copies.Where(c => c.Primary == primary).ToArray();
            copy = (json["current_node"] is { } at ? Array.Find(copies, c => c.Node?.Name == at.GetValue<string>() || c.Node?.Id == at.GetValue<string>()) : Array.Find(copies, c => c.Node is null) ?? copies.FirstOrDefault())
                ?? throw RestError.Argument("unable to find a replica shard assigned to node, or any replica at all");
        }
        else
        {
            copy = state.Indices.SelectMany(i => i.Shards).SelectMany(s => s.Copies).OrderBy(c => c.Primary ? 0 : 1).FirstOrDefault(c => c.Node is null)
                ?? throw RestError.Argument("No shard was specified in the request which means the response should explain a randomly-chosen unassigned shard, but there are no unassigned shards in this cluster. To explain the allocation of an assigned shard you must specify the target shard in the request.");
            body["note"] = "No shard was specified in the explain API request, so this response explains a randomly chosen unassigned shard. There may be other unassigned shards in this cluster which cannot be assigned for different reasons.";
        }
        (body["index"], body["shard"], body["primary"], body["current_state"]) = (copy.Group.Index.Name, copy.Group.Number, copy.Primary, copy.State.ToString().ToLowerInvariant());
        if (copy.Node is { } current)
        {
            body["current_node"] = new JsonObject { ["id"] = current.Id, ["name"] = current.Name, ["transport_address"] = Transport(current), ["attributes"] = Attributes(current), ["roles"] = Strings(current.Roles.Names()) };
            if (copy.State == CopyState.Started) (body["can_remain_on_current_node"], body["can_rebalance_cluster"], body["can_rebalance_to_other_node"]) = ("yes", "yes", "no");
        }
        else
        {
            var info = new JsonObject { ["reason"] = ReasonName(copy.Reason), ["at"] = Iso(copy.UnassignedAt) };
            if (copy.FailedAttempts > 0) info["failed_allocation_attempts"] = copy.FailedAttempts;
            if (copy.Details is not null) info["details"] = copy.Details;
            info["last_allocation_status"] = copy.Primary && copy.Group.InSync.Count > 0 ? "no_valid_shard_copy" : "no_attempt";
            body["unassigned_info"] = info;
        }
        AddDecisions(state, copy, body);
        return RestReply.Ok(body);
    }

    private void AddDecisions(ClusterState state, ShardCopy copy, JsonObject body)
    {
        var decisions = new JsonArray();
        var best = AllocationVerdict.No;
        foreach (var node in state.Nodes.Where(n => n.Roles.HoldsData() && n != copy.Node))
        {
            var words = new List<DeciderWord>();
            var verdict = model.Decide(state, copy, node, words);
            var stored = node.Volume.Find(copy.Group.Index.Uuid, copy.Group.Number);
            if (copy.Primary && copy.Node is null && copy.Group.InSync.Count > 0 && (stored is null || !copy.Group.InSync.Contains(stored.AllocationId))) verdict = AllocationVerdict.No;
            if (verdict < best) best = verdict;
            var entry = new JsonObject
            {
                ["node_id"] = node.Id, ["node_name"] = node.Name, ["transport_address"] = Transport(node), ["node_attributes"] = Attributes(node), ["roles"] = Strings(node.Roles.Names()),
                ["node_decision"] = copy.State == CopyState.Started && verdict == AllocationVerdict.Yes ? "worse_balance" : verdict switch { AllocationVerdict.Yes => "yes", AllocationVerdict.Throttle => "throttled", _ => "no" },
            };
            if (copy.Primary && copy.Node is null) entry["store"] = stored is null ? new JsonObject { ["found"] = false } : new JsonObject { ["in_sync"] = copy.Group.InSync.Contains(stored.AllocationId), ["allocation_id"] = Identifiers.Allocation(stored.AllocationId) };
            if (words.Count > 0) entry["deciders"] = new JsonArray([.. words.Select(w => (JsonNode)new JsonObject { ["decider"] = w.Decider, ["decision"] = w.Verdict == AllocationVerdict.Throttle ? "THROTTLE" : "NO", ["explanation"] = w.Explanation })]);
            decisions.Add(entry);
        }
        if (copy.Node is null)
        {
            var lost = copy.Primary && copy.Group.InSync.Count > 0 && best == AllocationVerdict.No && !state.Nodes.Any(n => n.Volume.Find(copy.Group.Index.Uuid, copy.Group.Number) is { } s && copy.Group.InSync.Contains(s.AllocationId));
            var delay = model.RemainingDelay(state, copy);
            var can = lost ? "no_valid_shard_copy" : best switch { AllocationVerdict.Yes when delay > TimeSpan.Zero => "allocation_delayed", AllocationVerdict.Yes => "yes", AllocationVerdict.Throttle => "throttled", _ => "no" };
            body["can_allocate"] = can;
            body["allocate_explanation"] = can switch
            {
                "no_valid_shard_copy" => "Elasticsearch can't allocate this shard because there are no copies of its data in the cluster. Elasticsearch will allocate this shard when a node holding a good copy of its data joins the cluster. If no such node is available, restore this index from a recent snapshot.",
                "allocation_delayed" => "The node containing this shard copy recently left the cluster. Elasticsearch is waiting for it to return. If the node does not return within [" + TimeValue.Format(delay) + "] then Elasticsearch will allocate this shard to another node. Please wait.",
                "throttled" => "Elasticsearch is currently busy with other activities. It expects to be able to allocate this shard when those activities finish. Please wait.",
                "yes" => "Elasticsearch can allocate the shard.",
                _ => "Elasticsearch isn't allowed to allocate this shard to any of the nodes in the cluster. Choose a node to which you expect this shard to be allocated, find this node in the node-by-node explanation, and address the reasons which prevent Elasticsearch from allocating this shard there.",
            };
            if (delay > TimeSpan.Zero) (body["configured_delay_in_millis"], body["remaining_delay_in_millis"]) = ((long)(copy.Group.Index.DelayedTimeout ?? model.Options.NodeLeftDelay).TotalMilliseconds, (long)delay.TotalMilliseconds);
        }
        body["node_allocation_decisions"] = decisions;
    }
}
