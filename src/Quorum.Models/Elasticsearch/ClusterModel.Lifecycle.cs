namespace Quorum.Models.Elasticsearch;

public sealed partial class ClusterModel
{
    public const int ExitGraceful = 143, ExitKilled = 137, ExitBootstrapCheck = 78, ExitStartError = 1;

    /// <summary>The hard bootstrap check on <c>vm.max_map_count</c>.</summary>
    public const int RequiredMaxMapCount = 262_144;

    /// <summary>Starts a process. What is wrong with it shows after the start-up time as its exit code and message.</summary>
    public ElasticsearchNode StartNode(NodeStart start, Volume volume)
    {
        ArgumentNullException.ThrowIfNull(start);
        ArgumentNullException.ThrowIfNull(volume);
        var node = new ElasticsearchNode(start, volume, NewId(), Now);
        _nodes.Add(node);
        After(Options.StartupMin, Options.StartupMax, () => Open(node));
        Touch();
        return node;
    }

    /// <summary>SIGTERM: connections close at once (peers see a reset), the process ends after the flush with 143.</summary>
    public void StopNode(ElasticsearchNode node)
    {
        if (node.Process is NodeProcess.Stopping or NodeProcess.Ended) return;
        if (node.Paused) return; // a stalled process does not handle signals until it goes on
        var was = node.Process;
        node.Process = NodeProcess.Stopping;
        node.HttpOpen = false;
        if (was == NodeProcess.Running) Disconnected(node, Options.ResetDetection);
        After(Options.StopMin, Options.StopMax, () => End(node, ExitGraceful, null));
        Touch();
    }

    /// <summary>SIGKILL, or with <paramref name="silent"/> the machine under it is gone: nobody sends a reset and peers notice after 30 s.</summary>
    public void KillNode(ElasticsearchNode node, bool silent = false)
    {
        if (node.Process == NodeProcess.Ended) return;
        var was = node.Process;
        End(node, ExitKilled, null);
        if (was == NodeProcess.Running) Disconnected(node, silent ? Options.SilenceDetection : Options.ResetDetection);
    }

    /// <summary>Stalls the process (SIGSTOP, a stuck disk) or lets it go on; peers notice a stall after 30 s.</summary>
    public void PauseNode(ElasticsearchNode node, bool paused)
    {
        if (node.Paused == paused || node.Process == NodeProcess.Ended) return;
        node.Paused = paused;
        ConnectivityChanged();
    }

    /// <summary>Cuts the network into sides: nodes named in <paramref name="side"/> reach each other and nobody else. Packets are lost silently.</summary>
    public void Partition(IReadOnlyCollection<ElasticsearchNode> side)
    {
        ArgumentNullException.ThrowIfNull(side);
        foreach (var node in _nodes) node.Side = side.Contains(node) ? 1 : 0;
        ConnectivityChanged();
    }

    public void Heal() => Partition([]);

    private void Open(ElasticsearchNode node)
    {
        if (node.Process != NodeProcess.Starting) return;
        var volume = node.Volume;
        if (node.Start.ConfigurationError is { } error) { End(node, ExitStartError, error); return; }
        if (volume.LockedBy is { } holder && holder != node)
        {
            End(node, ExitStartError, $"failed to obtain node locks, tried [/usr/share/elasticsearch/data]; maybe these locations are not writable or multiple nodes were started on the same data path? (held by {holder.Name})");
            return;
        }
        if (volume.LastVersion is { } last)
        {
            if (node.Version < last) { End(node, ExitStartError, $"cannot downgrade a node from version [{last}] to version [{node.Version}]"); return; }
            if (last < node.Version.MinimumCompatible)
            {
                End(node, ExitStartError, $"cannot upgrade a node from version [{last}] directly to version [{node.Version}], upgrade to version [{node.Version.MinimumCompatible}] first.");
                return;
            }
        }
        if (Options.EnforceBootstrapChecks && node.Start.MaxMapCount < RequiredMaxMapCount)
        {
            End(node, ExitBootstrapCheck, $"max virtual memory areas vm.max_map_count [{node.Start.MaxMapCount}] is too low, increase to at least [{RequiredMaxMapCount}]");
            return;
        }
        volume.LockedBy = node;
        volume.NodeId ??= NewId();
        volume.LastVersion = node.Version;
        node.Process = NodeProcess.Running;
        VolumeOpened?.Invoke(volume);
        ScheduleDiscovery();
        if (Unconfigured(node)) _queue.After(Options.UnconfiguredBootstrap, ScheduleDiscovery);
        _queue.After(Options.InitialStateTimeout, () => OpenHttp(node));
        Touch();
    }

    /// <summary>The volume has got its node id and version.</summary>
    public event Action<Volume>? VolumeOpened;

    private void OpenHttp(ElasticsearchNode node)
    {
        if (node.HttpOpen || node.Process != NodeProcess.Running) return;
        node.HttpOpen = true;
        HttpOpened?.Invoke(node);
        Touch();
    }

    private void End(ElasticsearchNode node, int exitCode, string? message)
    {
        if (node.Process == NodeProcess.Ended) return;
        node.Process = NodeProcess.Ended;
        node.HttpOpen = false;
        node.ExitCode = exitCode;
        node.ExitMessage = message;
        if (node.Volume.LockedBy == node) node.Volume.LockedBy = null;
        _nodes.Remove(node);
        NodeEnded?.Invoke(node);
        Touch();
    }

    private void Disconnected(ElasticsearchNode node, TimeSpan noticedAfter)
    {
        if (!node.Joined) return;
        _queue.After(noticedAfter, () => Left(node));
    }

    private int _connectivity;

    private void ConnectivityChanged()
    {
        var epoch = ++_connectivity;
        ScheduleDiscovery();
        _queue.After(Options.SilenceDetection, () => { if (epoch == _connectivity) NoticeSilence(); });
        Touch();
    }

    /// <summary>After 30 s each side gives up on the other: the master on its followers, followers on their master.</summary>
    private void NoticeSilence()
    {
        foreach (var state in _clusters)
        {
            if (state.Master is not { } master) continue;
            if (!CanCommit(state)) { StepDown(state); continue; }
            List<ElasticsearchNode>? gone = null;
            foreach (var node in state.NodeList) if (!Reach(master, node)) (gone ??= []).Add(node);
            if (gone is null) continue;
            foreach (var node in gone) node.Joined = false;
            RemoveNodes(state, gone);
        }
        ScheduleDiscovery();
    }
}
