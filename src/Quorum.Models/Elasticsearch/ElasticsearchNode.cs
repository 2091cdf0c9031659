namespace Quorum.Models.Elasticsearch;

/// <summary>One node process on a volume. A restart makes a new one; its node id comes from the volume, its ephemeral id is its own.</summary>
public sealed class ElasticsearchNode
{
    internal ElasticsearchNode(NodeStart start, Volume volume, string ephemeralId, TimeSpan startedAt)
    {
        (Start, Volume, EphemeralId, StartedAt) = (start, volume, ephemeralId, startedAt);
    }

    public NodeStart Start { get; }
    public Volume Volume { get; }
    public string EphemeralId { get; }
    public TimeSpan StartedAt { get; }

    public string Name => Start.Name;
    public string Address => Start.Address;
    public string Zone => Start.Zone;
    public NodeRoles Roles => Start.Roles;
    public ElasticsearchVersion Version => Start.Version;

    /// <summary>Persistent id; empty until the node has opened its volume.</summary>
    public string Id => Volume.NodeId ?? "";

    public NodeProcess Process { get; internal set; }

    /// <summary>Whether port 9200 answers: from joining (or 30 s without a master) to the stop.</summary>
    public bool HttpOpen { get; internal set; }

    /// <summary>Set with <see cref="NodeProcess.Ended"/>: 143 SIGTERM, 137 SIGKILL, 78 bootstrap check, 1 start error.</summary>
    public int? ExitCode { get; internal set; }

    /// <summary>Last line of the log when the process ended by itself.</summary>
    public string? ExitMessage { get; internal set; }

    /// <summary>The cluster it is or was last part of; its view of the world while it has no master.</summary>
    public ClusterState? Cluster { get; internal set; }

    /// <summary>Whether it follows a master (or is one).</summary>
    public bool Joined { get; internal set; }

    /// <summary>A stalled process: answers nothing, keeps its sockets.</summary>
    public bool Paused { get; internal set; }

    /// <summary>Which side of a network partition it is on.</summary>
    public int Side { get; internal set; }

    public bool IsMaster => Joined && Cluster!.Master == this;

    /// <summary>Shard copies assigned to it, relocation targets included.</summary>
    public int Copies { get; internal set; }

    internal int IncomingRecoveries, OutgoingRecoveries, InitialPrimaries;
    internal bool LeaveNoticed;

    public bool Serves(NodeRoles role) => (Roles & role) != 0;

    /// <summary>The process runs and its transport answers (it may still be paused or cut off).</summary>
    public bool Alive => Process == NodeProcess.Running;

    public override string ToString() => $"{Name} {Id} {Version} {Process}";
}
