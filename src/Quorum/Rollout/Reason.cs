using System.Runtime.InteropServices;

namespace Quorum.Rollout;

/// <summary>Why something is not done, or is ended. Says it in words only when asked.</summary>
public abstract class Reason(string name)
{
    /// <summary>Stable name in kebab case, e.g. <c>copy-outside-set</c>.</summary>
    public string Name { get; } = name;

    /// <summary>One sentence with the shard, node and number in question.</summary>
    public abstract string Explain(in Finding finding, Observation observation, Goal goal, Policy policy);

    /// <summary>What a person can do, with the command or call.</summary>
    public abstract string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy);
}

/// <summary>A reason and what it found; <c>default</c> means that nothing stands in the way.</summary>
/// <param name="Slot">Slot index or -1.</param>
/// <param name="Shard">Index in <see cref="ClusterSnapshot.Shards"/> or -1.</param>
/// <param name="A">A number whose meaning the reason knows.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct Finding(Reason? Reason, int Slot = -1, int Shard = -1, long A = 0, long B = 0, string? Text = null)
{
    public bool Blocks => Reason is not null;

    public string Explain(Observation observation, Goal goal, Policy policy) => Reason?.Explain(this, observation, goal, policy) ?? "";

    public string WayOut(Observation observation, Goal goal, Policy policy) => Reason?.WayOut(this, observation, goal, policy) ?? "";
}

/// <summary>A condition for taking a set of slots down.</summary>
public abstract class RollRule(string name) : Reason(name)
{
    /// <summary>Why the rule exists, one sentence for the documentation.</summary>
    public abstract string Because { get; }

    /// <summary>False for the few rules without which nothing can be known at all.</summary>
    public virtual bool CanBeSwitchedOff => true;

    /// <summary>How long to wait for it to hold; zero: waiting cannot help, halt at once.</summary>
    public abstract TimeSpan Patience(Policy policy);

    /// <summary>Whether <paramref name="set"/> may be taken down now. Monotone: what blocks a set blocks every larger one.</summary>
    public abstract Finding Check(in RollView view, SlotSet set);
}
