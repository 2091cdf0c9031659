using Quorum.Elasticsearch;
using Quorum.Pipeline;
using Quorum.Provisioning;
using Quorum.Registry;
using Quorum.Rollout.Aws;
using Quorum.Settings;

namespace Quorum.Rollout;

/// <summary>A roll that ended other than completed; the report says what was done.</summary>
public sealed class RollEndedException(RollReport report, string stage = RollStage.Name) : StageException($"{stage} {report.Outcome}: {report.Reason}", report.WayOut)
{
    public RollReport Report { get; } = report;
}

/// <summary>
/// RollService: brings every slot to the revision that says what the settings, the infrastructure and the pushed image say.
/// Run twice it changes nothing the second time; killed it goes on when run again.
/// </summary>
/// <param name="connect">Makes a client for some nodes' base addresses: directly, through SSM, with which credentials and CA.</param>
public sealed class RollStage(AwsClients aws, Func<IReadOnlyList<Uri>, ElasticsearchClient> connect, IClock clock)
{
    public const string Name = "RollService", RefreshName = "RefreshInstances";

    /// <summary>Report of the last run of this object; null before.</summary>
    public RollReport? Report { get; private set; }

    /// <exception cref="RollEndedException">Rolled back, halted or superseded.</exception>
    /// <param name="planned">Told the plan under the lock, before anything is done; true when that took time or changed something.</param>
    public async Task<StageOutcome> RunAsync(
        QuorumSettings settings, InfraOutputs infra, PushedImage image, IProgress<StageProgress> progress, CancellationToken cancellation, Func<RollPlan, CancellationToken, Task<bool>>? planned = null)
    {
        var policy = RollPolicies.For(settings);
        var site = new RollSite(aws, settings, infra, clock);
        var goal = await site.GoalAsync(image, register: true, cancellation).ConfigureAwait(false);
        var outcome = await RollAsync(settings, site, goal, policy, progress, cancellation, planned).ConfigureAwait(false);
        return OnOldInstances(await site.BehindAsync(cancellation).ConfigureAwait(false)) is { Length: > 0 } told ? outcome with { Next = [.. outcome.Next, told] } : outcome;
    }

    /// <summary>Every slot on an instance of its launch template's newest version, by the same order and rules; no revision changes.</summary>
    /// <exception cref="RollEndedException">Halted or superseded.</exception>
    /// <exception cref="StageException">Nothing is deployed.</exception>
    public async Task<StageOutcome> RefreshAsync(
        QuorumSettings settings, InfraOutputs infra, IProgress<StageProgress> progress, CancellationToken cancellation, Func<RollPlan, CancellationToken, Task<bool>>? planned = null)
    {
        var policy = RollPolicies.For(settings);
        var site = new RollSite(aws, settings, infra, clock);
        var goal = await site.RefreshGoalAsync(cancellation).ConfigureAwait(false);
        var outcome = await RollAsync(settings, site, goal, policy, progress, cancellation, planned).ConfigureAwait(false);
        return outcome with
        {
            Stage = RefreshName,
            Summary = outcome.Result == StageResult.Unchanged ? "every instance is of its launch template's newest version already" : $"instances replaced: {outcome.Summary}",
        };
    }

    /// <summary>Reads only: what <see cref="RefreshAsync"/> would do now.</summary>
    public async Task<RefreshPlan> PlanRefreshAsync(QuorumSettings settings, InfraOutputs infra, CancellationToken cancellation)
    {
        var policy = RollPolicies.For(settings);
        var site = new RollSite(aws, settings, infra, clock);
        var goal = await site.RefreshGoalAsync(cancellation).ConfigureAwait(false);
        return RefreshPlan.Of(await site.ObserveAsync(goal, connect, cancellation).ConfigureAwait(false), goal, policy);
    }

    /// <summary>Reads only, for a plan: in a line, what a roll leaves as it is; empty when it leaves nothing.</summary>
    public async Task<string> OnOldInstancesAsync(QuorumSettings settings, InfraOutputs infra, CancellationToken cancellation) =>
        OnOldInstances(await new RollSite(aws, settings, infra, clock).BehindAsync(cancellation).ConfigureAwait(false));

    private static string OnOldInstances(IReadOnlyList<string> slots) => slots.Count == 0 ? ""
        : $"{Reporting.Durations.Count(slots.Count, "slot")} on an instance from before the last change of AMI, type or user data ({string.Join(", ", slots)}); ./build.sh RefreshInstances replaces them";

