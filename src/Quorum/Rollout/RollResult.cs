using Quorum.Pipeline;

namespace Quorum.Rollout;

/// <summary>How a roll ended: exactly one of completed, rolled back, halted with a reason, superseded.</summary>
/// <param name="Last">The last observation; its record says which slots were touched.</param>
/// <param name="Created">Slots whose service this run created.</param>
public sealed record RollResult(RollEnd End, Decision Decision, Observation Last, Goal Goal, Policy Policy, SlotSet Created, int Actions, TimeSpan Took)
{
    public RollRecord Record => Last.Record;

    public bool ChangedNothing => End == RollEnd.Completed && Record.TouchedSlots.IsEmpty && Created.IsEmpty;

    /// <summary>One sentence; for a way back it is why it turned.</summary>
    public string Reason => End switch
    {
        RollEnd.RolledBack => Record.BackReason,
        RollEnd.Completed => Decision.Explain(Last, Goal, Policy),
        _ => Decision.Why.Explain(Last, Goal, Policy),
    };

    public string WayOut => End switch
    {
        RollEnd.RolledBack => "the cluster runs the earlier revision everywhere; fix the cause and Deploy again",
        RollEnd.Completed => "",
        _ => Decision.Why.WayOut(Last, Goal, Policy),
    };
}

/// <summary>Somebody else is rolling this cluster.</summary>
public sealed class RollLockedException(string cluster, LockAnswer held, TimeSpan age) : StageException(
    $"{held.Holder} is rolling {cluster}: its last sign of life is {age.TotalSeconds:0} s old",
    "let it finish and run again; a runner that died frees the roll by itself after its lock has expired");

/// <summary>Cancelled between two steps; says where things stand.</summary>
public sealed class RollCancelledException(string state) : StageException(state, "run the same command again: the roll goes on where it stands");
