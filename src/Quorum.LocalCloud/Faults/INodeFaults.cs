namespace Quorum.LocalCloud.Faults;

/// <summary>What can be done to a slot's node from outside, as fate would: nothing of it goes through ECS.</summary>
public enum NodeFault
{
    /// <summary>SIGKILL.</summary>
    Kill,

    /// <summary>Stalls the process, as a long garbage collection or a stuck disk does.</summary>
    Pause,

    Resume,

    /// <summary>Packets between its transport port and the other nodes are lost silently; its REST port goes on answering.</summary>
    Cut,

    Heal,

    /// <summary>Fills the slot's disk over the flood stage (95 %).</summary>
    Fill,

    Free,
}

/// <summary>One per task runtime; found in the world by this type.</summary>
public interface INodeFaults
{
    /// <exception cref="FaultRefusedException">No node runs there, or this machine cannot do it; the message says which and why.</exception>
    Task StrikeAsync(string slot, NodeFault fault, CancellationToken cancellation);
}

public sealed class FaultRefusedException(string message) : Exception(message);