    /// <summary>Reads only: what <see cref="RunAsync"/> would do now.</summary>
    public async Task<RollPlan> PlanAsync(QuorumSettings settings, InfraOutputs infra, PushedImage image, CancellationToken cancellation)
    {
        var policy = RollPolicies.For(settings);
        var site = new RollSite(aws, settings, infra, clock);
        var goal = await site.GoalAsync(image, register: false, cancellation).ConfigureAwait(false);
        return Planner.PlanRoll(await site.ObserveAsync(goal, connect, cancellation).ConfigureAwait(false), goal, policy);
    }

    /// <summary>Reads only: what <see cref="RollbackAsync"/> would do now.</summary>
    public async Task<RollPlan> PlanRollbackAsync(QuorumSettings settings, InfraOutputs infra, CancellationToken cancellation)
    {
        var site = new RollSite(aws, settings, infra, clock);
        var goal = await site.EarlierGoalAsync(cancellation).ConfigureAwait(false);
        return Planner.PlanRoll(await site.ObserveAsync(goal, connect, cancellation).ConfigureAwait(false), goal, RollPolicies.For(settings));
    }

    /// <summary>Reads only: the cluster as it is, for a rehearsal that starts from it.</summary>
    public async Task<(Observation Observation, Goal Goal)> ObserveAsync(QuorumSettings settings, InfraOutputs infra, CancellationToken cancellation)
    {
        var site = new RollSite(aws, settings, infra, clock);
        return (await site.ObserveAsync(site.Present, connect, cancellation).ConfigureAwait(false), site.Present);
    }

    /// <summary>Takes every slot back to what it ran before the last roll, under the same rules.</summary>
    /// <exception cref="StageException">There is no earlier revision, or the way back would downgrade a data path.</exception>
    public async Task<StageOutcome> RollbackAsync(QuorumSettings settings, InfraOutputs infra, IProgress<StageProgress> progress, CancellationToken cancellation)
    {
        var policy = RollPolicies.For(settings);
        var site = new RollSite(aws, settings, infra, clock);
        var goal = await site.EarlierGoalAsync(cancellation).ConfigureAwait(false);
        return await RollAsync(settings, site, goal, policy, progress, cancellation).ConfigureAwait(false);
    }

    private async Task<StageOutcome> RollAsync(QuorumSettings settings, RollSite site, Goal goal, Policy policy, IProgress<StageProgress> progress, CancellationToken cancellation, Func<RollPlan, CancellationToken, Task<bool>>? planned = null)
    {
        var started = clock.Now;
        var journal = new RollJournal(clock, progress);
        var world = new RollWorld(site.Ecs, site.Elasticsearch(connect), site.Store, clock, Random.Shared.NextDouble, journal, RollSite.Owner()) { Planned = planned, Instances = site.Instances };
        var result = await new RollDriver(world, policy).RunAsync(goal, cancellation).ConfigureAwait(false);
        Report = RollReport.Of(result, journal, started);
        new Reporting.ArtifactStore(settings.ArtifactsFolder, Reporting.Redaction.Shared).WriteText("roll.json", Report.ToJson() + "\n");
        return result.End == RollEnd.Completed ? Outcome(result, started) : throw new RollEndedException(Report, goal.Refreshes ? RefreshName : Name);
    }

    private StageOutcome Outcome(RollResult result, DateTimeOffset started)
    {
        var facts = new List<KeyValuePair<string, string>>
        {
            new("Slots", $"{result.Goal.Slots.Length} in {result.Goal.Zones.Length} zones"),
            new("Version", result.Goal.Slots[0].Version.ToString()),
        };
        if (!result.Created.IsEmpty) facts.Add(new("Created", result.Goal.Names(result.Created)));
        if (Report!.Sets.Count > 0) facts.Add(new("Sets", string.Join(" → ", Report.Sets.Select(set => string.Join(" ", set)))));
        if (Report.Overrides.Count > 0) facts.Add(new("Rules off", string.Join(", ", Report.Overrides)));
        var summary = result.ChangedNothing ? "every slot runs its revision already"
            : result.Record.TouchedSlots.IsEmpty ? $"{result.Created.Count} slots started, the cluster is green"
            : $"{result.Record.TouchedSlots.Count} slots rolled in {Report.Sets.Count} sets, never more than one zone down";
        return new StageOutcome(Name, result.ChangedNothing ? StageResult.Unchanged : StageResult.Changed, summary, facts, started, clock.Now - started, []);
    }
}
