namespace Quorum.Rollout;

public enum DecisionKind
{
    Wait,

    /// <summary>Create the services of slots that have none.</summary>
    Create,

    /// <summary>Note the set in the roll record: its slots count as touched.</summary>
    OpenSet,

    /// <summary>Keep Elasticsearch from rebuilding the set's copies elsewhere.</summary>
    Suppress,

    Flush,

    /// <summary>Desired count 0.</summary>
    Stop,

    /// <summary>End the instances of stopped slots; their groups start others.</summary>
    Replace,

    /// <summary>Desired count 1 with the target revision.</summary>
    Start,

    /// <summary>Delete our shutdown records, reset our allocation setting.</summary>
    Unsuppress,

    /// <summary>Give a chosen set up before anything was stopped.</summary>
    ReleaseSet,

    /// <summary>Exclude the elected master from voting, so that it hands over.</summary>
    HandOver,

    ClearExclusions,

    CloseSet,

    MarkBootstrapped,

    TurnBack,

    Complete,

    RolledBack,

    Halt,

    Superseded,
}

public enum WaitFor { Nothing, Reading, Settling, Formation, TaskStopped, Join, Rule, HandOver, Soak, Recovery, Voters, Instance }

/// <summary>What the next decision must have read anew.</summary>
[Flags]
public enum Reads { None = 0, Ecs = 1, Cluster = 2, Both = Ecs | Cluster }

/// <summary>
/// The next thing to do, and why. A value without text: the text is made by <see cref="Explain"/> when somebody wants to read it.
/// </summary>
/// <param name="Slots">What it is about.</param>
/// <param name="Why">Empty for actions that follow from the plan.</param>
/// <param name="Next">What to read before the next decision.</param>
/// <param name="Until">For a wait whose end is known: not later than this.</param>
public readonly record struct Decision(DecisionKind Kind, SlotSet Slots, WaitFor For = WaitFor.Nothing, Finding Why = default, Reads Next = Reads.Both, DateTimeOffset? Until = null)
{
    public bool IsEnd => Kind is DecisionKind.Complete or DecisionKind.RolledBack or DecisionKind.Halt or DecisionKind.Superseded;

    public WaitKey Key => new(For, Why.Reason?.Name);

    /// <summary>Same meaning as another one: what is reported only when it changes.</summary>
    public bool SaysSameAs(in Decision other) => Kind == other.Kind && Slots == other.Slots && For == other.For && Why == other.Why;

    public string Explain(Observation observation, Goal goal, Policy policy) => DecisionText.Of(this, observation, goal, policy);
}
