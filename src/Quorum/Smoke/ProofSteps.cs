using Quorum.Pipeline;

namespace Quorum.Smoke;

/// <summary>What was under way at each moment of a proof, so that a gap can be told with its cause.</summary>
public sealed class ProofSteps(IClock clock)
{
    private readonly List<(DateTimeOffset At, string Step)> _steps = [];
    private readonly Lock _lock = new();

    public void Add(string step)
    {
        lock (_lock) _steps.Add((clock.Now, step));
    }

    /// <summary>Hands progress on and remembers it.</summary>
    public IProgress<StageProgress> Watch(IProgress<StageProgress> progress) => new SynchronousProgress<StageProgress>(step =>
    {
        Add($"{step.Item}: {step.State}");
        progress.Report(step);
    });

    /// <summary>The step that was under way then; empty before the first.</summary>
    public string At(DateTimeOffset time)
    {
        lock (_lock) return _steps.LastOrDefault(step => step.At <= time).Step ?? "";
    }
}
