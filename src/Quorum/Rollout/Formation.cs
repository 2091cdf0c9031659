namespace Quorum.Rollout;

/// <summary>The first deployment: no data anywhere, so that all slots come at once and no rule about copies applies.</summary>
internal static class Formation
{
    /// <summary>Null: the cluster is formed though not marked; go on as usual.</summary>
    public static Decision? Next(in RollView view)
    {
        var o = view.O;
        if (!view.Missing.IsEmpty) return new Decision(DecisionKind.Create, view.Missing, Next: Reads.Ecs);
        var formed = view.ClusterRead && o.Cluster.ClusterUuid.Length > 0 && o.Cluster.ElectedMaster >= 0;
        if (formed && o.Cluster.Health == ClusterHealth.Green && view.Away.IsEmpty) return new Decision(DecisionKind.MarkBootstrapped, view.Goal.All, Next: Reads.None);
        // It was formed and the runner died before it noted so; another goal came meanwhile. That is an ordinary roll.
        if (formed && !view.Outdated.IsEmpty && view.Goal.Masters.IsWithin(o.Cluster.Joined)) return null;
        if (!view.Stopped.IsEmpty) return new Decision(DecisionKind.Start, view.Stopped, Next: Reads.Ecs);
        if (!view.Stopping.IsEmpty) return new Decision(DecisionKind.Wait, view.Stopping, WaitFor.TaskStopped, Next: Reads.Ecs);

        // An earlier first deployment failed and another goal is given now: nothing was ever formed, nothing can be lost.
        if (!formed && !view.Outdated.IsEmpty && view.Outdated.IsWithin(view.OutOfCluster) && NobodyHealthy(view)) return new Decision(DecisionKind.Stop, view.Outdated, Next: Reads.Ecs);
        if (FailurePath.Untried(view) is { IsEmpty: false } again) return new Decision(DecisionKind.Stop, again, Next: Reads.Ecs);
        if (!view.Failed.IsEmpty) return Decider.Halt(HaltReason.NotFormed, view.Failed.First);
        return Decider.Wait(view, WaitFor.Formation, new Finding(HaltReason.NotFormed, view.Away.First, Text: o.Cluster.Unread), view.Policy.JoinBudget, view.Away);
    }

    private static bool NobodyHealthy(in RollView view)
    {
        foreach (var service in view.O.Ecs.Slots)
        {
            if (service.Task is { Health: TaskHealth.Healthy }) return false;
        }
        return true;
    }
}
