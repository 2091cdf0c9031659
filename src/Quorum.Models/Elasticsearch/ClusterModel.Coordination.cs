namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    private const string Placeholder = "{bootstrap-placeholder}-";
    private bool _discovering;

    // The outcome of discovery depends only on who runs and who reaches whom, so a round runs after a change instead of every second.
    private void ScheduleDiscovery()
    {
        if (_discovering) return;
        _discovering = true;
        After(Options.JoinMin, Options.JoinMax, () => { _discovering = false; Discover(); });
    }

    private void Discover()
    {
        // Some node may be just behind a join of this round (it finds the master through a peer), so rounds go on while they achieve something.
        bool progress;
        do
        {
            progress = JoinAll();
            if (!progress) progress = Elect();
        } while (progress);
    }

    private bool JoinAll()
    {
        var joined = false;
        foreach (var node in _nodes)
        {
            if (node.Joined || !node.Alive || node.Paused) continue;
            if (FindMaster(node) is { } master && Join(master.Cluster!, node)) joined = true;
        }
        return joined;
    }

    private ElasticsearchNode? FindMaster(ElasticsearchNode node)
    {
        foreach (var state in _clusters)
        {
            if (state.Master is not { } master || !Reach(node, master) || master.Start.ClusterName != node.Start.ClusterName) continue;
            if (node.Volume.ClusterUuid is { } uuid && uuid != state.Uuid) continue; // join validation: another cluster UUID
            if (node.Cluster == state || Knows(node, master)) return master;
            foreach (var peer in state.NodeList) if (peer.Joined && Reach(node, peer) && Knows(node, peer)) return master;
        }
        return null;
    }

    private bool Join(ClusterState state, ElasticsearchNode node)
    {
        if (!CanCommit(state)) return false;
        var oldest = node.Version;
        foreach (var member in state.NodeList)
        {
            if (member.Version < oldest) oldest = member.Version;
            if (member.Version < node.Version.MinimumCompatible || node.Version < member.Version.MinimumCompatible) return false;
        }
        // The version barrier: once every member is newer, an older node may not come back.
        if (state.NodeList.Count > 0 && state.NodeList.TrueForAll(member => member.Version > node.Version)) return false;
        AddMember(state, node);
        Commit(state, metadata: true);
        QueueReconfigure(state);
        Reroute(state);
        return true;
    }

    private void AddMember(ClusterState state, ElasticsearchNode node)
    {
        // A process that came back before its predecessor's end was noticed: same id, another ephemeral id.
        if (state.NodeById(node.Id) is { } predecessor && predecessor != node) { predecessor.LeaveNoticed = true; predecessor.Joined = false; DropNodes(state, [predecessor]); }
        if (!state.NodeList.Contains(node)) state.NodeList.Add(node);
        state.AwarenessChanged = true;
        node.Cluster = state;
        node.Joined = true;
        node.LeaveNoticed = false;
        if (node.Volume.Copies.Count > 0) foreach (var stored in node.Volume.Copies.ToArray())
            if (!state.IndexList.Exists(index => index.Uuid == stored.IndexUuid)) node.Volume.Remove(stored.IndexUuid, stored.Shard);
        OpenHttp(node);
    }

    private bool Elect()
    {
        ElasticsearchNode? best = null;
        var ties = 0;
        foreach (var node in _nodes)
        {
            if (node.Joined || !node.Alive || node.Paused || !node.Roles.IsMasterEligible() || node.Serves(NodeRoles.VotingOnly)) continue;
            if (node.Volume.VotingConfiguration.Count == 0 && !TryBootstrap(node)) continue;
            if (!CanWin(node)) continue;
            var order = best is null ? 1 : Compare(node.Volume, best.Volume);
            if (order > 0) { best = node; ties = 1; }
            else if (order == 0 && _random.Next(++ties) == 0) best = node;
        }
        if (best is null) return false;
        var winner = best;
        After(Options.ElectionMin, Options.ElectionMax, () => { if (!winner.Joined && winner.Alive && CanWin(winner)) Lead(winner); else ScheduleDiscovery(); });
        return false;
    }

    private bool CanWin(ElasticsearchNode node)
    {
        var configuration = node.Volume.VotingConfiguration;
        if (!Contains(configuration, node.Id)) return false;
        var votes = 0;
        foreach (var voter in _nodes)
        {
            if (!voter.Alive || voter.Joined && HasMaster(voter) || !voter.Roles.IsMasterEligible() || !Reach(node, voter)) continue;
            if (!Contains(configuration, voter.Id) || Compare(voter.Volume, node.Volume) > 0) continue;
            if (voter.Volume.ClusterUuid is { } uuid && uuid != node.Volume.ClusterUuid) continue;
            if (voter == node || Acquainted(node, voter)) votes++;
        }
        return votes * 2 > configuration.Count;
    }

    private void Lead(ElasticsearchNode master)
    {
        var state = master.Volume.ClusterUuid is { } uuid ? _clusters.Find(c => c.Uuid == uuid) : null;
        if (state is null)
        {
            state = new ClusterState(master.Volume.ClusterUuid ?? NewId(), master.Start.ClusterName) { VotingConfiguration = master.Volume.VotingConfiguration };
            _clusters.Add(state);
        }
        var fresh = master.Cluster != state;
        if (state.Master is { } old && old != master) old.Joined = false;
        state.Term = Math.Max(state.Term, master.Volume.AcceptedTerm) + 1;
        state.Master = master;
        state.Elections++;
        state.PastMastersList.Add(master.Id);
        var missing = new List<ElasticsearchNode>();
        foreach (var member in state.NodeList)
            if (member != master && (!member.Alive || !Reach(master, member))) { missing.Add(member); member.Joined = false; }
        AddMember(state, master);
        foreach (var node in _nodes)
        {
            if (node == master || !node.Alive || !Reach(master, node) || node.Start.ClusterName != state.Name) continue;
            if (node.Volume.ClusterUuid is { } other ? other != state.Uuid : node.Joined) continue;
            if (state.NodeList.Contains(node) || Acquainted(master, node)) AddMember(state, node);
        }
        if (fresh && Options.FreshMasterRecoversAll) RecoverAll(state);
        if (Options.DelayStartsAnewOnMasterChange) RestartDelays(state);
        DropNodes(state, missing);
        Commit(state, metadata: true);
        QueueReconfigure(state);
        Reroute(state);
        ScheduleDiscovery();
    }

    private void Left(ElasticsearchNode node)
    {
        if (node.LeaveNoticed || !node.Joined || node.Process == NodeProcess.Running && !node.Paused) return;
        node.LeaveNoticed = true;
        node.Joined = false;
        var state = node.Cluster!;
        if (state.Master == node) { StepDown(state); return; }
        if (state.Master is not null) RemoveNodes(state, [node]);
    }

    /// <summary>No master any more: members keep the last state as their view and look for a new one.</summary>
    private void StepDown(ClusterState state)
    {
        state.Master = null;
        foreach (var node in state.NodeList) node.Joined = false;
        Touch();
        ScheduleDiscovery();
    }

    private void RemoveNodes(ClusterState state, List<ElasticsearchNode> nodes)
    {
        if (!CanCommit(state)) { StepDown(state); return; }
        DropNodes(state, nodes);
        Commit(state, metadata: true);
        QueueReconfigure(state);
        Reroute(state);
    }

    private bool TryBootstrap(ElasticsearchNode node)
    {
        if (node.Start.SingleNode || Unconfigured(node) && Now - node.StartedAt >= Options.UnconfiguredBootstrap)
        {
            node.Volume.VotingConfiguration = [node.Id];
            return true;
        }
        var names = node.Start.InitialMasterNodes;
        if (names.Count == 0 || !Contains(names, node.Name)) return false;
        var found = new List<string>(names.Count);
        var known = 0;
        foreach (var name in names)
        {
            var peer = _nodes.Find(n => (n.Name == name || n.Address == name) && n.Alive && n.Roles.IsMasterEligible() && (n == node || Reach(node, n) && Acquainted(node, n)));
            if (peer is not null) known++;
            found.Add(peer?.Id ?? Placeholder + name);
        }
        if (known * 2 <= names.Count) return false;
        node.Volume.VotingConfiguration = found;
        return true;
    }

    private static bool Unconfigured(ElasticsearchNode node) =>
        node.Start.SeedHosts.Count == 0 && node.Start.InitialMasterNodes.Count == 0 && !node.Start.SingleNode;

    private bool Acquainted(ElasticsearchNode a, ElasticsearchNode b)
    {
        if (Knows(a, b) || Knows(b, a)) return true;
        foreach (var between in _nodes)
            if (between != a && between != b && Reach(a, between) && Reach(between, b) && (Knows(a, between) || Knows(between, a)) && (Knows(between, b) || Knows(b, between))) return true;
        return false;
    }

    private static bool Knows(ElasticsearchNode from, ElasticsearchNode to)
    {
        if (from.Cluster is { } cluster && to.Cluster == cluster) return true;
        foreach (var seed in from.Start.SeedHosts) if (Matches(seed, to)) return true;
        return false;
    }

    private static bool Matches(string seed, ElasticsearchNode node) =>
        seed == node.Address || seed == node.Name ||
        seed.Length > node.Address.Length && seed[node.Address.Length] == ':' && seed.StartsWith(node.Address, StringComparison.Ordinal) ||
        seed.Length > node.Name.Length && (seed[node.Name.Length] is '.' or ':') && seed.StartsWith(node.Name, StringComparison.Ordinal);

    private static int Compare(Volume left, Volume right) =>
        left.AcceptedTerm != right.AcceptedTerm ? left.AcceptedTerm.CompareTo(right.AcceptedTerm) : left.AcceptedVersion.CompareTo(right.AcceptedVersion);

    private static bool Contains(IReadOnlyList<string> list, string value)
    {
        for (var i = 0; i < list.Count; i++) if (list[i] == value) return true;
        return false;
    }
}
