using Quorum.Rehearsal.Running;
using Quorum.Rollout;

namespace Quorum.Rehearsal.Baselines;

/// <summary>Measures how long a roll waited for nothing but its canary's soak.</summary>
internal sealed class SoakWatch : IPortWrapper, IRollEvents
{
    private DateTimeOffset? _since;

    public TimeSpan Soaked { get; private set; }

    public IRollEvents Wrap(IRollEvents events) => this;

    public void Decided(Observation observation, Goal goal, Policy policy, in Decision decision)
    {
        if (_since is { } since) Soaked += observation.At - since;
        _since = decision is { Kind: DecisionKind.Wait, For: WaitFor.Soak } ? observation.At : null;
    }

    public void Acted(Observation observation, Goal goal, in Decision decision, TimeSpan took) { }

    public void Troubled(DateTimeOffset at, string what) { }
}
