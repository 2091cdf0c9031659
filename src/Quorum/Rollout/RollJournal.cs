using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Reporting;

namespace Quorum.Rollout;

/// <param name="Kind">A <see cref="DecisionKind"/>, or <c>Trouble</c> for a call that failed and was repeated.</param>
/// <param name="TookSeconds">Of an action: its calls.</param>
public sealed record JournalEntry(DateTimeOffset At, string Kind, IReadOnlyList<string> Slots, string Text, double? TookSeconds = null);

/// <summary>Writes down a roll as it happens, for the artifact, the reports and the progress display.</summary>
public sealed class RollJournal(IClock clock, IProgress<StageProgress>? progress = null) : IRollEvents
{
    private readonly List<JournalEntry> _entries = [];
    private readonly List<TimelineWait> _waits = [];
    private readonly Dictionary<string, (SlotActivity Activity, DateTimeOffset Since)> _now = [];
    private readonly Dictionary<string, List<SlotSpan>> _spans = [];
    private readonly List<HealthSpan> _health = [];
    private (string Rule, string Why, DateTimeOffset Since)? _waiting;
    private (HealthStatus Status, DateTimeOffset Since)? _status;
    private int _master = ClusterSnapshot.Nowhere;
    private int _elections;

    public IReadOnlyList<JournalEntry> Entries => _entries;

    /// <summary>Restarted sets in order, by slot names.</summary>
    public List<IReadOnlyList<string>> Sets { get; } = [];

    public void Decided(Observation observation, Goal goal, Policy policy, in Decision decision)
    {
        EndWait(observation.At);
        See(observation);
        var names = Names(goal, decision.Slots);
        var text = decision.Explain(observation, goal, policy);
        _entries.Add(new JournalEntry(observation.At, decision.Kind.ToString(), names, text));
        if (decision is { Kind: DecisionKind.Wait, Why.Reason: { } reason }) _waiting = (reason.Name, decision.Why.Explain(observation, goal, policy), observation.At);
        if (decision.Kind is DecisionKind.Halt or DecisionKind.TurnBack) foreach (var name in names) Enter(name, SlotActivity.Failed, observation.At);
        progress?.Report(new StageProgress(names.Count is > 0 and <= 3 ? string.Join(", ", names) : goal.ClusterName, text, Fraction(observation, goal, policy)) { Left = Left(observation, goal, policy) });
    }

    public void Acted(Observation observation, Goal goal, in Decision decision, TimeSpan took)
    {
        var now = clock.Now;
        var names = Names(goal, decision.Slots);
        _entries.Add(new JournalEntry(now, decision.Kind.ToString(), names, "done", Math.Round(took.TotalSeconds, 3)));
        var back = observation.Record.Direction == RollDirection.Back;
        SlotActivity? next = decision.Kind switch
        {
            DecisionKind.Suppress or DecisionKind.HandOver => SlotActivity.Preparing,
            DecisionKind.Stop => back ? SlotActivity.RollingBack : SlotActivity.Stopping,
            DecisionKind.Replace or DecisionKind.Start or DecisionKind.Create => back ? SlotActivity.RollingBack : SlotActivity.Starting,
            DecisionKind.Unsuppress => SlotActivity.Recovering,
            _ => null,
        };
        if (decision.Kind == DecisionKind.OpenSet) Sets.Add(names);
        if (next is { } activity) foreach (var name in names) Enter(name, activity, now);
        if (decision.Kind is DecisionKind.CloseSet or DecisionKind.ReleaseSet or DecisionKind.MarkBootstrapped) foreach (var name in names) Leave(name, now);
    }

    public void Troubled(DateTimeOffset at, string what) => _entries.Add(new JournalEntry(at, "Trouble", [], what));

    public RollTimeline Timeline(RollResult result)
    {
        var ended = clock.Now;
        EndWait(ended);
        EndHealth(ended);
        foreach (var name in _now.Keys.ToList()) Leave(name, ended);
        return new RollTimeline(ended - result.Took, ended, Outcome(result), result.End == RollEnd.Completed ? "" : result.Reason,
            [.. result.Goal.Slots.Select((slot, index) => new TimelineSlot(slot.Name, slot.Zone, _spans.GetValueOrDefault(slot.Name) ?? [],
                index < result.Last.Ecs.Slots.Length ? HaltReason.Family(result.Last.Ecs.Slots[index].TaskDefinition) : ""))],
            _health, [], _waits)
        {
            Sets = Sets.Count,
            Elections = _elections,
        };
    }

    public static string Outcome(RollResult result) => result.End switch
    {
        RollEnd.Completed => result.ChangedNothing ? "nothing to do" : "completed",
        RollEnd.RolledBack => "rolled back",
        RollEnd.Superseded => "superseded",
        _ => "halted",
    };

    private static double? Fraction(Observation observation, Goal goal, Policy policy)
    {
        if (observation.Ecs.Slots.IsEmpty) return null;
        var view = new RollView(observation, goal, policy);
        return (double)view.Up.Count / goal.Slots.Length;
    }

    // Only what was measured, in this roll or the last one: an assumed time is wrong by far on a small cluster and is not believed on a large one.
    private static string? Left(Observation observation, Goal goal, Policy policy) =>
        observation.Cluster.Unread is null && observation.Record.RollId.Length > 0 && observation.Bootstrapped is not null && Fraction(observation, goal, policy) < 1
        && Planner.PlanRoll(observation, goal, policy).Forecast is { Source: not ForecastSource.Assumed } forecast ? $"{forecast.Short} left" : null;

    private void Enter(string slot, SlotActivity activity, DateTimeOffset now)
    {
        Leave(slot, now);
        _now[slot] = (activity, now);
    }

    private void Leave(string slot, DateTimeOffset now)
    {
        if (!_now.Remove(slot, out var was) || now <= was.Since) return;
        if (!_spans.TryGetValue(slot, out var spans)) _spans[slot] = spans = [];
        spans.Add(new SlotSpan(was.Activity, was.Since, now));
    }

    // A first deployment has no health before its first node: that is no unavailability.
    private void See(Observation observation)
    {
        var seen = observation.Cluster;
        if (seen.Unread is not null && _status is null) return;
        HealthStatus status = seen.Unread is not null ? HealthStatus.Unavailable : seen.Health switch
        {
            ClusterHealth.Green => HealthStatus.Green,
            ClusterHealth.Yellow => HealthStatus.Yellow,
            ClusterHealth.Red => HealthStatus.Red,
            _ => HealthStatus.Unavailable,
        };
        if (_status?.Status != status)
        {
            EndHealth(observation.At);
            _status = (status, observation.At);
        }

        if (seen.ElectedMaster == ClusterSnapshot.Nowhere) return;
        if (_master != ClusterSnapshot.Nowhere && _master != seen.ElectedMaster) _elections++;
        _master = seen.ElectedMaster;
    }

    private void EndHealth(DateTimeOffset now)
    {
        if (_status is { } was && now > was.Since) _health.Add(new HealthSpan(was.Status, was.Since, now));
        _status = null;
    }

    private void EndWait(DateTimeOffset now)
    {
        if (_waiting is { } wait) _waits.Add(new TimelineWait(wait.Rule, wait.Why, wait.Since, now));
        _waiting = null;
    }

    private static List<string> Names(Goal goal, SlotSet slots)
    {
        var names = new List<string>(slots.Count);
        foreach (var slot in slots) names.Add(goal.Slots[slot].Name);
        return names;
    }
}
