using static Quorum.Rollout.Rules.Words;

namespace Quorum.Rollout.Rules;

/// <summary>Refuses versions and edges that the policy names, before anything is touched.</summary>
public sealed class KnownBadVersionRule() : RollRule("known-bad-version")
{
    public override string Because => "A data path that a version has opened cannot be given back to an older one: the time to refuse is before.";

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set)
    {
        if (view.Policy.KnownBad.IsEmpty) return default;
        foreach (var slot in set)
        {
            for (var bad = 0; bad < view.Policy.KnownBad.Length; bad++)
            {
                var entry = view.Policy.KnownBad[bad];
                if (entry.To == view.Goal.Slots[slot].Version && (entry.From is null || entry.From == view.RunningVersion(slot))) return new Finding(this, slot, A: bad);
            }
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"Elasticsearch {policy.KnownBad[(int)finding.A].To} is refused for {Slot(goal, finding.Slot)}: {policy.KnownBad[(int)finding.A].Why}";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => $"choose another ElasticsearchVersion; {Skip(this)}";
}

/// <summary>Never down; never over a major; into the next major only from the last minor of this one.</summary>
public sealed class UpgradePathRule() : RollRule("upgrade-path")
{
    private const int CauseDown = 1, CauseMajor = 2, CauseMinor = 3;

    /// <summary>From 8 to 9: the minor of 8 that is needed first.</summary>
    private static readonly ElasticsearchVersion LastStepBefore9 = new(8, 18, 0);

    /// <summary>From 7 to 8.</summary>
    private static readonly ElasticsearchVersion LastStepBefore8 = new(7, 17, 0);

    public override string Because => "Elasticsearch refuses to start on a data path of a newer version, and reads indices of one major back only.";

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set)
    {
        foreach (var slot in set)
        {
            var (from, to) = (view.RunningVersion(slot), view.Goal.Slots[slot].Version);
            if (!from.IsKnown || !to.IsKnown || from == to) continue;
            if (to < from) return new Finding(this, slot, A: CauseDown);
            if (to.Major > from.Major + 1) return new Finding(this, slot, A: CauseMajor);
            if (to.Major == from.Major) continue;
            var step = to.Major == 9 ? LastStepBefore9 : to.Major == 8 ? LastStepBefore8 : ElasticsearchVersion.Unknown;
            if (step.IsKnown && from < step) return new Finding(this, slot, A: CauseMinor, Text: step.ToString());
        }
        return default;
    }

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy)
    {
        var from = observation.Cluster.Nodes[finding.Slot]?.Version ?? observation.Record.PreviousOf(finding.Slot)?.Version ?? ElasticsearchVersion.Unknown;
        var edge = $"{Slot(goal, finding.Slot)} would go from Elasticsearch {from} to {goal.Slots[finding.Slot].Version}";
        return finding.A switch
        {
            CauseDown => $"{edge}: a data path cannot be downgraded",
            CauseMajor => $"{edge}: a major version is skipped",
            _ => $"{edge}: at least {finding.Text} must come first",
        };
    }

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) => finding.A switch
    {
        CauseDown => "deploy the running version or a newer one; older data comes back only from a snapshot",
        CauseMajor => "upgrade one major version after the other",
        _ => $"set ElasticsearchVersion to {finding.Text} or the newest patch of that line, Deploy, then go on",
    };
}

/// <summary>Elasticsearch must have ended by itself at every stop of this roll so far.</summary>
public sealed class GracefulStopRule() : RollRule("graceful-stop")
{
    public const int Killed = 137;

    public override string Because => "A killed process has not closed its shards: if one stop was too short, the next will be as well.";

    public override TimeSpan Patience(Policy policy) => TimeSpan.Zero;

    public override Finding Check(in RollView view, SlotSet set)
    {
        // On the way back every stop is part of the cure; halting half way would leave two revisions.
        if (view.O.Record.Direction == RollDirection.Back) return default;
        foreach (var slot in view.O.Record.TouchedSlots)
        {
            var service = view.O.Ecs.Slots[slot];
            if ((Bad(view, service.LastKilled) ?? Bad(view, service.LastStop)) is { } stop) return new Finding(this, slot, A: stop.ExitCode ?? -1, B: stop.Took?.Ticks ?? 0);
        }
        return default;
    }

    private static StopView? Bad(in RollView view, StopView? stop) =>
        stop is not null && stop.StoppedAt >= view.O.Record.Since && (stop.ExitCode == Killed || stop.Took > view.Policy.StopTimeout) ? stop : null;

    public override string Explain(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"Elasticsearch on {Slot(goal, finding.Slot)} did not stop by itself (exit code {finding.A}{(finding.B > 0 ? $", {Span(TimeSpan.FromTicks(finding.B))}" : "")}, stop timeout {Span(policy.StopTimeout)})";

    public override string WayOut(in Finding finding, Observation observation, Goal goal, Policy policy) =>
        $"look for an OOM kill or a slow flush in the log of {Slot(goal, finding.Slot)}; raise stopTimeout and ECS_CONTAINER_STOP_TIMEOUT when it was slow; then run again: the slot is back, the roll goes on from here";
}
