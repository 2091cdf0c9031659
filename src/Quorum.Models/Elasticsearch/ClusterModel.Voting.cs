namespace Quorum.Models.Elasticsearch;

/// <summary>What became of a call that changes cluster state.</summary>
public enum UpdateOutcome { Done, NoMaster, Refused }

public sealed partial class ClusterModel
{
    private void QueueReconfigure(ClusterState state) =>
        _queue.After(Options.Publication, () => Reconfigure(state));

    /// <summary>
    /// Chooses the voting configuration as the master does: live nodes first, the master before others, current voters before new ones; an odd
    /// number of them; with auto-shrink never below three once there were three; unchanged when the new one would have no live quorum.
    /// </summary>
    private void Reconfigure(ClusterState state)
    {
        if (state.Master is not { } master || !CanCommit(state)) return;
        var current = state.VotingConfiguration;
        var candidates = new List<(bool Live, bool Master, bool Current, string Id)>(8);
        foreach (var node in state.NodeList)
            if (node.Roles.IsMasterEligible() && !Excluded(state, node.Id)) candidates.Add((true, node == master, Contains(current, node.Id), node.Id));
        foreach (var id in current)
            if (!Excluded(state, id) && !(state.NodeById(id) is { } live && live.Roles.IsMasterEligible())) candidates.Add((false, false, true, id));
        candidates.Sort(static (a, b) =>
            a.Live != b.Live ? b.Live.CompareTo(a.Live) : a.Master != b.Master ? b.Master.CompareTo(a.Master) :
            a.Current != b.Current ? b.Current.CompareTo(a.Current) : string.CompareOrdinal(a.Id, b.Id));

        int keep = 0, alive = 0;
        foreach (var candidate in candidates) { if (candidate.Current) keep++; if (candidate.Live) alive++; }
        var enforced = state.Allocation.AutoShrink ? current.Count < 3 ? 1 : 3 : keep;
        var size = Math.Max(alive % 2 == 0 ? alive - 1 : alive, enforced);
        var chosen = new List<string>(Math.Min(size, candidates.Count));
        for (var i = 0; i < candidates.Count && i < size; i++) chosen.Add(candidates[i].Id);

        var votes = 0;
        foreach (var id in chosen) if (state.NodeById(id) is { } voter && Reach(master, voter)) votes++;
        if (votes * 2 > chosen.Count && !SameSet(chosen, current))
        {
            state.VotingConfiguration = chosen;
            Commit(state, metadata: true);
        }
        if (!Contains(state.VotingConfiguration, master.Id)) _queue.After(Options.Publication, () => Abdicate(state, master));
    }

    /// <summary>A master outside the voting configuration hands over to a voter.</summary>
    private void Abdicate(ClusterState state, ElasticsearchNode master)
    {
        if (state.Master != master || Contains(state.VotingConfiguration, master.Id)) return;
        StepDown(state);
    }

    /// <summary>
    /// <c>POST /_cluster/voting_config_exclusions?node_names=</c>: resolves the names now; ask <see cref="ExclusionsTookEffect"/> until the nodes are
    /// out of the voting configuration.
    /// </summary>
    public UpdateOutcome AddVotingExclusions(ElasticsearchNode via, IReadOnlyList<string> names, IReadOnlyList<string> ids, out string? problem)
    {
        problem = null;
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        var state = via.Cluster!;
        var added = new List<VotingExclusion>();
        foreach (var name in names)
        {
            var matches = state.NodeList.FindAll(n => n.Name == name && n.Roles.IsMasterEligible());
            if (matches.Count == 0) added.Add(new VotingExclusion("_absent_", name));
            foreach (var match in matches) added.Add(new VotingExclusion(match.Id, match.Name));
        }
        foreach (var id in ids) added.Add(new VotingExclusion(id, state.NodeById(id)?.Name ?? "_absent_"));
        added.RemoveAll(state.ExclusionList.Contains);
        if (state.ExclusionList.Count + added.Count > state.Allocation.MaxExclusions)
        {
            problem = $"add voting config exclusions request for nodes {(names.Count > 0 ? "named" : "with ids")} [{string.Join(", ", names.Concat(ids))}] would add [{added.Count}] exclusions to the existing [{state.ExclusionList.Count}] which would exceed the maximum of [{state.Allocation.MaxExclusions}] set by [cluster.max_voting_config_exclusions]";
            return UpdateOutcome.Refused;
        }
        state.ExclusionList.AddRange(added);
        Commit(state, metadata: true);
        QueueReconfigure(state);
        return UpdateOutcome.Done;
    }

    /// <summary>Whether no excluded node votes any more.</summary>
    public bool ExclusionsTookEffect(ClusterState state)
    {
        foreach (var exclusion in state.ExclusionList) if (Contains(state.VotingConfiguration, exclusion.NodeId)) return false;
        return true;
    }

    /// <summary>Whether the excluded nodes have left the cluster, for <c>wait_for_removal=true</c>.</summary>
    public bool ExcludedNodesLeft(ClusterState state)
    {
        foreach (var exclusion in state.ExclusionList) if (state.NodeById(exclusion.NodeId) is not null) return false;
        return true;
    }

    public UpdateOutcome ClearVotingExclusions(ElasticsearchNode via)
    {
        if (!HasMaster(via) || !CanCommit(via.Cluster!)) return UpdateOutcome.NoMaster;
        var state = via.Cluster!;
        if (state.ExclusionList.Count == 0) return UpdateOutcome.Done;
        state.ExclusionList.Clear();
        Commit(state, metadata: true);
        QueueReconfigure(state);
        return UpdateOutcome.Done;
    }

    private static bool Excluded(ClusterState state, string id)
    {
        foreach (var exclusion in state.ExclusionList) if (exclusion.NodeId == id) return true;
        return false;
    }

    private static bool SameSet(List<string> left, IReadOnlyList<string> right)
    {
        if (left.Count != right.Count) return false;
        foreach (var id in left) if (!Contains(right, id)) return false;
        return true;
    }
}
