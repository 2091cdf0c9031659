using Quorum.Pipeline;
using Quorum.Smoke;

namespace Quorum.Reporting;

/// <summary>Everything people read of one run; what a run did not do is null or empty.</summary>
public sealed record RunReport
{
    public required string ClusterName { get; init; }

    /// <summary>Nuke profile, e.g. <c>local</c>.</summary>
    public required string Profile { get; init; }

    public required DateTimeOffset At { get; init; }

    /// <summary>In the order in which they ran.</summary>
    public required IReadOnlyList<StageOutcome> Stages { get; init; }

    public RollTimeline? Roll { get; init; }

    public ProofResult? Proof { get; init; }

    public SmokeResult? Smoke { get; init; }

    /// <summary>The cluster before the run; null on the first deployment.</summary>
    public ClusterStatus? Before { get; init; }

    public ClusterStatus? After { get; init; }

    public IReadOnlyList<InfraChange> Infra { get; init; } = [];

    /// <summary>Why the run ended without success: message and way out; empty on success.</summary>
    public string Failure { get; init; } = "";

    public bool Succeeded => Failure.Length == 0 && Stages.All(stage => stage.Result != StageResult.Failed);

    /// <summary>Outcome in one line.</summary>
    public string Headline => $"{ClusterName}{(Succeeded ? Success : $": {Stages.FirstOrDefault(stage => stage.Result == StageResult.Failed)?.Stage ?? "the run"} failed")}";

    private string Success =>
        Has(StageResult.Planned) ? ": a dry run, nothing was changed"
        : !Has(StageResult.Changed) ? ": nothing to change"
        : Stages.Any(stage => stage.Stage == "RollService") ? " deployed" : $": {string.Join(", ", Stages.Select(stage => stage.Stage))} done";

    private bool Has(StageResult result) => Stages.Any(stage => stage.Result == result);

    public IEnumerable<string> Next => Stages.SelectMany(stage => stage.Next).Distinct();
}

/// <param name="Change"><c>create</c>, <c>update</c>, <c>replace</c>, <c>delete</c>.</param>
/// <param name="Type">E.g. <c>aws:ec2/vpc:Vpc</c>.</param>
/// <param name="Detail">Which inputs change; never a secret value.</param>
public sealed record InfraChange(string Change, string Type, string Name, string Detail = "");
