using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Quorum.Rollout.Rules;

namespace Quorum.Rollout;

/// <summary>A roll told in advance: what would be done in which order, why, and what would stand in its way now.</summary>
/// <param name="Overrides">Rules that are switched off.</param>
public sealed record RollPlan(ImmutableArray<PlannedStep> Steps, ImmutableArray<string> Overrides)
{
    public bool NothingToDo => Steps.IsEmpty;

    /// <summary>How long it is going to take; null when nothing is to be restarted.</summary>
    public RollForecast? Forecast { get; init; }

    /// <summary>Same input, same text, to the byte.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        if (NothingToDo) text.Append("nothing to roll: every slot runs its target revision\n");
        for (var step = 0; step < Steps.Length; step++)
        {
            var it = Steps[step];
            text.Append(CultureInfo.InvariantCulture, $"{step + 1,3}. {it.What} {string.Join(", ", it.Slots)}\n     why: {it.Why}\n");
            if (it.HandOver) text.Append("     before: it is the elected master then; it hands over by a voting exclusion, cleared before its stop\n");
            if (it.BlockedBy.Length > 0) text.Append(CultureInfo.InvariantCulture, $"     blocked now by {it.BlockedBy}: {it.BlockedWhy}\n     way out: {it.WayOut}\n");
        }
        if (Forecast is not null) text.Append(CultureInfo.InvariantCulture, $"takes {Forecast}\n");
        if (!Overrides.IsEmpty) text.Append(CultureInfo.InvariantCulture, $"rules switched off: {string.Join(", ", Overrides)}\n");
        return text.ToString();
    }
}

/// <param name="What"><c>start</c>, <c>await</c>, <c>create</c>, <c>canary</c>, <c>restart</c> <c>repair</c> or <c>replace</c>.</param>
/// <param name="HandOver">The slot would be the elected master when its turn comes.</param>
/// <param name="BlockedBy">Name of the first rule that forbids the step as things are now; empty when none does.</param>
public sealed record PlannedStep(string What, ImmutableArray<string> Slots, string Why, bool HandOver, string BlockedBy = "", string BlockedWhy = "", string WayOut = "", bool HoldsData = true)
{
    /// <summary>Stops a node that is in the cluster.</summary>
    public bool TakesDown => What is "canary" or "restart";
}

/// <summary>Plays a roll through on one observation, with the very choice the roll itself makes; assumes that each set comes back as it was.</summary>
public static class Planner
{
    public static RollPlan PlanRoll(Observation observation, Goal goal, Policy policy)
    {
        var view = new RollView(observation, goal, policy);
        var steps = ImmutableArray.CreateBuilder<PlannedStep>();
        var overrides = policy.SkipRules.Order(StringComparer.Ordinal).ToImmutableArray();
        if (observation.Bootstrapped is not null) Down(observation, goal, view.Stopped, view.Stopping, view.Starting, steps);
        if (!(view.ToReplace | view.Bare).IsEmpty) steps.Add(new PlannedStep("replace", Names(goal, view.ToReplace | view.Bare), "stopped: its instance is replaced, or the next one awaited, and the slot started on it, before anything else", HandOver: false, HoldsData: (view.ToReplace | view.Bare).Overlaps(goal.Data)));
        if (!view.Missing.IsEmpty && (observation.Bootstrapped is null || !view.IsVersionChange)) steps.Add(Creation(observation, goal, view.Missing));
        if (observation.Bootstrapped is not null && (view.ClusterRead || !view.Outdated.IsEmpty)) Restarts(observation, goal, policy, view.Outdated, view.OutOfCluster, started: !(view.Stopped | view.ToReplace | view.Bare).IsEmpty, steps);
        if (!view.Missing.IsEmpty && observation.Bootstrapped is not null && view.IsVersionChange) steps.Add(Creation(observation, goal, view.Missing));
        var all = steps.ToImmutable();
        // A slot that is down is no set to come: it is the one that is under way, or nobody knows since when it is.
        return new RollPlan(all, overrides) { Forecast = Forecast.Of([.. all.Where(step => step.What is not ("start" or "await" or "replace"))], observation, goal, policy) };
    }

    // What somebody stopped, and what ends by itself: on the target revision, or set to it, so that nothing else in the plan would tell of it.
    private static void Down(Observation observation, Goal goal, SlotSet stopped, SlotSet stopping, SlotSet starting, ImmutableArray<PlannedStep>.Builder steps)
    {
        var without = SlotSet.Empty;
        foreach (var slot in starting) if (observation.Ecs.Slots[slot].LiveTasks == 0) without |= SlotSet.Of(slot);
        if (!stopped.IsEmpty) steps.Add(new PlannedStep("start", Names(goal, stopped), "stopped: the desired count is 0 and no task runs; started before anything else, with the target revision", HandOver: false, HoldsData: stopped.Overlaps(goal.Data)));
        if (!stopping.IsEmpty) steps.Add(new PlannedStep("start", Names(goal, stopping), "being stopped: the desired count is 0 and the task not STOPPED yet; then started with the target revision", HandOver: false, HoldsData: stopping.Overlaps(goal.Data)));
        if (!without.IsEmpty) steps.Add(new PlannedStep("await", Names(goal, without), "no task runs though the desired count is 1: ECS starts one, and the roll goes on when its node is back", HandOver: false, HoldsData: without.Overlaps(goal.Data)));
    }

    private static PlannedStep Creation(Observation observation, Goal goal, SlotSet missing) => new("create", Names(goal, missing),
        observation.Bootstrapped is null ? "first deployment: there is no data yet, all slots start at once and form the cluster" : "new slots: they hold nothing yet", HandOver: false);

    private static void Restarts(Observation observation, Goal goal, Policy policy, SlotSet outdated, SlotSet outOfCluster, bool started, ImmutableArray<PlannedStep>.Builder steps)
    {
        var repair = outdated & outOfCluster;
        if (!repair.IsEmpty) steps.Add(new PlannedStep("repair", Names(goal, repair), "out of the cluster already: nothing to lose", HandOver: false, HoldsData: repair.Overlaps(goal.Data)));
        var remaining = outdated - repair;
        var record = observation.Record with { SetsDone = repair.IsEmpty && !started ? observation.Record.SetsDone : Math.Max(1, observation.Record.SetsDone) };
        var elected = observation.Cluster.ElectedMaster;
        // Off for the sake of the plan only: a blocked step is shown with its reason, and the plan goes on behind it.
        var freely = policy with { SkipRules = [.. AllRules.InOrder.Select(rule => rule.Name)] };
        while (!remaining.IsEmpty)
        {
            var imagined = observation with { Record = record, Cluster = observation.Cluster with { ElectedMaster = elected } };
            var choice = SetChooser.Choose(new RollView(imagined, goal, policy), remaining);
            var blocked = choice.Why;
            if (blocked.Blocks) choice = SetChooser.Choose(new RollView(imagined, goal, freely), remaining);
            if (choice.Slots.IsEmpty) break;
            var set = choice.Why.Blocks ? SlotSet.Of(choice.Slots.First) : choice.Slots;
            var handOver = set.Count == 1 && set.First == elected && goal.Masters.Count > 1;
            var canary = record.SetsDone == 0 && set.Count == 1 && remaining.Count > 1 && policy.Canary;
            steps.Add(new PlannedStep(canary ? "canary" : "restart", Names(goal, set), DecisionText.Reason(set, imagined, goal), handOver,
                blocked.Reason?.Name ?? "", blocked.Explain(imagined, goal, policy), blocked.WayOut(imagined, goal, policy), set.Overlaps(goal.Data)));
            remaining -= set;
            record = record with { SetsDone = record.SetsDone + 1 };
            if (handOver) elected = (goal.Masters - set).First;
        }
    }

    private static ImmutableArray<string> Names(Goal goal, SlotSet slots)
    {
        var names = ImmutableArray.CreateBuilder<string>(slots.Count);
        foreach (var slot in slots) names.Add(goal.Slots[slot].Name);
        return names.MoveToImmutable();
    }
}
